"""The set-up before there is a campaign: nothing is skipped, nothing is kept that cannot be used."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from config.campaign_file import SHIPPED, CampaignFileError
from models import Account
from rules.launching import Start
from tasks import accounts, setting_up
from tasks.context import House
from tasks.errors import Refused
from tests.support.launched import bare_house
from tests.support.rosters import COUNTY, JUNE, STAFF, bring_in, roster_of

ADMIN = 1


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with bare_house(tmp_path) as house:
        with house.acting("系统", now=JUNE) as ctx:
            accounts.first_administrator(ctx)
        yield house


def choose(house: House, data: bytes) -> None:
    with house.acting("系统管理员", now=JUNE) as ctx:
        setting_up.choose(ctx, ADMIN, "活动.yaml", data)


def progress(house: House) -> tuple[bool, str, int, bool]:
    with house.reading(now=JUNE) as ctx:
        now = setting_up.progress(ctx, ADMIN)
        return now.own_password, now.file.path.name if now.file else "", now.units, now.launched


def launch(house: House) -> None:
    with house.acting("系统管理员", now=JUNE) as ctx:
        setting_up.launch(ctx, ADMIN)


def test_an_empty_house_has_done_nothing_yet(house: House) -> None:
    assert progress(house) == (False, "", 0, False)


def test_a_password_that_somebody_else_gave_does_not_count(house: House) -> None:
    with house.acting("系统", now=JUNE) as ctx:
        row = ctx.session.get_one(Account, ADMIN)
        row.changed_at, row.must_change = JUNE, True

    assert progress(house)[0] is False


def test_a_file_with_errors_is_not_kept_and_says_all_of_them(house: House) -> None:
    choose(house, SHIPPED.read_bytes())

    with pytest.raises(CampaignFileError) as caught:
        choose(house, b"title: x\n")
    assert len(caught.value.report.errors) > 3
    assert progress(house)[1] == "活动.yaml", "the good one before stays chosen"


def test_a_launch_waits_for_file_and_roster(house: House, tmp_path: Path) -> None:
    with pytest.raises(Refused) as no_file:
        launch(house)
    choose(house, SHIPPED.read_bytes())
    with pytest.raises(Refused) as no_roster:
        launch(house)
    bring_in(house, roster_of(tmp_path / "名册.xlsx", [COUNTY], STAFF))
    launch(house)

    assert (no_file.value.reasons, no_roster.value.reasons) == (
        (setting_up.NO_FILE,),
        (setting_up.NO_ROSTER,),
    )
    assert progress(house) == (False, "", 1, True)


def test_once_launched_the_set_up_changes_nothing(house: House, tmp_path: Path) -> None:
    choose(house, SHIPPED.read_bytes())
    bring_in(house, roster_of(tmp_path / "名册.xlsx", [COUNTY], STAFF))
    launch(house)

    for again in (launch, lambda house: choose(house, SHIPPED.read_bytes())):
        with pytest.raises(Refused, match="已经启动"):
            again(house)


def test_what_is_coming_tells_every_step_of_a_late_launch(house: House) -> None:
    choose(house, SHIPPED.read_bytes())
    with house.reading() as ctx:
        file = setting_up.chosen(ctx, ADMIN)
    assert file is not None

    coming = setting_up.coming(file, date(2021, 12, 8))

    assert {start: coming.codes(start) for start in Start} == {
        Start.ON_PAPER: ("1.1", "1.2", "1.3", "1.4", "1.5"),
        Start.AT_ONCE: ("2.1", "2.2"),
        Start.BY_HAND: (),
        Start.BY_DATE: ("2.3", "2.4", "opinions", "3.1", "publicity", "3.2", "3.3", "casebook", "3.4"),
    }  # fmt: skip
