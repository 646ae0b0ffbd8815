"""A fictional roster of any size: units of all seven kinds, each with leader, deputy and contacts."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from itertools import count, cycle

from records.fiction import names
from records.workbooks.roster import PersonRow, Roster, UnitRow
from rules.definition import Campaign, Office, Role

LEAST_UNITS = 60
"""Below it not every kind and county could be there."""
SINCE = date(2021, 1, 4)
DIRECT_UNITS = ("ziyuan_jiaoyi_zhongxin", "bianmin_zhongxin")
TOWN_KINDS = (
    ("kfq", "zone_bureau", "开发区行政审批局"),
    ("zh", "town_bureau", "镇行政审批局（为民服务中心）"),
    ("jd", "street_centre", "街道为民服务中心"),
    ("zh", "town_bureau", "镇行政审批局（为民服务中心）"),
    ("jd", "street_centre", "街道为民服务中心"),
    ("zh", "town_bureau", "镇行政审批局（为民服务中心）"),
    ("jd", "street_centre", "街道为民服务中心"),
    ("zh", "town_bureau", "镇行政审批局（为民服务中心）"),
)
WINDOW_HEADCOUNTS = (1, 2, 2, 3, 3, 3, 4, 4, 5, 5, 6, 7, 8, 10, 12)
TITLES = {
    "bureau_office": ("处长", "副处长", "科员"),
    "direct_unit": ("主任", "副主任", "科员"),
    "window": ("窗口负责人", "窗口副负责人", "窗口联络员"),
    "soe": ("总经理", "副总经理", "行政专员"),
}
USUAL_TITLES = ("主要负责人", "分管负责人", "联系人")


def fictional_roster(campaign: Campaign, *, seed: int, units: int = 180) -> Roster:
    """`units` units with staff; offices come from the campaign file, all else is invented.

    Raises:
        ValueError: For fewer than `LEAST_UNITS` units.
    """
    if units < LEAST_UNITS:
        raise ValueError(f"虚构名册至少要有{LEAST_UNITS}个单位，请求的是{units}个")
    chance = random.Random(f"roster:{seed}")  # noqa: S311 - invented figures, no secret
    fixed = [*_county_level(chance), *_offices(campaign.offices, chance)]
    rest = units - len(fixed)
    branches, enterprises = max(2, rest * 8 // 136), 2
    windows = rest * 48 // 136
    towns = rest - branches - enterprises - windows
    rows = [
        *fixed[:10],
        *_towns(towns, chance),
        *fixed[10:],
        *_enterprises(enterprises, chance),
        *_branch_halls(branches, chance),
        *_windows(windows, chance),
    ]
    ordered = tuple(replace(row, order=place) for place, row in enumerate(rows, 1))
    return Roster(ordered, tuple(_staff(ordered, chance)))


def _county_level(chance: random.Random) -> Iterator[UnitRow]:
    for number, (_, county, full) in enumerate(names.COUNTIES, 1):
        name = f"{full}行政审批局"
        yield UnitRow(f"xq{number:02}", name, "county_bureau", county, "", chance.randint(40, 120))
    for number, (_, county, full) in enumerate(names.COUNTIES, 1):
        name = f"{full}公共资源交易分中心"
        yield UnitRow(f"jy{number:02}", name, "trading_centre", county, "", chance.randint(12, 35))
    for number, (_, county, full) in enumerate(names.COUNTIES, 1):
        yield UnitRow(
            f"rx{number:02}", f"{full}12345热线平台", "hotline", county, "", chance.randint(10, 60)
        )


def _offices(offices: Iterable[Office], chance: random.Random) -> Iterator[UnitRow]:
    for office in offices:
        kind = "direct_unit" if office.code in DIRECT_UNITS else "bureau_office"
        headcount = chance.randint(30, 90) if kind == "direct_unit" else chance.randint(4, 14)
        yield UnitRow(
            office.code, office.name, kind, names.CITY, "", headcount, member=office.member
        )


def _towns(wanted: int, chance: random.Random) -> Iterator[UnitRow]:
    """Spread over the counties in turn; about a third of the towns carry 强镇扩权镇."""
    places, numbers = names.place_names(), {"kfq": count(1), "zh": count(1), "jd": count(1)}
    counties = cycle(enumerate(names.COUNTIES, 1))
    kinds = (kind for kind in cycle(TOWN_KINDS) for _ in names.COUNTIES)
    for _ in range(wanted):
        (county_number, (_, county, full)), (prefix, kind, ending) = next(counties), next(kinds)
        yield UnitRow(
            f"{prefix}{next(numbers[prefix]):03}",
            f"{full}{next(places)}{ending}",
            kind,
            county,
            f"xq{county_number:02}",
            chance.randint(6, 40),
            strong_town=kind == "town_bureau" and chance.random() < 1 / 3,
        )


def _enterprises(wanted: int, chance: random.Random) -> Iterator[UnitRow]:
    for number in range(1, wanted + 1):
        name = f"苏州示例交易服务有限公司（{number}号）"
        headcount = chance.randint(15, 50)
        yield UnitRow(f"gq{number:02}", name, "soe", names.CITY, DIRECT_UNITS[0], headcount)


def _branch_halls(wanted: int, chance: random.Random) -> Iterator[UnitRow]:
    for number, name in zip(range(1, wanted + 1), names.branch_hall_names(), strict=False):
        full = f"市政务服务中心{name}分中心（专厅）"
        headcount = chance.randint(8, 45)
        yield UnitRow(f"fz{number:02}", full, "branch_hall", names.CITY, "", headcount)


def _windows(wanted: int, chance: random.Random) -> Iterator[UnitRow]:
    for number, name in zip(range(1, wanted + 1), names.window_names(), strict=False):
        # One in a dozen has a single clerk, so that the head-count rule has work to do (R17).
        headcount = 1 if number % 12 == 0 else chance.choice(WINDOW_HEADCOUNTS)
        yield UnitRow(f"ck{number:03}", f"{name}窗口", "window", names.CITY, "", headcount)


def _staff(units: Iterable[UnitRow], chance: random.Random) -> Iterator[PersonRow]:
    named, numbers = names.person_names(), count(1)
    for place, unit in enumerate(units, 1):
        titles = TITLES.get(unit.kind, USUAL_TITLES)
        contacts = chance.choices((1, 2, 3), (60, 30, 10))[0]
        roles = [Role.LEADER, Role.DEPUTY, *[Role.CONTACT] * contacts]
        people = [
            _person(next(numbers), next(named), unit.code, role, titles, chance) for role in roles
        ]
        # Posts of their own, so that a substitute of the first leaves the others alone.
        people[3:] = [
            replace(p, title=f"{p.title}（{n}）") for p, n in zip(people[3:], "二三", strict=False)
        ]
        yield from people
        if place % 60 == 0:
            yield _substitute(
                people[2],
                _person(next(numbers), next(named), unit.code, Role.CONTACT, titles, chance),
            )


def _person(
    number: int,
    name: str,
    unit: str,
    role: Role,
    titles: tuple[str, str, str],
    chance: random.Random,
) -> PersonRow:
    """About one contact in forty has a telephone only: the office acts for such a unit."""
    reachable = chance.random() > 1 / 40
    wecom = f"p{number:06}" if reachable and chance.random() < 0.3 else ""  # noqa: PLR2004 - a share
    return PersonRow(
        unit,
        f"r{number:06}",
        name,
        role.value,
        titles[list(Role).index(role)],
        SINCE,
        email=f"r{number:06}@units.example" if reachable else "",
        mobile=f"100{number:08}",
        wecom=wecom,
        channels="企业微信、邮箱" if wecom and chance.random() < 1 / 3 else "",
    )


def _substitute(absent: PersonRow, stand_in: PersonRow) -> PersonRow:
    """Somebody who holds a contact's post while the contact is away in September."""
    return replace(
        stand_in,
        title=absent.title,
        since=date(2021, 9, 6),
        until=date(2021, 9, 24),
        substitute=True,
    )
