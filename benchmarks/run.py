"""Every benchmark, or those named, one after another; status 1 where a figure falls short."""

from __future__ import annotations

import sys
from importlib import import_module

BENCHMARKS = ("crawl", "extraction", "templates", "real_site", "duplicates")


def main(names: list[str]) -> int:
    """Run benchmarks one after another; each prints its part of the table."""
    enough = [import_module(name).main() for name in names or BENCHMARKS]
    return 0 if all(enough) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
