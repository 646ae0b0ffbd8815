"""Where the notice says what a rule applies: the clause shown beside every reason."""

from __future__ import annotations

_BEARER = "附件2·改革创新标兵单位"
_COLLECTIVE = "附件2·为民服务工作先进集体"
_STAR = "附件2·窗口服务明星"
_WORKER = "附件2·先进工作者"

CLAUSES = {
    "R16": f"{_BEARER}·参评范围",
    "R17": f"{_BEARER}·参评范围",
    "R18": f"{_BEARER}·评选方式",
    "R19": f"{_BEARER}·评选方式",
    "R20": f"{_BEARER}·评选方式",
    "R21": f"{_BEARER}·评选基本标准",
    "R22": f"{_BEARER}·名额配比",
    "R23": f"{_COLLECTIVE}·参评范围",
    "R24": f"{_COLLECTIVE}·参评范围",
    "R25": f"{_COLLECTIVE}·评选方式",
    "R26": f"{_COLLECTIVE}·评选基本标准",
    "R27": f"{_COLLECTIVE}·名额配比",
    "R28": f"{_COLLECTIVE}·名额配比",
    "R29": f"{_STAR}·参评范围",
    "R30": f"{_STAR}·评选基本标准",
    "R31": f"{_STAR}·评选方式",
    "R32": f"{_STAR}·名额配比",
    "R33": f"{_WORKER}·参评范围",
    "R34": f"{_WORKER}·参评范围",
    "R35": f"{_WORKER}·参评范围",
    "R36": f"{_WORKER}·参评范围",
    "R37": f"{_WORKER}·参评范围",
    "R38": f"{_WORKER}·评选基本标准",
    "R39": f"{_WORKER}·名额配比和评选方式",
    "R5": "四·第二阶段·3",
    "R6": "四·第三阶段·1",
    "R40": "附件2·说明3",
    "R43": "附件2·说明2",
    "R46": "附件2·说明2",
    "R47": "附件2·说明2",
    "R49": "附件2·说明2",
    "R51": "附件2·说明4",
    "R52": "附件2·说明5",
    "R53": "附件2·说明5",
    "A14": "通知未作规定（A14）",
    "A15": "通知未作规定（A15）",
}


def clause_of(rule: str) -> str:
    return CLAUSES[rule]
