"""Digits that may stand on a page without a key, the whole list.

`docs/decisions/0006-digits-without-a-key.md` says why each is on it.

Besides these: text of class ``tick`` (a chart's scale, which says nothing about the data), and names that the study,
its columns or their values bring, as long as they are whole.
"""

PHRASES = (
    "where 0 is chance and 1 the same split",
    "from −1 through 0, no straight-line relation, to 1",
    "from 0 to 1",
    "Rousseeuw 1987",
    "Tibshirani, Walther and Hastie 2001",
    "Tibshirani and Walther 2005",
    "Hennig 2007",
    "Dolnicar and Leisch 2010",
)
"""Ends of a scale, and years of sources. Always matched whole: with another digit a phrase is no longer on the list."""

PAGES_WITH_FREE_CODE = ("methods.html",)
"""Pages whose code blocks show programs and what a kernel printed; the notebook compares those with the findings."""
