"""What a package says of itself: `datapackage.json`, its digest, its signature."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key

from usstnews.archive.warc.exchange import digest

if TYPE_CHECKING:
    from collections.abc import Iterator

_NUMBER = 48  # octets of each of a P-384 signature's two numbers
_SAYS = {
    "profile": "data-package",
    "wacz_version": "1.1.1",
}
_ALWAYS = ("profile", "wacz_version", "title", "description", "software", "created", "modified")
_MAIN = ("mainPageUrl", "mainPageDate")
_SIGNED = ("hash", "created", "software", "version", "signature", "publicKey")


class Described:
    """A `datapackage.json` as it was read; `resources` are its files by their paths."""

    def __init__(self, raw: bytes) -> None:
        self.raw = raw
        self.values = _object(raw)
        self.resources = {
            str(each.get("path")): each
            for each in self.values.get("resources") or ()
            if isinstance(each, dict)
        }

    def findings(self) -> Iterator[str]:
        """Give what is wrong with it, its list of files apart."""
        if not self.values:
            yield "this is no JSON object"
            return
        if json.dumps(self.values, ensure_ascii=False, indent=2).encode() != self.raw:
            yield "it is not spelt as ours are"
        names = tuple(self.values)
        if names not in ((*_ALWAYS, "resources"), (*_ALWAYS, *_MAIN, "resources")):
            yield f"it has the fields {', '.join(names)}"
            return
        for name, value in _SAYS.items():
            if self.values[name] != value:
                yield f"{name} is {self.values[name]!r}, not {value!r}"
        if not str(self.values["software"]).startswith("usstnews "):
            yield f"software is {self.values['software']!r}; only usstnews packs like this"
        if len(self.resources) != len(self.values["resources"]):
            yield "a file is listed twice, or has no path"

    def sha256_of(self, path: str) -> str | None:
        """Give the digest that a file should have, in hex; none where it is not listed."""
        said = self.resources.get(path)
        return str(said.get("hash")).removeprefix("sha256:") if said is not None else None

    def findings_of(self, path: str, sha256: str, size: int) -> Iterator[str]:
        """Give what it says of a file and is not so."""
        said = self.resources.get(path)
        is_so = {
            "name": path.rpartition("/")[2].lower(),
            "path": path,
            "hash": f"sha256:{sha256}",
            "bytes": size,
        }
        if said is None:
            yield "datapackage.json does not list it"
        elif said != is_so:
            names = ", ".join(name for name in is_so if said.get(name) != is_so[name])
            yield f"datapackage.json says otherwise of it: {names or 'more fields'}"


def digest_findings(raw: bytes, described: Described) -> Iterator[str]:
    """Give what is wrong with a `datapackage-digest.json`, and with the signature in it."""
    values = _object(raw)
    if tuple(values) not in (("path", "hash"), ("path", "hash", "signedData")):
        yield "this is no object of path, hash and, if signed, signedData"
        return
    if json.dumps(values, indent=2).encode() != raw:
        yield "it is not spelt as ours are"
    if values["path"] != "datapackage.json":
        yield f"path is {values['path']!r}"
    if values["hash"] != digest(described.raw):
        yield "the digest is not that of datapackage.json"
    if "signedData" in values:
        yield from _of_signature(values["signedData"], values["hash"], described)


def _of_signature(signed: Any, stated: str, described: Described) -> Iterator[str]:
    if not isinstance(signed, dict) or tuple(signed) != _SIGNED:
        yield f"signedData has not the fields {', '.join(_SIGNED)}"
        return
    for name, value in (
        ("hash", stated),
        ("created", described.values.get("created")),
        ("software", described.values.get("software")),
        ("version", "0.1.0"),
    ):
        if signed[name] != value:
            yield f"signedData says {name} is {signed[name]!r}, not {value!r}"
    if not _signs(signed, stated):
        yield "the signature does not hold"


def _signs(signed: dict[str, Any], stated: str) -> bool:
    try:
        numbers = base64.b64decode(signed["signature"], validate=True)
        key = load_der_public_key(base64.b64decode(signed["publicKey"], validate=True))
        r, s = (int.from_bytes(part, "big") for part in (numbers[:_NUMBER], numbers[_NUMBER:]))
        if not isinstance(key, ec.EllipticCurvePublicKey) or len(numbers) != 2 * _NUMBER:
            return False
        key.verify(encode_dss_signature(r, s), stated.encode(), ec.ECDSA(SHA256()))
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
        return False
    return True


def _object(raw: bytes) -> dict[str, Any]:
    try:
        values = json.loads(raw)
    except (ValueError, RecursionError):
        return {}
    return values if isinstance(values, dict) else {}
