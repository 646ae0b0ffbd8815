"""Where the files of papers lie and which typefaces they are set in."""

from __future__ import annotations

from pathlib import Path

from records.papers.fonts import Faces, faces_in
from tasks.context import Context
from tasks.dossier import results_folder


def papers_folder(ctx: Context, campaign_id: int) -> Path:
    return results_folder(ctx, campaign_id) / "papers"


def faces(ctx: Context) -> Faces:
    """The office's own typefaces before those that were brought in."""
    settings = ctx.house.settings
    own = [settings.fonts] if settings.fonts else []
    return faces_in([*own, settings.home / "fonts"])


def write_file(path: Path, content: bytes) -> None:
    """Beside its place and then renamed: a file is there whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.part")
    draft.write_bytes(content)
    draft.replace(path)
