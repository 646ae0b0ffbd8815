"""Names that nobody bears: persons called 示…, places and departments of no real town."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count, product

SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章"
LAST = "一二三四五六七八九十甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉"
PLACE_FIRST = "青白听望晴碧锦翠澄映素紫云朝暮"
PLACE_SECOND = "禾鹭雨星川荷屏岚波霞蘅竹舟枫鹤"

COUNTIES = (
    ("zjg", "张家港", "张家港市"),
    ("cs", "常熟", "常熟市"),
    ("tc", "太仓", "太仓市"),
    ("ks", "昆山", "昆山市"),
    ("wj", "吴江", "吴江区"),
    ("wz", "吴中", "吴中区"),
    ("xc", "相城", "相城区"),
    ("gs", "姑苏", "姑苏区"),
    ("sip", "苏州工业园区", "苏州工业园区"),
    ("snd", "高新区", "苏州高新区"),
)
CITY = "市本级"

WINDOWS = (
    "企业开办", "工程建设项目", "不动产登记", "税务综合", "公安户政", "出入境管理", "车驾管",
    "社会保险", "医疗保障", "住房公积金", "人力资源", "人才服务", "民政事务", "残疾人服务",
    "退役军人事务", "教育事务", "卫生健康", "食品经营", "药品监管", "特种设备", "计量检定",
    "生态环境", "水务", "园林绿化", "城市管理", "交通运输", "农业农村", "林业", "文化旅游",
    "广播电视", "体育事务", "消防", "人防", "气象", "地震安全", "档案查询", "法律服务", "公证",
    "仲裁咨询", "海关事务", "外事服务", "商务事务", "邮政寄递", "供电", "供水", "燃气", "通信",
    "综合咨询",
)  # fmt: skip
BRANCH_HALLS = ("社保", "医保", "不动产", "公安", "税务", "公积金", "车管", "人才")


def person_names() -> Iterator[str]:
    """Name after name; the same ones again when all combinations are used up."""
    combinations = [f"{surname}示{last}" for last, surname in product(LAST, SURNAMES)]
    while True:
        yield from combinations


def place_names() -> Iterator[str]:
    """Names of invented towns, without end and without repetition."""
    pairs = [f"{a}{b}" for b, a in product(PLACE_SECOND, PLACE_FIRST)]
    yield from pairs
    for number in count(2):
        yield from (f"{pair}{number}号" for pair in pairs)


def window_names() -> Iterator[str]:
    yield from WINDOWS
    for number in count(2):
        yield from (f"{name}{number}号" for name in WINDOWS)


def branch_hall_names() -> Iterator[str]:
    yield from BRANCH_HALLS
    for number in count(2):
        yield from (f"{name}{number}号" for name in BRANCH_HALLS)
