"""A chart as a figure of a page, and as the script file that holds its interactive twin."""

import json

from markupsafe import Markup

from tessera_site.drawing.chart import Chart, table_html

_FOLDED_TABLE = Markup('<details class="twin"><summary>The same as a table</summary>{}</details>')
_FOLDED_GUIDE = Markup(
    '<details class="twin guide" data-pagefind-ignore="all"><summary>How to read this chart</summary>'
    "<p>{}</p></details>"
)
_SIZE, _SIZE_TOGETHER = "n = ", "n\u00a0=\u00a0"
"""How captions give a number of customers; no line ends inside."""


def figure_html(chart: Chart, title: Markup, caption: Markup | None, heading_level: int = 3) -> Markup:
    """A chart under a title that says what it shows, with its caption, the same facts as a table and how to read it.

    What folds away stands in one row, to which a page's script adds the button for the interactive twin; without
    scripts the figure is complete as it is.

    Parameters
    ----------
    chart : Chart
    title : Markup
        A sentence that could be wrong, worded and keyed.
    caption : Markup or None
        What marks and bars are; the chart's own caption when None.
    heading_level : int
    """
    shown = chart.caption if caption is None else caption
    twin = Markup(' data-figure="charts/{}.js"').format(chart.name) if chart.figure else Markup("")
    parts = [
        Markup('<figure class="chart" id="{}"{}>').format(chart.name, twin),
        Markup('<h{0} class="fig-title">{1}</h{0}>').format(heading_level, title) if title else Markup(""),
        chart.wide,
        chart.narrow,
    ]
    told = Markup("<p>{}</p>").format(shown.replace(_SIZE, _SIZE_TOGETHER)) if shown else Markup("")
    folded = _FOLDED_TABLE.format(table_html(chart.table)) if chart.table is not None else Markup("")
    row = Markup('<div class="about">{}</div>').format(folded + _FOLDED_GUIDE.format(chart.guide))
    parts.append(Markup("<figcaption>{}</figcaption>").format(told + row))
    return Markup("").join([*parts, Markup("</figure>")])


def figure_script(chart: Chart) -> str:
    """The file ``charts/NAME.js``: a call that hands the figure to the page.

    Nothing in it can end the script element or start a comment, wherever it is put.

    Raises
    ------
    ValueError
        If the chart has no interactive twin.
    """
    if chart.figure is None:
        raise ValueError(f"the chart {chart.name} has no interactive twin")
    name, spec = (script_json(part) for part in (chart.name, chart.figure))
    return f"tesseraFigure({name}, {spec});\n"


def script_json(value: object) -> str:
    """JSON that is also safe inside a script element."""
    written = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    for sign in "<>&\u2028\u2029":
        written = written.replace(sign, f"\\u{ord(sign):04x}")
    return written
