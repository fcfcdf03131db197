"""Preview serves the site on this machine and tells pages when it was rebuilt."""

import http.client
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from tessera.errors import PublishError
from tessera_site.serve import Rebuilt, _matters, serving


@pytest.fixture
def site(tmp_path: Path) -> Path:
    (tmp_path / "_site/models").mkdir(parents=True)
    (tmp_path / "_site/index.html").write_text("<html><head></head><body>front</body></html>")
    (tmp_path / "_site/404.html").write_text("<html><head></head><body>lost</body></html>")
    (tmp_path / "_site/findings.json").write_text("{}")
    return tmp_path / "_site"


@pytest.fixture
def served(site: Path) -> Iterator[tuple[str, Rebuilt]]:
    with serving(site, 0) as (address, rebuilt):
        yield urlsplit(address).netloc, rebuilt


def _get(place: str, path: str, host: str | None = None) -> tuple[int, str, str]:
    connection = http.client.HTTPConnection(place, timeout=10)
    connection.request("GET", path, headers={"Host": host} if host else {})
    answer = connection.getresponse()
    result = answer.status, answer.headers.get("Content-Type", ""), answer.read().decode()
    connection.close()
    return result


def test_a_page_gets_the_reload_script(served: tuple[str, Rebuilt]) -> None:
    status, kind, text = _get(served[0], "/")
    assert (status, kind) == (200, "text/html; charset=utf-8")
    assert '<script defer src="/__preview/reload.js"></script></head>' in text
    assert "front" in text


def test_other_files_are_served_as_they_are(served: tuple[str, Rebuilt]) -> None:
    assert _get(served[0], "/findings.json?x=1") == (200, "application/json", "{}")


def test_a_missing_page_gets_the_sites_own_answer(served: tuple[str, Rebuilt]) -> None:
    status, _, text = _get(served[0], "/segments/nothing.html")
    assert status == 404
    assert "lost" in text


def test_nothing_outside_the_site_is_served(served: tuple[str, Rebuilt], site: Path) -> None:
    (site.parent / "secret.txt").write_text("secret")
    assert _get(served[0], "/../secret.txt")[0] == 404
    assert _get(served[0], "/%2e%2e/secret.txt")[0] == 404


def test_a_request_under_another_name_is_refused(served: tuple[str, Rebuilt]) -> None:
    assert _get(served[0], "/", host="evil.example")[0] == 403


def test_the_folder_may_be_replaced_while_served(served: tuple[str, Rebuilt], site: Path) -> None:
    site.rename(site.with_name("old"))
    site.mkdir()
    (site / "index.html").write_text("<html><head></head>second</html>")
    assert "second" in _get(served[0], "/")[2]


def test_waiting_pages_hear_of_a_rebuild(served: tuple[str, Rebuilt]) -> None:
    place, rebuilt = served
    connection = http.client.HTTPConnection(place, timeout=10)
    connection.request("GET", "/__preview/events")
    answer = connection.getresponse()
    rebuilt.announce()
    assert answer.readline() == b"event: rebuilt\n"
    connection.close()


def test_a_taken_port_is_said_in_a_sentence(site: Path, served: tuple[str, Rebuilt]) -> None:
    with pytest.raises(PublishError, match="taken"), serving(site, int(served[0].rsplit(":", 1)[1])):
        pass


@pytest.mark.parametrize(
    ("name", "matters"),
    [
        ("study.yml", True),
        ("data/customers.csv", True),
        ("templates/pages/model.qmd.j2", True),
        ("site/theme/tokens.css", True),
        ("_site/index.html", False),
        ("build/stage/index.qmd", False),
        ("private/members.csv", False),
        (".study.yml.swp", False),
        ("study.yml~", False),
        ("._site.new-12/index.html", False),
    ],
)
def test_only_what_a_site_comes_from_starts_a_rebuild(tmp_path: Path, name: str, matters: bool) -> None:
    project = tmp_path / "build"  # a project may live below a folder with any name
    assert _matters(project, project / "_site", None, str(project / name)) is matters
