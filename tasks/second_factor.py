"""One-time codes of an authenticator (TOTP, RFC 6238) as a second factor beside the password."""

from __future__ import annotations

import pyotp

from models import Account
from tasks.context import Context
from tasks.errors import Refused
from tasks.use_case import use_case

ISSUER = "评选工作台"
STEP_SECONDS = 30
SECRET_LENGTH = 32
BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
EARLIER_AND_LATER = (-1, 0, 1)
"""Steps that count beside the present one: phones' clocks are never quite right."""


def new_secret() -> str:
    return pyotp.random_base32(SECRET_LENGTH)


def is_secret(text: str) -> bool:
    """Whether it can be an authenticator's secret: it comes back from a browser."""
    return len(text) == SECRET_LENGTH and set(text) <= set(BASE32)


def address_of(name: str, secret: str) -> str:
    """What an authenticator reads from the picture."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=ISSUER)


def accepted(ctx: Context, account: Account, code: str) -> bool:
    """Whether the code is right now and was not used before; it is used by being accepted."""
    now = int(ctx.house.machine.now().timestamp())
    totp = pyotp.TOTP(account.totp_secret)
    for shift in EARLIER_AND_LATER:
        step = now // STEP_SECONDS + shift
        if step > account.totp_last and pyotp.utils.strings_equal(
            code.strip(), totp.generate_otp(step)
        ):
            account.totp_last = step
            return True
    return False


@use_case("启用动态验证码")
def enrol(ctx: Context, account_id: int, secret: str, code: str) -> None:
    """Turn the second factor on, once its owner has shown that the authenticator works.

    Raises Refused for a wrong code, or for a secret that this module never made.
    """
    if not is_secret(secret):
        raise Refused(["密钥不完整，请重新打开本页再扫描"])
    row = ctx.session.get_one(Account, account_id)
    row.totp_secret, row.totp_last = secret, 0
    if not accepted(ctx, row, code):
        raise Refused(["验证码不对。请确认手机时间准确，再输入当前显示的 6 位数字"])
    ctx.record("account.totp_enrolled", row.name)


@use_case("停用动态验证码")
def withdraw(ctx: Context, account_id: int, *, reason: str) -> None:
    """Turn it off, say because the phone is lost; who looks after accounts does it, with a reason."""
    if not reason.strip():
        raise Refused(["请写明停用的理由"])
    row = ctx.session.get_one(Account, account_id)
    row.totp_secret, row.totp_last = "", 0
    ctx.record("account.totp_withdrawn", row.name, why=reason.strip())
