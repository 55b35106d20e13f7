"""The dataclasses of a collection, which roster, register and files lead to and every output reads.

No work is done here. Figures are not kept: 5,000 readings would not fit, so who needs them asks the register.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from gouji.check.result import Result


class State(Enum):
    """Where a submission stands in the register."""

    RECEIVED = "已收"
    RETURNED = "退回"
    REVIEW = "待审（有说明）"  # an error stands that its explanation may let pass: a person decides
    PASSED = "通过"
    LOCKED = "锁定"  # nothing that comes later counts


@dataclass(frozen=True, slots=True)
class Unit:
    """A line of the roster. kind: one of the form's scopes (部门, 本级政府汇总, …); parent: name of the unit that adds
    this one up, "" at the top. also: former and short names that its files may carry. due: None for the legal day."""

    name: str
    code: str = ""
    kind: str = ""
    parent: str = ""
    contact: str = ""
    phone: str = ""
    also: tuple[str, ...] = ()
    due: date | None = None


@dataclass(frozen=True, slots=True)
class Submission:
    """One file that was handed in, as the register knows it.

    path: below the collected folder, with "/". digest: SHA-256 of its bytes, hexadecimal. organization, credit_code:
    as the file states them, "" when it doesn't. received_at: aware, UTC. version: key of its figures in the register,
    number: 1 for the unit's first. receipt: the code that acknowledges it, "" while its unit is not known.
    after_lock: it came when its unit was locked already: it is kept, and does not count.
    """

    path: str
    digest: str
    received_at: datetime
    result: Result
    organization: str = ""
    credit_code: str = ""
    version: int = 0
    number: int = 0
    receipt: str = ""
    after_lock: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one unit of the roster stands. submission: the one that counts, None: nothing came (未报).

    others: different files of the same unit that lie in the folder too (重复). state: None without a submission.
    is_late: it came, or is still missing, after `due` (逾期). due_by: who says when: the roster, or which law.
    """

    unit: Unit
    submission: Submission | None
    state: State | None
    due: date
    is_late: bool
    others: tuple[Submission, ...] = ()
    due_by: str = ""


@dataclass(frozen=True, slots=True)
class Unclear:
    """A file that belongs to no unit for sure. candidates: near names, best first: to be asked, never guessed.

    advice: how a person settles it.
    """

    submission: Submission
    reason: str
    candidates: tuple[Unit, ...] = ()
    advice: str = ""


@dataclass(frozen=True, slots=True)
class Collection:
    """One year's collection. standings: one for each unit of the roster, in its order. family: of the forms that are
    collected, "" for the default one."""

    year: int
    as_of: date
    standings: tuple[Standing, ...]
    unclear: tuple[Unclear, ...] = ()
    family: str = ""
