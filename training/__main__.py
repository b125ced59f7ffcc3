"""From the corpora to the shipped file: `python -m training --data DIR --encoder FILE`. Stopped, it goes on where it was."""

from __future__ import annotations

from training import evaluate, export, lemma_table, train


def main() -> None:
    """Make the lemma table, train, write the int8 file, measure it on dev and test."""
    args = train.arguments()
    lemma_table.write(args.data)
    train.train(args)
    export.export(export.load(args.run, args.vocabulary), export.TARGET)
    for split in ("dev", "test"):
        evaluate.evaluate(args.data, split=split, target=args.run / f"figures-{split}.json")


if __name__ == "__main__":
    main()
