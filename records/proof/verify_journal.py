#!/usr/bin/env python3
"""独立核验工作日志的链。Check the chain of a journal without trusting who exported it.

用法 Usage:  python3 verify_journal.py [文件夹 FOLDER] [--checkpoint 纸面上的检查点]

文件夹里有 chain.jsonl（每行一条，只给校验码的行内容不公开）和 checkpoint.jsonl（链尾的签名）。
The folder holds chain.jsonl (a row a line; of withheld rows only the hash of what they say) and
checkpoint.jsonl (the signed end). Standard library only; `verify.py` beside it runs this as well.

退出码 Exit codes: 0 完整 whole · 1 不完整 broken · 2 读不了 unreadable
"""

import argparse
import hashlib
import json
import re
import sys
from pathlib import Path

CHAIN, END = "chain.jsonl", "checkpoint.jsonl"
SAID = ("seq", "campaign_id", "at", "actor", "on_behalf_of", "what", "subject", "why", "salt", "digest")
SIGNED = ("seq", "hash", "at", "occasion")
POINT = {*SIGNED, "key_id", "public_key", "signature"}


class Wrong(Exception):
    """The first thing that does not hold: file, record, what was expected, what was found."""


def sha256(content):
    return hashlib.sha256(content.encode() if isinstance(content, str) else content).hexdigest()


def read_lines(folder, file):
    def once(pairs):
        if len(dict(pairs)) < len(pairs):
            raise ValueError("a key stands twice")
        return dict(pairs)

    if not (folder / file).exists():
        raise Wrong(file, "", "有这个文件 the file is there", "没有 missing")
    text = (folder / file).read_bytes()
    try:
        lines = text.decode("utf-8").split("\n")
        if lines.pop():
            raise ValueError("the last line is not whole")
        return [json.loads(line, object_pairs_hook=once) for line in lines]
    except ValueError as error:
        raise Wrong(file, "", "一行一个 JSON one JSON value a line", error) from error


def check_chain(folder):
    """The hash of every row by its number, once each is known to follow from the one before it."""
    rows = read_lines(folder, CHAIN)
    if not rows or set(rows[0]) != {"after", "hash"}:
        raise Wrong(CHAIN, "首行 first line", "链从哪里开始 where it begins", rows[:1])
    last = rows[0]["after"]
    hashes = {last: rows[0]["hash"]}
    if last == 0 and hashes[0] != "0" * 64:
        raise Wrong(CHAIN, "首行 first line", "0" * 64, hashes[0])
    for row in rows[1:]:
        name = f"第{last + 1}行 row {last + 1}"
        if type(row.get("seq")) is not int or row["seq"] != last + 1:
            raise Wrong(CHAIN, name, last + 1, row.get("seq"))
        if set(row) - {"payload"} == {*SAID, "hash"}:
            fields = [row[field] for field in SAID]
            content = sha256(json.dumps(fields, ensure_ascii=False, separators=(",", ":")))
        elif set(row) == {"seq", "content", "hash"}:
            content = row["content"]
        else:
            raise Wrong(CHAIN, name, [*SAID, "hash"], sorted(row))
        if "payload" in row:
            text = json.dumps(row["payload"], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
            if row["digest"] != sha256(row["salt"] + text):
                raise Wrong(CHAIN, f"{name} payload", row["digest"], sha256(row["salt"] + text))
        expected = sha256(hashes[last] + content)
        if row["hash"] != expected:
            raise Wrong(CHAIN, name, expected, row["hash"])
        last += 1
        hashes[last] = expected
    return hashes


def check_end(folder, hashes):
    """The last checkpoint is signed by the key it names, and is of the last row."""
    points, last = read_lines(folder, END), max(hashes)
    if len(points) != 1 or set(points[0]) != POINT:
        raise Wrong(END, "", "一个检查点 one checkpoint", points)
    point = points[0]
    if point["signature"]:
        said = ("pingxuan journal checkpoint/1", *(point[field] for field in SIGNED))
        if not is_signed(point["public_key"], point["signature"], "".join(f"{x}\n" for x in said)):
            raise Wrong(END, "签名 signature", "有效 valid", "无效 invalid")
        key_id = sha256(bytes.fromhex(point["public_key"]))[:8]
        if point["key_id"] != key_id:
            raise Wrong(END, "密钥号 key id", key_id, point["key_id"])
    elif point["key_id"] or point["public_key"]:
        raise Wrong(END, "签名 signature", "有签名或没有密钥 a signature or no key", "没有 none")
    if (point["seq"], point["hash"]) != (last, hashes[last]):
        raise Wrong(CHAIN, f"末行 last row {last}", f"{point['seq']} {point['hash']}", hashes[last])
    return point


def check_paper(printed, hashes, point):
    """What stands on paper: the row, the beginning of its hash, the key if it was signed."""
    number, _, rest = re.sub("[^0-9a-zA-Z]+", " ", printed).strip().partition(" ")
    digits = rest.replace(" ", "").lower().translate(str.maketrans("oil", "011"))
    if not number.isdigit() or not re.fullmatch("[0-9a-f]{16}([0-9a-f]{8})?", digits):
        raise ValueError(f"不是检查点 not a checkpoint: {printed}")
    found = hashes.get(int(number), f"只到第{max(hashes)}行 ends at row {max(hashes)}")
    if not found.startswith(digits[:16]):
        raise Wrong(CHAIN, f"第{number}行 row {number}", printed, found)
    if digits[16:] and point["key_id"] != digits[16:]:
        print(f"！纸面检查点由另一把密钥签名 the paper names another key: {digits[16:]}")


def is_signed(public_hex, signature_hex, text):
    """Ed25519 of RFC 8032, for checking only."""
    hexadecimal = re.fullmatch("[0-9a-f]{64} [0-9a-f]{128}", f"{public_hex} {signature_hex}")
    if not hexadecimal:
        return False
    public_key, signature = bytes.fromhex(public_hex), bytes.fromhex(signature_hex)
    p, order = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
    d, root = -121665 * pow(121666, -1, p) % p, pow(2, (p - 1) // 4, p)

    def point(raw):
        y = int.from_bytes(raw, "little") % 2**255
        square = (y * y - 1) * pow(d * y * y + 1, -1, p) % p
        x = pow(square, (p + 3) // 8, p)
        x = x if (x * x - square) % p == 0 else x * root % p
        if y >= p or (x * x - square) % p:
            raise ValueError("not a point")
        return (x if x % 2 == raw[31] >> 7 else p - x), y

    def add(a, b):
        t = d * a[0] * b[0] * a[1] * b[1]
        x = (a[0] * b[1] + b[0] * a[1]) * pow(1 + t, -1, p)
        return x % p, (a[1] * b[1] + a[0] * b[0]) * pow(1 - t, -1, p) % p

    def times(n, a):
        if n == 0:
            return 0, 1
        double = times(n // 2, add(a, a))
        return add(double, a) if n % 2 else double

    try:
        commitment, key = point(signature[:32]), point(public_key)
    except ValueError:
        return False
    base, s = point(bytes([0x58] + [0x66] * 31)), int.from_bytes(signature[32:], "little")
    k = int.from_bytes(hashlib.sha512(signature[:32] + public_key + text.encode()).digest(), "little")
    return s < order and times(s, base) == add(commitment, times(k % order, key))


def main(arguments):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=Path(__file__).parent)
    parser.add_argument("--checkpoint", help="纸面上的检查点 a printed checkpoint")
    given = parser.parse_args(arguments)
    try:
        hashes = check_chain(given.folder)
        point = check_end(given.folder, hashes)
        if given.checkpoint:
            check_paper(given.checkpoint, hashes, point)
    except Wrong as wrong:
        file, record, expected, found = wrong.args
        print(f"✗ 日志不完整 JOURNAL BROKEN: {given.folder.name}/{file} {record}")
        print(f"  应为 expected: {expected}\n  实为 found:    {found}")
        return 1
    except Exception as error:  # whatever a file may hold instead of what it should
        print(f"✗ 读不了 UNREADABLE: {given.folder.name}: {type(error).__name__}: {error}")
        return 2
    key = point["key_id"] or "未签名 unsigned"
    print(f"✓ 日志 journal: {len(hashes) - 1} 行首尾相接 rows, 密钥 key {key}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
