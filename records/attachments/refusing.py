"""Why a file is not taken and what its owner can do about it."""

from __future__ import annotations

from dataclasses import dataclass

SMALLER = "请只保留需要的内容后重新保存，或分成几个文件上传"


class FileRefused(ValueError):  # noqa: N818 - a refusal is an answer, not a fault
    """A file that is not taken: the reason, and what to do instead."""

    def __init__(self, reason: str, advice: str) -> None:
        self.reason, self.advice = reason, advice
        super().__init__(f"{reason}，{advice}")


def damaged(what: str) -> FileRefused:
    return FileRefused(f"文件已损坏或被改动（{what}）", "请用办公软件打开后另存为新文件再上传")


@dataclass(slots=True)
class Budget:
    """Bytes that may still be unpacked, shared by a file and everything nested in it."""

    left: int

    def spend(self, size: int) -> None:
        self.left -= size
        if self.left < 0:
            raise FileRefused("解开后过大", SMALLER)
