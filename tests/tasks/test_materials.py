"""Every working paper of a closed campaign: opened again, the same words in both forms, from its rows."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pdfplumber
import pytest
from docx import Document
from docx.enum.section import WD_ORIENT
from sqlmodel import col, select

from models import Paper
from records.papers.catalogue import CATALOGUE
from records.papers.document import Contents, Form, OfficialPaper, every_text
from records.papers.pdf import set_pictures
from tasks import papers, printing, sign_off, sign_sheets
from tasks.campaigns import definition_of
from tasks.errors import NotFound
from tasks.materials import making
from tasks.paper_files import faces, papers_folder
from tests.support.campaign_builder import Built, shanghai
from tests.support.closed import ENDS, OBJECTOR, RARE, closed
from tests.support.opened import docx_words, missing_in, pages_in, plain

PICTURED = {
    "register-proposed-service_collective": 1, "candidate-dossier-service_collective": 2,
    "form-project-standard_bearer": 2, "objection-form": 1, "summary-report": 1,
    "score-table-window_collective": 1,
}  # fmt: skip
"""Papers whose page goes to PINGXUAN_PICTURES, for docs/pictures/papers."""
PPI = 72
UNBROKEN = re.compile(r"[0-9A-Za-z-]{6,}")
SLACK = 7
"""Points; the empty half of a full-width bracket may lie beyond a line."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    """All kinds made and printed once."""
    with closed(tmp_path_factory.mktemp("closed")) as campaign:
        with campaign.acting(ENDS) as ctx:
            done = making.make(ctx, campaign.campaign, list(making.MATERIALS))
            printing.print_issued(ctx, campaign.campaign, "3.4")
        assert done.nothing_yet == ()
        yield campaign


@pytest.fixture(scope="module")
def found(made: Built) -> dict[str, Paper]:
    """The working papers by kind."""
    with made.house.reading() as ctx:
        rows = ctx.session.exec(
            select(Paper).where(col(Paper.template).in_(sorted(making.MATERIALS)))
        ).all()
    return {row.kind: row for row in rows}


@pytest.fixture(scope="module")
def pages(made: Built, found: dict[str, Paper]) -> dict[str, list[str]]:
    """What each page of the PDF prints, cell after cell."""
    return {kind: pages_in(files_of(made, paper)[0]) for kind, paper in found.items()}


@pytest.fixture(scope="module")
def words(pages: dict[str, list[str]]) -> dict[str, str]:
    return {kind: "".join(texts) for kind, texts in pages.items()}


def files_of(made: Built, paper: Paper) -> tuple[bytes, bytes]:
    """PDF and .docx, by the sums kept with the paper."""
    with made.house.reading() as ctx:
        folder = papers_folder(ctx, made.campaign)
    by_ending = {Path(name).suffix: (folder / name).read_bytes() for name in paper.files}
    return by_ending[".pdf"], by_ending[".docx"]


def official_of(made: Built, paper: Paper) -> OfficialPaper:
    with made.house.reading() as ctx:
        return printing.composed(ctx, definition_of(ctx, made.campaign), paper)


def test_every_kind_of_the_catalogue_has_a_template_and_a_way_to_be_made() -> None:
    folder = Path(printing.__file__).parents[1] / "records" / "papers" / "templates"

    assert {path.stem for path in folder.glob("*.txt")} == set(CATALOGUE)
    assert set(making.MATERIALS) < set(CATALOGUE)


def test_a_closed_campaign_gives_every_kind(found: dict[str, Paper]) -> None:
    assert {paper.template for paper in found.values()} == set(making.MATERIALS)
    inside = {paper.template for paper in found.values() if paper.series != papers.SERIES}
    assert inside == set(making.INSIDE)


def test_no_code_or_number_sticks_out_of_its_cell(made: Built, found: dict[str, Paper]) -> None:
    """What cannot be broken must fit: the others wrap."""
    out = {
        (kind, number, word)
        for kind, paper in found.items()
        for number, word in sticking_out(files_of(made, paper)[0])
    }

    assert out == set()


def sticking_out(pdf: bytes) -> Iterator[tuple[int, str]]:
    """Page and text of every unbroken run of signs that a table's vertical line runs through."""
    with pdfplumber.open(io.BytesIO(pdf)) as opened:
        for page in opened.pages:
            lines = [edge for edge in page.edges if edge["orientation"] == "v"]
            for word in page.extract_words(x_tolerance=1) if lines else ():
                if UNBROKEN.search(word["text"]) and any(_through(line, word) for line in lines):
                    yield page.page_number, word["text"]


def _through(line: dict[str, float], word: dict[str, float]) -> bool:
    inside = word["x0"] < line["x0"] - SLACK and word["x1"] > line["x0"] + SLACK
    return inside and word["top"] < line["bottom"] - 1 and word["bottom"] > line["top"] + 1


def test_both_forms_print_every_word_of_each_paper(
    made: Built, found: dict[str, Paper], words: dict[str, str]
) -> None:
    lost = []
    for kind, paper in found.items():
        official = official_of(made, paper)
        if official.form is Form.PLAIN:  # which wears no head
            official = replace(official, organ="", number="")
        wanted = [plain(text) for text in every_text(official).split("\n")]
        for form, printed in (("pdf", words[kind]), ("docx", docx_words(files_of(made, paper)[1]))):
            lost += [(kind, form, text) for text in wanted if text not in printed]

    assert lost == []


def test_the_stamp_stands_beside_an_origin_that_names_its_rows(
    found: dict[str, Paper], words: dict[str, str]
) -> None:
    facts = found["register-applied-window_star"].facts

    assert facts["sources"] == {"application": [[6, 7]]}
    assert "所列情况出自：申报2条。" in words["register-applied-window_star"]
    assert "全部应办事项" in words["summary-report"]


def test_rare_characters_of_names_are_printed(words: dict[str, str]) -> None:
    assert RARE in words["register-applied-window_star"]


def test_r19_r20_a_filled_project_form_says_when_it_started_and_is_in_use(
    words: dict[str, str],
) -> None:
    text = words["form-project-standard_bearer"]

    assert re.search(r"启动时间20\d\d年\d+月\d+日实施应用时间20\d\d年\d+月\d+日", text)
    assert "1.延时服务到家" in text


def test_a_slip_bears_no_trace_of_a_voter(found: dict[str, Paper], words: dict[str, str]) -> None:
    slip = found["ballot-windows"]

    assert set(slip.facts) == {"slip", "rule", "own", "sources", "journal"}
    assert slip.facts["sources"] == {}
    assert "示例一窗口" in words["ballot-windows"]
    assert "编号" not in words["ballot-windows"].replace("不编号", "")


def test_a_count_is_signed_by_those_who_counted(words: dict[str, str]) -> None:
    text = words["tally-result-windows"]

    assert "示例一窗口局机关党委、各处室和各进驻窗口负责人171615119420" in text
    assert all(who in text for who in ("唱票人", "计票人", "监票人"))


def test_r43_a_ranking_says_methods_weights_and_denominators(words: dict[str, str]) -> None:
    text = words["score-table-window_collective"]

    assert "双月度考核双月度考核0.5取平均数附件2·说明2" in text
    assert "1ck001示例一窗口96（5）96（1）96（1000）96.00" in text


def test_a_dossier_page_gives_scores_ruling_and_the_reason_with_its_clause(
    words: dict[str, str],
) -> None:
    text = words["candidate-dossier-service_collective"]

    assert "资格审查符合参评条件" in text
    assert "名额之内，拟获评。（附件2·为民服务工作先进集体·名额配比）" in text


def test_an_authority_is_asked_about_its_candidates_and_its_answers_stand_there(
    words: dict[str, str],
) -> None:
    assert "无异议示例纪〔2021〕7号2021年12月30日" in words["opinion-table-discipline"]
    assert "□无□有" in words["opinion-table-credit"]


def test_who_objected_is_told_on_the_handling_sheet_and_masked_in_the_report(
    words: dict[str, str],
) -> None:
    assert OBJECTOR in words["objection-sheet"]
    assert OBJECTOR not in words["publicity-report"]
    assert "来＊＊＊" in words["publicity-report"]
    assert "收到异议1件，其中成立0件；收到疑问和建议1件" in words["publicity-report"]


def test_r60_every_addressee_stands_with_what_proves_delivery(words: dict[str, str]) -> None:
    text = words["delivery-register"]

    assert "应送达4个单位，已送达1个" in text
    assert "省级主管部门主送2022年1月18日机要交换签收单" in text
    assert "市委、市政府主送未送达" in text


def test_the_report_upwards_names_who_signs_it_and_goes_to_superiors_only(
    found: dict[str, Paper], words: dict[str, str]
) -> None:
    assert found["report-upward"].main == ["省级主管部门", "市委、市政府"]
    assert "签发人：局党组书记、局长" in words["report-upward"]
    assert found["report-upward"].series == papers.SERIES


def test_the_summary_counts_participation_timeliness_and_places(words: dict[str, str]) -> None:
    text = words["summary-report"]

    assert "为民服务工作先进集体274324" in text
    assert "评出集体和个人7个，空缺名额92个" in text


def test_r15_the_casebook_has_chapters_and_a_contents_with_their_pages(
    made: Built, found: dict[str, Paper], words: dict[str, str]
) -> None:
    blocks = official_of(made, found["casebook"]).blocks

    assert blocks[0] == Contents()
    assert re.search(r"目录便民惠企\.+2延时服务到家\.+2综合\.+3一件事一次办\.+3", words["casebook"])
    assert "一次告知，一窗受理。" in words["casebook"]


def test_wide_tables_lie_across_and_repeat_their_heads(
    made: Built, found: dict[str, Paper]
) -> None:
    pdf, docx = files_of(made, found["register-proposed-service_collective"])

    with pdfplumber.open(io.BytesIO(pdf)) as file:
        pages = [
            (page.width > page.height, "申报编号" in page.extract_text()) for page in file.pages
        ]
    assert len(pages) > 1
    assert all(wide for wide, _ in pages)
    assert all(headed for _, headed in pages)
    section = Document(io.BytesIO(docx)).sections[0]
    assert section.orientation is WD_ORIENT.LANDSCAPE


def test_no_page_holds_small_print_alone(pages: dict[str, list[str]]) -> None:
    small = re.compile(r"日志校验码：[0-9a-f-]+|所列情况出自：.*?。|—\d+—")
    lonely = [
        (kind, number)
        for kind, texts in pages.items()
        for number, text in enumerate(texts, 1)
        if not small.sub("", text) and kind != "report-upward"
    ]

    assert lonely == []


def test_what_says_the_same_is_not_issued_again_and_a_change_is_a_paper_of_its_own(
    made: Built, found: dict[str, Paper]
) -> None:
    later = shanghai("2022-01-21", "17:00")
    with made.acting(later) as ctx:
        again = making.make(ctx, made.campaign, ["delivery-register", "plaques"])
    assert (again.numbers, again.unchanged) == ((), 2)

    kept = found["plaques"]
    with made.house.reading() as ctx:
        facts = {k: v for k, v in kept.facts.items() if k != "journal"} | {"plaques": []}
        what = papers.Content("plaques", kept.title, facts, template="plaques")
        fresh = making.put(ctx, made.campaign, "3.2", what)
    assert fresh is not None
    assert fresh.kind == "plaques.2"


def test_an_unknown_kind_is_refused_with_the_kinds_there_are(made: Built) -> None:
    with (
        made.house.reading() as ctx,
        pytest.raises(NotFound, match="没有“汇总”这种材料，可用：signoff"),
    ):
        making.make(ctx, made.campaign, ["汇总"])


def test_a_sign_off_sheet_shows_who_has_said_what_on_this_very_text(made: Built) -> None:
    at = shanghai("2022-01-21", "17:30")
    with made.acting(at) as ctx:
        number = sign_off.draft(ctx, made.campaign, "2.1")
        sign_off.send(ctx, made.campaign, number)
        making.make(ctx, made.campaign, ["signoff-sheet"])
        paper = papers.find(ctx, made.campaign, f"signoff-sheet-{number}")
        assert paper is not None
        official = printing.composed(ctx, definition_of(ctx, made.campaign), paper)
        draft = ctx.session.get(Paper, number)
        assert draft is not None
        code = sign_sheets.code_of(draft)

    text = every_text(official)
    assert "办公室主任" in text
    assert code in text


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice 不在这台机器上，没有试开")
def test_libreoffice_opens_every_docx_without_loss(
    made: Built, found: dict[str, Paper], tmp_path: Path
) -> None:
    """One call for all of them: starting the office takes longer than the files."""
    sources = {}
    for place, (kind, paper) in enumerate(sorted(found.items())):
        sources[kind] = tmp_path / f"{place:03}.docx"
        sources[kind].write_bytes(files_of(made, paper)[1])
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless"]
    form = ["--convert-to", "txt:Text (encoded):UTF8", "--outdir", str(tmp_path)]
    subprocess.run(
        [*command, *form, *(str(path) for path in sources.values())],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip

    lost = {
        kind: missing
        for kind, path in sources.items()
        if (missing := missing_in(path.with_suffix(".txt"), path.read_bytes()))
    }
    assert lost == {}


def test_pictures_of_typical_papers_for_the_docs(made: Built, found: dict[str, Paper]) -> None:
    """`PINGXUAN_PICTURES=docs/pictures/papers` writes them; they are small enough to look at."""
    folder = os.environ.get("PINGXUAN_PICTURES", "")
    for kind, number in PICTURED.items():
        official = official_of(made, found[kind])
        with made.house.reading() as ctx:
            pages = set_pictures(official, faces(ctx), ENDS, ppi=PPI)
        assert len(pages[number - 1]) <= 120 * 1024
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            Path(folder, f"{found[kind].template}.png").write_bytes(pages[number - 1])
