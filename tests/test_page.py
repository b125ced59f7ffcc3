"""The self-contained page: the text whole, every link answered, nothing escapes, nothing is loaded."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.exports import html
from onrecord.exports.marks import Taken, text_of
from onrecord.exports.segments import Mark, paragraphs, segments
from onrecord.record import Record
from onrecord.record_json import from_json
from tests.records import sample

HOSTILE = (
    '</script><script>alert(1)</script> & <b>"quoted"</b> said.\n\n\u202eevil\u202c מלחמה 🇵🇸 <!-- </article> -->\n',
    "${title} $style %s {0}",
    "\n\n One line\r\nand another\n",
)
VOID = {"meta", "input", "br", "link"}


class Page(HTMLParser):
    """What a test asks of a page: the text of its article, ids, targets, elements, embedded blocks."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text, self.ids, self.targets, self.refs, self.tags = "", [], set[str](), set[str](), list[str]()
        self.blocks: dict[str, str] = {}
        self.attributes: list[tuple[str, str | None]] = []
        self._open: list[tuple[str, str | None]] = []
        self.feed(source)
        self.close()
        assert not self._open, "elements are left open"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given_ = dict(attrs)
        self.tags.append(tag)
        self.attributes += attrs
        if given_.get("id"):
            self.ids.append(given_["id"])
        if (given_.get("href") or "").startswith("#"):
            self.targets.add((given_["href"] or "")[1:])
        if given_.get("data-ref"):
            self.refs.add(given_["data-ref"] or "")
        if tag not in VOID:
            self._open.append((tag, given_.get("id")))

    def handle_endtag(self, tag: str) -> None:
        assert self._open[-1][0] == tag
        self._open.pop()

    def handle_data(self, data: str) -> None:
        if ("article", "text") in self._open:
            self.text += data
        if self._open and self._open[-1][0] in ("script", "style"):
            name = self._open[-1][1] or self._open[-1][0]
            self.blocks[name] = self.blocks.get(name, "") + data


def with_text(text: str) -> Record:
    """The sample with another text in front of its own, its spans left where they were."""
    whole = text + sample().text
    return replace(sample(), text=whole, report=replace(sample().report, title=text, publisher=text, url=text))


@given(st.lists(st.tuples(st.integers(0, 400), st.integers(1, 300)), max_size=5))
def test_the_text_is_whole_whatever_was_taken_from_others(spans: list[tuple[int, int]]) -> None:
    record = with_text(HOSTILE[0])
    taken = [Taken(f"o{n}", (start, start + length), f"/report/{n}", HOSTILE[0]) for n, (start, length) in enumerate(spans)]
    page = Page(f'<article id="text">{text_of(record, taken)}</article>')
    assert page.text == record.text
    assert "script" not in page.tags


@pytest.mark.parametrize("text", ["", *HOSTILE], ids=["plain", "markup", "template", "line ends"])
def test_the_text_is_whole(text: str) -> None:
    record = with_text(text)
    assert Page(html.render(record)).text == record.text


@pytest.mark.parametrize("text", ["", *HOSTILE], ids=["plain", "markup", "template", "line ends"])
def test_the_embedded_record_is_the_record(text: str) -> None:
    record = with_text(text)
    assert from_json(json.loads(Page(html.render(record)).blocks["record"])) == record


def test_markup_in_a_report_stays_text() -> None:
    plain, hostile = Page(html.render(sample())), Page(html.render(with_text(HOSTILE[0])))
    assert hostile.tags.count("script") == plain.tags.count("script") == 2
    assert "b" not in set(hostile.tags) - set(plain.tags)


def test_characters_that_turn_the_writing_are_shut_in() -> None:
    page = html.render(with_text(HOSTILE[0]))
    body = page[page.index("<body>") : page.index('<script type="application/json"')]
    assert re.search(r'<bdi class="turn"[^>]*>\u202e</bdi>', body)
    assert not re.search(r"(?<!>)\u202e", body)


def test_every_link_and_every_reference_is_answered() -> None:
    record, page = sample(), Page(html.render(sample()))
    assert len(page.ids) == len(set(page.ids))
    assert page.targets <= set(page.ids)
    known = {one.id for group in (record.actors, record.places, record.times, record.statements, record.events) for one in group}
    assert page.refs <= known
    assert {one.id for one in (*record.statements, *record.events)} <= set(page.ids)


def test_nothing_is_loaded_and_only_the_pages_own_script_runs() -> None:
    page = Page(html.render(sample()))
    policy = next(v for k, v in page.attributes if k == "content" and v and "default-src" in v)
    for name in ("style", "script"):
        digest = b64encode(sha256(page.blocks[name].encode()).digest()).decode()
        assert f"{name}-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none'")
    assert not {name for name, _ in page.attributes} & {"src", "style", "srcset", "action", "onclick", "onload"}
    assert "url(" not in page.blocks["style"]
    assert "@import" not in page.blocks["style"]


def test_no_dialog_is_opened() -> None:
    script = Page(html.render(sample())).blocks["script"]
    assert not re.search(r"\b(alert|confirm|prompt|open|showModal|fetch|XMLHttpRequest|innerHTML|eval)\b\s*\(?", script)


def test_status_is_a_word_and_a_shape() -> None:
    page = html.render(sample())
    for event in sample().events:
        assert re.search(rf'<span aria-hidden="true">\S</span> {event.status}</span>', page)


def test_the_same_record_gives_the_same_page() -> None:
    assert html.render(sample()) == html.render(sample())


spans = st.tuples(st.integers(0, 40), st.integers(0, 40))
marks = st.lists(st.builds(Mark, spans, st.sampled_from(["say", "event", "actor"]), st.sampled_from(["s1", "e1", "a1"])), max_size=12)


@given(st.text(max_size=40), marks)
def test_segments_put_together_are_the_text(text: str, marks: list[Mark]) -> None:
    whole = (0, len(text))
    made = segments(whole, marks)
    assert "".join(text[one.start : one.end] for one in made) == text
    assert all(one.start < one.end for one in made)


@given(marks)
def test_a_segment_has_the_marks_that_cover_it_and_no_other(marks: list[Mark]) -> None:
    for one in segments((5, 35), marks):
        covering = [mark for mark in marks if mark.span[0] < one.end and mark.span[1] > one.start and mark.span[0] < mark.span[1]]
        assert sorted(one.marks) == sorted(covering)
        assert all(mark.span[0] <= one.start and one.end <= mark.span[1] for mark in one.marks)


@given(marks)
def test_a_mark_begins_once(marks: list[Mark]) -> None:
    begun = [mark for one in segments((0, 40), marks) for mark in one.begins]
    assert sorted(begun) == sorted(mark for mark in marks if mark.span[0] < mark.span[1] and mark.span[0] < 40)


def test_a_line_end_inside_a_sentence_makes_no_paragraph() -> None:
    assert paragraphs("One two\nthree.\nFour.", ((0, 14), (15, 20))) == ((0, 14), (15, 20))


@given(st.text(alphabet="ab \n\t", max_size=30))
def test_paragraphs_are_in_order_and_leave_only_blanks(text: str) -> None:
    found = paragraphs(text)
    left = "".join(text[end:start] for (_, end), (start, _) in zip([(0, 0), *found], [*found, (len(text), 0)], strict=True))
    assert not left.strip()
    assert "\n" not in "".join(text[start:end] for start, end in found)
