#!/usr/bin/env python3
"""独立核验导出的评选结果。Check an exported award result without trusting who exported it.

用法 Usage:  python3 verify.py [文件夹 FOLDER] [--head 校验码] [--checkpoint 日志检查点]

只用 Python 3.9 以上的标准库，不联网，不写文件，与评选系统没有共用一行代码。它由 inputs/ 里的原始材料
重新计票、算分、排名、选拔，并与 results/ 逐行比较。资格审查结论（inputs/candidates.jsonl 的 reasons）
是给定的输入，本程序不重新审查；理由的文字也不审查，只审查结论、条款编号、名次和分数。

Standard library of Python 3.9 or later only, no network, writes nothing, shares no line with the system
that made the result. It recounts, rescores, reranks and reselects from inputs/ and compares with
results/ line by line. Eligibility rulings are an input; so are the words of a reason.

退出码 Exit codes: 0 相符 follows · 1 不相符 does not follow · 2 读不了 unreadable
"""

import argparse
import re
import sys
from fractions import Fraction
from itertools import zip_longest
from pathlib import Path

sys.dont_write_bytecode = True  # the check leaves nothing behind
sys.path.insert(0, str(Path(__file__).resolve().parent))  # where the other parts lie, as in `python -I`

import verify_journal
from verify_inputs import World, Wrong, read_lines, read_text, sha256, show
from verify_order import Order, Ranking
from verify_scores import score_all
from verify_selection import Selection
from verify_votes import recount

MANIFEST, HEAD = "manifest-sha256.txt", "HEAD.txt"
UNSEALED = {MANIFEST, HEAD, "journal/chain.jsonl", "journal/checkpoint.jsonl"}  # the latter grow on
WORDS = {"clause", "reason"}  # said for people, not derived

# ---- 清单和校验码 Manifest and head ------------------------------------------------------

def hex_digits(text):
    """What people type from paper: any grouping, o for 0, l for 1."""
    digits = re.sub("[^0-9a-z]", "", text.lower()).translate(str.maketrans("oil", "011"))
    if not re.fullmatch("[0-9a-f]{16,32}", digits):
        raise ValueError(f"不是校验码，要16至32位 no head of 16 to 32 digits: {text}")
    return digits

def check_manifest(folder, printed):
    """The manifest is the one on paper, and every file the one that the manifest lists."""
    text = read_text(folder, MANIFEST)
    digits = sha256((folder / MANIFEST).read_bytes())[:32]
    head = "-".join(digits[n : n + 4] for n in range(0, 32, 4))
    if printed is not None and not digits.startswith(hex_digits(printed)):
        raise Wrong(MANIFEST, "校验码 head", printed, head)
    if read_text(folder, HEAD) != f"{head}\n":
        raise Wrong(f"{HEAD} / {MANIFEST}", "", head, read_text(folder, HEAD).strip())
    listed = {}
    for line in text.splitlines():
        digest, _, name = line.partition("  ")
        if name in listed or not re.fullmatch("[0-9a-f]{64}", digest):
            raise ValueError(f"{MANIFEST}: {line}")
        listed[name] = digest
    paths = (path for path in sorted(folder.rglob("*")) if not path.is_dir())
    present = {path.relative_to(folder).as_posix(): path for path in paths}
    for name in sorted({*listed, *present} - UNSEALED):
        if name not in present:
            raise Wrong(name, "", "有这个文件 the file is there", "没有 missing")
        found = sha256(present[name].read_bytes())
        if found != listed.get(name):
            raise Wrong(name, "SHA-256", listed.get(name, "清单里没有 not in the manifest"), found)
    return len(listed), head

# ---- 比较 Comparing ----------------------------------------------------------------------

def compare(folder, file, expected, *keys):
    """Line by line, in order; the first that differs is named with the field in which it does."""
    found = read_lines(folder, file)
    for place, (want, line) in enumerate(zip_longest(expected, found), 1):
        name = " ".join(str((want or line)[key]) for key in keys if key in (want or line))
        name = f"第{place}行 line {place} {name}"
        if want is None or line is None:
            nothing = "没有这一行 no such line"
            raise Wrong(file, name, show(want) if want else nothing, show(line) if line else nothing)
        for key in [*want, *(set(line) - set(want) - WORDS)]:
            if key not in want or key not in line or show(want[key]) != show(line[key]):
                raise Wrong(file, f"{name} · {key}", show(want.get(key)), show(line.get(key)))

def check_results(folder, world):
    """Recompute everything and compare; returns what there was, for the closing words."""
    scores = score_all(world)
    compare(folder, "results/scores.jsonl", scores.values(), "number")
    order = Order(world, scores)
    ranking = Ranking(world, order) if world.evaluation["top_rule"] else None
    compare(folder, "results/ranking.jsonl", ranking.lines() if ranking else [], "unit")
    made = Selection(world, order, ranking)
    compare(folder, "results/cells.jsonl", made.cells, "honour", "cell")
    compare(folder, "results/verdicts.jsonl", [made.verdicts[number] for number in scores], "number")
    compare(folder, "results/summary.jsonl", [{"model_windows": made.model_windows}])
    for honour in world.honours:
        check_cards(folder, f"cards/{honour}.jsonl", made, honour)
    return len(scores), len(made.cells), sum(len(cell["winners"]) for cell in made.cells)

def check_cards(folder, file, made, honour):
    """A card for every application, with its outcome and exact points; the rest of it are words."""
    cards = read_lines(folder, file)
    mine = [verdict for verdict in made.verdicts.values() if verdict["honour"] == honour]
    if [card["number"] for card in cards] != sorted(verdict["number"] for verdict in mine):
        raise Wrong(file, "number", "每件申报一张 one for each application", len(cards))
    for card in cards:
        verdict, line = made.verdicts[card["number"]], made.scores[card["number"]]
        values = [part["value"] and Fraction(part["value"]) for part in line["components"]]
        for key, want, found in (
            *((key, verdict[key], card[key]) for key in ("outcome", "cell", "rank", "total", "rule")),
            ("exact", line["exact"] and Fraction(line["exact"]), card["exact"] and Fraction(card["exact"])),
            ("lines", values, [part["exact"] and Fraction(part["exact"]) for part in card["lines"]]),
        ):
            if want != found:
                raise Wrong(file, f"{card['number']} · {key}", want, found)

def main(arguments):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=Path(__file__).parent)
    parser.add_argument("--head", help="纸面上的校验码 the head printed on paper")
    parser.add_argument("--checkpoint", help="纸面上的日志检查点 a printed checkpoint of the journal")
    given = parser.parse_args(arguments)
    try:
        files, head = check_manifest(given.folder, given.head)
        print(f"✓ 清单 manifest: {files} 个文件 files, 校验码 head {head}")
        world = World(given.folder)
        print(f"✓ 计票 votes: {recount(world)} 张公布的票 published slips, {len(world.boards)} 次投票 votes")
        candidates, cells, won = check_results(given.folder, world)
        print(f"✓ 得分 scores: {candidates} 件申报 applications")
        print(f"✓ 选拔 selection: {cells} 个类别 cells, {won} 件获评 won")
    except Wrong as wrong:
        file, record, expected, found = wrong.args
        print(f"✗ 不相符 DOES NOT FOLLOW: {file} {record}")
        print(f"  应为 expected: {expected}\n  实为 found:    {found}")
        return 1
    except Exception as error:  # whatever a file may hold instead of what it should
        print(f"✗ 读不了 UNREADABLE: {type(error).__name__}: {error}")
        return 2
    if given.head is None:
        print("！没有对照纸面校验码；加上 --head 才能发现输入被换。Compare with paper: add --head.")
    print("结果由输入得出；资格审查结论为给定输入。The result follows; eligibility is taken as given.")
    paper = ["--checkpoint", given.checkpoint] if given.checkpoint else []
    return verify_journal.main([str(given.folder / "journal"), *paper])

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
