"""Write the table of inflected forms: `python -m training.lemma_table --data DIR`."""

from __future__ import annotations

import argparse
import lzma
from collections import Counter, defaultdict
from pathlib import Path

from training.corpora import treebank

TARGET = Path("src/onrecord/language/model/lemmas.tsv.xz")
HEADER = """# source: forms and lemmas counted in UD English EWT and GUM (training parts, without GUM's non-commercial genres)
# licence: CC BY-SA 4.0
"""


def table(data: Path) -> list[tuple[str, str, str]]:
    """(form, upos, lemma) rows: the most frequent lemma of each form where it is not the form itself."""
    counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for name in ("en_ewt-train", "en_gum-train"):
        for document in treebank(data / f"ud/{name}.conllu", entities=False):
            for s in document:
                for form, upos, lemma in zip(s.words, s.upos or (), s.lemma or (), strict=True):
                    if upos not in ("PROPN", "X", "SYM", "PUNCT", "NUM"):
                        counts[form.lower().replace("’", "'"), upos][lemma] += 1
    best = {key: max(sorted(c), key=lambda n: c[n]) for key, c in counts.items()}
    return [(form, upos, lemma) for (form, upos), lemma in sorted(best.items()) if _worth(form, lemma)]


def _worth(form: str, lemma: str) -> bool:
    plain = form.replace("'", "").replace("-", "").isalpha()
    return plain and (form != lemma or form.endswith(("s", "ed", "ing", "er", "est")))


def write(data: Path) -> None:
    """Write the table into the package."""
    rows = table(data)
    text = HEADER + "".join("\t".join(row) + "\n" for row in rows)
    TARGET.write_bytes(lzma.compress(text.encode("utf-8"), preset=9))
    print(f"{TARGET}: {len(rows):,} forms, {TARGET.stat().st_size:,} bytes")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    write(parser.parse_args().data)
