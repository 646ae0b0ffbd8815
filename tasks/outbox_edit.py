"""Changing the words of a held message: the old ones stay in the journal."""

from __future__ import annotations

import hashlib

from models import Message
from rules.said import Said
from rules.states import MessageState
from tasks.context import Context
from tasks.errors import NotFound, Refused
from tasks.new_messages import LONGEST_SUBJECT
from tasks.use_case import use_case


def text_mark(subject: str, body: str) -> str:
    """Tells one state of a message's words from another, for who edits at the same time."""
    return hashlib.sha256(f"{subject}\n{body}".encode()).hexdigest()


@use_case("修改消息")
def edit(
    ctx: Context, campaign_id: int, number: int, text: tuple[str, str], *, seen: str, reason: str
) -> None:
    """Put subject and body in the place of a held message's; `seen` is the mark of what was edited.

    Raises Refused for a message that is not held, was edited by somebody else meanwhile, or for
    words that are missing or the same.
    """
    row = ctx.session.get(Message, number)
    if row is None or row.campaign_id != campaign_id:
        raise NotFound([Said("没有编号为 {number} 的消息", number=number)])
    subject, body = (part.replace("\r\n", "\n").strip() for part in text)
    checks = (
        (row.state is not MessageState.HELD, "只能修改待放行的消息；请先暂缓，再修改"),
        (seen != text_mark(row.subject, row.body), "这条消息刚刚被别人改过，请看过现在的文字再改"),
        (not subject or not body, "标题和正文都要填写"),
        (len(subject) > LONGEST_SUBJECT, "标题太长，请缩短到 400 字以内"),
        ((subject, body) == (row.subject, row.body.strip()), "文字没有改动"),
        (not reason.strip(), "请写明修改的理由"),
    )
    if problems := [told for wrong, told in checks if wrong]:
        raise Refused(problems)
    old = {"subject": row.subject, "body": row.body}
    # The formatted version says what the old words said, so the message goes out as plain text.
    row.subject, row.body, row.html = subject, body, None
    ctx.session.add(row)
    ctx.record(
        "outbox.edited",
        str(number),
        why=reason,
        campaign=campaign_id,
        old=old,
        new={"subject": subject, "body": body},
    )
