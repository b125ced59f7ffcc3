"""What intake hands on for keeping: the bytes as they came, the ids that were given, all of what came twice. Archives it leaves shut."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from onrecord.intake import Incoming, Refusal, open_all
from tests.site import Site, answer, policy

STORY = "The army said on Sunday that it had pulled two brigades out of the town after a month of fighting."
OTHER = "Officials of the other side denied that there had been any talks with the army about it."
PAGE = f"<html><head><title>Army leaves</title></head><body><article><p>{STORY}</p><p>“{OTHER}”</p></article></body></html>"


def read(*sources: str | Path, keep_all: bool = True) -> list[Incoming | Refusal]:
    return list(open_all(sources, policy=policy(), keep_all=keep_all))


@pytest.mark.parametrize(
    ("name", "data"),
    [
        pytest.param("a.txt", f"“{STORY}”\r\n".encode("windows-1252"), id="11 windows-1252"),
        pytest.param("a.txt", STORY.encode("utf-16"), id="11 UTF-16"),
        pytest.param("a.txt", f"{STORY} \xff".encode("latin-1"), id="11 invalid UTF-8"),
        pytest.param("a.txt", f"{STORY}\0\x1b".encode(), id="25 control characters"),
        pytest.param("a.html", PAGE.encode("windows-1252"), id="11 page"),
    ],
)
def test_11_the_bytes_of_a_file_are_handed_on_as_they_came(name: str, data: bytes, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(data)
    (got,) = read(tmp_path / name)
    assert isinstance(got, Incoming)
    assert got.raw == data
    assert STORY in got.text


def test_the_bytes_of_a_row_are_its_line(tmp_path: Path) -> None:
    rows = [json.dumps({"text": f"“{STORY}”", "id": "a"}).encode(), json.dumps({"text": OTHER}, ensure_ascii=False).encode()]
    (tmp_path / "rows.jsonl").write_bytes(b"\r\n".join([*rows, b""]))
    got = read(tmp_path / "rows.jsonl")
    assert [item.raw for item in got if isinstance(item, Incoming)] == rows


def test_the_bytes_of_an_answer_are_its_body_unpacked() -> None:
    body = PAGE.encode("windows-1252")
    site = Site({"/": answer(gzip.compress(body), "Content-Encoding: gzip")})
    stop = site.start()
    (got,) = read(site.url())
    stop()
    assert isinstance(got, Incoming)
    assert got.raw == body


def test_bytes_are_not_shown_where_a_report_is() -> None:
    assert "raw" not in repr(Refusal("a", "failed", "b"))
    site = Site({"/": answer(PAGE)})
    stop = site.start()
    (got,) = read(site.url())
    stop()
    assert "<html" not in repr(got)


def test_many_reports_are_held_one_at_a_time(tmp_path: Path) -> None:
    count, size = 40, 400_000
    with (tmp_path / "rows.jsonl").open("w") as stream:
        for n in range(count):
            stream.write(json.dumps({"text": f"{n} {STORY} " * (size // 102)}) + "\n")
    read(tmp_path / "rows.jsonl")  # what is loaded once is loaded
    tracemalloc.start()
    try:
        total = sum(len(item.raw or b"") for item in open_all([tmp_path / "rows.jsonl"]) if isinstance(item, Incoming))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert total > count * size * 0.9
    assert peak < 10 * size


def test_32_the_same_text_from_another_masthead_and_the_same_again_come_through(tmp_path: Path) -> None:
    rows = [{"text": STORY, "publisher": name} for name in ("The Example", "The Post", "The Post")]
    (tmp_path / "rows.jsonl").write_text("\n".join(map(json.dumps, rows)))
    kept = read(tmp_path / "rows.jsonl", tmp_path / "rows.jsonl")
    assert [item.report.publisher for item in kept if isinstance(item, Incoming)] == ["The Example", "The Post", "The Post"] * 2
    plain = read(tmp_path / "rows.jsonl", tmp_path / "rows.jsonl", keep_all=False)
    assert [item.status if isinstance(item, Refusal) else "read" for item in plain] == ["read", "read", *["duplicate"] * 4]


def test_ids_that_two_files_give_alike_come_through_as_given(tmp_path: Path) -> None:
    for name, text in (("a", STORY), ("b", OTHER)):
        (tmp_path / f"{name}.jsonl").write_text(json.dumps({"id": 1, "text": text}) + "\n" + json.dumps({"text": f"{text} {OTHER}"}))
    kept = read(tmp_path)
    assert [item.given for item in kept if isinstance(item, Incoming)] == ["1", None, "1", None]
    assert [item.report.id == item.given for item in kept if isinstance(item, Incoming)] == [True, False, True, False]
    plain = read(tmp_path, keep_all=False)
    assert [isinstance(item, Incoming) for item in plain] == [True, True, False, True]


def test_31_another_text_at_the_same_address_comes_through(tmp_path: Path) -> None:
    rows = [{"text": text, "url": "https://news.example/1"} for text in (STORY, f"{STORY} {OTHER}")]
    (tmp_path / "rows.jsonl").write_text("\n".join(map(json.dumps, rows)))
    assert [item.report.url for item in read(tmp_path / "rows.jsonl") if isinstance(item, Incoming)] == ["https://news.example/1"] * 2


def test_a_fetched_source_is_named_whole_so_that_it_can_be_fetched_again() -> None:
    path = f"/{'long-' * 40}story"
    site = Site({path: answer(PAGE), "/%C3%A4": answer(PAGE)})
    stop = site.start()
    got = read(site.url(f"{path}#part"), site.url("/ä"), site.url("/nothing"))
    again = read(*[item.source for item in got])
    stop()
    assert [item.source for item in got] == [site.url(path), site.url("/%C3%A4"), site.url("/nothing")]
    assert [type(item) for item in again] == [type(item) for item in got] == [Incoming, Incoming, Refusal]


def zipped() -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("../../x.txt", STORY)
    return data.getvalue()


def tarred() -> bytes:
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("../../x.txt"), io.BytesIO())
    return data.getvalue()


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (
            zipped(),
            "a zip archive or office document, which is not read here; unpack it, or save the document as text",
        ),
        (tarred(), "a tar archive, which is not read here; unpack it first"),
        (gzip.compress(STORY.encode()), "a compressed file, which is not read here; unpack it first"),
        (
            b"WARC/1.0\r\nWARC-Type: response",
            "a web archive (WARC), which is not read here; take the pages out of it first",
        ),
    ],
    ids=["35 zip", "35 tar", "9 gzip", "WARC"],
)
def test_35_archives_are_not_opened_and_a_sentence_says_so(data: bytes, what: str, tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(data)
    (got,) = read(tmp_path / "x")
    assert str(got) == f"{tmp_path / 'x'}: failed: {what}"


@pytest.mark.parametrize("name", ["a.xml", "a.txt", "a.html"])
def test_36_entities_of_a_file_are_not_unpacked(name: str, tmp_path: Path) -> None:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 9))
    head = f'<?xml version="1.0"?><!DOCTYPE html [<!ENTITY l0 "ha">{entities}<!ENTITY f SYSTEM "file:///etc/hostname">]>'
    (tmp_path / name).write_text(f"{head}<html><body><p>{STORY} [&l8;&f;]</p></body></html>")
    (got,) = read(tmp_path / name)
    assert isinstance(got, Incoming)
    assert "&l8;" in got.text
    assert len(got.text) < 5_000
