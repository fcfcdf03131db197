"""Playbook files -> plays. Every fault names its file, line and key.

A playbook is a YAML file with any of: ``meanings`` (which columns speak of age, income, ...), ``plays`` (a whole
strategy for a kind of segment), ``extras`` (single pieces of advice for a trait) and ``groups`` (a strategy that
segments of several models share). A later file replaces what an earlier one named alike.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from tessera.errors import StudyError
from tessera.facts import DataReport, Name
from tessera.nearest import did_you_mean
from tessera.playbook_faults import playbook_faults
from tessera.playbook_schema import (
    LEVERS,
    RESERVED,
    ExtraFile,
    GroupFile,
    LeverName,
    MeaningFile,
    PlaybookFile,
    PlayFile,
    TacticFile,
)
from tessera.plays import Aim, Extra, GroupPlay, Meaning, Play, Playbook, Tactic, When
from tessera.study_faults import refusal, validated
from tessera.study_yaml import Document, read_yaml

if TYPE_CHECKING:
    from tessera.study import Study


def load_playbook(source: Path | Sequence[Path], study: "Study") -> Playbook:
    """Read the shipped plays, then the study's own; later ones replace earlier ones of the same key.

    Parameters
    ----------
    source : Path or sequence of Path
        A folder of ``.yml`` files (taken in the order of their names), or the files themselves.
    study : Study
        Its ``playbook.files`` are read after these; plays, extras and groups named in ``playbook.off`` are left out.

    Raises
    ------
    StudyError
        For anything that cannot be used as written, with file, line and key.
    """
    files = sorted(source.glob("*.yml")) if isinstance(source, Path) and source.is_dir() else _paths(source)
    if not files:
        raise StudyError(f"{source}: there is no playbook here.", hint="A playbook is a file that ends in .yml.")
    own = _own(study)
    read = [_read(path, _changed_at(path)) for path in [*files, *own]]
    meanings = {key: _meaning(m) for _, file in read for key, m in file.meanings.items()}
    for document, file in read:
        faults = list(playbook_faults(file, {*meanings, *study.columns}))
        if faults:
            raise refusal(document, faults)
    plays = {key: _play(key, play, document, own) for document, file in read for key, play in file.plays.items()}
    extras = {key: _extra(key, extra, d.path in own) for d, file in read for key, extra in file.extras.items()}
    groups = {key: _group(key, group, d.path in own) for d, file in read for key, group in file.groups.items()}
    off = _off(study, [*plays, *extras, *groups])
    return Playbook(
        meanings=meanings,
        plays=tuple(play for key, play in plays.items() if key not in off),
        extras=tuple(extra for key, extra in extras.items() if key not in off),
        groups=tuple(group for key, group in groups.items() if key not in off),
    )


def keys_of(playbook: Playbook, study: "Study", data: DataReport) -> dict[str, str]:
    """Meaning -> the column of this study that speaks of it, or column and value (``gender=Female``).

    Meanings that no column speaks of are left out.
    """
    found = {}
    for word, meaning in playbook.meanings.items():
        column = _column_for(meaning, study)
        if column is None:
            continue
        if not meaning.values:
            found[word] = column
            continue
        spelled = {value.casefold(): value for value in data.columns[column].shares or {}}
        value = next((spelled[v.casefold()] for v in meaning.values if v.casefold() in spelled), None)
        if value is not None:
            found[word] = f"{column}={value}"
    return found


def _column_for(meaning: Meaning, study: "Study") -> Name | None:
    """The study's column for a meaning, by role or by name."""
    if meaning.role:
        return next((name for name, column in study.columns.items() if column.role == meaning.role), None)
    folded = {name.casefold(): name for name in study.columns}
    return next((folded[name] for name in meaning.columns if name in folded), None)


@lru_cache(maxsize=64)
def _read(path: Path, _changed: int) -> tuple[Document, PlaybookFile]:
    """A playbook file, read once as long as it does not change: there are many plays, and a preview builds often."""
    document = read_yaml(path)
    return document, validated(document, PlaybookFile)


def _changed_at(path: Path) -> int:
    """When a file was last changed; never, where there is none to ask."""
    try:
        return path.stat().st_mtime_ns
    except (OSError, ValueError):
        return 0


def _paths(source: Path | Sequence[Path]) -> list[Path]:
    """The files of a source that is not a folder."""
    return [source] if isinstance(source, Path) else list(source)


def _own(study: "Study") -> list[Path]:
    """The study's own playbook files."""
    return [study.path.parent / file for file in study.playbook.files]


def _off(study: "Study", known: Sequence[str]) -> frozenset[str]:
    """Keys switched off by the study, all of which have to exist."""
    for key in study.playbook.off:
        if key not in known:
            raise StudyError(f"playbook.off names '{key}', which no playbook holds.", hint=did_you_mean(key, known))
    return frozenset(study.playbook.off)


def _meaning(file: MeaningFile) -> Meaning:
    return Meaning(columns=tuple(c.casefold() for c in file.columns), role=file.role, values=file.values)


def _when(conditions: Mapping[str, tuple[str, ...]]) -> When:
    """Conditions sorted into levels and the few reserved words."""
    reserved = {key: levels for key, levels in conditions.items() if key in RESERVED}
    return When(levels={key: levels for key, levels in conditions.items() if key not in RESERVED}, **reserved)


def _tactic(lever: LeverName, file: TacticFile) -> Tactic:
    return Tactic(lever, file.say, file.evidence, file.settled_by, _when(file.when))


def _tactics(levers: Mapping[LeverName, tuple[TacticFile, ...]]) -> tuple[Tactic, ...]:
    """Tactics in the fixed order of the levers."""
    return tuple(_tactic(lever, file) for lever in LEVERS for file in levers.get(lever, ()))


def _play(key: str, file: PlayFile, document: Document, own: Sequence[Path]) -> Play:
    return Play(
        key=key,
        place=f"{document.path}:{document.lines['plays', key]}",
        own=document.path in own,
        when=_when(file.when),
        tactics=_tactics(file.tactics),
        aim=Aim(file.target.toward, file.target.fraction),
        **file.model_dump(exclude={"when", "tactics", "target"}),
    )


def _extra(key: str, file: ExtraFile, own: bool) -> Extra:
    return Extra(key=key, own=own, by=file.by, tactic=_tactic(file.lever, file))


def _group(key: str, file: GroupFile, own: bool) -> GroupPlay:
    return GroupPlay(key, own, file.title, _when(file.when), file.insight, _tactics(file.tactics))
