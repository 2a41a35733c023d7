"""An archive as one file: WACZ 1.1.1."""

from usstnews.archive.wacz.package import (
    AlteredFile,
    NothingToPack,
    Packed,
    UnusableOutput,
    pack,
)

__all__ = ["AlteredFile", "NothingToPack", "Packed", "UnusableOutput", "pack"]
