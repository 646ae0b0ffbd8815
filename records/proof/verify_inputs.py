"""读入导出的文件夹里给定的一切。What an exported result gives: read, and checked for being well formed.

与 verify.py 放在一起使用。Used by verify.py beside it. Standard library of Python 3.9 or later only.
"""

import hashlib
import json
from fractions import Fraction

CANDIDATES, MARKS, REPORTS, TALLIES, DECISIONS = (
    f"inputs/{name}.jsonl" for name in ("candidates", "marks", "reports", "tallies", "decisions")
)

class Wrong(Exception):
    """The first thing that does not follow: file, record, what was expected, what was found."""

def sha256(content):
    return hashlib.sha256(content.encode() if isinstance(content, str) else content).hexdigest()

def show(value):
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)

def ratio(value):
    """An exact value as results give it: 271/3, or null."""
    return None if value is None else f"{Fraction(value).numerator}/{Fraction(value).denominator}"

# ---- 文件 Files ----------------------------------------------------------------------

def read_text(folder, file):
    if not (folder / file).exists():
        raise Wrong(file, "", "有这个文件 the file is there", "没有 missing")
    return (folder / file).read_bytes().decode("utf-8", errors="replace")

def parse(file, text):
    """A JSON value; a key given twice is as bad as no JSON at all."""

    def once(pairs):
        if len(dict(pairs)) < len(pairs):
            raise ValueError("a key stands twice")
        return dict(pairs)

    try:
        return json.loads(text, object_pairs_hook=once)
    except ValueError as error:
        raise ValueError(f"{file}: {error}") from error

def read_lines(folder, file):
    lines = read_text(folder, file).split("\n")
    return [parse(file, line) for line in (lines if lines[-1] else lines[:-1])]

def by_key(file, rows, *keys):
    """Rows by what names them; the same name twice is wrong."""
    found = {}
    for row in rows:
        if found.setdefault(tuple(row[key] for key in keys), row) is not row:
            raise Wrong(file, name_of(row), "只有一行 one line", "两行 two lines")
    return found

def name_of(row):
    named = ("component", "about", "voter_class", "source", "unit", "number")
    return " ".join(str(row[key]) for key in named if row.get(key))

# ---- 给定的一切 Everything that is given -------------------------------------------------

class World:
    """The inputs, looked up by name."""

    def __init__(self, folder):
        campaign = parse("inputs/campaign.json", read_text(folder, "inputs/campaign.json"))
        frozen = f"inputs/campaign-v{campaign['version']}.yaml"
        found = sha256((folder / frozen).read_bytes())
        if found != campaign["file_sha256"]:
            raise Wrong(frozen, "SHA-256", campaign["file_sha256"], found)
        self.definition = campaign["definition"]
        self.evaluation, self.readings = self.definition["evaluation"], self.definition["readings"]
        self.honours = {honour["code"]: honour for honour in self.definition["honours"]}
        self.votes = {vote["code"]: vote for vote in self.definition["votes"]}
        rows = read_lines(folder, CANDIDATES)
        self.candidates = {key[0]: row for key, row in by_key(CANDIDATES, rows, "number").items()}
        self.decisions = read_lines(folder, DECISIONS)
        for place, row in enumerate(self.decisions, 1):
            if row["order"] != place:
                raise Wrong(DECISIONS, f"第{place}项 no. {place}", place, row["order"])
        self.reports = by_key(REPORTS, read_lines(folder, REPORTS), "unit")
        self.figures = {}
        for file, last in ((MARKS, "source"), (TALLIES, "voter_class")):
            for row in by_key(file, read_lines(folder, file), "component", "about", last).values():
                self.figures.setdefault((row["component"], row["about"]), []).append(row)
        files = sorted(path.name for path in (folder / "inputs").glob("vote-*.json"))
        self.boards = {f"inputs/{name}": parse(name, read_text(folder, f"inputs/{name}")) for name in files}

    def scheme_of(self, candidate):
        """The components that score a candidate, if the campaign has any for it."""
        kind, honour = candidate["unit"]["kind"], candidate["honour"]
        group = next(k["group"] for k in self.definition["unit_kinds"] if k["code"] == kind)
        fit = [s for s in self.evaluation["schemes"] if s["group"] == group and honour in s["honours"]]
        return next((scheme for scheme in fit if kind in (scheme["kinds"] or [kind])), None)

    def figures_of(self, candidate, component):
        """Under the application's own number first; a collective may stand under its unit's code."""
        own = self.figures.get((component["code"], candidate["number"]))
        if own is None and candidate["person"] is None:
            own = self.figures.get((component["code"], candidate["unit"]["code"]))
        return own or []

    def reports_of(self, candidate):
        """The titles of its unit's information reports; persons have none of their own."""
        if candidate["person"] is not None:
            return None
        return self.reports.get((candidate["unit"]["code"],), {"titles": []})["titles"]

    def decided(self, *kinds):
        return [row for row in self.decisions if row["kind"] in kinds]
