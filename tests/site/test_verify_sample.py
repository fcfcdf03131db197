"""One digit changed anywhere in the published sample is found by what the findings say, with no hash to help."""

import json
import random
import re
import zlib
from pathlib import Path

import pytest
from tessera.errors import PublishError
from tessera_site import verify as proof
from tessera_site.proof import pdf_text
from tessera_site.proof.again import charts_again, papers_again
from tessera_site.verify import Evidence, verify, verify_folder

CHANGES = 200
IN_A_ROUND = 50
IN_THE_BRIEFING = 20
DAMAGES = 3
SEED = 8
DRAWING = re.compile(r'<svg\b[^<>]*class="(?:wide|narrow)".*?</svg>', re.DOTALL)
SHOWN = re.compile(r"(?<=>)[^<>]*\d[^<>]*(?=<)")
NOT_SHOWN = re.compile(r"<(?:script|style|pre)\b.*?</(?:script|style|pre)>", re.DOTALL)
ENTITY = re.compile(r"&#\d+;")
STREAM = re.compile(rb"stream\r?\n(.*?)\r?\n?endstream", re.DOTALL)
BRIEFING = "briefing.pdf"


@pytest.fixture(scope="module")
def files(site: Path) -> dict[str, bytes]:
    """The published files, without the manifest whose hashes would find any change."""
    return {
        path.relative_to(site).as_posix(): path.read_bytes()
        for path in sorted(site.rglob("*"))
        if path.is_file() and path.name != "manifest.json"
    }


@pytest.fixture(scope="module")
def evidence(site: Path, files: dict[str, bytes]) -> Evidence:
    findings = json.loads(files["findings.json"])
    order = json.loads((site / "manifest.json").read_text())["order"]
    return Evidence(charts=charts_again(findings), papers=papers_again(findings, order))


def places_in(name: str, data: bytes) -> list[int]:
    """Where a page or chart shows a digit, or draws by one; where the briefing shows one."""
    text = data.decode()
    if name.startswith("charts/"):
        return [match.start() for match in re.finditer(r"\d", text)]
    if name == "methods.html":
        return []  # what a kernel printed is protected by the manifest alone
    hidden = [match.span() for match in NOT_SHOWN.finditer(text)]
    spans = [m.span() for m in SHOWN.finditer(text) if not any(a <= m.start() < b for a, b in hidden)]
    spans += [match.span() for match in DRAWING.finditer(text)]
    coded = {i for match in ENTITY.finditer(text) for i in range(*match.span())}  # another sign, and no digit, is shown
    return sorted({i for a, b in spans for i in range(a, b) if text[i] in "0123456789"} - coded)


def with_other_digit(name: str, data: bytes, chance: random.Random) -> bytes:
    """A file in which one digit is another."""
    text = data.decode()
    place = chance.choice(places_in(name, data))
    other = chance.choice([digit for digit in "0123456789" if digit != text[place]])
    return (text[:place] + other + text[place + 1 :]).encode()


def with_other_glyph(pdf: bytes, chance: random.Random) -> bytes:
    """A PDF in which one digit of its text is another of the same font."""
    fonts = pdf_text._open(pdf).fonts
    shows = []
    for stream in STREAM.finditer(pdf):
        try:
            content = zlib.decompressobj().decompress(stream[1])
        except zlib.error:
            continue
        font: dict[bytes, str] = {}
        for show in re.finditer(rb"/(\w+)\s+[\d.]+\s+Tf|<([0-9a-fA-F]+)>", content):
            if show[1]:
                font = fonts.get(show[1], {})
            elif font:
                shows += [
                    (stream, content, show.start(2) + i, font)
                    for i in range(0, len(show[2]), 4)
                    if font.get(show[2][i : i + 4].lower(), "").isdecimal()
                ]
    stream, content, place, font = chance.choice(shows)
    digits = [glyph for glyph, sign in font.items() if sign.isdecimal() and glyph != content[place : place + 4].lower()]
    changed = content[:place] + chance.choice(digits) + content[place + 4 :]
    return pdf[: stream.start(1)] + zlib.compress(changed) + pdf[stream.end(1) :]


def test_two_hundred_changed_digits_are_all_found(files, evidence, monkeypatch):
    """Each round changes one digit in each of many files; every changed file has to be named."""
    chance = random.Random(SEED)
    findings = json.loads(files["findings.json"])
    pages = [name for name in files if name.endswith(".html") and places_in(name, files[name])]
    charts = [name for name in files if name.startswith("charts/")]
    named: list[set[str]] = []
    monkeypatch.setattr(proof, "_refuse", lambda faults: named.append({fault.file for fault in faults}))
    missed, changes = [], 0
    while changes < CHANGES:
        chosen = [*pages, BRIEFING, *chance.sample(charts, IN_A_ROUND - len(pages) - 1)]
        changed = {
            name: with_other_glyph(files[name], chance)
            if name == BRIEFING
            else with_other_digit(name, files[name], chance)
            for name in chosen
        }
        monkeypatch.setattr(proof.manifest, "read_site", lambda _, changed=changed: files | changed)
        verify(Path(), findings, evidence)
        missed += [
            (
                name,
                next(
                    (a, b) for a, b in zip(files[name].split(b"<"), changed[name].split(b"<"), strict=False) if a != b
                ),
            )
            for name in chosen
            if name not in named[-1]
        ]
        changes += len(chosen)
    assert missed == []
    assert changes >= CHANGES


def test_any_digit_changed_in_the_briefing_is_found(files, evidence):
    chance = random.Random(SEED)
    found = [
        list(pdf_text.unlike_source(BRIEFING, with_other_glyph(files[BRIEFING], chance), evidence.papers[BRIEFING]))
        for _ in range(IN_THE_BRIEFING)
    ]
    assert list(pdf_text.unlike_source(BRIEFING, files[BRIEFING], evidence.papers[BRIEFING])) == []
    assert all(found)


def test_a_damaged_briefing_is_a_fault_and_no_traceback(files, evidence):
    """Cut off, with bytes overwritten, with a part gone, with a part said three times."""
    chance, pdf = random.Random(SEED), files[BRIEFING]
    for _ in range(DAMAGES):
        a, b = sorted(chance.sample(range(len(pdf)), 2))
        other = bytearray(pdf)
        for place in chance.sample(range(len(pdf)), 200):
            other[place] = chance.randrange(256)
        for damaged in (pdf[:a], bytes(other), pdf[:a] + pdf[b:], pdf[:b] + pdf[a:b] * 2 + pdf[b:], pdf[b:]):
            found = list(pdf_text.unlike_source(BRIEFING, damaged, evidence.papers[BRIEFING]))
            assert found or pdf_text.pdf_pages(damaged) == pdf_text.pdf_pages(pdf)


def test_the_sample_as_it_is_has_no_fault(site: Path) -> None:
    assert "pages hold what the findings say" in verify_folder(site)


def test_any_other_byte_is_found_by_the_manifest(site: Path, files: dict[str, bytes], monkeypatch) -> None:
    manifest = (site / "manifest.json").read_bytes()
    code = files["methods.html"].replace(b"0.0000%", b"0.0001%")
    assert code != files["methods.html"]
    changed = {"methods.html": code, "manifest.json": manifest}
    monkeypatch.setattr(proof.manifest, "read_site", lambda _: files | changed)
    with pytest.raises(PublishError, match=r"methods\.html: was changed after the site was made"):
        verify(site, json.loads(files["findings.json"]))
