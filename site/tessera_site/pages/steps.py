"""The steps of several tests: what all of them share is said once, the rest by test."""

from collections.abc import Sequence
from typing import TypedDict

from tessera_site.keyed import Node, plain, raw


class Step(TypedDict):
    """A step's name, and its statement in one of the tests."""

    name: str
    text: Node


def steps_of(tests: Sequence[Node]) -> tuple[list[Step], list[list[Step]]]:
    """Steps that read alike in every test, and the others of each test, both in their order.

    Parameters
    ----------
    tests : sequence of Node
        Test plans of a model's segments.
    """
    plans: list[list[Step]] = [[{"name": raw(name), "text": text} for name, text in test["steps"]] for test in tests]
    said = [{(step["name"], plain(step["text"])) for step in plan} for plan in plans]
    alike = set.intersection(*said) if said else set()
    shared = [step for step in plans[0] if (step["name"], plain(step["text"])) in alike] if plans else []
    names = {step["name"] for step in shared}
    return shared, [[step for step in plan if step["name"] not in names] for plan in plans]
