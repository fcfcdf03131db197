"""Every page, as a browser shows it: quiet, at home, within the window, with text one can read."""

import pytest


def test_no_page_says_anything_on_the_console(visits):
    assert {v.path: v.messages for v in visits if v.messages} == {}


def test_no_request_leaves_the_site(visits, address):
    outside = {v.path: [url for url in v.requests if not url.startswith((address + "/", "data:"))] for v in visits}
    assert {path: urls for path, urls in outside.items() if urls} == {}


def test_every_page_has_one_title_and_says_what_it_is_about(visits):
    for visit in visits:
        assert len(visit.head["titles"]) == 1, f"{visit.path}: {visit.head['titles']}"
        assert visit.head["titles"][0]
        assert visit.head["title"]
        assert visit.head["description"]
        assert visit.head["language"] == "en"
    assert len({visit.head["title"] for visit in visits}) == len(visits), "two pages have one title"


def test_no_page_scrolls_sideways(visits):
    wide = {(v.path, width): by for v in visits for width, by in v.sideways.items() if by > 0}
    assert wide == {}


@pytest.mark.parametrize("fault", ["clipped", "overlapping", "small"])
def test_text_in_drawings_is_whole_apart_and_large_enough(visits, fault):
    faults = {(v.path, width): found[fault] for v in visits for width, found in v.charts.items() if found[fault]}
    assert faults == {}
