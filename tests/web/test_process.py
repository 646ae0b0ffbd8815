"""The web process stays light, and what it serves is exactly what was vendored."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
VENDOR = ROOT / "web" / "static" / "vendor"


@pytest.mark.parametrize(
    "start",
    [
        pytest.param("import web.app", id="the application"),
        pytest.param(
            "from cli.main import app; from typer.main import get_command; "
            "assert get_command(app).get_command(None, 'web')",
            id="the command that serves it",
        ),
    ],
)
def test_the_web_process_does_not_import_prefect(start: str) -> None:
    look = "import sys; print([name for name in sys.modules if name.split('.')[0] == 'prefect'])"

    done = subprocess.run(
        [sys.executable, "-c", f"{start}; {look}"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip

    assert done.stdout.strip() == "[]"


def test_vendored_files_are_those_of_the_manifest_each_with_its_licence() -> None:
    manifest = json.loads((VENDOR / "manifest.json").read_text(encoding="utf-8"))

    stated = {
        f"{name}/{file}": digest
        for name, package in manifest.items()
        for file, digest in package["files"].items()
    }
    found = {
        path.relative_to(VENDOR).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in VENDOR.glob("*/*")
    }
    assert found == stated
    assert {name for name in manifest if f"{name}/LICENSE" not in stated} == set()


def test_nothing_on_a_page_comes_from_elsewhere() -> None:
    files = [*(ROOT / "web" / "templates").rglob("*.html"), *(ROOT / "web" / "static").glob("*.*")]

    elsewhere = {
        path.name: line.strip()
        for path in files
        for line in path.read_text(encoding="utf-8").splitlines()
        if "://" in line and "http://www.w3.org/" not in line
    }
    assert elsewhere == {}
