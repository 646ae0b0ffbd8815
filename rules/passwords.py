"""What a password must be: long, not the account's own name, not a common one, not an earlier one."""

from __future__ import annotations

import string

from rules.said import Said

LEAST = 10
KINDS_WANTED = 3
"""Of small letters, capitals, digits and other signs, where the stricter profile asks for it (等保要求)."""
REMEMBERED = 5
"""The present password and those before it that may not be taken again, in all."""
COMMON = ("password", "qwerty", "admin", "12345", "abc123", "111111", "iloveyou", "welcome")


def problems(password: str, name: str, *, strict: bool = False) -> tuple[str, ...]:
    """Everything that is wrong with a new password, all at once; nothing for a good one."""
    told = password.casefold()
    wrong = (
        (len(password) < LEAST, Said("密码至少 {n} 位", n=LEAST)),
        (bool(name) and name.casefold() in told, "密码不能包含账号名"),
        (any(word in told for word in COMMON), "密码含有常见的弱口令"),
        (len(set(password)) < LEAST // 2, "密码中重复的字符太多"),
        (
            strict and _kinds(password) < KINDS_WANTED,
            "密码须包含大写字母、小写字母、数字、符号中的至少三种",
        ),
    )
    return tuple(reason for is_wrong, reason in wrong if is_wrong)


def _kinds(password: str) -> int:
    kinds = (string.ascii_lowercase, string.ascii_uppercase, string.digits)
    found = {next((n for n, kind in enumerate(kinds) if sign in kind), 3) for sign in password}
    return len(found)
