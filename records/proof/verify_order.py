"""重新排名。Rank again: who stands before whom, and the windows' overall ranking.

与 verify.py 放在一起使用。Used by verify.py beside it. Standard library of Python 3.9 or later only.

先比总分，总分相同的依次比规则列出的各项，再不作区分。By total first, then link by link of the chain
that the rules declare; what is equal after that stays equal.
"""

from fractions import Fraction

# ---- 先后 Order --------------------------------------------------------------------

class Order:
    """Who stands before whom: by total, then link by link of the declared chain, never beyond it."""

    def __init__(self, world, scores):
        self.world, self.scores = world, scores

    def total(self, one):
        return Fraction(self.scores[one["number"]]["total"] or 0)

    def chain(self, honour, kinds):
        """What is compared between equal totals; windows of the overall ranking have their own (A7)."""
        rule, selection = self.world.evaluation["top_rule"], self.world.definition["selection"]
        if rule and rule["kind"] in kinds and honour["code"] in rule["pool_honours"]:
            by_a7 = self.world.readings["tie_at_top"] == "bimonthly_then_vote"
            return ["method:bimonthly", "method:vote"] if by_a7 else []
        stated = selection["ties"] if honour["ties"] is None else honour["ties"]
        return stated + (["priority"] if selection["priority"] == "breaks_ties" else [])

    def figure(self, one, link):
        """Exact points of the component that a link names; None where the score has none."""
        if link == "priority":
            return one["priority"] is not None
        by, name = link.split(":")
        line = self.scores[one["number"]]
        for part, component in zip(line["components"], self.components(line)):
            if component["code" if by == "component" else "method"] == name:
                return None if part["points"] is None else Fraction(part["points"])
        return None

    def components(self, line):
        schemes = self.world.evaluation["schemes"]
        return next((s["components"] for s in schemes if s["code"] == line["scheme"]), [])

    def levels(self, some, chain):
        """Best first; those of one level are equal in everything that may be compared."""
        return self.split(some, self.total, lambda equal: self.told_apart(equal, chain))

    def told_apart(self, equal, chain):
        """A link that lacks a figure for one of the equal is passed over for all of them."""
        if len(equal) == 1 or not chain:
            return [equal]
        figures = {one["number"]: self.figure(one, chain[0]) for one in equal}
        if None in figures.values():
            return self.told_apart(equal, chain[1:])
        return self.split(equal, lambda one: figures[one["number"]],
                          lambda part: self.told_apart(part, chain[1:]))

    def split(self, some, key, further):
        parts = {}
        for one in some:
            parts.setdefault(key(one), []).append(one)
        return [level for value in sorted(parts, reverse=True) for level in further(parts[value])]

def ranks_of(levels):
    """1, 2, 2, 4: those of one level share a rank."""
    ranks = {}
    for level in levels:
        ranks.update(dict.fromkeys(numbers(level), len(ranks) + 1))
    return ranks

def numbers(candidates):
    return [one["number"] for one in candidates]

# ---- 窗口总排名 The windows' overall ranking ---------------------------------------------

class Ranking:
    """Who is ranked, who wins by rank, and between whom the leading group must decide."""

    def __init__(self, world, order):
        self.rule = world.evaluation["top_rule"]
        honour, kind = world.honours[self.rule["honour"]], self.rule["kind"]
        own = lambda one: one["honour"] == honour["code"]
        everybody = sorted(world.candidates.values(), key=lambda c: (own(c), c["number"]))
        relevant = [c for c in everybody if c["honour"] in self.rule["pool_honours"]]
        # Of a unit's applications, that for the honour itself goes before others.
        scored = {c["unit"]["code"]: c for c in relevant if order.scores[c["number"]]["scheme"]}
        standing = [c for c in everybody if c["unit"]["kind"] == kind and not c["withdrawn"]]
        self.applied = {c["unit"]["code"] for c in standing if own(c)}
        least = honour["conditions"]["min_headcount"].get(kind, 0)
        least += world.readings["at_least"] == "exclusive"
        any_honour = world.readings["relevant_honours"] == "any"
        pool = [c for c in standing if any_honour or c["honour"] in self.rule["pool_honours"]]
        units = sorted({c["unit"]["code"] for c in pool if c["unit"]["headcount"] >= least})
        self.total = {u: order.scores[one["number"]]["total"] for u, one in scored.items()}
        self.incomplete = [unit for unit in units if self.total.get(unit) is None]
        ranked = [unit for unit in units if unit not in self.incomplete]
        if world.readings["top_three"] == "among_applicants":
            ranked = [unit for unit in ranked if unit in self.applied]
        levels = order.levels([scored[unit] for unit in ranked], order.chain(honour, [kind]))
        ranks = ranks_of(levels)
        unit_of = {scored[unit]["number"]: unit for unit in ranked}
        self.rank = {unit_of[number]: rank for number, rank in ranks.items()}
        self.order = sorted(self.rank, key=lambda unit: (self.rank[unit], unit))
        self.decide(self.rule["ranks"])

    def decide(self, ranks):
        """Those who share the last rank all hold it; only if too many applied must one choose."""
        top = [unit for unit in self.order if self.rank[unit] <= ranks]
        last = self.rank[top[-1]] if len(top) > ranks else 0
        left = ranks - sum(self.rank[unit] < last for unit in top) if last else 0
        self.winners = [unit for unit in top if unit in self.applied]
        self.tied = [unit for unit in self.winners if self.rank[unit] == last]
        if len(self.tied) <= left:
            self.tied, left = [], 0
        self.tied_ranks, self.winners = left, [u for u in self.winners if u not in self.tied]

    def lines(self):
        yield {name: getattr(self, name) for name in ("winners", "tied", "tied_ranks", "incomplete")}
        for unit in self.order:
            yield {"unit": unit, "rank": self.rank[unit], "total": self.total[unit],
                   "applied": unit in self.applied}
