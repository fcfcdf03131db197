"""The proof that a published site comes from this table and study: it is built again, and every byte compared."""

import hashlib
import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tessera.errors import PublishError

from tessera_site.build import Order, Progress, build
from tessera_site.proof import manifest
from tessera_site.proof.fault import Fault

NAMED = 5
"""Files that a refusal names; it counts them all."""


def same_again(site: Path, project: Path, data: str | None, baseline: Path | None, progress: Progress) -> str:
    """Build a site again in a folder of its own and compare; one line that says what was proved.

    Parameters
    ----------
    site : Path
        The published site, with its manifest.
    project : Path
        The folder of its study.
    data : str or None
        Another table than the study's, when the site was built with one.
    baseline : Path or None
        The earlier findings, when the site was built with some.
    progress : Progress
        Says what is being done.

    Raises
    ------
    PublishError
        If a file is missing, surplus or different.
    """
    order = _order(json.loads((site / manifest.NAME).read_text(encoding="utf-8")).get("order") or {})
    _refuse_other_baseline(order["baseline"], baseline)
    published = manifest.read_site(site)
    with TemporaryDirectory(prefix="tessera-") as folder:
        build(
            Order(
                project=project,
                data=data,
                out=Path(folder) / "again",
                engine=order["engine"],
                baseline=baseline,
                audience=order["audience"],
                pdf=order["pdf"],
                notebook=order["notebook"],
                force=True,
            ),
            progress,
        )
        again = manifest.read_site(Path(folder) / "again")
    faults = [Fault(name, "", _difference(name, published, again)) for name in sorted(published.keys() | again.keys())]
    wrong = [fault for fault in faults if fault.what]
    if wrong:
        more = f" And {len(wrong) - NAMED} more." if len(wrong) > NAMED else ""
        raise PublishError(
            f"The site does not come from this table and study: {' '.join(map(str, wrong[:NAMED]))}{more}",
            hint="Is it the table, the study and the version of Tessera that it was built with?",
        )
    return f"Built again from its table and study: all {len(again)} files are the same to the byte."


def _order(order: dict[str, Any]) -> dict[str, Any]:
    """How the site was made."""
    if not {"engine", "audience", "pdf", "notebook", "baseline"} <= order.keys():
        raise PublishError("The site's manifest does not tell how it was built.", hint="Was it 'tessera build'?")
    return order


def _refuse_other_baseline(wanted: str | None, baseline: Path | None) -> None:
    """Refuse to build with other earlier findings than the site was built with."""
    given = hashlib.sha256(baseline.read_bytes()).hexdigest() if baseline else None
    if given != wanted:
        raise PublishError(
            "The site was built with earlier findings, and these are not they."
            if wanted
            else "The site was built without earlier findings.",
            hint="Name the file with --baseline." if wanted else "Leave --baseline out.",
        )


def _difference(name: str, published: dict[str, bytes], again: dict[str, bytes]) -> str:
    """How a file differs from itself built again; nothing where it does not."""
    if name not in published:
        return "is missing in the site"
    if name not in again:
        return "is not made by this build"
    return "" if published[name] == again[name] else "differs"
