"""Analyses from CoNLL-U, for tests that need a tree and no model."""

from __future__ import annotations

import numpy as np

from onrecord.language.analysis import Analysis, WordSpan


def analysis(
    conllu: str,
    *,
    names: tuple[WordSpan, ...] = (),
    attribution: tuple[WordSpan, ...] = (),
    entity: dict[int, str] | None = None,
    occurrence: dict[int, float] | None = None,
) -> Analysis:
    """The analysis of CoNLL-U text: ten columns split by tabs or blanks, sentences by blank lines.

    Words are joined by one blank unless MISC has SpaceAfter=No; a line "# newpar" puts a blank line before the sentence. Spans
    and the keys of `entity` and `occurrence` are word indices of the whole text.
    """
    text, rows, sentences, bounds = "", [], [], []
    for block in conllu.strip().split("\n\n"):
        lines = [line.strip() for line in block.splitlines() if line.strip()]
        base = len(rows)
        if any(line.startswith("# newpar") for line in lines) and text:
            text = text.rstrip() + "\n\n"
        for line in lines:
            cells = line.split("\t") if "\t" in line else line.split()
            if not cells[0].isdigit():
                continue
            cells += ["_"] * (10 - len(cells))
            bounds.append((len(text), len(text) + len(cells[1])))
            text += cells[1] + ("" if "SpaceAfter=No" in cells[9] else " ")
            rows.append([*cells, str(base)])
        sentences.append((base, len(rows)))
    heads = [int(r[6]) - 1 + int(r[10]) if r[6] != "0" else i for i, r in enumerate(rows)]
    return Analysis(
        text=text.rstrip(),
        starts=np.array([s for s, _ in bounds], dtype=np.int32),
        ends=np.array([e for _, e in bounds], dtype=np.int32),
        sentence=np.array([n for n, (a, b) in enumerate(sentences) for _ in range(a, b)], dtype=np.int32),
        sentences=tuple(sentences),
        upos=tuple(r[3] for r in rows),
        xpos=tuple(r[4] for r in rows),
        feats=tuple(r[5] for r in rows),
        lemma=tuple(r[2] for r in rows),
        head=np.array(heads, dtype=np.int32),
        head_score=np.ones(len(rows), dtype=np.float32),
        deprel=tuple(r[7] for r in rows),
        entity=tuple((entity or {}).get(i, "") for i in range(len(rows))),
        occurrence=np.array([(occurrence or {}).get(i, 0.0) for i in range(len(rows))], dtype=np.float32),
        names=names,
        attribution=attribution,
    )
