"""Strings: one clean spelling of what was published, and its digest."""
