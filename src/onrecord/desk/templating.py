"""The templates of the pages: everything that they are given is escaped, unless it was made of escaped pieces here."""

from __future__ import annotations

from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from onrecord.desk.keys import keys_of
from onrecord.exports.marks import shown, unturned
from onrecord.exports.values import day, number, period
from onrecord.exports.wording import SIGNS, quoted

ARROWS = {"ArrowLeft": "←", "ArrowRight": "→", "ArrowUp": "↑", "ArrowDown": "↓"}
"""Keys that are shown by a sign of their own."""
TITLES = {
    "texts": "tellings, copies folded",
    "voices": "independent sides that affirm it",
    "differ": "points on which accounts differ",
    "held": "what strict exports hold back, and why",
}
"""What the heads of columns mean, where a word is not enough."""


@cache
def environment() -> Environment:
    """The templates with the words that they use."""
    made = Environment(
        loader=PackageLoader("onrecord.desk"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters |= {"text": text, "day": day, "number": number, "quoted": quoted, "sentence": sentence, "still": still}
    made.globals |= {"SIGNS": SIGNS, "period": period, "outside": outside, "TITLES": TITLES, "ARROWS": ARROWS}
    return made


def render(template: str, *, screen: str = "all", **values: Any) -> str:
    """A page as HTML."""
    return environment().get_template(template).render(screen=screen, keys=keys_of(screen), **values)


def text(words: str | None) -> Markup:
    """Words of a report or of a person inside HTML, isolated, so that signs that turn the direction of writing stay inside them."""
    return Markup(f"<bdi>{shown(words or '')}</bdi>")


def still(words: str) -> str:
    """Words where no element can stand, as in a title or a choice: nothing in them turns the direction of writing."""
    made = unturned(words)
    return Markup(made) if isinstance(words, Markup) else made


def sentence(words: str) -> str:
    """Words with a capital and a full stop.

    >>> sentence("no date; write 2024")
    'No date; write 2024.'
    """
    said = words.strip()
    return said[:1].upper() + said[1:] + ("" if said.endswith((".", "?", "!")) else ".")


def outside(address: str | None) -> str | None:
    """An address that may be made a link: one of the web, and nothing that a browser would run."""
    return address if address and address.lower().startswith(("http://", "https://")) else None
