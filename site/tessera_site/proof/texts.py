"""Published bytes as the texts a reader, or a program, could make of them: unpacked, without markup, signs decoded."""

import gzip
import html
import re
import zlib
from collections.abc import Iterator, Mapping

WORD = re.compile(r"\w+")
OTHERS_WORK = ("assets/plotly.min.js", "search/pagefind", "search/wasm", "assets/fonts/")
"""Files that come whole from other packages, by the beginning of their address."""
_TAG = re.compile(r"<[^<>]*>")
_JSON_SIGN = re.compile(r"\\u([0-9a-fA-F]{4})")
_WHOLE_AS_DECIMAL = re.compile(r"(?<=\d)\.0+(?!\d)")
_STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)


def published_texts(files: Mapping[str, bytes], further: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Texts of every file that is ours, by its address.

    Parameters
    ----------
    files : mapping of str to bytes
        Published files.
    further : mapping of str to str
        Texts read from them by other means, such as a PDF's.
    """
    return {
        name: tuple(_WHOLE_AS_DECIMAL.sub("", text) for text in (*_texts(data), *filter(None, [further.get(name, "")])))
        for name, data in files.items()
        if not name.startswith(OTHERS_WORK)
    }


def words_of(texts: Mapping[str, tuple[str, ...]]) -> frozenset[str]:
    """Every word of some texts."""
    return frozenset().union(*(WORD.findall(text) for parts in texts.values() for text in parts))


def _texts(data: bytes) -> Iterator[str]:
    """A file's bytes as texts."""
    if data.startswith(b"\x1f\x8b"):
        try:
            data = gzip.decompress(data)
        except (OSError, EOFError, zlib.error):
            return
    if data.startswith(b"%PDF"):
        yield from _pdf_streams(data)
    text = data.decode("utf-8", "replace")
    if "\\u" in text:
        text = _JSON_SIGN.sub(lambda m: chr(int(m[1], 16)), text)
    yield text
    if "<" in text and (">" in text):
        yield html.unescape(_TAG.sub(" ", text))
        if "&" in text:
            yield html.unescape(text)


def _pdf_streams(data: bytes) -> Iterator[str]:
    """A PDF's streams, unpacked."""
    for match in _STREAM.finditer(data):
        try:
            yield zlib.decompressobj().decompress(match[1]).decode("latin-1")
        except zlib.error:
            continue
