"""The office's seal: placed on name and date with a journal entry, or its place left free."""

from __future__ import annotations

import hashlib
import io
import re
import struct
import zlib
from pathlib import Path

import pdfplumber
import pytest

from records.papers.seal import SealError, read_seal
from tasks import notices, papers, printing
from tests.support.campaign_builder import Built, built, shanghai

DAY = shanghai("2021-06-18")


def png(width: int = 300, height: int = 300) -> bytes:
    """A red square, as small as PNG can say it."""

    def chunk(name: bytes, data: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(name + data))
        return struct.pack(">I", len(data)) + name + data + check

    rows = (b"\x00" + b"\xd0\x00\x10" * width) * height
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


def printed(campaign: Built, seal: Path | None, *, specimen: bool = False) -> bytes:
    campaign.house.settings.seal, campaign.house.settings.specimen = seal, specimen
    campaign.open("1.1", DAY)
    with campaign.acting(DAY) as ctx:
        notices.issue(ctx, campaign.campaign, "1.1")
        files = printing.print_issued(ctx, campaign.campaign, "1.1").files
    folder = next((campaign.house.settings.home / "results").glob("*/papers"))
    return (folder / next(name for name in files if name.endswith(".pdf"))).read_bytes()


def test_a_seal_stands_on_name_and_date_and_the_journal_says_so(tmp_path: Path) -> None:
    picture = tmp_path / "印章.png"
    picture.write_bytes(png())
    with built(tmp_path) as campaign:
        pdf = printed(campaign, picture)
        entries = campaign.journal("seal.placed")
        with campaign.house.reading() as ctx:
            paper = papers.find(ctx, campaign.campaign, "notice-1.1")
    with pdfplumber.open(io.BytesIO(pdf)) as pages:
        (seal,) = [image for page in pages.pages for image in page.images]
        page = next(page for page in pages.pages if page.images)
        (day,) = page.search("2021年6月18日", case=True)[:1]
        middle = (seal["x0"] + seal["x1"]) / 2, (seal["top"] + seal["bottom"]) / 2

    sha256 = hashlib.sha256(png()).hexdigest()
    assert [(entry.subject, (entry.payload or {})["sha256"]) for entry in entries] == [
        ("评选〔2021〕1号", sha256)
    ]
    assert paper is not None
    assert paper.seal == sha256
    assert seal["width"] == pytest.approx(42 / 25.4 * 72, abs=0.5)
    assert middle[0] == pytest.approx((day["x0"] + day["x1"]) / 2, abs=2)
    # Half a line above the date: between it and the name.
    assert middle[1] == pytest.approx((day["top"] + day["bottom"]) / 2 - 14.5, abs=4)


def test_without_a_picture_or_on_a_demonstration_the_place_is_left(tmp_path: Path) -> None:
    picture = tmp_path / "印章.png"
    picture.write_bytes(png())
    for name, seal, specimen in (("a", None, False), ("b", picture, True)):
        with built(tmp_path / name) as campaign:
            pdf = printed(campaign, seal, specimen=specimen)
            assert campaign.journal("seal.placed") == []
        with pdfplumber.open(io.BytesIO(pdf)) as pages:
            assert [image for page in pages.pages for image in page.images] == []


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"GIF89a", "不是 PNG"),
        (png()[:-8], "不完整"),
        (png()[:60] + b"\x00" + png()[61:], "不完整"),
        (png(100, 100), "100×100像素，每边应在200至2400之间"),
        (png(300, 200), "300×200像素，应是正方形"),
        (png() + b"\x00" * 600_000, "最多500KB"),
    ],
)
def test_a_picture_that_cannot_serve_is_refused_with_the_reason(data: bytes, told: str) -> None:
    with pytest.raises(SealError, match=told):
        read_seal(data)


def test_a_seal_that_is_not_there_stops_the_printing_and_says_where_it_looked(
    tmp_path: Path,
) -> None:
    with built(tmp_path) as campaign:
        campaign.house.settings.seal = tmp_path / "没有.png"
        campaign.open("1.1", DAY)
        with campaign.acting(DAY) as ctx:
            notices.issue(ctx, campaign.campaign, "1.1")
            done = printing.print_issued(ctx, campaign.campaign, "1.1")

        assert (done.files, len(done.failed)) == ((), 1)
        assert re.search(r"未能排印：.*PINGXUAN_SEAL=.*没有\.png", done.failed[0])
        assert campaign.journal("seal.placed") == []
