"""The key that signs the journal's checkpoints: made once, readable by its owner only, or kept elsewhere."""

from __future__ import annotations

import hashlib
import os
import random
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import get_ident

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from config.settings import Settings

KEY_FILE, PUBLIC_FILE = "journal-key.pem", "journal-key.pub"
OWNER_ONLY = 0o600


class KeyUnusableError(ValueError):
    """The key file is there and cannot be used; says which, why, and what to do."""


@dataclass(frozen=True, slots=True)
class Signer:
    """An Ed25519 key with the short name under which papers print it."""

    key: Ed25519PrivateKey

    @property
    def public_hex(self) -> str:
        return self.key.public_key().public_bytes_raw().hex()

    @property
    def key_id(self) -> str:
        return key_id_of(self.public_hex)

    def sign(self, text: str) -> str:
        return self.key.sign(text.encode()).hex()


def key_id_of(public_hex: str) -> str:
    """The first eight digits of the SHA-256 of the public key."""
    return hashlib.sha256(bytes.fromhex(public_hex)).hexdigest()[:8]


def is_signed(public_hex: str, signature: str, text: str) -> bool:
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_hex))
        key.verify(bytes.fromhex(signature), text.encode())
    except (InvalidSignature, ValueError):
        return False
    return True


def signer_of(settings: Settings, chance: random.Random) -> Signer | None:
    """The installation's key, made at first need; None while a key kept elsewhere is out of reach.

    Raises KeyUnusableError.
    """
    if settings.journal_key is not None and not settings.journal_key.exists():
        return None  # a medium in the safe: nothing is made up in its place
    path = settings.journal_key or settings.home / KEY_FILE
    if not path.exists():
        with suppress(FileExistsError):  # another process was first
            _make(path, chance)
    signer = Signer(_read(path))
    public = settings.home / PUBLIC_FILE
    if not public.exists():
        public.write_text(f"{signer.public_hex}\n", encoding="ascii")
    return signer


def make_key(path: Path, chance: random.Random) -> Signer:
    """A key at a place of one's own choice; raises FileExistsError rather than replacing one."""
    _make(path, chance)
    return Signer(_read(path))


def _make(path: Path, chance: random.Random) -> None:
    """Written whole beside its place and then linked there: two first starts get one key."""
    # From the house's source of chance: the system's own, or in a simulation the seeded one.
    key = Ed25519PrivateKey.from_private_bytes(chance.getrandbits(256).to_bytes(32))
    text = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    # Threads of one process may be first together as well.
    draft = path.with_name(f"{path.name}.{os.getpid()}-{get_ident()}")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY), "wb") as file:
        file.write(text)
    try:
        path.hardlink_to(draft)
    finally:
        draft.unlink()


def _read(path: Path) -> Ed25519PrivateKey:
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except (ValueError, TypeError, OSError) as error:
        raise KeyUnusableError(
            f"日志签名密钥 {path} 无法使用（{error}）。请从备份恢复该文件，"
            "或将它移走后重新生成（旧检查点仍可用旧公钥核验）"
        ) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyUnusableError(f"日志签名密钥 {path} 不是 Ed25519 密钥，请换成 Ed25519 密钥文件")
    return key
