"""The findings of a study, taken from the last build when table, study, playbook and code are unchanged."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import tessera

from tessera_site.holding import write_whole
from tessera_site.shipped import shipped

if TYPE_CHECKING:
    from tessera.source import Source
    from tessera.study import Study

    from tessera_site.build import Order


def analysed(order: "Order") -> tuple["Study", Mapping[str, Any]]:
    """The study of an order, and its findings.

    A table of files is recognised by its bytes before anything is read. A table of a database has to be opened and
    looked through once to be recognised, which is a small part of what the analysis asks.
    """
    from tessera.baseline import read_baseline

    from tessera_site.build import read_study

    study = read_study(order.project)
    if order.data:
        own = study.data.model_copy(update={"source": order.data, "simulated": False, "note": ""})
        study = study.model_copy(update={"data": own})  # what the study says of its own table is not said of another
    source, base = table_of(order, study)
    opened = _opened(source, study, base)
    known_by = f"{opened.name} {opened.fingerprint}" if opened else _bytes_of(source, base)
    kept = order.project / "build" / "findings.json"
    key = _key(order, known_by) if known_by else None
    earlier = read_baseline(order.baseline) if order.baseline else None
    if key and not order.force and kept.exists():
        document = _kept(kept)
        if document.get("key") == key:
            if opened:
                _let_go(opened)
            return study, document["findings"]
    findings = _found(order, study, opened, earlier)
    refuse_changed(order, study, findings)
    if key:
        write_whole(kept, json.dumps({"key": key, "findings": findings}).encode())
    return study, findings


def refuse_changed(order: "Order", study: "Study", findings: Mapping[str, Any]) -> None:
    """Refuse a table of files that is not, or no longer, the one the findings are about.

    Raises
    ------
    TableError
        If its bytes have changed.
    """
    from tessera.addresses import address_of
    from tessera.errors import TableError

    source, base = table_of(order, study)
    read = findings["input"]
    if address_of(source).kind == "file" and not str(_bytes_of(source, base)).endswith(read["fingerprint"]):
        raise TableError(
            f"{read['name']} changed while the site was being built.", hint="Build again when nobody writes to it."
        )


def table_of(order: "Order", study: "Study") -> tuple[str, Path]:
    """Where the customer table is: its address, and the folder a relative one starts from."""
    return study.data.source, Path.cwd() if order.data else order.project


def _found(order: "Order", study: "Study", opened: "Source | None", earlier: Any) -> dict[str, Any]:
    """The findings, found anew."""
    from tessera.analyse import analyse_table
    from tessera.findings import as_json
    from tessera.source import open_source

    source, base = table_of(order, study)
    table = opened or open_source(source, study, base)
    return as_json(analyse_table(study, table, shipped("templates/playbook", order.project), earlier))


def _opened(source: str, study: "Study", base: Path) -> "Source | None":
    """A table that is no file of this machine, opened, since only its engine can tell what it is."""
    from tessera.addresses import address_of

    if address_of(source).kind == "file":
        return None
    from tessera.source import open_source

    return open_source(source, study, base)


def _let_go(opened: "Source") -> None:
    """Close what was opened only to be recognised."""
    from tessera.engine_faults import asking

    with asking(opened.name, opened.table):
        pass


def _bytes_of(source: str, base: Path) -> str | None:
    """The names and the bytes of a table's files; None where there are none, which reading refuses in a sentence."""
    from tessera.addresses import expanded
    from tessera.fingerprint import files_at, fingerprint_of_files

    path = Path(base / Path(expanded(source)).expanduser())
    files = [file for file in files_at(path) if file.is_file()]
    return f"{path.name} {fingerprint_of_files(files)}" if files else None


def _key(order: "Order", known_by: str) -> str:
    """What the findings depend on."""
    from tessera_site.build import study_file

    digest = hashlib.sha256(known_by.encode())
    playbook = shipped("templates/playbook", order.project)
    code = sorted(Path(tessera.__file__).parent.rglob("*.py"))
    earlier = (order.baseline,) if order.baseline else ()
    for path in (study_file(order.project), *sorted(playbook.rglob("*.yml")), *code, *earlier):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _kept(path: Path) -> Mapping[str, Any]:
    """The findings of the last build with their key; nothing where the file cannot be read."""
    try:
        document = json.loads(path.read_bytes())
    except ValueError:
        return {}
    return document if isinstance(document, dict) else {}
