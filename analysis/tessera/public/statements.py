"""Sentences that rest on something withheld are withheld as well."""

from collections.abc import Mapping
from typing import Any, Final

from tessera.pointers import pointer, reference, references, resolve

Document = dict[str, Any]
INSTEAD: Mapping[str, str] = {
    "headline": "What can be told of this base without telling of few",
    "standfirst": "What can be told here without telling of few.",
    "map_title": "Where the segments lie",
    "table_title": "The segments, first things first",
    "sure_title": "How far each model can be trusted",
    "cleaning": "From the table read to the customers kept",
    "together": "How the columns go together",
    "why_k": "How the number of segments was chosen",
    "k_words": "Every index for every number of segments is below.",
}
OTHERWISE = "This rests on few customers and is left out of the public edition."
"""What stands where a sentence has to stand and may not."""
_WHOLE = ({"title", "text"}, {"text", "kind"}, {"figure", "title", "text"})
"""Parts that say one thing: where one of their sentences goes, all of it goes."""


_PAIR = ("name", "sentence")


class _Withheld:
    """What is to be left out."""


WITHHELD: Final = _Withheld()


def without_withheld(document: Document) -> Document:
    """The document without sentences that cite what is null or not there."""
    cleared = _clear(document, document)
    assert isinstance(cleared, dict)
    for key, model in cleared["models"].items():
        for slug, segment in model["segments"].items():
            if segment["words"] and not segment["words"]["summary"]:
                place = pointer("models", key, "segments", slug)
                size, share = reference(f"{place}/size", "Words"), reference(f"{place}/share", "percent")
                segment["words"]["summary"] = [f"{size} {cleared['study']['customers']}, {share} of all."]
    return cleared


def _clear(part: Any, document: Document, name: str = "") -> Any:
    """A part without what is withheld; ``name`` is the key it stands under."""
    if isinstance(part, str):
        return part if all(_is_told(document, target) for target, _ in references(part)) else WITHHELD
    if isinstance(part, list):
        cleared = [_clear(entry, document) for entry in part]
        return [now for was, now in zip(part, cleared, strict=True) if now is not WITHHELD and not _is_torn(was, now)]
    if isinstance(part, dict):
        return _clear_object(part, document, name)
    return part


def _instead(key: str) -> str:
    """What stands where a sentence has to stand."""
    start, _, column = key.partition(":")
    if start == "column":
        return f"{reference(pointer('study', 'columns', column, 'label'))}: how it is spread"
    return INSTEAD.get(key, OTHERWISE)


def _is_told(document: Document, target: str) -> bool:
    """Whether what a sentence cites is in this edition."""
    try:
        return resolve(document, target) is not None and not _is_of_a_hidden_row(document, target)
    except KeyError:
        return False


def _is_of_a_hidden_row(document: Document, target: str) -> bool:
    """Whether it is a part of a difference whose index is hidden, such as its label."""
    place, _, _ = target.rpartition("/")
    row = resolve(document, place) if "/differences/" in place else None
    return isinstance(row, dict) and row["index"] is None


def _is_torn(was: Any, now: Any) -> bool:
    """Whether a name has lost its sentence."""
    return isinstance(was, list) and len(was) == len(_PAIR) and len(now) < len(was) and isinstance(was[0], str)


def _clear_object(part: Document, document: Document, name: str) -> Any:
    """An object without its withheld entries, or with what stands instead; all of it where it says one thing."""
    cleared = {key: _clear(value, document, key) for key, value in part.items()}
    gone = {key for key, value in cleared.items() if value is WITHHELD}
    if gone and any(whole <= set(part) for whole in _WHOLE):
        return WITHHELD
    if "claims" in part and part["claims"] and not cleared["claims"]:
        return WITHHELD
    kept = {key: _instead(key) if key in gone else value for key, value in cleared.items()}
    return {key: value for key, value in kept.items() if not (name == "titles" and value == OTHERWISE)}
