"""WET files as another library writes them."""

from __future__ import annotations

from io import BytesIO

from warcio.warcwriter import WARCWriter


def wet_file(
    pages: dict[str, str], *, is_gzipped: bool = False, more: tuple[str, ...] = ()
) -> bytes:
    """Write a WET file of texts by their URLs: behind a warcinfo record a conversion of each, with
    records of the types `more` in between.
    """
    file = BytesIO()
    writer = WARCWriter(file, gzip=is_gzipped, warc_version="1.0")
    writer.write_record(writer.create_warcinfo_record("a.warc.wet.gz", {"software": "test"}))
    for url, text in pages.items():
        for kind, said in (("conversion", "text/plain"), *((each, "image/png") for each in more)):
            payload = BytesIO(text.encode())
            record = writer.create_warc_record(url, kind, payload=payload, warc_content_type=said)
            writer.write_record(record)
            record.raw_stream.close()
    return file.getvalue()
