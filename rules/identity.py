"""Who acts or signs, by account and person: two of one name are two, one with two posts is one."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Identity:
    """Somebody, told apart by `key` alone; the name is what people read."""

    key: str
    """person:ID of the roster, account:ID of somebody outside it, name:… where nobody signed in."""
    name: str = field(default="", compare=False)

    @property
    def proven(self) -> bool:
        """Whether it is known who it is: a name that was typed, or a process, proves nothing."""
        return self.key.startswith(("person:", "account:"))


def of_account(account_id: int, person_id: int | None, name: str) -> Identity:
    """An account speaks for its person, so that a second account makes nobody a second person."""
    return of_person(person_id, name) if person_id else Identity(f"account:{account_id}", name)


def of_person(person_id: int, name: str) -> Identity:
    return Identity(f"person:{person_id}", name)


def unproven(name: str) -> Identity:
    return Identity(f"name:{name}", name)
