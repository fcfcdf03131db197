"""A small website written by hand, with everything a page may hold."""

import os
import tempfile
from pathlib import Path

from tessera_site.stage import Stage, write_stage
from tessera_site.website import NavEntry, Page, Site

FONTS = Path(tempfile.gettempdir()) / f"tessera-test-fonts{os.environ.get('PYTEST_XDIST_WORKER', '')}"

MARK = (
    '<svg width="12" height="12" viewBox="0 0 14 14" aria-hidden="true"><circle cx="7" cy="7" r="5" class="s1"/></svg>'
)

CONSTRUCTS = """\
::: {.row .rule #differ}
:::: {.main}
# High income, low spending

They are <span data-key="/models/m/segments/rich/share">17.5%</span> of [the model](/models/m.qmd#k).[^1]
See @fig-bar, @tbl-means and the [findings](/findings.json).

[^1]: A note at the foot.

```{=html}
<figure class="chart" id="fig-raw" data-figure="charts/differ.js"><svg viewBox="0 0 10 10" class="wide"></svg>
<figcaption><a href="../../data.qmd">Data</a></figcaption></figure>
```

::: {.callout-note title="How *sure*" collapse="true"}
Folded.
:::

::: {.callout-warning}
## Small numbers
Few customers.
:::

::: {.panel-tabset}
### SQL
    select 1

### JSON
Text.
:::

::: {layout-ncol=2}
Left.

Right.
:::

::: {#fig-bar}
```{=html}
<svg viewBox="0 0 10 10"></svg>
```

A bar.
:::

::: {#tbl-means}

| Column | Mean |
|:---|---:|
| Income | 88 |

The means.
:::

::: {.column-margin}
In the margin
:::
::::
:::: {.note}
#### How to read

100 is everyone.
::::
:::
"""


def page(path: str, kind: str, body: str = "# A heading\n\nText.\n", title: str = "A page") -> Page:
    """Make a page with little to say."""
    model = "m" if kind in ("overview", "model", "segment") else None
    return Page(path=path, kind=kind, title=title, description="What it says.", body=body, model=model)  # type: ignore[arg-type]


def site(**changes: object) -> Site:
    """Make a site of an overview, a model, two segments, a data page and a "not found" page."""
    segments = (
        NavEntry("Rich & <careful>", "segments/m/rich.html", mark=MARK),
        NavEntry("Young", "segments/m/young.html", mark=MARK),
    )
    values: dict[str, object] = {
        "title": "Mall & more",
        "pages": (
            page("index.html", "overview", title="Two groups"),
            page("models/m.html", "model", title="Income and spending"),
            page("segments/m/rich.html", "segment", CONSTRUCTS, title="Rich & <careful>"),
            page("segments/m/young.html", "segment", title="Young"),
            page("data.html", "data", title="Data"),
            page("404.html", "missing", title="Not here"),
        ),
        "navigation": (
            NavEntry("Overview", "index.html"),
            NavEntry("Income and spending", "models/m.html", badge=MARK, children=segments),
            NavEntry("Data and its quality", "data.html"),
        ),
        "footer_html": '<p>200 customers. <a href="/data.html">Data</a></p>',
    }
    return Site(**{**values, **changes})  # type: ignore[arg-type]


ASSETS = {
    "findings.json": b"{}",
    "charts/differ.js": b'tesseraFigure("differ", {"data": [{"type": "bar", "x": [1], "y": [2]}], "layout": {}});\n',
}


def staged(folder: Path, of: Site | None = None, assets: dict[str, bytes] | None = None) -> Stage:
    """Stage a site with fonts that are cut once for all tests."""
    return write_stage(of or site(), folder, ASSETS if assets is None else assets, fonts=FONTS)
