"""The briefing as an e-mail: written, shown, kept or sent."""

from tessera_site.mail.post import Post, post

__all__ = ["Post", "post"]
