"""WARC 1.1: from the bytes of an exchange to records in files, and back."""

from usstnews.archive.warc.files import WarcWriter, continues, read_record, read_records
from usstnews.archive.warc.members import DamagedArchive, Mended, cut, measure, mend
from usstnews.archive.warc.record import (
    Location,
    Record,
    StoredRecord,
    warc_date,
    warc_fields,
)

__all__ = [
    "DamagedArchive",
    "Location",
    "Mended",
    "Record",
    "StoredRecord",
    "WarcWriter",
    "continues",
    "cut",
    "measure",
    "mend",
    "read_record",
    "read_records",
    "warc_date",
    "warc_fields",
]
