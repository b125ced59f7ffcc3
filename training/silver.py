"""Trees of news on which two trained models agree: `python -m training.silver --data DIR --models A.onnx B.onnx --target FILE`.

The treebanks hold little news. An arc counts where both models read the same head and the same relation; the others stay unknown.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

from onrecord.language import Analysis, Engine
from training.windows import IGNORE

EVERY, ARTICLES = 2, 169
"""One article in so many is read, and so many in all."""


def agreed(one: Analysis, other: Analysis) -> Iterator[dict[str, list[str] | list[int]]]:
    """The sentences of an article as the first model cuts them: words, heads in the sentence, relations."""
    for first, last in one.sentences:
        same = [one.head[i] == other.head[i] and one.deprel[i] == other.deprel[i] for i in range(first, last)]
        yield {
            "words": list(one.words[first:last]),
            "head": [int(one.head[i]) - first if ok else IGNORE for i, ok in zip(range(first, last), same, strict=True)],
            "deprel": [one.deprel[i] if ok else "" for i, ok in zip(range(first, last), same, strict=True)],
        }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--models", type=Path, nargs=2, required=True)
    parser.add_argument("--target", type=Path, required=True)
    args = parser.parse_args()
    one, other = (Engine.load(path) for path in args.models)
    with args.target.open("w", encoding="utf-8") as out:
        for line in (args.data / "polnear/train.jsonl").read_text(encoding="utf-8").splitlines()[::EVERY][:ARTICLES]:
            text = json.loads(line)["text"]
            out.write(json.dumps(list(agreed(one.analyse(text), other.analyse(text))), ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
