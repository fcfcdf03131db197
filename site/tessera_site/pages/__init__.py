"""Findings -> the pages of the website, with the charts they hold."""

from tessera_site.pages.desk import Built
from tessera_site.pages.everything import make_site, site_pages

__all__ = ["Built", "make_site", "site_pages"]
