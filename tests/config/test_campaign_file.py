"""Reading and checking campaign files: form, mistakes with their places, all of them at once."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.campaign_file import CampaignFileError, check_campaign, read_campaign
from config.findings import Finding
from tests.support.campaign_text import TEXT, changed, checked, place_of
from tests.support.campaigns import SUZHOU


def test_the_shipped_file_reads_without_a_single_remark() -> None:
    report = check_campaign(SUZHOU)

    assert report.findings == ()
    assert report.definition is not None


def test_a_file_is_known_by_the_hash_of_its_bytes() -> None:
    file = read_campaign(SUZHOU)

    assert (file.path, file.text) == (SUZHOU, TEXT)
    assert file.sha256 == hashlib.sha256(SUZHOU.read_bytes()).hexdigest()
    assert file.definition.code == "szsc-2021"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_file_saved_by_any_usual_editor_reads_the_same(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "活动.yaml"
    path.write_bytes(TEXT.encode(encoding))

    assert read_campaign(path).definition == read_campaign(SUZHOU).definition


def test_a_file_with_errors_is_refused_with_all_of_them(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    line, _ = place_of(TEXT, "total: 17\n")
    path.write_text(changed(("session: 3", "sesion: 3"), ("total: 17", "total: 18")), "utf-8")

    with pytest.raises(CampaignFileError) as refused:
        read_campaign(path)

    assert str(refused.value).splitlines() == [
        "a.yaml:7:1: 错误：缺少 session。 请补上这一项。",
        "a.yaml:11:1: 错误：没有 sesion 这个键。 是不是 session？",
        f"a.yaml:{line}:12: 错误：改革创新标兵单位共 18 个，各类合计 17（5 + 5 + 1 + 1 + 2 + 3）。 还差 1 个。",
    ]


SHAPES = [
    (("year: 2021\n", "year: 两千\n"), "⌖两千", "year：“两千” 不是整数。", "只写整数，例如 5。"),
    (
        ('- code: "1.4"', "- code: 1.4"),
        "code: ⌖1.4\n",
        "phases[1].steps[4].code：“1.4” 应当是文字。",
        '请加引号，写成 "1.4"。',
    ),
    (
        ("due: 2021-07-16", "due: 7月16日"),
        "⌖7月16日",
        "phases[1].steps[3].duties[1].due：“7月16日” 不是日期。",
        "写成 2021-12-17 这样。",
    ),
    (
        ('start: "18:30"', "start: 晚上"),
        "⌖晚上",
        "messaging.quiet.start：“晚上” 不是时间。",
        '写成 "09:37" 这样，并加引号。',
    ),
    (
        ("grace_minutes: 0", "grace_minutes: -5"),
        "grace_minutes: ⌖-5",
        "messaging.grace_minutes：“-5” 太小，不能小于 0。",
        "请改正这个数。",
    ),
    (
        ("weight: 0.50", "weight: 1.50"),
        "⌖1.50",
        "evaluation.schemes[1].components[1].weight：“1.50” 太大，不能大于 1。",
        "请改正这个数。",
    ),
    (
        ("subject: unit\n    way: project", "subject: unit\n    way: projet"),
        "⌖projet",
        "honours[1].way：“projet” 不在可选范围。",
        "是不是 project？可选：project、unit、recommendation。",
    ),
    (
        ("criteria:\n      - 落实全市", "criteria: 一条\n    x:\n      - 落实全市"),
        "⌖一条",
        "honours[1].criteria：“一条” 应当是列表。",
        "写成 [甲, 乙]，或每行一个“- ”。",
    ),
    (
        ("code: szsc-2021", "code: 苏州2021"),
        "⌖苏州2021",
        "code：“苏州2021” 不能作编码。",
        "编码只用小写英文字母、数字和 _ . -，不超过40个字符。",
    ),
]


@pytest.mark.parametrize(("edit", "marker", "message", "hint"), SHAPES)
def test_a_value_of_the_wrong_kind_is_named_with_its_place_and_a_remedy(
    edit: tuple[str, str], marker: str, message: str, hint: str
) -> None:
    text = changed(edit)

    found = [f for f in checked(text).findings if f.code == "wrong-value"]

    assert found == [Finding(*place_of(text, marker), "error", "wrong-value", message, hint)]


def test_an_unknown_key_deep_inside_gets_the_nearest_right_one() -> None:
    text = changed(("started_from: 2020-07-01", "start_from: 2020-07-01"))

    assert checked(text).findings == (
        Finding(
            *place_of(text, "start_from:"),
            "error",
            "unknown-key",
            "honours[1].conditions：没有 start_from 这个键。",
            "是不是 started_from？",
        ),
    )


def test_a_key_written_twice_names_the_line_of_the_first() -> None:
    text = changed(("session: 3\n", "session: 3\nsession: 4\n"))

    assert checked(text).findings == (
        Finding(
            12,
            1,
            "error",
            "duplicate-key",
            "键 session 写了两次，第一次在第 11 行。",
            "请删去其中一处。",
        ),
    )


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("", (1, 1), "文件是空的。"),
        ("a: [1,\nb: 2\n", (3, 1), "不是正确的 YAML：expected ',' or ']', but got '<stream end>'"),
        ("a: 1\n  b: 2\n", (2, 4), "不是正确的 YAML：mapping values are not allowed here"),
        ("a: *甲\n", (1, 4), "不是正确的 YAML：found undefined alias '甲'"),
        ("甲\n", (1, 1), "“甲” 应当是一组“键: 值”。"),
    ],
)
def test_a_text_that_is_no_campaign_file_says_where_it_broke(
    text: str, place: tuple[int, int], message: str
) -> None:
    found = checked(text).findings

    assert [(f.line, f.column, f.message) for f in found] == [(*place, message)]


def test_an_alias_that_contains_itself_is_a_mistake_and_not_an_endless_loop() -> None:
    codes = {f.code for f in checked("basis: &a\n  - *a\n").findings}

    assert "too-deep" in codes


def test_mistakes_of_form_do_not_hide_mistakes_of_meaning() -> None:
    text = changed(
        ("session: 3", "sesion: 3"),
        ("weight: 0.50", "weight: 0.40"),
        ('- code: "1.4"', "- code: 1.4"),
        ("kind: visits", "kind: visit"),
        ("lead: ducha,", "lead: duchi,"),
        ("low: 80, high: 90", "low: 80, high: 85"),
        ('after: ["3.3", casebook]', 'after: ["3.3", casebok]'),
    )

    assert [f.code for f in checked(text).findings if f.severity == "error"] == [
        "missing-key",
        "unknown-key",
        "wrong-value",
        "wrong-value",
        "unknown-name",
        "unknown-name",
        "weights-do-not-sum-to-one",
        "band-gap",
    ]


def test_a_stand_in_for_a_broken_date_is_never_blamed() -> None:
    text = changed(("opens: 2022-01-05", "opens: 一月五日"))

    assert [f.code for f in checked(text).findings] == ["wrong-value"]


@settings(deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=80))
def test_any_text_at_all_gives_findings_and_never_a_crash(text: str) -> None:
    report = checked(text)

    assert report.definition is None
    assert report.errors


@settings(deadline=None, max_examples=30)
@given(st.data())
def test_a_shipped_file_with_any_line_lost_gives_findings_or_reads(data: st.DataObject) -> None:
    lines = TEXT.splitlines(keepends=True)
    lost = data.draw(st.integers(0, len(lines) - 1))

    report = checked("".join(lines[:lost] + lines[lost + 1 :]))

    assert (report.definition is None) == bool(report.errors)
