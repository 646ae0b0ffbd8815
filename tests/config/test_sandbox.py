"""The sandbox ends what would not end, and lets nothing out."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from jinja2 import TemplateError

from config.sandbox import TooMuchError, budget, sandbox

HERE = Path(__file__).parent
ROWS = list(range(400))


def fill(text: str, **values: object) -> str:
    with budget():
        return sandbox(HERE).from_string(text).render(values)


@pytest.mark.parametrize(
    "text",
    [
        "{% for a in rows %}{% for b in rows %}{% for c in rows %}{% endfor %}{% endfor %}{% endfor %}",
        "{% for a in rows %}{% for b in rows %}{% set x %}" + "长" * 20 + "{% endset %}{% endfor %}{% endfor %}",
        "{% set x = '长长长长长长长长' %}" + "{% set x = x ~ x ~ x ~ x %}" * 12,
        "{% set x = '长长长长长长长长' %}" + "{% set x = x + x + x + x %}" * 12,
        "{% set x = '长长长长长长长长' %}" + "{% set x = [x, x, x, x] | join(x) %}" * 8,
        "{{ '长' * 100000000 }}",
        "{{ rows * 100000000 }}",
        "{{ 10 ** 10 ** 10 }}",
        "{{ 999999999 * 999999999 }}",
        "{{ '%9999999d' % 1 }}",
        "{% for a in rows %}{% for b in rows %}{{ rows | sort | first }}{% endfor %}{% endfor %}",
    ],
)  # fmt: skip
def test_what_would_not_end_is_stopped(text: str) -> None:
    with pytest.raises(TooMuchError):
        fill(text, rows=ROWS)


@pytest.mark.parametrize(
    "text",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ words.format(rows) }}",
        "{{ words['__class__'] }}",
        "{{ day.__init__.__globals__ }}",
        "{{ day.replace(year=1) }}",
        "{{ rows.append(1) }}",
        "{{ range(9) }}",
        "{{ lipsum() }}",
        "{{ self.__init__ }}",
        "{{ words | attr('__class__') }}",
        "{% for a in rows recursive %}{{ loop(rows) }}{% endfor %}",
    ],
)  # fmt: skip
def test_nothing_leads_out(text: str) -> None:
    with pytest.raises(TemplateError):
        fill(text, words="{0}", rows=[1], day=date(2021, 6, 18))


def test_a_list_as_long_as_any_campaign_has_is_written() -> None:
    names = [{"shown": f"示例{n}（示例单位）"} for n in range(20_000)]

    text = fill("{% for one in names %}{{ one.shown }}、{% endfor %}", names=names)

    assert text.count("示例单位") == 20_000
