"""What a model's figures were worked out on, where that is not every customer's own values, and how near they come."""

from tessera.facts import Note
from tessera.words.phrases import people
from tessera.words.scene import ModelScene, of_model


def say_cells(whole: ModelScene) -> tuple[Note, ...]:
    """How customers were counted, and which of them the silhouette is measured to; nothing where it was everyone."""
    exactness, crowd = whole.model.exactness, people(whole.study)
    settled = (
        f"Then everyone was placed by the nearest centre. No centre is further than {_told(whole, 'error', 'percent')} "
        f"of a standard deviation from the mean of its {crowd}; sizes, means and shares are everyone's."
    )
    found: list[Note] = []
    if exactness.cells == "bins":
        cells, bins = of_model(whole.model, "n_cells", style="count"), _told(whole, "bins")
        text = (
            f"In these columns hardly two are alike. They were counted in {cells} bins, each with its own mean; no "
            f"column was cut into more than about {bins}."
        )
        found.append(Note("Counted in bins", f"{text} {settled}"))
    if exactness.cells == "sample":
        text = f"{_told(whole, 'drawn')} {crowd}, drawn by a hash of who they are, found the cut and its indices."
        found.append(Note("Found on a sample", f"{text} {settled}"))
    if exactness.silhouette_from is not None:
        text = f"The silhouette takes distances to {_told(whole, 'silhouette_from')} {crowd}, one of each equal slice."
        found.append(Note("Read off a part", text))
    return tuple(found)


def say_tree(whole: ModelScene) -> tuple[Note, ...]:
    """Whom Ward's tree holds; nothing where it is everyone."""
    if whole.model.exactness.ward_from is None:
        return ()
    held = _told(whole, "ward_from")
    return (Note("A tree of some", f"It holds {held} {people(whole.study)}, one of each equal slice of the table."),)


def _told(whole: ModelScene, field: str, style: str = "count") -> str:
    """A figure of the model's exactness."""
    return of_model(whole.model, "exactness", field, style=style)
