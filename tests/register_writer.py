"""A process that hands in files and says so: `WHERE FIRST LAST` in, a line `number receipt` out for each that is
acknowledged. Numbers go up; in tens they belong to one unit. Started, and killed, by test_register_crashes.py."""

from __future__ import annotations

import sys

from gouji.collect.collection import Unit
from gouji.collect.register.database import open_register
from gouji.collect.register.delivery import Delivery
from gouji.collect.register.receiving import receive
from gouji.reading.reading import Reading
from register_samples import YEAR, delivered, reading

BATCH = 3


def unit(number: int) -> Unit:
    return Unit(f"单位{number // 10}", kind="部门")


def given(number: int) -> Reading:
    return reading(unit(number), phone=str(number))


def delivery(number: int) -> Delivery:
    return delivered(unit(number), given(number), path=f"{number}.xlsx", digest=f"{number:064x}")


def main(where: str, first: int, last: int) -> None:
    with open_register(where) as engine:
        for start in range(first, last, BATCH):
            numbers = range(start, min(start + BATCH, last))
            got = receive(engine, YEAR, [delivery(number) for number in numbers])
            for number, submission in zip(numbers, got, strict=True):
                print(number, submission.receipt, flush=True)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
