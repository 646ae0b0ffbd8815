"""重新选拔。Select again: honours in order, cells in turn, a verdict for every candidate.

与 verify.py 放在一起使用。Used by verify.py beside it. Standard library of Python 3.9 or later only.

每个类别先看谁可以参评，再按先后给名额；名额不够分的并列者由领导小组决定。In each cell those who may
compete get places in their order; equals with too few places are for the leading group to decide.
"""

from fractions import Fraction

from verify_inputs import DECISIONS, Wrong, show
from verify_order import numbers, ranks_of

# ---- 选拔 Selection ----------------------------------------------------------------------

EFFECTS = {"barred": "barred", "fails": "ineligible", "ruling": "needs_ruling"}  # in this order

class Selection:
    """Honours in order, cells in turn, from scores and decisions to a verdict for everybody."""

    def __init__(self, world, order, ranking):
        self.world, self.scores, self.ranking = world, order.scores, ranking
        self.order, self.total = order, order.total
        self.verdicts, self.cells, self.model_windows = {}, [], []
        self.won, self.noted = [], set()  # candidates in the order of winning; numbers decided upon
        self.pending = world.decided("GiveTieTo", "FillVacancy", "Replace")
        self.lifted = {d["application"]: d for d in world.decided("Override")}
        self.keeps = {world.candidates[d["application"]]["person"]: d["application"]
                      for d in world.decided("Choose")}
        for honour in world.honours.values():
            self.run_honour(honour)
        for decision in self.pending:
            self.impossible(decision)

    def impossible(self, decision):
        name = f"第{decision['order']}项 no. {decision['order']}"
        raise Wrong(DECISIONS, name, "可以执行的决定 a decision that applies", show(decision))

    def say(self, one, outcome, rule, cell, rank=None):
        number = one["number"]
        self.verdicts[number] = {
            "number": number, "honour": one["honour"], "cell": cell, "outcome": outcome,
            "rank": rank, "total": self.scores[number]["total"], "rule": rule,
        }

    def best_first(self, some):
        return sorted(some, key=lambda one: (-self.total(one), one["number"]))

    def run_honour(self, honour):
        competing = {cell["code"]: [] for cell in honour["cells"]}
        out = {cell["code"]: [] for cell in honour["cells"]}  # what became of those who do not compete
        for _, one in sorted(self.world.candidates.items()):
            if one["honour"] == honour["code"]:
                cell = self.cell_of(one, honour)
                outcome, rule = self.screened(one, honour, cell)
                if outcome:
                    self.say(one, outcome, rule, cell)
                    out.get(cell, []).append(outcome)
                else:
                    competing[cell].append(one)
        places, to_fill = self.places(honour)
        for cell in honour["cells"]:
            code = cell["code"]
            self.run_cell(honour, cell, places[code], to_fill[code], competing[code], out[code])

    def cell_of(self, one, honour):
        override, unit = self.lifted.get(one["number"]), one["unit"]
        if override and override["cell"] is not None:
            return override["cell"]
        by_unit = [c["code"] for c in honour["cells"] if unit["code"] in c["units"]]
        by_kind = [c["code"] for c in honour["cells"] if unit["kind"] in c["kinds"]]
        kind_first = self.world.readings["centre_staff"] == "bureau_cell"
        return next(iter(by_kind + by_unit if kind_first else by_unit + by_kind), None)

    def screened(self, one, honour, cell):
        """Why it does not compete and by which rule; two Nones if it does."""
        lifted = self.lifted.get(one["number"], {}).get("rules", [])
        if one["withdrawn"]:
            return "withdrawn", ""
        for effect, outcome in EFFECTS.items():
            for reason in one["reasons"]:
                if reason["effect"] == effect and reason["rule"] not in lifted:
                    return outcome, reason["rule"]
        if self.scores[one["number"]]["total"] is None:
            return "incomplete", "R5"
        if "R53" not in lifted and self.misses_a_mark(one, honour, cell):
            return "below_mark", "R53"
        return (None, None) if cell else ("ineligible", quota_rule(honour))

    def misses_a_mark(self, one, honour, cell):
        """The cell's mark, else the honour's, else the campaign's; and those of single components."""
        own = next((c["pass_mark"] for c in honour["cells"] if c["code"] == cell), None)
        marks = [mark for mark in (own, honour["pass_mark"]) if mark is not None]
        if self.total(one) < Fraction([*marks, self.world.evaluation["pass_mark"]][0]):
            return True
        parts = self.scores[one["number"]]["components"]
        least = honour["component_marks"]
        return any(Fraction(p["points"]) < Fraction(least[p["code"]]) for p in parts if p["code"] in least)

    def places(self, honour):
        """What each cell has after moves, and what of it is to be filled."""
        places = {cell["code"]: cell["places"] for cell in honour["cells"]}
        to_fill = dict(places)
        for decision in self.world.decided("MovePlaces", "LeaveVacant"):
            if decision["honour"] == honour["code"]:
                moved, leaving = decision["places"], decision["kind"] == "LeaveVacant"
                source = decision["cell"] if leaving else decision["source"]
                if moved < 1 or (source is not None and moved > to_fill[source]):
                    self.impossible(decision)
                if source is not None:
                    to_fill[source] -= moved
                    places[source] -= 0 if leaving else moved
                if not leaving:
                    to_fill[decision["target"]] += moved
                    places[decision["target"]] += moved
        if sum(places.values()) > honour["total"]:
            raise Wrong(DECISIONS, honour["code"], f"≤ {honour['total']}", sum(places.values()))
        return places, to_fill

    def run_cell(self, honour, cell, places, to_fill, contestants, out):
        left = self.still_competing(honour, cell, contestants)
        out += ["excluded"] * (len(contestants) - len(left))
        levels = self.order.levels(left, self.order.chain(honour, cell["kinds"]))
        ranks = ranks_of(levels)
        quota, filled, rule = quota_rule(honour), Filled(), self.ranking and self.ranking.rule
        top_cell = rule and rule["honour"] == honour["code"] and rule["kind"] in cell["kinds"]
        only_top = top_cell and places <= rule["ranks"]
        if top_cell:
            filled.by_rank(levels, to_fill, self.ranking)
        else:
            filled.fill(levels, to_fill)
        self.decide(filled, honour["code"], cell["code"], to_fill, ranks)
        choosing = self.choosing(filled)
        told = [(one, "won", "R47" if one["number"] in filled.top else quota) for one in filled.winners]
        told += [(one, "choice", "A14") for one in choosing]
        told += [(one, "tie", quota) for _, tied in filled.ties for one in tied]
        told += [(one, "replaced", "R6") for one in filled.replaced]
        told += [(one, "reserve", "R47" if only_top else quota) for one in filled.reserves]
        for one, outcome, why in told:
            decided = one["number"] in self.noted and outcome in ("won", "reserve")
            self.say(one, outcome, "R6" if decided else why, cell["code"], ranks[one["number"]])
        self.won += filled.winners
        self.model_windows += [o["unit"]["code"] for o in filled.winners if o["number"] in filled.top]
        left_over = to_fill - filled.claimed() - len(choosing)
        cause = "no_sliding" if top_cell and filled.reserves else cause_of(told, out)
        vacancies = [(places - to_fill, "held_back"), (left_over, cause)]
        self.cells.append({
            "honour": honour["code"], "cell": cell["code"], "places": places,
            "winners": numbers(filled.winners), "next_in_line": numbers(filled.reserves),
            "vacancies": [{"places": n, "cause": why} for n, why in vacancies if n],
            "open_ties": [{"places": n, "applications": numbers(tied)} for n, tied in filled.ties],
            "open_choices": numbers(choosing),
        })

    def still_competing(self, honour, cell, contestants):
        """Best first, without those whom a win elsewhere or a better entry keeps out."""
        left, seen = [], set()
        for one in self.best_first(contestants):
            rule = self.kept_out(one) or (quota_rule(honour) if who(one) in seen else None)
            if rule:
                self.say(one, "excluded", rule, cell["code"])
            else:
                seen.add(who(one))
                left.append(one)
        if self.world.readings["parent_and_child"] == "bar":  # the better of the two, or the parent
            units, kept = {one["unit"]["code"] for one in left}, []
            for one in sorted(left, key=lambda o: (-self.total(o), o["unit"]["parent"] in units)):
                if one["person"] is None and any(kin(one, other) for other in kept):
                    self.say(one, "excluded", "A15", cell["code"])
                else:
                    kept.append(one)
            left = self.best_first(kept)
        return left

    def kept_out(self, one):
        """The rule by which what was won before keeps this candidate out."""
        mine = [winner for winner in self.won if who(winner) == who(one)]
        if any(one["honour"] in self.world.honours[winner["honour"]]["excludes"] for winner in mine):
            return "R28"
        if one["person"] is not None:
            elsewhere = self.keeps.get(one["person"], one["number"]) != one["number"]
            barred = mine and self.world.readings["both_personal_honours"] == "bar"
            return "A14" if elsewhere or barred else None
        if self.world.readings["parent_and_child"] == "bar":
            same = [w for w in self.won if w["honour"] == one["honour"] and w["person"] is None]
            return "A15" if any(kin(winner, one) for winner in same) else None
        return None

    def choosing(self, filled):
        """Winners who win the other personal honour already: the place waits for their choice."""
        if self.world.readings["both_personal_honours"] != "choose":
            return []
        persons = {winner["person"] for winner in self.won} - {None}
        choosing = [one for one in filled.winners if one["person"] in persons]
        filled.winners = [one for one in filled.winners if one["person"] not in persons]
        return choosing

    def decide(self, filled, honour, cell, places, ranks):
        """Decisions about this cell: ties, then vacancies, then replacements."""
        before = len(self.pending)
        for kind in ("GiveTieTo", "FillVacancy", "Replace"):
            for decision in [d for d in self.pending if d["kind"] == kind]:
                if filled.concerns(decision, honour, cell):
                    touched = filled.apply(decision, places)
                    if not touched:
                        self.impossible(decision)
                    self.noted.update(touched)
                    self.pending.remove(decision)
        if len(self.pending) < before:
            for some in (filled.winners, filled.reserves):
                some.sort(key=lambda one: (ranks[one["number"]], one["number"]))

class Filled:
    """A cell while it is being filled: winners, open ties, those next in line, those replaced."""

    def __init__(self):
        self.winners, self.ties, self.reserves, self.replaced, self.top = [], [], [], [], []

    def claimed(self):
        return len(self.winners) + sum(places for places, _ in self.ties)

    def fill(self, levels, places):
        """The best win; where the last place has several equal claims, none of them does."""
        end = self.claimed() + places
        for level in levels:
            left = end - self.claimed()
            if left <= 0:
                self.reserves += level
            elif len(level) <= left:
                self.winners += level
            else:
                self.ties.append((left, level))

    def by_rank(self, levels, places, ranking):
        """The first ranks win and nobody slides up; places beyond the ranks go by total."""
        of_units = lambda units: [part for part in ([o for o in level if o["unit"]["code"] in units]
                                                    for level in levels) if part]
        reserved = min(places, ranking.rule["ranks"])
        top, tied = of_units(ranking.winners), sum(of_units(ranking.tied), [])
        self.top = numbers(sum(top, []) + tied)
        if len(tied) <= ranking.tied_ranks:
            top, tied = top + of_units(ranking.tied), []
        self.fill(top, reserved)
        open_places = min(ranking.tied_ranks, reserved - self.claimed()) if tied else 0
        if open_places:
            self.ties.append((open_places, tied))
        else:
            self.reserves += tied
        others = ([one for one in level if one["number"] not in self.top] for level in levels)
        self.fill([level for level in others if level], places - reserved)

    def concerns(self, decision, honour, cell):
        if decision["kind"] == "GiveTieTo":
            return (decision["honour"], decision["cell"]) == (honour, cell)
        if decision["kind"] == "FillVacancy":
            return decision["application"] in numbers(self.reserves)
        return decision["out"] in numbers(self.winners) and decision["into"] in numbers(self.reserves)

    def apply(self, decision, places):
        """The numbers it touched; none where it cannot be applied."""
        if decision["kind"] == "Replace":
            self.replaced.append(take(self.winners, decision["out"]))
            self.winners.append(take(self.reserves, decision["into"]))
            return [decision["out"], decision["into"]]
        if decision["kind"] == "FillVacancy":
            if self.claimed() >= places:
                return []
            self.winners.append(take(self.reserves, decision["application"]))
            return [decision["application"]]
        named = set(decision["applications"])
        for tie in [tie for tie in self.ties if named & set(numbers(tie[1]))][:1]:
            if named <= set(numbers(tie[1])) and len(named) == tie[0]:
                self.ties.remove(tie)
                self.winners += [one for one in tie[1] if one["number"] in named]
                self.reserves += [one for one in tie[1] if one["number"] not in named]
                return numbers(tie[1])
        return []

def cause_of(told, out):
    """Why a place is given to nobody although nobody decided so."""
    if not told and not out:
        return "no_candidates"
    return "below_mark" if "below_mark" in out else "nobody_left"

def take(part, number):
    return part.pop(numbers(part).index(number))

def who(one):
    """Whom an honour is counted by: the person, or the unit of a collective."""
    return ("person", one["person"]) if one["person"] else ("unit", one["unit"]["code"])

def kin(one, other):
    mine, theirs = one["unit"], other["unit"]
    return mine["parent"] == theirs["code"] or theirs["parent"] == mine["code"]

def quota_rule(honour):
    """The number of the rule that splits an honour's places."""
    if honour["subject"] == "unit":
        return "R22" if honour["way"] == "project" else "R27"
    return "R32" if honour["conditions"]["front_line"] else "R39"
