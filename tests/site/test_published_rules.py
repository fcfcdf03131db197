"""The published rules in the page about one customer."""

import json

from tessera_site.pages.which import PATH, asked_columns, published_rules
from tessera_site.proof.placing import rule_faults


def test_rules_that_are_not_the_findings_own_are_found(site):
    findings = json.loads((site / "findings.json").read_text(encoding="utf-8"))
    page = (site / PATH).read_text(encoding="utf-8")
    assert list(rule_faults({PATH: page}, findings)) == []
    centre = json.dumps(next(iter(findings["models"]["income-spend"]["scoring"]["centroids"].values()))[0])
    assert list(rule_faults({PATH: page.replace(centre, "26.05")}, findings))
    assert list(rule_faults({PATH: page.replace("which-rules", "rules")}, findings))


def test_a_trait_among_the_features_is_asked_for_once_with_the_values_the_rule_knows(site):
    findings = json.loads((site / "findings.json").read_text(encoding="utf-8"))
    scoring = findings["models"]["income-spend"]["scoring"]
    scoring["features"] = ["income", "gender=Female", "gender=Male"]
    scoring["indicators"] = {f"gender={value}": {"column": "gender", "value": value} for value in ("Female", "Male")}
    assert asked_columns(findings) == ["gender", "age", "income", "spending"]
    column = published_rules(findings)["columns"]["gender"]
    assert column["values"] == {"Female": "women", "Male": "men"}
    assert column["kind"] == "category"
