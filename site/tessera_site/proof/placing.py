"""The rules that the page about one customer computes with: they have to be the findings' own."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from tessera_site.pages.which import PATH, published_rules
from tessera_site.proof.fault import Fault

_DATA = re.compile(r'<script type="application/json" id="which-rules">(.*?)</script>', re.DOTALL)


def rule_faults(texts: Mapping[str, str], findings: Mapping[str, Any]) -> Iterator[Fault]:
    """What the page's data say that the findings do not."""
    if PATH not in texts:
        return
    found = _DATA.findall(texts[PATH])
    try:
        same = len(found) == 1 and json.loads(found[0]) == json.loads(json.dumps(published_rules(findings)))
    except ValueError:
        same = False
    if not same:
        yield Fault(PATH, "", "computes with rules that are not those of the findings")
