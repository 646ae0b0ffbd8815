"""The receipt for an objection: a message to whoever left an address, through the outbox."""

from __future__ import annotations

from models import Objection
from notifications.render import render
from tasks.campaigns import calendar_of, definition_of
from tasks.context import Context
from tasks.new_messages import MAIL, NewMessage, put
from tasks.outbox import OFFICE_NAME
from tasks.template_texts import own_messages
from tasks.wording import day_cn

RECEIPT = "objection_received"
SMS = "sms_http"


def send_receipt(ctx: Context, campaign_id: int, row: Objection) -> bool:
    """Queue the receipt once; says whether there was an address on a channel that is switched on."""
    channel = MAIL if "@" in row.address else SMS
    if not row.address.strip() or channel not in ctx.house.settings.channels.enabled:
        return False
    own = own_messages(ctx, campaign_id)
    text = render(RECEIPT, _values(ctx, campaign_id, row), with_html=channel == MAIL, own=own)
    letter = NewMessage(
        campaign_id=campaign_id,
        key=f"{campaign_id}:{RECEIPT}:{row.id}",
        kind=RECEIPT,
        channel=channel,
        address=row.address,
        subject=text.subject,
        body=text.body,
        html=text.html,
        templates=text.templates,
        business_day=calendar_of(ctx).day_of(ctx.now),
        ready_at=ctx.now,
    )
    return bool(put(ctx, [letter]))


def _values(ctx: Context, campaign_id: int, row: Objection) -> dict[str, object]:
    plan, calendar = definition_of(ctx, campaign_id), calendar_of(ctx)
    return {
        "campaign_title": plan.short,
        "office_name": OFFICE_NAME,
        "today": calendar.day_of(ctx.now),
        "unit_name": row.raised_by,
        "recipient_name": "",
        "recipient_post": "",
        "objection_number": row.number,
        "subject_title": "疑问和建议" if row.kind == "enquiry" else "对公示名单的异议",
        "received_at": calendar.local(row.registered_at),
        "handled_by": plan.office(plan.leading_group.office).name,
        "answer_by": day_cn(row.answer_due),
    }
