"""An anonymous signature of a WACZ: that nobody changed it since, by whoever made it.

As the WACZ signing draft 0.1.0 has it and ReplayWeb.page checks it: ECDSA over P-384 with SHA-256
of the text `sha256:<hex>`, the two numbers of the signature side by side.
"""

from __future__ import annotations

import base64

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

_NUMBER = 48  # octets of each of a P-384 signature's two numbers
_DRAFT = "0.1.0"


def sign(package_digest: str, created: str, software: str) -> dict[str, str]:
    """Sign the digest of a `datapackage.json` with a key made for this once.

    Nobody holds the key afterwards, so nobody can sign another package in its name. Who made the
    package shows only to those to whom its maker hands the public key by another way.
    """
    key = ec.generate_private_key(ec.SECP384R1())
    numbers = decode_dss_signature(key.sign(package_digest.encode(), ec.ECDSA(SHA256())))
    public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return {
        "hash": package_digest,
        "created": created,
        "software": software,
        "version": _DRAFT,
        "signature": _base64(b"".join(number.to_bytes(_NUMBER, "big") for number in numbers)),
        "publicKey": _base64(public),
    }


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()
