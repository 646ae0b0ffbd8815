"""Bringing a database to the shape that this version expects, and saying where it differs."""

from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine
from sqlmodel import SQLModel

import models  # noqa: F401 - fills the metadata
from models.frozen import freeze_archived, unfreeze

HERE = Path(__file__).parent / "migrations"


def upgrade(engine: Engine) -> None:
    """Apply what is missing; an up-to-date database is left alone."""
    with engine.begin() as connection:
        config = _config(connection)
        head = ScriptDirectory.from_config(config).get_current_head()
        if MigrationContext.configure(connection).get_current_revision() != head:
            # A table that is rewritten loses its triggers, and they would refuse the rewriting.
            unfreeze(connection)
            command.upgrade(config, "head")
        freeze_archived(connection)


def differences(engine: Engine) -> list[Any]:
    """What the tables here have that the database lacks, or the other way round."""
    with engine.connect() as connection:
        found: list[Any] = compare_metadata(
            MigrationContext.configure(connection), SQLModel.metadata
        )
        return found


def write_revision(engine: Engine, message: str) -> None:
    """Draft the next version from what differs; a person reads it before it is committed."""
    with engine.begin() as connection:
        command.revision(_config(connection), message, autogenerate=True)


def _config(connection: object) -> Config:
    config = Config()
    config.set_main_option("script_location", str(HERE))
    config.attributes["connection"] = connection
    return config
