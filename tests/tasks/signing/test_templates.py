"""Templates are the office's to change: saved by version, previewed, refused when broken, restored."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import col, select

from models import Message, Paper
from notifications.samples import SAMPLES
from tasks import notices, papers, printing, template_texts
from tasks.campaigns import definition_of
from tasks.errors import NotFound, Refused
from tests.support.campaign_builder import Built, built, shanghai

DAY = shanghai("2021-06-18")
PAPER = "implementation-opinion"
BODY = "notice_issued/body.txt"


@pytest.fixture
def campaign(tmp_path: Path) -> Iterator[Built]:
    with built(tmp_path) as made:
        yield made


@pytest.fixture(scope="module")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    """For looks and refusals, which leave nothing behind."""
    with built(tmp_path_factory.mktemp("templates")) as made:
        yield made


def save(campaign: Built, name: str, text: str) -> int:
    with campaign.acting(DAY) as ctx:
        return template_texts.save(ctx, campaign.campaign, name, text, reason="改得更清楚")


def refused(campaign: Built, name: str, text: str) -> tuple[str, ...]:
    with pytest.raises(Refused) as caught:
        save(campaign, name, text)
    return caught.value.reasons


def test_every_shipped_template_passes_the_check_and_fills_in(untouched: Built) -> None:
    with untouched.house.reading() as ctx:
        shown = {
            which.title: template_texts.preview(ctx, untouched.campaign, which.name)
            for which in template_texts.every()
        }

    assert len(shown) == len(template_texts.every())
    assert all(shown.values())


def test_a_saved_template_prints_the_next_paper_which_remembers_the_version(
    campaign: Built,
) -> None:
    campaign.open("1.2", DAY)
    changed = template_texts.Which("paper", PAPER).shipped.replace("现予印发", "现印发给你们")
    versions = [save(campaign, PAPER, changed), save(campaign, PAPER, changed)]
    with campaign.acting(DAY) as ctx:
        notices.issue(ctx, campaign.campaign, "1.2")
    later = save(campaign, PAPER, changed.replace("现印发给你们", "印发如下"))
    with campaign.house.reading() as ctx:
        paper = papers.find(ctx, campaign.campaign, "notice-1.2")
        assert paper is not None
        words = printing.composed(ctx, definition_of(ctx, campaign.campaign), paper).blocks[0]

    assert (versions, later, paper.template_version) == ([1, 1], 2, 1)
    assert "现印发给你们" in words.text  # type: ignore[union-attr]
    assert len(campaign.journal("template.saved")) == 2


def test_a_saved_message_is_sent_and_says_which_version_wrote_it(campaign: Built) -> None:
    campaign.open("1.2", DAY)
    save(campaign, BODY, "{{ unit_name }}：《{{ notice_title }}》已印发，请签收。\n")
    with campaign.acting(DAY) as ctx:
        notices.issue(ctx, campaign.campaign, "1.2")
    with campaign.house.reading() as ctx:
        rows = ctx.session.exec(
            select(Message).where(col(Message.kind) == "notice_issued").limit(3)
        ).all()

    assert {row.templates for row in rows} == {f"{BODY}:1"}
    assert all("《实施意见印发通知》已印发，请签收。" in row.body for row in rows)
    assert all("已印发，请签收。" in (row.html or "") for row in rows if row.channel == "email")


def test_restoring_puts_the_shipped_text_back_as_a_version_of_its_own(campaign: Built) -> None:
    save(campaign, BODY, "短\n")
    with campaign.acting(DAY) as ctx:
        versions = [template_texts.restore(ctx, campaign.campaign, BODY) for _ in range(2)]
        now = template_texts.in_force(ctx, campaign.campaign, "message", BODY)
        used = template_texts.in_use(ctx, campaign.campaign)
        own = template_texts.own_messages(ctx, campaign.campaign)

    assert versions == [2, 2]
    assert now.text == template_texts.Which("message", BODY).shipped
    assert (used, own.files) == ({}, ())


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("标题：{{ title }}\n\n正文{% if wording %}没有完\n",
         "第3行第3列：模板到最后还有没写完的地方：每个 for 要有 endfor，每个 if 要有 endif"),
        ("标题：{{ title }}\n\n共{{ placez }}个\n", "第3行第5列：没有名为“placez”的内容，是不是“places”？"),
        ("标题：{{ title }}\n\n{{ places | big }}\n", "第3行第13列：没有名为“big”的处理方式"),
        ("标题：{{ title }}\n\n{{ title.__class__ }}\n", "第3行第10列：不能用“__class__”"),
        ("标题：{{ title }}\n\n{{ title.format(1) }}\n", "第3行第10列：不能调用“format”"),
        ("标题：{{ title }}\n\n{% macro f() %}{{ f() }}{% endmacro %}\n",
         "第3行第1列：模板里不能用这种写法（macro）"),
        ("标题：{{ title }}\n\n{% include '/etc/passwd' %}\n",
         "第3行第4列：不能引用“/etc/passwd”，可引用：没有可引用的"),
        ("标题：{{ title }}\n\n{% for a in honours %}{{ a.nmae }}{% endfor %}\n",
         "第3行第28列：这一项里没有“nmae”"),
        ("标题：{{ title }}\n\n{{ '长' * 9000000 }}\n", "写出的字超过2000000个，请检查循环和拼接"),
        ("标题：{{ title }}\n\n{{ 2 ** 99999999 }}\n", "模板里不能用“**”"),
        ("标题：{{ title }}\n正文没有空行\n", "第2行“正文没有空行”不是文头"),
    ],
)  # fmt: skip
def test_a_broken_template_is_refused_with_its_place_and_what_to_do(
    untouched: Built, text: str, told: str
) -> None:
    reasons = refused(untouched, PAPER, text)

    assert told in "；".join(reasons)
    assert template_texts.named(PAPER) not in _in_use(untouched)


def _in_use(campaign: Built) -> dict[template_texts.Which, int]:
    with campaign.house.reading() as ctx:
        return template_texts.in_use(ctx, campaign.campaign)


def test_a_broken_message_is_refused_just_so(untouched: Built) -> None:
    assert refused(untouched, BODY, "您好\n{{ notice_titel }}\n{{ unit }}") == (
        "第2行第4列：没有名为“notice_titel”的内容，是不是“notice_title”？",
        "第3行第4列：没有名为“unit”的内容，是不是“unit_name”？",
    )
    assert refused(untouched, "signature.txt", "{{ notice_title }}")[0].startswith(
        "第1行第4列：没有名为“notice_title”的内容"
    )


def test_an_unknown_template_is_answered_with_the_nearest(untouched: Built) -> None:
    with pytest.raises(NotFound, match=r"是不是 notice_issued/body.txt？"):
        save(untouched, "notice_isued/body.txt", "x")


def test_a_preview_says_what_would_be_sent_and_saves_nothing(untouched: Built) -> None:
    with untouched.house.reading() as ctx:
        shown = template_texts.preview(
            ctx, untouched.campaign, "notice_issued/subject.txt", "请看{{ notice_title }}"
        )

    assert shown.startswith(f"请看{SAMPLES['notice_issued']['notice_title']}\n")
    assert _in_use(untouched) == {}
    with untouched.house.reading() as ctx:
        assert ctx.session.exec(select(Paper)).all() == []
