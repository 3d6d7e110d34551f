"""Search in the text of a release: sections ranked by BM25, with the words found marked."""

from flows.search.find import Filters, Hit, search
from flows.search.index import ensure_index
from flows.search.shown import FORMATS, show

__all__ = ["FORMATS", "Filters", "Hit", "ensure_index", "search", "show"]
