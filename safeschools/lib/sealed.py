"""Small secrets at rest, such as the key of an authenticator app: AES-256-GCM under a key made from SECRET_KEY.

A row alone, a dump or a backup without the installation's secret opens nothing. With SECRET_KEY_FALLBACKS what an
earlier secret sealed is still read; what is written is sealed with the present one.
"""

import os
from base64 import urlsafe_b64decode, urlsafe_b64encode

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

MARK = "aes1:"
_NONCE = 12


class Unreadable(Exception):
    """Sealed with a secret this installation no longer knows, or tampered with."""


def seal(text: str) -> str:
    """The text, readable and changeable only with the installation's secret."""
    nonce = os.urandom(_NONCE)
    return MARK + urlsafe_b64encode(nonce + _cipher(settings.SECRET_KEY).encrypt(nonce, text.encode(), None)).decode()


def unseal(text: str) -> str:
    """What was sealed; text that never was is given back as it is. Raises Unreadable."""
    if not text.startswith(MARK):
        return text
    raw = urlsafe_b64decode(text.removeprefix(MARK))
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        try:
            return _cipher(secret).decrypt(raw[:_NONCE], raw[_NONCE:], None).decode()
        except InvalidTag:
            continue
    raise Unreadable


def _cipher(secret: str) -> AESGCM:
    return AESGCM(HKDF(SHA256(), 32, salt=None, info=b"safeschools.sealed").derive(secret.encode()))
