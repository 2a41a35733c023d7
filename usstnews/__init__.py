"""The archive of record for a university's news."""

from usstnews.dataset.between import published_between
from usstnews.dataset.load import load
from usstnews.extract import NotAnArticle, extract_article
from usstnews.items import Article
from usstnews.reextract import reextract

__all__ = [
    "Article",
    "NotAnArticle",
    "extract_article",
    "load",
    "published_between",
    "reextract",
]
