"""The picture that links to a site show: one size, the same bytes each time, the words of the study."""

import io

from drawn_findings import findings
from PIL import Image
from sample_site import FONTS
from tessera_site.preview import HEIGHT, WIDTH, preview_picture


def test_the_same_findings_give_the_same_small_picture():
    facts = findings()
    facts["study"] |= {"title": "Mall customers", "question": "Which groups are there?"}
    first, again = (preview_picture(facts, "Tessera", FONTS) for _ in range(2))
    assert first == again
    assert len(first) < 60_000
    with Image.open(io.BytesIO(first)) as picture:
        assert picture.size == (WIDTH, HEIGHT)
        assert len(picture.getcolors()) > 5
