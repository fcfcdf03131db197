"""The sentences of the pages, made from facts. Figures stand in them as references, never as digits."""

from tessera.words.data_words import word_data
from tessera.words.model_words import word_model
from tessera.words.overview_words import word_overview
from tessera.words.segment_words import word_segments

__all__ = ["word_data", "word_model", "word_overview", "word_segments"]
