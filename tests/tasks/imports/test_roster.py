from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import event
from sqlmodel import col, select

from models import Address, Holding, ImportedFile, JournalEntry, Person, Post, Unit, UnitName
from records.fiction.roster import fictional_roster
from records.workbooks.roster import PersonRow, UnitRow
from tasks.context import Context, House
from tests.support.campaigns import suzhou
from tests.support.launched import bare_house
from tests.support.rosters import (
    COUNTY,
    KINDS,
    STAFF,
    TOWN,
    book_of,
    bring_in,
    everything,
    refusal,
    roster_of,
    rostered,
)

JULY = datetime(2021, 7, 1, 1, tzinfo=UTC)
FIRST_OF_JULY = date(2021, 7, 1)
NOTHING_CHANGED = {
    "新增单位": 0,
    "变更单位": 0,
    "改名": 0,
    "关闭": 0,
    "并入": 0,
    "未变单位": 0,
    "表中未列单位": 0,
    "新增人员": 0,
    "人员改名": 0,
    "新任职": 0,
    "离任": 0,
    "更正任期": 0,
    "联系方式变更": 0,
}


def holdings(ctx: Context) -> list[tuple[str, str, str, date, date | None]]:
    rows = ctx.session.execute(
        select(Person, Post, Holding)
        .join(Holding, col(Holding.person_id) == col(Person.id))
        .join(Post, col(Post.id) == col(Holding.post_id))
        .order_by(col(Person.code), col(Holding.since))
    )
    return [(p.code, post.role.value, post.title, h.since, h.until) for p, post, h in rows]


def addresses(ctx: Context, person: str) -> list[tuple[str, str, str]]:
    rows = ctx.session.exec(
        select(Address)
        .join(Person, col(Person.id) == col(Address.person_id))
        .where(col(Person.code) == person)
        .order_by(col(Address.preference))
    )
    return [(a.channel, a.value, a.failed) for a in rows]


def bring_later(house: House, path: Path) -> dict[str, int]:
    return dict(bring_in(house, path, at=JULY, as_of=FIRST_OF_JULY).counts)


def test_units_and_staff_come_in_with_their_parents_names_and_posts(tmp_path: Path) -> None:
    with rostered(tmp_path, [TOWN, COUNTY], STAFF) as house, house.reading() as ctx:
        county, town = ctx.session.exec(select(Unit).order_by(col(Unit.code))).all()
        names = ctx.session.exec(select(col(UnitName.name), col(UnitName.since))).all()

        assert (town.parent_id, town.headcount, town.listed_order) == (county.id, 12, 2)
        assert sorted(names) == [
            ("乙镇行政审批局", date(2021, 6, 18)),
            ("甲县行政审批局", date(2021, 6, 18)),
        ]
        assert holdings(ctx) == [
            ("r1", "leader", "局长", date(2021, 6, 18), None),
            ("r2", "deputy", "副局长", date(2021, 6, 18), None),
            ("r3", "contact", "科员", date(2021, 6, 18), None),
        ]


def test_a_dry_run_tells_everything_and_writes_nothing(tmp_path: Path) -> None:
    with bare_house(tmp_path) as house:
        path = roster_of(tmp_path / "名册.xlsx", [COUNTY, TOWN], STAFF)
        report = bring_in(house, path, dry_run=True)

        assert report.counts == {
            **NOTHING_CHANGED,
            "新增单位": 2,
            "新增人员": 3,
            "新任职": 3,
            "联系方式变更": 3,
        }
        assert report.warnings == (
            "名册.xlsx：zh001 乙镇行政审批局 没有主要负责人、分管负责人、联系人，请在“人员”表中补上（五·1）。",
        )
        with house.reading() as ctx:
            assert everything(ctx) == []
            assert ctx.session.exec(select(JournalEntry)).all() == []


def test_the_same_roster_again_changes_nothing(tmp_path: Path) -> None:
    with rostered(tmp_path, [COUNTY, TOWN], STAFF) as house:
        with house.reading() as ctx:
            before = everything(ctx)
        counts = bring_later(house, roster_of(tmp_path / "again.xlsx", [COUNTY, TOWN], STAFF))

        assert counts == {**NOTHING_CHANGED, "未变单位": 2}
        with house.reading() as ctx:
            assert everything(ctx) == before


def test_an_import_is_noted_once_in_the_journal_with_its_hash(tmp_path: Path) -> None:
    with rostered(tmp_path, [COUNTY], STAFF) as house, house.reading() as ctx:
        [file] = ctx.session.exec(select(ImportedFile)).all()
        [entry] = ctx.session.exec(select(JournalEntry)).all()

        assert (file.kind, file.name, file.rows, file.by) == ("roster", "名册.xlsx", 1, "办公室")
        assert (entry.what, entry.subject) == ("roster.imported", "名册.xlsx")
        assert entry.payload is not None
        assert entry.payload["sha256"] == file.sha256


def test_a_unit_renamed_keeps_its_old_name_for_earlier_days(tmp_path: Path) -> None:
    renamed = replace(COUNTY, name="甲市行政审批局", headcount=60)
    with rostered(tmp_path, [COUNTY], STAFF) as house:
        path = roster_of(tmp_path / "new.xlsx", [renamed])
        report = bring_in(house, path, at=JULY, as_of=FIRST_OF_JULY)

        assert report.changes == (
            "xq01 甲市行政审批局：名称 甲县行政审批局 → 甲市行政审批局",
            "xq01 甲市行政审批局：人数 50 → 60",
        )
        with house.reading() as ctx:
            names = ctx.session.exec(select(col(UnitName.since), col(UnitName.name))).all()
            assert sorted(names) == [
                (date(2021, 6, 18), "甲县行政审批局"),
                (FIRST_OF_JULY, "甲市行政审批局"),
            ]
            assert ctx.session.exec(select(Unit.name)).all() == ["甲市行政审批局"]


def test_a_name_corrected_twice_on_one_day_leaves_one_name_of_that_day(tmp_path: Path) -> None:
    with rostered(tmp_path, [COUNTY], STAFF) as house:
        for name in ("甲市局", "甲市行政审批局"):
            renamed = replace(COUNTY, name=name)
            bring_later(house, roster_of(tmp_path / "new.xlsx", [renamed]))

        with house.reading() as ctx:
            names = ctx.session.exec(select(col(UnitName.since), col(UnitName.name))).all()
            assert max(names) == (FIRST_OF_JULY, "甲市行政审批局")
            assert len(names) == 2


def test_a_name_of_a_day_to_come_is_refused_until_that_day(tmp_path: Path) -> None:
    with rostered(tmp_path, [COUNTY], STAFF) as house:
        path = roster_of(tmp_path / "new.xlsx", [replace(COUNTY, name="甲市局")])

        assert refusal(house, path, as_of=FIRST_OF_JULY) == (
            "new.xlsx，工作表“单位”，第2行，“名称”列：“甲县行政审批局”改名为“甲市局”的日期 2021-07-01 还没有到，请到日再导入，或把起始日期改为今天。",
        )


def test_a_unit_merged_into_another_closes_on_the_day_of_the_import(tmp_path: Path) -> None:
    merged = replace(TOWN, successor="xq01")
    with rostered(tmp_path, [COUNTY, TOWN], STAFF) as house:
        counts = bring_later(house, roster_of(tmp_path / "new.xlsx", [merged]))

        assert counts == {
            **NOTHING_CHANGED,
            "变更单位": 1,
            "关闭": 1,
            "并入": 1,
            "表中未列单位": 1,
        }
        with house.reading() as ctx:
            county, town = ctx.session.exec(select(Unit).order_by(col(Unit.code))).all()
            assert (town.closed_on, town.successor_id) == (FIRST_OF_JULY, county.id)


def test_columns_that_a_sheet_does_not_have_keep_what_was_known(tmp_path: Path) -> None:
    with rostered(tmp_path, [COUNTY, TOWN], STAFF) as house:
        rows = [("名称", "代码", "类别", "人数"), ("乙镇行政审批局", "zh001", "town_bureau", 15)]
        path = book_of(tmp_path / "人数.xlsx", {"单位": rows})
        report = bring_in(house, path, at=JULY)

        assert report.changes == ("zh001 乙镇行政审批局：人数 12 → 15",)


def test_whoever_is_no_longer_in_the_sheet_has_left_the_day_before(tmp_path: Path) -> None:
    newcomer = PersonRow("xq01", "r4", "李示一", "contact", "科员", email="r4@units.example")
    with rostered(tmp_path, [COUNTY], STAFF) as house:
        counts = bring_later(house, roster_of(tmp_path / "new.xlsx", people=[*STAFF[:2], newcomer]))

        assert (counts["新任职"], counts["离任"], counts["新增人员"]) == (1, 1, 1)
        with house.reading() as ctx:
            assert holdings(ctx)[2:] == [
                ("r3", "contact", "科员", date(2021, 6, 18), date(2021, 6, 30)),
                ("r4", "contact", "科员", FIRST_OF_JULY, None),
            ]
            active = ctx.session.exec(select(Person.code).where(col(Person.active))).all()
            assert sorted(active) == ["r1", "r2", "r4"]


def test_staff_of_units_that_the_sheet_does_not_mention_stays(tmp_path: Path) -> None:
    other = replace(STAFF[2], unit="zh001", code="r9")
    with rostered(tmp_path, [COUNTY, TOWN], [*STAFF, other]) as house:
        counts = bring_later(house, roster_of(tmp_path / "new.xlsx", people=STAFF))

        assert counts == NOTHING_CHANGED | {"表中未列单位": 2}


def test_a_substitute_stands_in_for_a_time_beside_the_contact(tmp_path: Path) -> None:
    stand_in = PersonRow(
        "xq01", "r5", "周示一", "contact", "科员", date(2021, 9, 6), date(2021, 9, 24),
        substitute=True, email="r5@units.example",
    )  # fmt: skip
    with rostered(tmp_path, [COUNTY], STAFF) as house:
        bring_later(house, roster_of(tmp_path / "new.xlsx", people=[*STAFF, stand_in]))

        with house.reading() as ctx:
            assert holdings(ctx)[2:] == [
                ("r3", "contact", "科员", date(2021, 6, 18), None),
                ("r5", "contact", "科员", date(2021, 9, 6), date(2021, 9, 24)),
            ]
            assert len(ctx.session.exec(select(Post)).all()) == 3


def test_addresses_follow_the_preference_and_a_failed_one_that_changes_is_forgotten(
    tmp_path: Path,
) -> None:
    contact = replace(STAFF[2], mobile="10000000003", wecom="w3")
    with rostered(tmp_path, [COUNTY], [*STAFF[:2], contact]) as house:
        with house.acting("投递") as ctx:
            bad = ctx.session.exec(select(Address).where(col(Address.channel) == "email")).one()
            bad.failed = "550"
            assert addresses(ctx, "r3") == [
                ("email", "r3@units.example", "550"),
                ("wecom_app", "w3", ""),
                ("sms_http", "10000000003", ""),
            ]
        changed = replace(contact, email="new@units.example", wecom="", channels="短信、邮箱")
        bring_later(house, roster_of(tmp_path / "new.xlsx", people=[*STAFF[:2], changed]))

        with house.reading() as ctx:
            assert addresses(ctx, "r3") == [
                ("sms_http", "10000000003", ""),
                ("email", "new@units.example", ""),
            ]


def test_every_bad_cell_is_named_at_once_and_nothing_is_imported(tmp_path: Path) -> None:
    units = [
        ("代码", "名称", "类别", "上级代码", "人数"),
        ("a", "甲局", "镇行政审批局", "b", "两人"),
        ("b", "乙局", "窗口", "a", 3),
        ("b", "丙局", "政务服务中心进驻窗口", "c", 3),
        ("d", "", "hotline", "", 3),
        ("e", "戊局", "hotline", "e", 3),
    ]
    with bare_house(tmp_path) as house:
        path = book_of(tmp_path / "单位名册.xlsx", {"单位": units})

        assert refusal(house, path) == (
            "单位名册.xlsx，工作表“单位”，第2行，“类别”列：没有“镇行政审批局”这一项，是不是“镇行政审批局（为民服务中心）”。",
            "单位名册.xlsx，工作表“单位”，第2行，“人数”列：“两人”不是整数，请填 2。",
            "单位名册.xlsx，工作表“单位”，第3行，“类别”列：没有“窗口”这一项，是不是“政务服务中心进驻窗口”。",
            "单位名册.xlsx，工作表“单位”，第4行，“上级代码”列：名册里没有单位 c，请先在“单位”表中加上这个单位。",
            "单位名册.xlsx，工作表“单位”，第5行，“名称”列：没有填写，此列每行必填。",
            "单位名册.xlsx，工作表“单位”，第6行，“上级代码”列：上级关系成了环：e → e，请改正其中一处。",
        )
        with house.reading() as ctx:
            assert everything(ctx) == []


def test_double_codes_and_circles_are_told_with_their_rows(tmp_path: Path) -> None:
    units = [
        UnitRow("a", "甲局", "hotline", parent="b"),
        UnitRow("b", "乙局", "hotline", parent="a"),
        UnitRow("a", "丙局", "hotline", parent="b"),
    ]
    with bare_house(tmp_path) as house:
        path = roster_of(tmp_path / "名册.xlsx", units)

        assert refusal(house, path) == (
            "名册.xlsx，工作表“单位”，第2行，“上级代码”列：上级关系成了环：a → b → a，请改正其中一处。",
            "名册.xlsx，工作表“单位”，第3行，“上级代码”列：上级关系成了环：b → a → b，请改正其中一处。",
            "名册.xlsx，工作表“单位”，第4行，“代码”列：代码 a 与第2行重复，一个单位只写一行。",
            "名册.xlsx，工作表“单位”，第4行，“上级代码”列：上级关系成了环：a → b → a，请改正其中一处。",
        )


def test_persons_of_no_unit_or_with_impossible_addresses_are_refused(tmp_path: Path) -> None:
    people = [
        PersonRow("xq02", "r1", "赵示一", "leader", email="r1在单位"),
        PersonRow("xq01", "r2", "钱示一", "deputy", mobile="0512-1", channels="飞鸽"),
        PersonRow("xq01", "r2", "孙示一", "contact"),
        PersonRow(
            "xq01", "r4", "李示一", "contact", since=date(2021, 7, 1), until=date(2021, 6, 1)
        ),
    ]
    with bare_house(tmp_path) as house:
        path = roster_of(tmp_path / "名册.xlsx", [COUNTY], people)

        assert refusal(house, path) == (
            "名册.xlsx，工作表“人员”，第2行，“单位代码”列：名册里没有单位 xq02，是不是 xq01。",
            "名册.xlsx，工作表“人员”，第2行，“邮箱”列：“r1在单位”不是邮箱地址，请填 name@example.com 的样子。",
            "名册.xlsx，工作表“人员”，第3行，“手机”列：“0512-1”不是手机号，请填 11 位数字，不加空格和横线。",
            "名册.xlsx，工作表“人员”，第3行，“首选渠道”列：没有“飞鸽”这个渠道，可填：邮箱、电子邮件、邮件、企业微信、手机、短信。",
            "名册.xlsx，工作表“人员”，第4行，“姓名”列：编号 r2 在第3行是“钱示一”，这里是“孙示一”，不同的人请用不同的编号。",
            "名册.xlsx，工作表“人员”，第5行，“截止日期”列：2021-06-01 早于起始日期 2021-07-01，请核对两个日期。",
        )


def test_headers_are_found_by_name_below_a_title_in_any_order(tmp_path: Path) -> None:
    rows = [
        ("单位名册（2021年）",),
        ("单位名称", "单 位 代 码", "人数（人）", "单位类别*", "备注"),
        ("甲局", 1001.0, "１２", "12345热线平台", "新设"),
        (None, None, None, None, "以上"),
        ("示例局", "示例-1", 1, "窗口", ""),
    ]
    with bare_house(tmp_path) as house:
        report = bring_in(house, book_of(tmp_path / "名册.xlsx", {"Sheet1": rows}))

        assert report.counts["新增单位"] == 1
        assert report.warnings[0].startswith(
            "名册.xlsx，工作表“Sheet1”，第2行，“备注”列：没有这一列，内容不会导入，可用的列："
        )
        with house.reading() as ctx:
            [unit] = ctx.session.exec(select(Unit)).all()
            assert (unit.code, unit.name, unit.kind, unit.headcount) == (
                "1001", "甲局", "hotline", 12,
            )  # fmt: skip


def test_a_mistyped_column_is_answered_with_the_right_one(tmp_path: Path) -> None:
    rows = [("代码", "名称", "上级代号"), ("a", "甲局", "b")]
    with bare_house(tmp_path) as house:
        path = book_of(tmp_path / "名册.xlsx", {"单位": rows})

        assert refusal(house, path) == (
            "名册.xlsx，工作表“单位”，第1行：缺少“类别”列，请按模板补上。",
            "名册.xlsx，工作表“单位”，第1行，“上级代号”列：没有这一列，是不是“上级代码”。",
        )


def test_a_csv_in_the_encoding_of_chinese_offices_brings_in_units(tmp_path: Path) -> None:
    path = tmp_path / "单位.csv"
    path.write_bytes("代码,名称,类别\nck001,税务窗口,window\n".encode("gb18030"))
    with bare_house(tmp_path) as house:
        assert bring_in(house, path).counts["新增单位"] == 1


def test_a_fictional_roster_survives_the_way_through_a_workbook(tmp_path: Path) -> None:
    made = fictional_roster(suzhou(), seed=7)
    with bare_house(tmp_path) as house:
        path = roster_of(tmp_path / "名册.xlsx", made.units, made.people)
        report = bring_in(house, path)

        assert report.counts == {
            **NOTHING_CHANGED,
            "新增单位": 180,
            "新增人员": len(made.people),
            "新任职": len(made.people),
            "联系方式变更": len(made.people),
        }
        assert report.warnings == ()


def test_ten_times_the_units_need_hardly_more_statements(tmp_path: Path) -> None:
    counts = []
    for units in (60, 600):
        home = tmp_path / str(units)
        home.mkdir()
        made = fictional_roster(suzhou(), seed=7, units=units)
        path = roster_of(home / "名册.xlsx", made.units, made.people)
        with bare_house(home) as house:
            statements: list[str] = []

            def count(*arguments: object, told: list[str] = statements) -> None:
                told.append(str(arguments[2]))

            event.listen(house.engine, "before_cursor_execute", count)
            bring_in(house, path)
            bring_in(house, path)
            counts.append(len(statements))

    assert counts[1] <= counts[0] + 20


def test_unit_kinds_of_the_shipped_campaign_may_be_named_in_chinese() -> None:
    assert len({kind.name for kind in KINDS}) == len(KINDS)
