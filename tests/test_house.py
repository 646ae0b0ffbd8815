"""The house keeps its own promises: rooms, names, sizes, and where things may stand."""

from __future__ import annotations

import ast
import hashlib
import importlib
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = ("cli", "config", "flows", "models", "notifications", "records", "rules", "tasks", "web")
LONGEST_FILE = 300
LONGEST_FUNCTION = 40
ENCLOSED = ROOT / "records" / "proof"
"""Its `verify*.py` are data here: programs for strangers, with rules of their own."""
OFFICIALS = frozenset(
    {
        "0363f410d8e2",
        "1239d8b63973",
        "1ad065d73774",
        "2ba7279c44f2",
        "351eb3dc8db9",
        "4921720a2dae",
        "4f2efaf503d0",
        "599ba933cef1",
        "5b73ffc3ce27",
        "6d9095796334",
        "92bf1ad4bc73",
        "a2d75b13b9b7",
        "a581a703ce90",
        "c144ced4f480",
        "c71ee748acf9",
        "e168a3a2216c",
        "e31d983baea1",
        "f24a7138b40a",
    }
)
"""Digests of the names of the notice's officials, who must not appear in the product."""


def sources(*rooms: str) -> Iterator[Path]:
    for room in rooms:
        for path in sorted((ROOT / room).rglob("*.py")):
            enclosed = path.parent == ENCLOSED and path.stem.startswith("verify")
            if "versions" not in path.parts and not enclosed:
                yield path


def tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return [ROOT / line for line in listed.stdout.splitlines()]


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_is_imported_from_this_checkout(room: str) -> None:
    module = importlib.import_module(room)

    assert Path(module.__file__ or "").parent == ROOT / room
    assert room not in sys.stdlib_module_names


def test_the_rooms_of_the_project_file_are_the_folders() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())

    assert project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"] == list(ROOMS)
    assert project["tool"]["importlinter"]["root_packages"] == list(ROOMS)


def test_nothing_at_the_top_shadows_a_library() -> None:
    names = {path.stem for path in ROOT.glob("*.py")}

    assert names & set(sys.stdlib_module_names) == set()
    assert list(ROOT.glob("*.py")) == []


def test_no_file_of_the_flows_is_named_like_a_room() -> None:
    assert [p for p in sources("flows") if p.stem in {*ROOMS, "tests"}] == []


def test_files_are_short_enough_to_be_read_in_a_sitting() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in sources(*ROOMS)
        if (lines := path.read_text().count("\n")) > LONGEST_FILE
    }

    assert long == {}


def test_functions_fit_a_screen() -> None:
    long = {
        f"{path.relative_to(ROOT)}:{node.name}": length
        for path in sources(*ROOMS)
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        if (length := (node.end_lineno or 0) - node.lineno + 1) > LONGEST_FUNCTION
    }

    assert long == {}


def test_every_module_says_what_it_is_for() -> None:
    silent = [p for p in sources(*ROOMS) if not ast.get_docstring(ast.parse(p.read_text()))]

    assert silent == []


def test_only_the_context_commits() -> None:
    committing = [
        str(path.relative_to(ROOT))
        for path in sources(*ROOMS)
        if ".commit(" in path.read_text() and path != ROOT / "tasks" / "context.py"
    ]

    assert committing == []


def test_only_the_clocks_read_the_time() -> None:
    reading = [
        str(path.relative_to(ROOT))
        for path in sources("tasks", "rules", "models", "records", "web", "flows")
        if "datetime.now(" in path.read_text() and path != ROOT / "tasks" / "clocks.py"
    ]

    assert reading == []


def test_no_official_of_the_notice_is_named() -> None:
    named = {
        (str(path.relative_to(ROOT)), name)
        for path in tracked()
        if path.suffix in {".py", ".yaml", ".md", ".html", ".txt", ".json", ".csv"}
        for run in re.findall("[\u4e00-\u9fff]+", path.read_text(encoding="utf-8"))
        for length in (2, 3)
        for start in range(len(run) - length + 1)
        if digest_of(name := run[start : start + length]) in OFFICIALS
    }

    assert named == set()


@cache
def digest_of(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()[:12]


def test_the_lock_names_no_address() -> None:
    for lock in ("requirements.lock", "requirements-dev.lock"):
        assert "://" not in (ROOT / lock).read_text()


def test_the_campaign_files_that_ship_are_without_error() -> None:
    for path in sorted((ROOT / "config" / "campaigns").glob("*.yaml")):
        done = subprocess.run(
            [sys.executable, "-m", "cli.main", "check", str(path)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
