"""Files that come with Tessera: templates, theme, Quarto's settings. A project's own file goes first."""

from pathlib import Path

from tessera.errors import PublishError

_PACKAGED = Path(__file__).parent / "_shipped"
_SOURCE_TREE = Path(__file__).parents[2]
_IN_SOURCE = {"theme": "site/theme", "templates": "templates"}


def shipped(name: str, project: Path | None = None) -> Path:
    """Where a shipped file or folder is.

    Parameters
    ----------
    name : str
        ``templates/...``, ``theme/...`` or ``_quarto.yml``.
    project : Path, optional
        A folder that may hold one of its own, which then wins: ``templates/...``, ``site/theme/...``, ``_quarto.yml``.

    Raises
    ------
    PublishError
        If there is no such file: the installation is incomplete.
    """
    first, _, rest = name.partition("/")
    in_source = "/".join(filter(None, (_IN_SOURCE.get(first, first), rest)))
    candidates = [project / in_source] if project else []
    candidates += [_PACKAGED / name, _SOURCE_TREE / in_source]
    for candidate in candidates:
        if candidate.exists():
            return candidate
    raise PublishError(f"Tessera's own file {name} is missing.", hint="Install Tessera again.")
