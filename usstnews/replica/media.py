"""The replica's pictures, PDFs, videos and attachments, addressed as the CMS does it."""

from __future__ import annotations

import hashlib
import io
import struct
import zipfile
import zlib
from dataclasses import dataclass
from functools import lru_cache
from random import Random

__all__ = [
    "PDFS", "PICTURES", "VIDEOS", "Media",
    "document", "medium", "pdf", "picture", "recoded", "stored", "tile",
]  # fmt: skip

PICTURES, PDFS, VIDEOS = 64, 8, 3
"""How many of each there are; articles share them, so that any address can be answered."""

WIDTH, HEIGHT = 480, 270


@dataclass(frozen=True, slots=True)
class Media:
    """A stored file with the address that states its digest, checksum and size."""

    body: bytes
    content_type: str
    suffix: str

    @property
    def md5(self) -> str:
        """Give the digest as the CMS writes it: 32 upper-case hex digits."""
        return hashlib.md5(self.body).hexdigest().upper()

    @property
    def triple(self) -> tuple[str, str, str]:
        """Give digest, CRC-32 and size in hex, leading zeros of the last two dropped."""
        return self.md5, f"{zlib.crc32(self.body):X}", f"{len(self.body):X}"

    @property
    def path(self) -> str:
        """Give the address: `/__local/A/BC/DE/REST_CRC32_SIZE.ext`."""
        md5, crc, size = self.triple
        return f"/__local/{md5[0]}/{md5[1:3]}/{md5[3:5]}/{md5[5:]}_{crc}_{size}.{self.suffix}"

    @property
    def handle(self) -> str:
        """Give the CMS's inner name of the file (the `vurl` attribute)."""
        return "/_vsl/" + "/".join(self.triple)


def chunk(kind: bytes, data: bytes) -> bytes:
    """Frame one chunk of a PNG."""
    check = struct.pack(">I", zlib.crc32(kind + data))
    return struct.pack(">I", len(data)) + kind + data + check


def picture(seed: str, width: int = WIDTH, height: int = HEIGHT, effort: int = 6) -> bytes:
    """Draw a skyline under a coloured sky as a PNG with a palette."""
    rng = Random(seed)
    hue = [rng.randint(70, 213) for _ in range(3)]
    sky = [tuple(min(255, part + 3 * step) for part in hue) for step in range(14)]
    walls = [tuple(part // shade for part in hue) for shade in (2, 3, 4)]
    palette = b"".join(bytes(colour) for colour in (*sky, *walls))
    roofs: list[tuple[int, int]] = []
    while len(roofs) < width:
        roof = rng.randint(height // 3, height * 4 // 5), rng.randint(14, 16)
        roofs += [roof] * rng.randint(20, 60)
    rows = bytearray()
    line = b""
    corners = {0, *(roof for roof, _ in roofs)}
    for y in range(height):
        if y in corners or y * 14 // height != (y - 1) * 14 // height:
            above = y * 14 // height
            line = bytes(wall if y >= roof else above for roof, wall in roofs[:width])
        rows += b"\0" + line
    return png(width, height, palette, bytes(rows), effort)


def tile(seed: str, width: int, height: int) -> bytes:
    """Draw stripes of two pale colours as a PNG, to lie behind text."""
    tint = [Random(seed).randint(225, 250) for _ in range(3)]
    palette = bytes(tint) + bytes(part + 4 for part in tint)
    stripe = bytes(x // 6 % 2 for x in range(width))
    return png(width, height, palette, (b"\0" + stripe) * height)


def png(width: int, height: int, palette: bytes, rows: bytes, effort: int = 6) -> bytes:
    """Write a PNG whose rows name colours of a palette, each row after a filter byte of 0."""
    header = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"PLTE", palette)
        + chunk(b"IDAT", zlib.compress(rows, effort))
        + chunk(b"IEND", b"")
    )


def pdf(words: str) -> bytes:
    """Write a PDF of one page with one line on it."""
    text = f"BT /F1 24 Tf 72 720 Td ({words}) Tj ET".encode("ascii")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
            b" /Resources << /Font << /F1 5 0 R >> >> >>"
        ),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(text), text),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out = b"%PDF-1.4\n"
    offsets = []
    for number, content in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % o for o in offsets)
    return out + b"trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % start


def document(words: str) -> bytes:
    """Write a word-processor file: a ZIP archive with one small XML part."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        part = zipfile.ZipInfo("word/document.xml", (2020, 1, 1, 0, 0, 0))
        archive.writestr(part, f"<document><p>{words}</p></document>")
    return out.getvalue()


def film(number: int) -> bytes:
    """Write the frame of an MP4: a type box and a box of bytes that no player shows."""
    noise = Random(number).randbytes(2048)
    kind = b"ftypisom\x00\x00\x02\x00isomiso2mp41"
    return (
        struct.pack(">I", len(kind) + 4)
        + kind
        + struct.pack(">I", len(noise) + 8)
        + b"mdat"
        + noise
    )


@lru_cache(maxsize=256)
def medium(kind: str, number: int) -> Media:
    """Make one file of the pool: `png`, `pdf` or `mp4`."""
    if kind == "png":
        return Media(picture(f"picture {number}"), "image/png", kind)
    if kind == "pdf":
        return Media(pdf(f"Report no. {number + 1}"), "application/pdf", kind)
    return Media(film(number), "video/mp4", kind)


@lru_cache(maxsize=1)
def stored() -> dict[str, tuple[str, int]]:
    """List the pool: address of each file, and what it is."""
    pool = (("png", PICTURES), ("pdf", PDFS), ("mp4", VIDEOS))
    return {
        medium(kind, number).path: (kind, number) for kind, count in pool for number in range(count)
    }


@lru_cache(maxsize=1)
def recoded() -> tuple[str, Media]:
    """Make the picture that the server coded anew: the address is still that of the upload."""
    uploaded, held = (
        Media(picture("gate", 480, 270, effort), "image/png", "png") for effort in (9, 1)
    )
    return uploaded.path, held
