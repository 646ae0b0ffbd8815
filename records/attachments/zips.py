"""Zip packages as their bytes lie: every byte belongs to one record, and both directories agree.

Unpackers differ in what they believe, the local headers or the central directory; a package in
which the two disagree, or records overlap, shows one thing to the check and another to the reader.
"""

from __future__ import annotations

import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from records.attachments.refusing import SMALLER, Budget, FileRefused, damaged
from rules.files import Limits, path_problems

_LOCAL = struct.Struct("<4s2xHH4xLLLHH")
"""Signature, flags, method, CRC, packed, unpacked, lengths of name and extra field."""
_END = struct.Struct("<4sHHHHLLH")
_ENCRYPTED, _DESCRIPTOR, _UTF8 = 0x1, 0x8, 0x800
_WIDE = 0xFFFFFFFF
_ZIP64, _UNICODE_PATH = 0x0001, 0x7075
_DESCRIPTORS = tuple(struct.Struct(form) for form in ("<4xLLL", "<LLL", "<4xLQQ", "<LQQ"))
"""CRC and both sizes after the data, with or without a signature, in 32 or 64 bits."""
CHUNK = 1 << 20


def check_structure(file: BinaryIO, limits: Limits, budget: Budget) -> list[zipfile.ZipInfo]:
    """The members of a package that is what it seems; nothing is unpacked yet.

    Raises FileRefused for bombs, overlaps, gaps, disagreeing directories, passwords and bad paths.
    """
    size = file.seek(0, 2)
    try:
        with zipfile.ZipFile(file) as package:
            members, comment = package.infolist(), package.comment
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, struct.error) as error:
        raise damaged("打不开") from error
    if not members:
        raise FileRefused("压缩包是空的", "请放入材料后重新上传")
    if len(members) > limits.most_members:
        raise FileRefused(f"包内有{len(members)}个文件，超过{limits.most_members}个", SMALLER)
    _check_sizes(members, size, limits, budget)
    for member in members:
        _check_member(member)
    names = [member.orig_filename.casefold() for member in members]
    if len(set(names)) != len(names):
        raise damaged("包内有同名文件")
    _check_layout(file, members, _directory_at(file, size, len(members), comment))
    return members


def _check_sizes(members: list[zipfile.ZipInfo], size: int, limits: Limits, budget: Budget) -> None:
    unpacked = sum(member.file_size for member in members)
    if unpacked > limits.small and unpacked > limits.most_ratio * size:
        raise FileRefused(f"压缩比超过{limits.most_ratio}倍，可能是压缩炸弹", SMALLER)
    if unpacked > budget.left:
        raise FileRefused("解开后过大", SMALLER)


def _check_member(member: zipfile.ZipInfo) -> None:
    if member.flag_bits & _ENCRYPTED:
        raise FileRefused("文件设有密码", "请取消密码后重新上传")
    if member.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise FileRefused("用了少见的压缩方法", "请用系统自带的压缩功能重新打包")
    mode = member.external_attr >> 16
    if stat.S_IFMT(mode) not in {0, stat.S_IFREG, stat.S_IFDIR}:
        raise FileRefused("包内有链接或设备文件", "请换成文件本身后重新打包")
    for path in (name_of(member), *_unicode_paths(member.extra)):
        if problems := path_problems(path):
            raise FileRefused("；".join(problems), "请改名后重新打包")
    if member.is_dir() and member.file_size:
        raise damaged("文件夹里写有内容")


def name_of(member: zipfile.ZipInfo) -> str:
    """A member's name as Chinese systems write it: UTF-8 where marked, GB 18030 otherwise."""
    if member.flag_bits & _UTF8:
        return member.orig_filename
    raw = member.orig_filename.encode("cp437")
    try:
        return raw.decode("gb18030")
    except UnicodeDecodeError:
        return member.orig_filename


def _unicode_paths(extra: bytes) -> Iterator[str]:
    """Names that some unpackers prefer to the one in the header."""
    for number, body in _extras(extra):
        if number == _UNICODE_PATH:
            yield body[5:].decode("utf-8", "replace")


def _extras(extra: bytes) -> Iterator[tuple[int, bytes]]:
    place = 0
    while place + 4 <= len(extra):
        number, length = struct.unpack_from("<HH", extra, place)
        yield number, extra[place + 4 : place + 4 + length]
        place += 4 + length


def _directory_at(file: BinaryIO, size: int, members: int, comment: bytes) -> int:
    """Where the central directory begins; it must end where the last record begins."""
    file.seek(size - _END.size - len(comment))
    signature, disk, first, here, total, length, start, _ = _END.unpack(file.read(_END.size))
    whole = (signature, disk, first, here, total) == (b"PK\x05\x06", 0, 0, members, members)
    if comment or not whole or start + length != size - _END.size:
        raise damaged("目录前后有多余内容")
    return int(start)


def _check_layout(file: BinaryIO, members: list[zipfile.ZipInfo], directory: int) -> None:
    """Record follows record from the first byte to the directory: no overlap, no gap."""
    place = 0
    for member in sorted(members, key=lambda member: member.header_offset):
        if member.header_offset < place:
            raise FileRefused("包内文件相互重叠，可能是压缩炸弹", SMALLER)
        if member.header_offset > place:
            raise damaged("文件之间有多余内容")
        place = _end_of(file, member)
    if place != directory:
        raise damaged("文件之间有多余内容")


def _end_of(file: BinaryIO, member: zipfile.ZipInfo) -> int:
    """The place after a member's data, its local header having said what the directory says."""
    file.seek(member.header_offset)
    raw = file.read(_LOCAL.size)
    if len(raw) < _LOCAL.size or not raw.startswith(b"PK\x03\x04"):
        raise damaged("找不到目录所列的文件")
    _, flags, method, crc, packed, unpacked, name_length, extra_length = _LOCAL.unpack(raw)
    name, extra = file.read(name_length), file.read(extra_length)
    coding = "utf-8" if member.flag_bits & _UTF8 else "cp437"
    same = (flags, method, name) == (
        member.flag_bits, member.compress_type, member.orig_filename.encode(coding),
    )  # fmt: skip
    said = crc, *_widened(packed, unpacked, extra)
    listed = member.CRC, member.compress_size, member.file_size
    later = bool(flags & _DESCRIPTOR) and said == (0, 0, 0)
    if not same or (said != listed and not later):
        raise damaged("两处目录不一致")
    end: int = (
        member.header_offset + _LOCAL.size + name_length + extra_length + member.compress_size
    )
    return end + (_descriptor_length(file, end, listed) if flags & _DESCRIPTOR else 0)


def _widened(packed: int, unpacked: int, extra: bytes) -> tuple[int, int]:
    """Sizes as the 64-bit field has them, where the header refers to it."""
    if _WIDE not in (packed, unpacked):
        return packed, unpacked
    body = dict(_extras(extra)).get(_ZIP64, b"")
    if len(body) < 16:  # noqa: PLR2004 - two numbers of eight bytes
        raise damaged("两处目录不一致")
    wide_unpacked, wide_packed = struct.unpack_from("<QQ", body)
    return wide_packed, wide_unpacked


def _descriptor_length(file: BinaryIO, at: int, listed: tuple[int, int, int]) -> int:
    for form in _DESCRIPTORS:
        file.seek(at)
        raw = file.read(form.size)
        signed = form.format.startswith("<4x")
        if len(raw) == form.size and form.unpack(raw) == listed:
            if signed and not raw.startswith(b"PK\x07\x08"):
                continue
            return form.size
    raise damaged("两处目录不一致")


def unpacked(file: BinaryIO, member: zipfile.ZipInfo, budget: Budget) -> Iterator[bytes]:
    """A member's content, a mebibyte at a time; what it really holds must be what it states.

    The library's reader stops at the stated size, others do not: a stream that goes on is refused.
    """
    deflated = member.compress_type == zipfile.ZIP_DEFLATED
    stream, left, total, crc = zlib.decompressobj(-15), member.compress_size, 0, 0
    place = _data_at(file, member)
    try:
        while left or (deflated and stream.unconsumed_tail):
            part = stream.unconsumed_tail
            if not part:
                file.seek(place)
                part = file.read(min(CHUNK, left))
                left -= len(part)
                place += len(part)
            plain = stream.decompress(part, CHUNK) if deflated else part
            budget.spend(len(plain))
            total, crc = total + len(plain), zlib.crc32(plain, crc)
            if total > member.file_size or stream.unused_data or not part:
                raise damaged("内容与所写大小不符")
            yield plain
    except zlib.error as error:
        raise damaged("无法解压") from error
    if (total, crc) != (member.file_size, member.CRC) or (deflated and not stream.eof):
        raise damaged("内容与校验值不符")


def _data_at(file: BinaryIO, member: zipfile.ZipInfo) -> int:
    file.seek(member.header_offset)
    *_, name_length, extra_length = _LOCAL.unpack(file.read(_LOCAL.size))
    return int(member.header_offset + _LOCAL.size + name_length + extra_length)
