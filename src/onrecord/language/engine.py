"""Text to Analysis: one pass of the encoder, run by onnxruntime from one file.

The same text gives the same bytes in any company: int8 activations take their scale from what is run together, so each window is run
alone, and windows are cut by their text alone.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray

from onrecord.errors import ModelError
from onrecord.language import decode, lemmas, pairs
from onrecord.language.analysis import Analysis
from onrecord.language.chains import chains
from onrecord.language.pieces import Pieces
from onrecord.language.tables import OPTIONAL, REQUIRED, Tables
from onrecord.language.tokens import words
from onrecord.language.windows import Window, cut

TOGETHER = 16
"""Windows that are decoded together. The network reads them one by one: padded to each other they took a third longer."""
CONSTANTS = (REQUIRED, *OPTIONAL)
INPUTS = ("pieces", "shapes", "first", "last")


@dataclass(frozen=True)
class Engine:
    """A loaded model. Reading it changes nothing; one engine serves a whole process."""

    session: ort.InferenceSession
    pieces: Pieces
    labels: dict[str, list[str]]
    tables: Tables
    sha256: str

    @classmethod
    def load(cls, path: Path | None = None, *, threads: int = 1) -> Engine:
        """The engine of the shipped model, or of the ONNX file at `path` (with its `tokenizer.json` beside it).

        Raises ModelError if the file is missing, damaged or not one of ours.
        """
        if path is None:
            with as_file(files("onrecord.language").joinpath("model")) as folder:
                return cls.load(folder / "model.onnx", threads=threads)
        if not path.is_file():
            raise ModelError(f"model file {path} is missing: install onrecord again, or give the path of a model")
        options = ort.SessionOptions()
        options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
        if not vnni(Path("/proc/cpuinfo")):
            options.add_session_config_entry("session.x64quantprecision", "1")  # int8 products overflow otherwise
        options.log_severity_level = 3
        content = path.read_bytes()
        try:
            session = ort.InferenceSession(content, options, providers=["CPUExecutionProvider"])
            labels = json.loads(session.get_modelmeta().custom_metadata_map["labels"])
            pieces = Pieces(path.with_name("tokenizer.json"))
            constant = [o.name for o in session.get_outputs() if o.name in CONSTANTS]
            tables = Tables.of(dict(zip(constant, session.run(constant, _feed(_EMPTY)), strict=True)))
        except Exception as error:  # onnxruntime and tokenizers raise bare classes of their own
            raise ModelError(f"model file {path} cannot be used ({_first_line(error)}): install onrecord again") from error
        return cls(session, pieces, labels, tables, hashlib.sha256(content).hexdigest())

    def analyse(self, text: str) -> Analysis:
        """Words, sentences, syntax, names and attribution of a text of any length."""
        return self.analyse_words(text, words(text))

    def analyse_words(
        self, text: str, spans: Sequence[tuple[int, int]], starts: Sequence[int] | None = None, *, coreference: bool = False
    ) -> Analysis:
        """The same for given words; with `starts`, exactly these words begin sentences; with `coreference`, `chains` are filled.

        Raises ModelError if the model returns values that are no numbers.
        """
        windows = cut(text, list(spans), self.pieces, starts)
        made = [decode.Decoded.empty()] if not windows else self._decoded(windows, starts)
        whole = decode.join(made)
        forms = [text[s:e] for s, e in spans]
        fields = whole.fields()
        return Analysis(
            text=text,
            starts=np.array([s for s, _ in spans], dtype=np.int32),
            ends=np.array([e for _, e in spans], dtype=np.int32),
            lemma=tuple(map(lemmas.lemma, forms, whole.upos, whole.xpos)),
            chains=self._chains(whole, forms, fields["sentence"].tolist()) if coreference else (),
            **fields,
        )

    def _chains(self, whole: decode.Decoded, forms: list[str], sentence: list[int]) -> tuple[tuple[int, ...], ...]:
        """Who is whom in the whole text."""
        if self.tables.pair is None or self.tables.pair_features is None or len(whole.mentions) < 2:
            return ()
        lower = [form.lower().replace("’", "'") for form in forms]
        layers = {name: whole.choices[name] for name in ("upos", "feats", "entity")}
        heads = pairs.heads(whole.mentions, lower=lower, sentence=sentence, head=whole.head, deprel=whole.deprel, **layers)
        vectors = {name: np.concatenate(whole.pair[name]) for name in decode.PAIR}
        return chains(heads, vectors["later"], vectors["earlier"], self.tables.pair, self.tables.pair_features)

    def _decoded(self, windows: list[Window], starts: Sequence[int] | None) -> list[decode.Decoded]:
        known = None if starts is None else frozenset(starts)
        made = []
        for first in range(0, len(windows), TOGETHER):
            group = windows[first : first + TOGETHER]
            made += decode.decode(group, [self._run(window) for window in group], self.labels, self.tables, known)
        return made

    def _run(self, window: Window) -> decode.Arrays:
        names = [o.name for o in self.session.get_outputs() if o.name not in CONSTANTS]
        out = {name: value[0] for name, value in zip(names, self.session.run(names, _feed(window)), strict=True)}
        if not all(np.isfinite(v).all() for v in out.values() if v.dtype == np.float32):
            raise ModelError("the model returned values that are no numbers for this text: the file may be damaged")
        return out


_EMPTY = Window(0, 0, 1, (101, 102), (0, 0), (0,), (0,), frozenset({0}))


def vnni(cpuinfo: Path) -> bool:
    """Whether the processor is known to add products of eight bits without overflow; the exact way takes half as long again.

    False where the system does not tell; on processors that are not x86 it makes no difference.
    """
    try:
        text = cpuinfo.read_text(encoding="utf-8")
    except OSError:
        return False
    flags = next((line.split() for line in text.splitlines() if line.startswith("flags")), [])
    return "avx512_vnni" in flags or "avx_vnni" in flags


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:200]


def _feed(window: Window) -> dict[str, NDArray[np.int64]]:
    return {name: np.array([getattr(window, name)], dtype=np.int64) for name in INPUTS}
