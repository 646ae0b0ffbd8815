"""A form that brings a file: its texts, and the file whole, closed again."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from fastapi import Request
from starlette.datastructures import UploadFile

from config.settings import Settings
from tasks import attachments
from tasks.attachments import Received
from tasks.import_desk import LONGEST_NAME


@dataclass(frozen=True, slots=True)
class File:
    name: str
    data: bytes

    def received(self, settings: Settings) -> Received:
        """Examined, scanned and kept; before the transaction that refers to it. Raises Refused."""
        return attachments.receive(settings, BytesIO(self.data), self.name)


def taken(request: Request, field: str = "file") -> tuple[dict[str, str], File | None]:
    """What was typed, and the file of that field if one was chosen."""
    form = request.state.form
    typed = {name: value.strip() for name, value in form.items() if isinstance(value, str)}
    upload = form.get(field)
    if not isinstance(upload, UploadFile):
        return typed, None
    with upload.file:
        name = upload.filename
        return typed, File(name, upload.file.read()) if name else None


def name_of(upload: UploadFile | None) -> str:
    """A chosen file's name without its folders, the ending kept of one too long; empty for none."""
    return Path((upload and upload.filename) or "").name[-LONGEST_NAME:]
