"""The enclosed verifiers: short, plain Python alone, and nothing of ours in them."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

from records.proof.result_folder import ENCLOSED, HERE

PROGRAMS = [HERE / name for name in ENCLOSED if name.endswith(".py")]
LONGEST = 300


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.name)
def test_it_imports_the_standard_library_and_what_is_enclosed_beside_it_only(program: Path) -> None:
    tree = ast.parse(program.read_text("utf-8"))
    imported = {
        name.split(".")[0]
        for node in ast.walk(tree)
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or "."]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }

    beside = {program.stem for program in PROGRAMS}
    assert imported - beside <= set(sys.stdlib_module_names)
    assert imported & {"socket", "urllib", "http", "subprocess", "os", "shutil"} == set()


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.name)
def test_it_is_short_enough_for_a_strangers_programmer(program: Path) -> None:
    lines = program.read_text("utf-8").splitlines()

    assert len(lines) <= LONGEST
    assert max(map(len, lines)) <= 110


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.name)
def test_it_runs_on_a_python_as_old_as_it_says(program: Path) -> None:
    ast.parse(program.read_text("utf-8"), feature_version=(3, 9))
