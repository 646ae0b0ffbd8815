"""`./run test`: format, lint, import contracts, types, tests; one line of result for each."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.preparation import bring_a_browser

ROOT = Path(__file__).parent.parent
BIN = ROOT / ".venv" / "bin"
CHECKS = (
    ("format", ("ruff", "format", "--check", "-q", ".")),
    ("lint", ("ruff", "check", "-q", ".")),
    ("imports", ("lint-imports",)),
    ("types", ("mypy", "--no-error-summary", ".")),
)


def main(arguments: list[str]) -> int:
    """Run everything, or with arguments only pytest with them."""
    failed = [] if arguments else [name for name, command in CHECKS if not _passes(name, command)]
    bring_a_browser()
    # Two cores are what the smallest machine of an office has.
    tests = [*arguments] or [
        "-n",
        os.environ.get("PINGXUAN_TEST_WORKERS", "2"),
        "--dist",
        "loadfile",
        # In the order of tests/conftest.py; else files of few tests, the longest, would come last.
        "--no-loadscope-reorder",
    ]
    code = subprocess.run(
        [BIN / "python", "-m", "pytest", "-q", *tests], cwd=ROOT, check=False
    ).returncode
    if failed:
        print(f"failed before the tests: {', '.join(failed)}")
    return code or bool(failed)


def _passes(name: str, command: tuple[str, ...]) -> bool:
    done = subprocess.run(
        [BIN / command[0], *command[1:]], cwd=ROOT, capture_output=True, text=True, check=False
    )
    print(f"{name:8} {'ok' if done.returncode == 0 else 'FAILED'}", flush=True)
    if done.returncode:
        print(done.stdout, done.stderr, sep="\n", flush=True)
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
