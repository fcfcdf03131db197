"""Statistical words lead to the glossary, once a page and never where a link may not stand."""

import re

from tessera_site.terms import glossary, mark_terms

TERMS = glossary()


def test_the_first_of_a_word_is_a_link_with_its_meaning():
    marked = mark_terms("<p>A silhouette of one; another silhouette.</p>", TERMS)
    assert marked.count('<a class="term"') == 1
    assert 'href="/glossary.html#silhouette" data-term="How much nearer' in marked
    assert re.sub(r"<[^>]+>", "", marked) == "A silhouette of one; another silhouette."


def test_headings_links_code_and_drawings_stay_as_they_are():
    body = '<h2>Silhouette</h2><a href="/x">silhouette</a><svg><text>silhouette</text></svg><code>silhouette</code>\n'
    assert mark_terms(body + "# Silhouette\n::: {#silhouette}\n", TERMS) == body + "# Silhouette\n::: {#silhouette}\n"


def test_a_word_within_another_is_not_met():
    assert mark_terms("<p>powerful, re-index, indexes</p>", TERMS) == "<p>powerful, re-index, indexes</p>"


def test_no_meaning_holds_a_digit_that_would_need_a_key():
    assert not [term.name for term in TERMS if re.search(r"\d", term.meaning + term.read)]


def test_pages_of_the_sample_mark_their_terms(site):
    page = (site / "models" / "income-spend.html").read_text(encoding="utf-8")
    assert 'class="term" href="../glossary.html#silhouette"' in page
