"""Who comes, goes and is reached differently: the staff of every unit that the sheet mentions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from records.workbooks.roster import ADDRESS_COLUMNS, ROLE_WORDS, PersonRow
from tasks.imports.roster_checks import preferred_channels
from tasks.imports.roster_known import Known, KnownHolding, PostKey
from tasks.imports.sheets import Sheet

DEFAULT_TITLES = {value: word for word, value in reversed(ROLE_WORDS)}


class Tenure(NamedTuple):
    """A person in a post for a time, as it is to be."""

    post: PostKey
    person: str
    since: date
    until: date | None
    substitute: bool

    def lasts(self, day: date) -> bool:
        return self.until is None or self.until >= day


class NewAddress(NamedTuple):
    person: str
    channel: str
    value: str
    preference: int


class Moves(NamedTuple):
    """Tenures that begin, that are corrected (by id), and that end."""

    started: tuple[Tenure, ...]
    corrected: tuple[tuple[int, Tenure], ...]
    ended: tuple[KnownHolding, ...]
    """Of mentioned units, no longer in the sheet; over the day before the import."""


@dataclass(frozen=True, slots=True)
class PeoplePlan:
    moves: Moves
    new: tuple[tuple[str, str], ...] = ()
    """Code and name."""
    renamed: tuple[tuple[str, str], ...] = ()
    new_addresses: tuple[NewAddress, ...] = ()
    reordered: tuple[tuple[int, int], ...] = ()
    """Id of an address and its new preference."""
    gone_addresses: tuple[int, ...] = ()
    active: tuple[tuple[str, bool], ...] = ()
    """Persons who begin or cease to hold any post."""
    addresses_changed: int = 0


def plan_people(sheet: Sheet[PersonRow], known: Known, as_of: date) -> PeoplePlan:
    rows = [line.row for line in sheet.lines]
    names = {row.code: row.name for row in rows}
    moves = _moves(rows, known, as_of)
    new, reordered, gone = _addresses(rows, sheet.columns, known)
    touched = set(names) | {holding.person for holding in moves.ended}
    lasting = {tenure.person for tenure in tenures_after(moves, known, as_of)}
    changed = {a.person for a in new} | _owners(known, {*gone, *(key for key, _ in reordered)})
    return PeoplePlan(
        moves,
        tuple((code, name) for code, name in names.items() if code not in known.people),
        tuple(
            (code, name)
            for code, name in names.items()
            if code in known.people and known.people[code].name != name
        ),
        new,
        reordered,
        gone,
        _activity(touched, known, lasting),
        len(changed),
    )


def _moves(rows: Sequence[PersonRow], known: Known, as_of: date) -> Moves:
    open_ones: dict[tuple[PostKey, str], list[KnownHolding]] = defaultdict(list)
    mentioned = {row.unit for row in rows}
    for holding in known.holdings:
        if holding.post.unit in mentioned:
            open_ones[holding.post, holding.person].append(holding)
    started: list[Tenure] = []
    corrected: list[tuple[int, Tenure]] = []
    kept: set[int] = set()
    for row in rows:
        post = post_of(row)
        candidates = [h for h in open_ones[post, row.code] if h.id not in kept]
        found = _same(candidates, row.since, as_of)
        since = row.since or (found.since if found else as_of)
        tenure = Tenure(post, row.code, since, row.until, row.substitute)
        if found is None:
            started.append(tenure)
            continue
        kept.add(found.id)
        if tenure != Tenure(*found[1:]):
            corrected.append((found.id, tenure))
    ended = tuple(
        holding
        for holdings in open_ones.values()
        for holding in holdings
        if holding.id not in kept and Tenure(*holding[1:]).lasts(as_of)
    )
    return Moves(tuple(started), tuple(corrected), ended)


def _same(holdings: Sequence[KnownHolding], since: date | None, as_of: date) -> KnownHolding | None:
    """The holding a row means: the one that began that day, else the one that still lasts."""
    exact = [h for h in holdings if h.since == since]
    lasting = [h for h in holdings if h.until is None or h.until >= as_of]
    return next(iter(exact or lasting), None)


def post_of(row: PersonRow) -> PostKey:
    return PostKey(row.unit, row.role, row.title or DEFAULT_TITLES[row.role])


def _addresses(
    rows: Iterable[PersonRow], columns: frozenset[str], known: Known
) -> tuple[tuple[NewAddress, ...], tuple[tuple[int, int], ...], tuple[int, ...]]:
    new: list[NewAddress] = []
    reordered: list[tuple[int, int]] = []
    gone: list[int] = []
    stated = {ADDRESS_COLUMNS[key] for key in columns & ADDRESS_COLUMNS.keys()}
    for code, wanted in _wanted(rows, known, stated).items():
        have = {(a.channel, a.value): a for a in known.addresses.get(code, ())}
        for preference, place in enumerate(wanted, 1):
            if place not in have:
                new.append(NewAddress(code, *place, preference))
            elif have[place].preference != preference:
                reordered.append((have[place].id, preference))
        gone += [a.id for key, a in have.items() if a.channel in stated and key not in wanted]
    return tuple(new), tuple(reordered), tuple(gone)


def _wanted(
    rows: Iterable[PersonRow], known: Known, stated: set[str]
) -> Mapping[str, list[tuple[str, str]]]:
    """Every person's addresses in order of preference, over all rows of the person."""
    values: dict[str, dict[str, str]] = {}
    orders: dict[str, list[str]] = {}
    for row in rows:
        mine = values.setdefault(row.code, {})
        for key, channel in ADDRESS_COLUMNS.items():
            if value := getattr(row, key):
                mine[channel] = value
        orders[row.code] = preferred_channels(row.channels)[0] or orders.get(row.code, [])
    wanted: dict[str, list[tuple[str, str]]] = {}
    for code, mine in values.items():
        order = [*orders[code], *ADDRESS_COLUMNS.values()]
        kept = [a for a in known.addresses.get(code, ()) if a.channel not in stated]
        both = [*mine.items(), *((a.channel, a.value) for a in kept)]
        places = {channel: place for place, channel in reversed(list(enumerate(order)))}
        wanted[code] = sorted(both, key=lambda a: places.get(a[0], len(order)))
    return wanted


def _owners(known: Known, ids: set[int]) -> set[str]:
    return {code for code, owned in known.addresses.items() if any(a.id in ids for a in owned)}


def _activity(touched: set[str], known: Known, lasting: set[str]) -> tuple[tuple[str, bool], ...]:
    return tuple(
        (code, code in lasting)
        for code in sorted(touched)
        if (known.people[code].active if code in known.people else True) != (code in lasting)
    )


def tenures_after(moves: Moves, known: Known, as_of: date) -> list[Tenure]:
    """Every tenure that lasts once the moves are made."""
    changed = {key for key, _ in moves.corrected} | {holding.id for holding in moves.ended}
    tenures = [
        *moves.started,
        *(tenure for _, tenure in moves.corrected),
        *(Tenure(*h[1:]) for h in known.holdings if h.id not in changed),
    ]
    return [tenure for tenure in tenures if tenure.lasts(as_of)]
