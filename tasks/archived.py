"""What people are told when they would change an archived campaign, whichever use case it was."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError

from models.frozen import REFUSAL
from rules.said import Said
from tasks.errors import Refused

FROZEN = "这次活动已经归档，内容不能再改动；之后的事项请登记在新一届活动里"


@contextmanager
def refusing_frozen() -> Iterator[None]:
    """Turn the database's refusal into ours; every transaction of a use case runs inside."""
    try:
        yield
    except DBAPIError as error:
        if REFUSAL in str(error.orig):
            raise Refused([Said(FROZEN)]) from error
        raise
