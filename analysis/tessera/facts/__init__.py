"""Every type that crosses a stage. Frozen, without behaviour; `findings.json` is these types written down.

Conventions
-----------
A *statement* is a sentence in which every figure is a reference, never a digit:
``"They earn {/models/m/segments/s/means/income} on average."`` A reference is a JSON Pointer into
``findings.json``, optionally with a style after a bar: ``{/models/m/segments/s/share|percent}``.
Only the pages turn references into text, so a sentence cannot disagree with the data.
"""

from tessera.facts.border import ColumnFacts, Findings, StudyFacts
from tessera.facts.changes import Changes, ColumnDrift, ModelChanges, Movement, RuleChange, SegmentChange
from tessera.facts.clustering import (
    Change,
    Exactness,
    KIndex,
    NullResult,
    Partition,
    Reach,
    Stability,
    Verdict,
    Ward,
    Yardstick,
)
from tessera.facts.names import Band, FloatArray, IntArray, Name, Slug, Statement, VerdictLevel
from tessera.facts.results import Arm, Bearing, BearingState, CampaignResult, ModelUplift, Results, Uplift
from tessera.facts.segments import (
    Agreement,
    Block,
    Components,
    Cube,
    IndexRow,
    Model,
    Neighbour,
    PlaneMap,
    Reading,
    Rule,
    ScoringRule,
    Segment,
    SpaceAxis,
    SpaceMap,
    Tile,
    Trait,
)
from tessera.facts.strategy import Claim, Group, Lever, Priority, Strategy, Target, TestPlan
from tessera.facts.table import Cells, ColumnSummary, DataReport, Fill, Histogram, Indicator, InputFacts, Removal
from tessera.facts.words import Message, ModelWords, Note, Overview, SegmentWords

__all__ = [
    "Agreement",
    "Arm",
    "Band",
    "Bearing",
    "BearingState",
    "Block",
    "CampaignResult",
    "Cells",
    "Change",
    "Changes",
    "Claim",
    "ColumnDrift",
    "ColumnFacts",
    "ColumnSummary",
    "Components",
    "Cube",
    "DataReport",
    "Exactness",
    "Fill",
    "Findings",
    "FloatArray",
    "Group",
    "Histogram",
    "IndexRow",
    "Indicator",
    "InputFacts",
    "IntArray",
    "KIndex",
    "Lever",
    "Message",
    "Model",
    "ModelChanges",
    "ModelUplift",
    "ModelWords",
    "Movement",
    "Name",
    "Neighbour",
    "Note",
    "NullResult",
    "Overview",
    "Partition",
    "PlaneMap",
    "Priority",
    "Reach",
    "Reading",
    "Removal",
    "Results",
    "Rule",
    "RuleChange",
    "ScoringRule",
    "Segment",
    "SegmentChange",
    "SegmentWords",
    "Slug",
    "SpaceAxis",
    "SpaceMap",
    "Stability",
    "Statement",
    "Strategy",
    "StudyFacts",
    "Target",
    "TestPlan",
    "Tile",
    "Trait",
    "Uplift",
    "Verdict",
    "VerdictLevel",
    "Ward",
    "Yardstick",
]
