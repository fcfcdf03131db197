"""Playbooks, templates, earlier findings, results tables and targets that cannot be used, and what is said of each."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tiny_project import STUDY

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
SEGMENT = "pages/segment.qmd.j2"
PLAYS = (TEMPLATES / "playbook/5-any-segment.yml").read_text(encoding="utf-8")
OWN_PLAYS = STUDY.format(title="Corner shop") + "playbook: {files: [my.yml]}\n"
LINE = len((TEMPLATES / SEGMENT).read_text(encoding="utf-8").splitlines()) + 1

BAD_PLAYBOOKS: dict[str, tuple[str, str]] = {
    "a list": ("- a\n", r"my\.yml:1: the file has to hold keys and values"),
    "not YAML": ("plays: [\n", r"my\.yml:2: this is not valid YAML"),
    "an unknown key": ("pleys: {}\n", r"my\.yml:1: unknown key 'pleys'\. Did you mean 'plays'"),
    "a play twice": ("plays: {a: {}, a: {}}\n", "the key 'plays.a' is there twice"),
    "a bomb": ("a: &a [x]\nb: *a\n", "anchors and aliases"),
    "a play of nothing": ("plays: {mine: {when: {age: high}}}\n", r"my\.yml:1: 'plays\.mine\.verb' is missing"),
    "an unknown figure": (
        PLAYS.replace("{size} customers", "{sise} customers", 1),
        "'{sise}' is no figure. Did you mean",
    ),
    "a figure of its own": (PLAYS.replace("{size} customers", "61 customers", 1), "may not hold a digit of its own"),
    "a column without a condition": (
        PLAYS.replace("{mean.spend}", "{mean.tenure}", 1),
        "without a condition on 'tenure'",
    ),
}

BAD_TEMPLATES: dict[str, tuple[str, str]] = {
    "an open block": ("<% if x %>", "Unexpected end of template"),
    "an unknown tag": ("<% foo %>", "unknown tag 'foo'"),
    "an unknown name": ("<< nothing >>", "'nothing' is undefined"),
    "an unknown part": ("<< segment.nothing >>", "has no attribute 'nothing'"),
    "a bare number": ("<< segment.size >>", "printed without a filter: numbers go through 'figure'"),
    "an unknown filter": ("<< segment.size | money >>", "No filter named 'money'"),
    "an unknown style": ("<< segment.size | figure('money') >>", "there is no style 'money'"),
    "a missing part": ('<% include "partials/none.j2" %>', "'partials/none.j2' not found"),
    "arithmetic": ("<< segment.size + 1 >>", "unsupported operand"),
    "a walk over a number": ("<% for x in segment.size %>a<% endfor %>", "is not a list"),
}
"""A line more at the end of the segment page's template."""

WRONG_PAGES: dict[str, tuple[str, str, str]] = {
    "a figure of its own": (
        f"templates/{SEGMENT}",
        "\nThere are 42 of them.\n",
        "prints digits without a key: 'There are 42",
    ),
    "an unknown callout": (f"templates/{SEGMENT}", "\n::: {.callout-warn}\nx\n:::\n", "unknown kind, 'warn'"),
    "a link to nowhere": (
        f"templates/{SEGMENT}",
        "\n[x](/nothing.qmd)\n",
        "leads to '/nothing.qmd', which is not staged",
    ),
    "a style from outside": ("site/theme/tokens.css", '@import "https://example.org/x.css";', "from outside"),
}
"""What a project's own file adds, and what the proof says of the built pages."""

BAD_GLOSSARIES: dict[str, tuple[str | bytes, str]] = {
    "not YAML": ("- a: [", r"glossary\.yml:1: this is no list of entries"),
    "without names": ("- a: b\n", r"glossary\.yml: this is no list of entries"),
    "not UTF-8": (b"- name: \xff\n", r"glossary\.yml: this is no list of entries"),
}


def bad_baselines(findings: Mapping[str, Any]) -> dict[str, tuple[str | bytes, str]]:
    """Earlier findings, by what is wrong with them."""
    without_segments = json.loads(json.dumps(findings))
    without_segments["models"]["age-spend"]["segments"] = {}
    return {
        "empty": ("", "is not JSON"),
        "cut off": ("{", "is not JSON"),
        "binary": (b"\xff\xfe\x00", "cannot be read"),
        "endlessly deep": ("[" * 100_000, "is not JSON"),
        "a list": ("[]", "holds no findings of Tessera's"),
        "of a newer version": (json.dumps({**findings, "schema_version": "99.0"}), "has schema version 99.0, and this"),
        "of an older version": (json.dumps({**findings, "schema_version": "0.1"}), "has schema version 0.1, and this"),
        "without data": (json.dumps({**findings, "data": None}), "is damaged at /data"),
        "without segments": (json.dumps(without_segments), "is damaged at /models/age-spend"),
        "with no number": (json.dumps({**findings, "schema_version": float("nan")}), "is not JSON .it holds NaN"),
    }


RESULTS = "Customer,campaign,arm,outcome\n" + "".join(
    f"C-{1000 + i},spring,{'treated' if i % 4 else 'holdout'},{i % 3 % 2}\n" for i in range(60)
)
BAD_RESULTS: dict[str, tuple[str | bytes, str]] = {
    "empty": ("", "the file is empty"),
    "a header only": ("Customer,campaign,arm,outcome\n", "has a header but no rows"),
    "binary": (bytes(range(256)), "holds no text"),
    "a short row": (RESULTS + "C-1,spring\n", "line 62 cannot be read as a row of 4 columns"),
    "no arm": (RESULTS.replace(",arm,", ",colour,", 1), "has no column for the arm"),
    "unknown arms": (
        RESULTS.replace("treated", "given"),
        "neither treated nor holdout in 45 of its rows, such as 'given'",
    ),
    "a word for an outcome": (
        RESULTS.replace(",1\n", ",maybe\n", 1),
        "holds no number in 1 of its rows, such as 'maybe'",
    ),
    "an endless outcome": (RESULTS.replace(",1\n", ",inf\n", 1), "such as 'inf'"),
    "a vast outcome": (RESULTS.replace(",1\n", ",1e300\n"), "holds no number in .* such as '1e300'"),
    "a customer twice": (RESULTS + "C-1000,spring,treated,1\n", "one customer stands more than once in a campaign"),
    "a row of nobody": (RESULTS.replace("C-1003", ""), "1 rows have no 'Customer'"),
    "strangers": (RESULTS.replace("C-", "X-"), "none of its 60 customers is in the customer table"),
}
