"""What a reader downloads before a page can be read, compressed as a server would: at most 150 kB on any page."""

from tessera_site.proof.manifest import read_site
from tessera_site.proof.page import read_page
from tessera_site.proof.weight import FIRST_VIEW, first_view


def test_no_page_of_the_sample_is_heavy_at_first_view(site):
    files = read_site(site)
    weights = {
        name: first_view(name, read_page(data.decode("utf-8")), files)
        for name, data in files.items()
        if name.endswith(".html")
    }
    assert len(weights) > 20
    assert {name: weight for name, weight in weights.items() if weight > FIRST_VIEW} == {}
