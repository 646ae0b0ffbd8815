"""Apache PDFBox Preflight, an independent validator of PDF/A-1b, where the machine has it.

Debian: `apt install libpdfbox2-java libactivation-java libjaxb-api-java` and a Java runtime. There is
no validator of PDF/A-2 in any registry; a paper set once more by the older standard shows what both
ask: faces, widths, colours, metadata.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

FOLDER = Path(os.environ.get("PINGXUAN_PREFLIGHT", "/usr/share/java"))
JARS = (
    "preflight", "pdfbox2", "fontbox2", "xmpbox", "commons-logging", "commons-io",
    "javax.activation", "jaxb-api",
)  # fmt: skip
MAIN = "org.apache.pdfbox.preflight.Validator_A1b"


def told_by_preflight(folder: Path) -> dict[str, list[str]]:
    """What the validator says of each PDF in the folder; nothing: valid. Skips where there is none."""
    jars = [FOLDER / f"{name}.jar" for name in JARS]
    if shutil.which("java") is None or not all(jar.exists() for jar in jars):
        pytest.skip("no PDF/A validator: apt install libpdfbox2-java libactivation-java libjaxb-api-java")  # fmt: skip
    subprocess.run(
        ["java", "-cp", os.pathsep.join(map(str, jars)), MAIN, "xml", "group", str(folder)],
        capture_output=True, check=False,
    )  # fmt: skip
    report = ET.parse(folder.with_name(f"{folder.name}.preflight.xml")).getroot()
    return {
        Path(one.get("name", "")).name: [] if one.findtext("isValid") == "true" else _told(one)
        for one in report.iter("preflight")
    }


def _told(one: ET.Element) -> list[str]:
    details = [" ".join(error.itertext()).split() for error in one.iter("error")]
    return [" ".join(words) for words in details] or ["not valid"]
