"""Mails built by hand are read back by the standard library as they were meant."""

from __future__ import annotations

from datetime import UTC, datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import compat32, default
from email.utils import parseaddr

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.channels.base import Letter
from notifications.channels.mime import (
    Sender,
    ascii_mailbox,
    compose,
    encode_words,
    key_of,
    message_id,
)

NOON = datetime(2021, 12, 17, 4, tzinfo=UTC)
SENDER = Sender("活动领导小组办公室", "office@award.test", "desk@award.test")
VISIBLE = st.text(st.characters(exclude_categories=["C", "Z"]) | st.just(" "), max_size=120)


def read(letter: Letter, *, eight_bit: bool = True, sender: Sender = SENDER) -> EmailMessage:
    raw = compose(letter, sender, NOON, eight_bit=eight_bit)
    return message_from_bytes(raw, policy=default)


def content(mail: EmailMessage) -> str:
    return str(mail.get_content()).replace("\r\n", "\n")


def shown_name(letter: Letter, sender: Sender) -> str:
    """Read in the older way: the newer one puts blanks between the words of a long name."""
    raw = message_from_bytes(compose(letter, sender, NOON, eight_bit=True), policy=compat32)
    return str(make_header(decode_header(parseaddr(raw["From"])[0])))


def test_a_whole_mail_is_these_bytes() -> None:
    letter = Letter("duty-7:T-3", "zhen@unit.test", "Reminder", "First\nSecond")

    raw = compose(letter, Sender("Office", "office@award.test"), NOON, eight_bit=True)

    assert raw.decode() == (
        "From: Office <office@award.test>\r\n"
        "To: zhen@unit.test\r\n"
        "Subject: Reminder\r\n"
        "Date: Fri, 17 Dec 2021 04:00:00 +0000\r\n"
        "Message-ID: <duty-7%3AT-3@award.test>\r\n"
        "Auto-Submitted: auto-generated\r\n"
        "MIME-Version: 1.0\r\n"
        "Content-Type: text/plain; charset=utf-8\r\n"
        "Content-Transfer-Encoding: 8bit\r\n"
        "\r\n"
        "First\r\nSecond\r\n"
    )


@given(VISIBLE, VISIBLE, st.booleans())
def test_subject_sender_and_text_are_read_back_as_written(
    subject: str, name: str, eight_bit: bool
) -> None:
    sender = Sender(name, "office@award.test", "desk@award.test")
    letter = Letter("k", "zhen@unit.test", subject, f"{subject}\n第二行")

    mail = read(letter, eight_bit=eight_bit, sender=sender)

    assert mail["Subject"] == " ".join(subject.split())
    assert shown_name(letter, sender) == " ".join(name.split())
    assert mail["From"].addresses[0].addr_spec == "office@award.test"
    assert mail["Reply-To"] == "desk@award.test"
    assert content(mail) == f"{subject}\n第二行\n"
    assert mail.defects == []


@given(st.text(min_size=1, max_size=400))
def test_no_header_line_is_too_long_and_none_is_smuggled_in(text: str) -> None:
    raw = compose(Letter(text, "zhen@unit.test", text, "x"), SENDER, NOON, eight_bit=True)

    head = raw.partition(b"\r\n\r\n")[0].split(b"\r\n")
    names = [line.partition(b":")[0] for line in head if not line.startswith(b" ")]
    assert names == [
        b"From",
        b"Reply-To",
        b"To",
        b"Subject",
        b"Date",
        b"Message-ID",
        b"Auto-Submitted",
        b"MIME-Version",
        b"Content-Type",
        b"Content-Transfer-Encoding",
    ]
    assert all(len(line) <= 998 for line in head)


def test_a_mail_with_html_offers_both_forms() -> None:
    mail = read(Letter("k", "zhen@unit.test", "待办", "文字", html="<p>网页</p>"))

    parts = [(part.get_content_type(), part.get_content()) for part in mail.iter_parts()]
    assert mail.get_content_type() == "multipart/alternative"
    assert parts == [("text/plain", "文字"), ("text/html", "<p>网页</p>")]


def test_a_line_too_long_for_mail_servers_travels_as_base64() -> None:
    mail = read(Letter("k", "zhen@unit.test", "待办", "字" * 400))

    assert mail["Content-Transfer-Encoding"] == "base64"
    assert content(mail) == "字" * 400 + "\n"


def test_words_are_encoded_within_75_characters() -> None:
    lines = encode_words("【“双争双创”主题活动（第三届）】待办2项：申报材料").split("\r\n ")

    assert len(lines) > 1
    assert all(len(line) <= 75 for line in lines)


@given(st.text(min_size=1, max_size=16))
def test_a_message_id_gives_its_key_back(key: str) -> None:
    assert key_of(message_id(key, "award.test")) == key


def test_a_very_long_key_is_told_apart_by_its_digest() -> None:
    ids = {message_id("字" * 200 + str(n), "award.test") for n in range(3)}

    assert len(ids) == 3
    assert all(len(one) < 100 for one in ids)


@pytest.mark.parametrize(
    ("address", "usable"),
    [
        ("zhen.shili+x@unit.test", "zhen.shili+x@unit.test"),
        ("zhen@示例.test", "zhen@xn--fsq092h.test"),
        ("甄@unit.test", None),
        ("zhen", None),
        ("zhen@unit.test\r\nBCC: x@y.test", None),
        ("a@b@unit.test", None),
        ("<zhen@unit.test>", None),
        ("zhen@unit.test,b@unit.test", None),
        ("zhen @unit.test", None),
        ("zhen@", None),
        ("", None),
    ],
)
def test_only_one_plain_address_is_an_address(address: str, usable: str | None) -> None:
    assert ascii_mailbox(address) == usable
