"""What is said of every test, and what of one."""

from tessera_site.keyed import Node
from tessera_site.pages.steps import steps_of
from tessera_site.wording import Lexicon


def test_steps_that_read_alike_are_said_once_whatever_figures_they_name() -> None:
    plans = [
        {
            "needed": 681,
            "steps": [["Pool with", "the others"], ["Split", "By a hash."], ["Rates", "{/0/needed|count}"]],
        },
        {"needed": 681, "steps": [["Split", "By a hash."], ["Run", "One season."], ["Rates", "{/1/needed|count}"]]},
        {"needed": 681, "steps": [["Split", "By a hash."], ["Run", "Twelve weeks."], ["Rates", "{/2/needed|count}"]]},
    ]
    root = Node(Lexicon({str(i): plan for i, plan in enumerate(plans)}))
    shared, own = steps_of([root[str(i)] for i in range(3)])
    assert [step["name"] for step in shared] == ["Split", "Rates"]
    assert [[step["name"] for step in steps] for steps in own] == [["Pool with"], ["Run"], ["Run"]]


def test_without_tests_there_is_nothing_to_say() -> None:
    assert steps_of([]) == ([], [])
