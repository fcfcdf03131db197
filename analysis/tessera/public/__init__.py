"""The public edition of findings: what may be published where nobody knows the customers."""

from tessera.public.edition import public_edition

__all__ = ["public_edition"]
