"""How days are written on papers and in messages."""

from __future__ import annotations

from datetime import date


def date_cn(day: date) -> str:
    """2021年6月18日: full year, no leading zeros (GB/T 9704-2012 clause 7.3.5.4)."""
    return f"{day.year}年{day.month}月{day.day}日"
