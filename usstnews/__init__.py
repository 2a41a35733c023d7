"""The archive of record for a university's news."""

from usstnews.extract import NotAnArticle, extract_article
from usstnews.items import Article

__all__ = ["Article", "NotAnArticle", "extract_article"]
