"""How to read each kind of chart, in two or three sentences that hold for every table."""

MAP = (
    "Each tile is a small stretch of both columns; its size says how many customers fall into it. The larger shapes "
    "mark the segments’ means. A border runs where a second segment becomes as near as the first: solid where the "
    "groups part by themselves, dashed where it is our choice."
)
SPACE = (
    "The drawing is flat, the segments are not: those that overlap here may lie apart in a direction that does not "
    "show. A tile’s size says how many customers fall into it; a tile that several segments share is split among "
    "them."
)
CHOICE = (
    "Each small chart follows one index while the number of segments grows. A filled point that stands at the peak, "
    "the trough or the bend of its line is a number which that index would have chosen too. Where an open point "
    "stands elsewhere, the index would rather have had that one."
)
UPLIFTS = (
    "A mark is what the treated gained over those held out, its line the range in which the true gain probably lies. "
    "Right of zero the campaign helped; a line that crosses zero may be no gain at all. Before calling one segment "
    "better than another, see whether their lines overlap."
)
CROSSWALK = (
    "Bars on the left are the segments of one model, bars on the right those of the other; the wider a ribbon, the "
    "more customers two of them share. A segment that stays in one ribbon means the same people in both models. One "
    "that fans out is cut along another line."
)
SHARES = (
    "A bar is the whole of a segment, cut into shares. Compare its first share with everyone’s: where the bracket "
    "reaches as far as everyone’s share, chance alone could make the difference. Only a bracket that stays clear of "
    "it tells of one."
)
NEIGHBOURS = (
    "A line is one column over its whole range; the marks on it are the means of this segment and its neighbours. The "
    "longer the coloured bar, the more this column parts the segment from the nearest one. Where there is hardly a "
    "bar, the column does not tell the two apart."
)
SIDES = (
    "Each row is a segment: the bar holds its middle half, the tick is its mean. A bar that lies wholly on one side "
    "of the line differs from everyone. Bars that overlap belong to segments whose customers this column cannot tell "
    "apart one by one."
)
TREE = (
    "Read from the bottom up. A fork joins the two groups that are most alike, and the higher it stands, the less "
    "alike they were. Each branch that the cut crosses is one group; long branches at the cut mean that this number "
    "of groups is easy to defend."
)
POWER = (
    "The more customers a test has, the smaller the gain it can show, so the curve falls. At or below the line of the "
    "target, a test of that size would mostly see the target reached. Above it, the test would mostly miss it, and "
    "somebody would call a good offer useless."
)
REACHABLE = (
    "A mark is the gain a target asks for, the grey beside it what the test could not tell from chance. A mark inside "
    "the grey asks for more proof than there are customers: an empty result would mean nothing. One outside it can "
    "be shown, or ruled out."
)
QUEUE = (
    "Further right are larger segments, further from the middle line those that differ more from everyone. All points "
    "of one dotted line have the same amount at stake; the outer lines stand for more. Above the middle there is "
    "something to lose, below it something to win."
)
COLUMNS = (
    "A bar is a stretch of values, its height the rows that fall into it. Where an outline rises above the bars, "
    "cleaning took rows away. The box below holds the middle half of all rows, so a long arm on one side means a few "
    "far values."
)
MOVEMENT = (
    "A row is a segment; its line runs from its share in the baseline, the open mark, to its share today, the filled "
    "one. A long line is a segment that grew or shrank. A lone mark is a segment that only one of the two builds "
    "knows."
)
INDEX = (
    "A hundred is everyone: a mark at fifty has half of everyone’s figure, one at two hundred has twice as much. The "
    "bar is the range in which the true figure probably lies; where it crosses a hundred, chance could make the "
    "difference. An open mark did not draw the segment, so a difference there is news."
)
SPREADS = (
    "Bars are this segment, the outline is everyone, each in shares of its own whole. Where bars rise above the "
    "outline the segment has more than its part, where they stay below it has less. Both fill the same area, so their "
    "heights compare fairly."
)
YARDSTICKS = (
    "The band is what the same method finds in tables that hold no groups at all. A mark to the right of its band is "
    "more than noise gives; one inside it could have come from nothing. An upright line is a threshold that was "
    "published before anybody saw this table."
)
ELSEWHERE = (
    "Every bar holds the same customers, sorted by another model. One long piece says that they stay together there. "
    "Many short pieces say that the other model scatters them."
)
RIDGES = (
    "A row is a segment, and one scale serves a whole column of charts, so compare shapes downwards. Bars are the "
    "segment, the outline is everyone. Where the bars of two rows stand in different places, that column tells the "
    "two segments apart."
)
HEAT = (
    "A hundred is everyone, fifty half as much or as many, two hundred twice. Read along one segment to know it, "
    "across the segments to see what tells them apart. Warm is above everyone, cool below, and pale is hardly "
    "different."
)
