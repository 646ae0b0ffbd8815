"""Files that belong to something: received once, counted together, scanned or said not to be."""

from __future__ import annotations

import hashlib
import os
import tracemalloc
from collections.abc import Iterator
from io import BytesIO, RawIOBase
from pathlib import Path
from typing import BinaryIO, cast

import pytest
from sqlmodel import col, select

from config.settings import Settings
from models import Attachment, JournalEntry
from records.archive.verification import listed
from rules.files import MEGABYTE, FileKind
from rules.states import ScanState
from tasks import attachments, backup
from tasks.attachments import Owner, Received
from tasks.errors import NotFound, Refused
from tests.support import files
from tests.support.bench import NOW, Bench, bench
from tests.support.clamd import clamd
from tests.support.evidence import some_evidence

PDF = files.pdf()


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    with bench(tmp_path_factory.mktemp("attaching"), methods=False, entries=()) as made:
        yield made


@pytest.fixture
def owner(shared: Bench) -> Owner:
    """A filing of its own for each test."""
    with shared.campaign.acting(NOW) as ctx:
        return some_evidence(ctx, shared.id)


def settings_of(made: Bench, **changes: object) -> Settings:
    return made.campaign.house.settings.model_copy(update=changes)


def received(made: Bench, data: bytes, name: str = "证明.pdf", **changes: object) -> Received:
    return attachments.receive(settings_of(made, **changes), BytesIO(data), name)


def attached(made: Bench, owner: Owner, what: Received) -> Attachment:
    with made.campaign.acting(NOW, "经办人") as ctx:
        return attachments.attach(ctx, owner, what, "盖章件")


def store(made: Bench) -> list[str]:
    folder = made.campaign.house.settings.attachments_folder
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def test_a_file_is_kept_under_its_digest_and_its_row_says_whose_it_is(
    shared: Bench, owner: Owner
) -> None:
    digest = hashlib.sha256(PDF).hexdigest()

    row = attached(shared, owner, received(shared, PDF))
    with shared.campaign.acting(NOW) as ctx:
        served = attachments.serve(ctx, attachments.one(ctx, row.id or 0))
        last = select(JournalEntry).order_by(col(JournalEntry.seq).desc()).limit(1)
        journal = ctx.session.exec(last).one()

    assert row.model_dump(exclude={"id", "owner_id"}) == {
        "campaign_id": shared.id, "owner_kind": "filing", "name": "证明.pdf", "kind": FileKind.PDF,
        "size": len(PDF), "sha256": digest, "note": "盖章件", "scan": ScanState.NOT_SCANNED,
        "scan_detail": "本机没有配置杀毒服务", "added_at": NOW, "added_by": "经办人",
        "withdrawn_at": None, "withdrawn_by": "", "withdrawn_why": "",
    }  # fmt: skip
    assert served.path.read_bytes() == PDF
    assert served.headers["content-disposition"] == (
        "attachment; filename=\"__.pdf\"; filename*=UTF-8''%E8%AF%81%E6%98%8E.pdf"
    )
    assert (journal.what, journal.subject) == ("attachment.added", f"filing:{owner.id}")


def test_the_same_file_twice_is_one_attachment_and_once_in_the_store(
    shared: Bench, owner: Owner
) -> None:
    first = attached(shared, owner, received(shared, PDF))
    again = attached(shared, owner, received(shared, PDF, "另一个名字.pdf"))

    assert first.id == again.id
    assert store(shared).count(f"{first.sha256}.pdf") == 1


def test_a_refused_file_leaves_nothing_behind(shared: Bench) -> None:
    before = store(shared)

    for data, name in ((b"", "空.pdf"), (b"a" * 2 * MEGABYTE, "大.txt"), (PDF, "../../etc/x.pdf")):
        with pytest.raises(Refused, match="，请"):
            received(shared, data, name, attachment_mb=1)

    assert store(shared) == before


def test_what_a_dead_process_left_is_swept_and_in_no_backup(shared: Bench, tmp_path: Path) -> None:
    folder = shared.campaign.house.settings.attachments_folder
    fresh, old = folder / "fresh.part", folder / "old.part"
    fresh.write_bytes(b"half")
    old.write_bytes(b"half")
    os.utime(old, (1, 1))

    received(shared, PDF)
    file = backup.back_up(shared.campaign.house, tmp_path).file

    assert [path.exists() for path in (fresh, old)] == [True, False]
    assert not any(name.endswith(".part") for name, _ in listed(file))
    fresh.unlink()


def test_a_refusal_says_which_file_and_never_repeats_hidden_characters(shared: Bench) -> None:
    with pytest.raises(Refused) as caught:
        received(shared, PDF, "报告\u202efdp.exe")

    assert caught.value.reasons == (
        "报告?fdp.exe：文件名带有改变文字方向的隐藏字符，请改名后重新上传",
    )


def test_the_files_of_one_owner_are_counted_together(shared: Bench, owner: Owner) -> None:
    made = shared.campaign.house.settings
    shared.campaign.house.settings = settings_of(shared, attachments_mb=1)
    try:
        attached(shared, owner, received(shared, b"a" * 600_000, "甲.txt"))
        with pytest.raises(Refused, match="附件合计1MB，超过1MB"):
            attached(shared, owner, received(shared, b"b" * 600_000, "乙.txt"))
    finally:
        shared.campaign.house.settings = made

    with shared.campaign.acting(NOW) as ctx:
        assert [row.name for row in attachments.of(ctx, owner)] == ["甲.txt"]


def test_a_withdrawn_file_is_no_longer_listed_but_stays_known(shared: Bench, owner: Owner) -> None:
    row = attached(shared, owner, received(shared, PDF))
    with (
        shared.campaign.acting(NOW) as ctx,
        pytest.raises(Refused, match="请填写撤下附件的原因"),
    ):
        attachments.withdraw(ctx, row.id or 0, " ")

    with shared.campaign.acting(NOW) as ctx:
        attachments.withdraw(ctx, row.id or 0, "传错了")
    with shared.campaign.acting(NOW) as ctx:
        assert list(attachments.of(ctx, owner)) == []
        assert attachments.one(ctx, row.id or 0).withdrawn_why == "传错了"
        assert attachments.find(ctx, row.sha256).read_bytes() == PDF

    assert attached(shared, owner, received(shared, PDF)).id != row.id


@pytest.mark.parametrize("owner", [Owner("filing", 99_999), Owner("account", 1), Owner("", 1)])
def test_a_file_belongs_to_something_that_is_there(shared: Bench, owner: Owner) -> None:
    with pytest.raises(NotFound, match="附件无处可放"):
        attached(shared, owner, received(shared, PDF))


def test_a_scanner_says_clean_and_the_row_says_so(shared: Bench, tmp_path: Path) -> None:
    with clamd() as tcp, clamd(socket=tmp_path / "clamd.ctl") as local:
        scans = [received(shared, PDF, clamav=address).scan for address in (tcp, local)]

    assert scans == [ScanState.CLEAN, ScanState.CLEAN]


def test_what_the_scanner_finds_is_refused_and_not_kept(shared: Bench) -> None:
    before = store(shared)

    with (
        clamd() as address,
        pytest.raises(Refused, match="发现病毒（Eicar-Test-Signature），请杀毒"),
    ):
        received(shared, files.EICAR, "a.txt", clamav=address)

    assert store(shared) == before


def test_a_file_beyond_the_scanners_limit_is_kept_as_not_scanned(shared: Bench) -> None:
    """The daemon calls files over its MaxFileSize clean; over StreamMaxLength it hangs up."""
    text = b"a" * (2 * MEGABYTE)

    with clamd() as address:
        ours = received(shared, text, "a.txt", clamav=address, clamav_mb=1)
    with clamd(most=MEGABYTE) as address:
        theirs = received(shared, text, "a.txt", clamav=address)

    assert [(one.scan, one.scan_detail) for one in (ours, theirs)] == [
        (ScanState.NOT_SCANNED, "超过杀毒服务1MB的上限"),
        (ScanState.NOT_SCANNED, "超过杀毒服务的上限"),
    ]


def test_a_scanner_that_is_down_lets_nothing_in(shared: Bench) -> None:
    with clamd() as address:
        pass

    with pytest.raises(Refused, match="杀毒服务没有应答，暂不能收，请稍后再传"):
        received(shared, PDF, clamav=address)


class _Endless(RawIOBase):
    """A stream of so many bytes that exists nowhere."""

    def __init__(self, size: int) -> None:
        self.left = size

    def read(self, size: int = -1) -> bytes:
        size = min(size, self.left)
        self.left -= size
        return b"a" * size


def test_memory_stays_flat_however_large_the_file(shared: Bench) -> None:
    stream = cast("BinaryIO", _Endless(64 * MEGABYTE))
    tracemalloc.start()

    attachments.receive(settings_of(shared, attachment_mb=100), stream, "大.txt")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < 16 * MEGABYTE
