"""What a build proves again, and what it takes from the build before."""

from tessera_site.proof.proved import keep_proof, proof_key, proved_before
from tiny_project import tiny_project

FINDINGS = {"input": {"fingerprint": "a"}}


def test_a_file_is_known_by_its_bytes_and_by_what_it_was_held_against(tmp_path):
    site = tmp_path / "_site"
    site.mkdir()
    (site / "index.html").write_text("one")
    study = tiny_project(tmp_path) / "study.yml"
    key = proof_key(FINDINGS, study)
    keep_proof(tmp_path / "build", key, site)

    assert proved_before(tmp_path / "build", key, {"index.html": b"one", "new.html": b"one"}) == {"index.html"}
    assert proved_before(tmp_path / "build", key, {"index.html": b"two"}) == set()
    assert proved_before(tmp_path / "build", None, {"index.html": b"one"}) == set()
    others = proof_key({"input": {"fingerprint": "b"}}, study)
    assert proved_before(tmp_path / "build", others, {"index.html": b"one"}) == set()
    study.write_text(study.read_text() + "\n# another study\n")
    assert proof_key(FINDINGS, study) != key


def test_a_broken_note_of_what_was_proved_proves_nothing(tmp_path):
    (tmp_path / "proved.json").write_text('{"key": "k"')
    assert proved_before(tmp_path, "k", {"index.html": b"one"}) == set()
