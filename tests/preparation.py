"""Brings what the tests need beside the Python packages: a browser, and a face for its Chinese."""

from __future__ import annotations

import os
import shutil
import subprocess

PACKAGES = ("chromium", "fonts-noto-cjk")
BROWSERS = ("chromium",)


def bring_a_browser() -> None:
    """Install Chromium where nobody has to be asked: as root, with the system's package tool.

    Elsewhere the browser tests themselves fail and say which line to type.
    """
    there = os.environ.get("CHROMIUM") or any(shutil.which(name) for name in BROWSERS)
    if there or os.geteuid() != 0 or shutil.which("apt-get") is None:
        return
    print(f"installing {' and '.join(PACKAGES)} for the browser tests …", flush=True)
    for command in (
        ["apt-get", "-qq", "update"],
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *PACKAGES],
    ):
        subprocess.run(command, check=False, capture_output=True)
