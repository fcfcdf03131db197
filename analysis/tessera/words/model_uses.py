"""What a model is good for, and what not: by its verdict."""

from tessera.facts import Statement, VerdictLevel
from tessera.words.phrases import people
from tessera.words.scene import ModelScene, base_size, k_in_words, of_model


def good_for(whole: ModelScene) -> tuple[Statement, ...]:
    """Uses that the verdict bears; none where there is no verdict."""
    who, k = people(whole.study), k_in_words(whole.model)
    uses: dict[VerdictLevel, tuple[Statement, ...]] = {
        "natural": (
            f"Saying that these {who} fall into {k} groups.",
            "Giving each group a budget, an owner and a test of its own.",
            "Counting again next year and seeing who has moved.",
        ),
        "reproducible": (
            f"Planning by the {k} segments: the same cut will come back.",
            "Comparing this year with the next on the same borders.",
            "Finding people for a test.",
        ),
        "constructive": (
            f"Dividing work: {k} teams, calendars or tones of voice.",
            f"Describing who the {who} are, in words everyone knows.",
            "Drawing a balanced sample for a survey or a test.",
        ),
        "none": (
            f"Showing how {who} spread over the columns.",
            "Drawing a balanced sample for a survey.",
        ),
    }
    return uses[whole.model.verdict.level] if whole.model.verdict else ()


def not_good_for(whole: ModelScene) -> tuple[Statement, ...]:
    """Uses that it does not bear."""
    who, k = people(whole.study), k_in_words(whole.model)
    border = f"{of_model(whole.model, 'borderline', style='count')} of {base_size()}"
    uses: dict[VerdictLevel, tuple[Statement, ...]] = {
        "natural": (
            f"Deciding about a single person near a border; {border} stand there.",
            "Saying why the groups differ: the table shows that they do.",
        ),
        "reproducible": (
            f"Saying “we have {k} kinds of customer”.",
            f"Treating two people differently because a line runs between them; {border} stand near one.",
        ),
        "constructive": (
            f"Saying “we have {k} kinds of customer”.",
            f"Treating two people differently because a line runs between them; {border} stand near one.",
            f"Expecting the same {k} next year.",
        ),
        "none": (
            f"Any decision that treats the {k} segments as groups.",
            "Comparing segments over time: they will not be the same ones.",
            f"Telling {who} apart; another sample would tell them apart elsewhere.",
        ),
    }
    return uses[whole.model.verdict.level] if whole.model.verdict else ()
