"""Drawings held against the findings, whichever way an engine writes them."""

from markupsafe import Markup
from tessera_site.drawing import Chart
from tessera_site.proof.drawn import drawing_faults

PAIR = '<div class="ridges"><svg width="9" aria-labelledby="a"><path d="M0 0"/></svg><svg aria-labelledby="b"/></div>'
AS_QUARTO = (
    '<div class="ridges">\n<svg aria-labelledby="a" width="9"><path d="M0 0"></path></svg>'
    '<svg aria-labelledby="b"></svg></div>'
)


def _faults(page: str) -> list[str]:
    chart = Chart("ridges", "", "", Markup(PAIR), Markup(""), None, None, Markup(""), "")
    return [fault.what for fault in drawing_faults({"m.html": (chart,)}, {"m.html": f"<main>{page}</main>".encode()})]


def test_a_drawing_of_several_parts_may_be_written_in_another_way() -> None:
    assert _faults(PAIR) == []
    assert _faults(AS_QUARTO) == []
    assert _faults(AS_QUARTO.replace("<svg", "<p>before</p><svg", 1) + AS_QUARTO) == []


def test_a_changed_line_or_a_missing_drawing_is_a_fault_in_either() -> None:
    for page in (PAIR, AS_QUARTO):
        (fault,) = _faults(page.replace("M0 0", "M0 1"))
        assert "M0 1" in fault
        assert "M0 0" in fault
    (fault,) = _faults("<p>nothing</p>")
    assert "it is missing" in fault
