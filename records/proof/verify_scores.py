"""重新算分。Score again: figures joined, converted into points, weighted and rounded once.

与 verify.py 放在一起使用。Used by verify.py beside it. Standard library of Python 3.9 or later only.

每项考评先把各个打分合成一个数，再折算成 0 至 100 的分值，乘权重相加，最后四舍五入一次。缺项不是零分：还没有
的数是 None。Each component joins its figures into one, turns it into points, and adds weight times
points; rounding comes once, at the end. A value that cannot be had yet is None: missing is never zero.
"""

from fractions import Fraction

from verify_inputs import MARKS, REPORTS, Wrong, name_of, ratio
from verify_votes import by_vote

# ---- 合成 Joining ---------------------------------------------------------------------

def score_of(mark):
    return Fraction(mark["score"])

def checked(marks, conversion):
    """The marks with grades replaced by their points, once each is on its scale."""
    if conversion["kind"] == "grades":
        worth = {Fraction(grade["figure"]): grade["points"] for grade in conversion["grades"]}
        for mark in marks:
            if score_of(mark) not in worth:
                raise Wrong(MARKS, name_of(mark), f"等次 a grade: {sorted(map(str, worth))}", mark["score"])
        marks = [{**mark, "score": worth[score_of(mark)]} for mark in marks]
    full = Fraction(conversion["full"] if conversion["kind"] == "scaled" else 100)
    for mark in marks:
        if not 0 <= score_of(mark) <= full:
            raise Wrong(MARKS, name_of(mark), f"0—{full}", mark["score"])
    return marks

def mean(marks, _):
    return sum(map(score_of, marks)) / Fraction(len(marks)), len(marks)

def weighted_mean(marks, rule):
    """Each with the weight of its evaluator's class; without any weight there is no value."""
    weights = {part["role"]: Fraction(part["weight"]) for part in rule["weights"]}
    weighed = [(score_of(mark), weights.get(mark["role"], Fraction(rule["others"]))) for mark in marks]
    weight = sum(weight for _, weight in weighed)
    return (sum(score * w for score, w in weighed) / weight, weight) if weight else (None, len(marks))

def trimmed_mean(marks, rule):
    """Without one highest and one lowest, where there are enough and one is left."""
    scores = sorted(map(score_of, marks))
    kept = scores[1:-1] if len(scores) >= max(rule["from_scores"], 3) else scores
    return sum(kept) / len(kept), len(kept)

def median(marks, _):
    scores, count = sorted(map(score_of, marks)), len(marks)
    return (scores[(count - 1) // 2] + scores[count // 2]) / 2, count

JOINED = {"mean": mean, "weighted_mean": weighted_mean, "trimmed_mean": trimmed_mean, "median": median}

def joined(marks, component):
    return JOINED[component["aggregation"]["kind"]](marks, component["aggregation"]) if marks else (None, 0)

# ---- 各项考评 Methods -----------------------------------------------------------------

def measured(candidate, scheme, component, world):
    """The figure of one component before conversion, and what it was divided by."""
    method, figures = component["method"], world.figures_of(candidate, component)
    if method == "vote":
        return by_vote(figures, scheme, component, world)
    if method == "reports":
        return by_reports(candidate, world)
    marks = checked(figures, component["conversion"])
    if method == "bimonthly":
        wanted = world.readings["bimonthly_rounds"]
        marks = [mark for mark in marks if mark["source"] in wanted]
        value, denominator = joined(marks, component)
        return (value, denominator) if len(marks) == len(wanted) else (None, len(marks))
    if method == "third_party" and len(marks) > 1:
        raise Wrong(MARKS, name_of(marks[1]), "一个测评结果 one result", len(marks))
    if method != "third_party":
        marks = [mark for mark in marks if not mark["observer"]]  # 列席的意见不计分
    return joined(marks, component)

def by_reports(candidate, world):
    titles = world.reports_of(candidate)
    if titles is None:
        return None, 0
    if len(set(titles)) < len(titles):
        raise Wrong(REPORTS, candidate["unit"]["code"], "每篇一次 each title once", titles)
    return Fraction(len(titles)), len(titles)

# ---- 折算 Conversion ------------------------------------------------------------------

def points_of(value, rule, cohort):
    """Points from 0 to 100 for a figure; `cohort` are the figures of those it is ranked among."""
    if value is None:
        return None
    if rule["kind"] == "scaled":
        return value * 100 / Fraction(rule["full"])
    if rule["kind"] == "bands":
        reached = [band for band in rule["bands"] if Fraction(band["low"]) <= value]
        best = max(reached, key=lambda band: Fraction(band["low"]), default=None)
        return best and Fraction(best["points"])
    if rule["kind"] == "rank_points":
        if None in cohort:
            return None  # no rank is final while somebody's figure is missing
        rank = 1 + sum(other > value for other in cohort)
        sharing = max(1, cohort.count(value)) if rule["ties"] == "mean" else 1
        return sum(for_rank(place, rule) for place in range(rank, rank + sharing)) / sharing
    return value  # as it is; grades were replaced by their points before they were joined

def for_rank(rank, rule):
    return Fraction(next((band["points"] for band in rule["ranks"] if rank <= band["to"]), rule["beyond"]))

# ---- 总分 Totals ----------------------------------------------------------------------

def score_all(world):
    """The lines of results/scores.jsonl by number, each as it should stand there."""
    figures, cohorts = {}, {}
    for number, one in sorted(world.candidates.items()):
        scheme = world.scheme_of(one)
        competes = not one["withdrawn"] and not {r["effect"] for r in one["reasons"]} & {"fails", "barred"}
        for component in scheme["components"] if scheme else ():
            figure = figures[number, component["code"]] = measured(one, scheme, component, world)
            cohort = cohorts.setdefault((scheme["code"], one["honour"], component["code"]), [])
            if competes:
                cohort.append(figure[0])
    return {number: line_of(one, figures, cohorts, world) for number, one in sorted(world.candidates.items())}

def line_of(one, figures, cohorts, world):
    scheme, parts, exact = world.scheme_of(one), [], Fraction(0)
    for component in scheme["components"] if scheme else ():
        code = component["code"]
        value, denominator = figures[one["number"], code]
        cohort = cohorts[scheme["code"], one["honour"], code]
        points = points_of(value, component["conversion"], cohort)
        parts.append({"code": code, "value": ratio(value), "denominator": ratio(denominator),
                      "points": ratio(points)})
        exact = None if None in (exact, points) else exact + Fraction(component["weight"]) * points
    exact = exact if scheme else None
    return {
        "number": one["number"], "scheme": scheme and scheme["code"], "components": parts,
        "exact": ratio(exact), "total": half_up(exact, world.evaluation["decimals"]),
    }

def half_up(value, places):
    """The one rounding, a half goes up."""
    if value is None:
        return None
    whole, rest = divmod((2 * value * 10**places + 1) // 2, 10**places)
    return f"{whole}.{rest:0{places}d}" if places else str(whole)
