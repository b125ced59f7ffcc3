"""Text to Analysis: words, sentences, syntax, names and attribution in one pass. Knows nothing of news."""

from onrecord.language.analysis import Analysis, WordSpan
from onrecord.language.engine import Engine

__all__ = ["Analysis", "Engine", "WordSpan"]
