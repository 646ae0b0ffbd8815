"""What strangers may not read of a person is masked; numbers that are no person's stay."""

from __future__ import annotations

import pytest

from rules.masking import masked, masked_text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("电话13800000000。", "电话138****0000。"),
        ("0512-88888888转1", "0512-********转1"),
        ("证件32050019900101001X", "证件320500********001X"),
        ("寄wang.fang@example.cn收", "寄w***@example.cn收"),
        ("2021年12月17日 99个名额 12345热线", "2021年12月17日 99个名额 12345热线"),
        ("a3f1380000000012bd", "a3f1380000000012bd"),
        ("SZSC-2021-0001", "SZSC-2021-0001"),
    ],
)
def test_a_text_is_masked(text: str, shown: str) -> None:
    assert masked_text(text) == shown


def test_every_text_inside_a_value_is_masked() -> None:
    value = {"13800000000": ["0512-88888888", {"n": 1}], "at": None}

    assert masked(value) == {"138****0000": ["0512-********", {"n": 1}], "at": None}
