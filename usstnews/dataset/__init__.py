"""The archive as a dataset, for researchers."""

from usstnews.dataset.between import Between, between, published_between
from usstnews.dataset.load import load

__all__ = ["Between", "between", "load", "published_between"]
