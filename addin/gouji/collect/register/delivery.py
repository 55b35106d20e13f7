"""The dataclass of what is handed to the register for each file that came."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from gouji.check.result import Result
from gouji.collect.collection import Unit


@dataclass(frozen=True, slots=True)
class Delivery:
    """A file that was handed in. unit: None when it belongs to none for sure. path, digest, received_at, organization,
    credit_code: as in Submission. record: JSON text of reading.record.to_json; None when nothing could be read, or the
    file is known on this basis already. basis: what it was judged by; another one has it judged anew."""

    unit: Unit | None
    path: str
    digest: str
    received_at: datetime
    result: Result
    record: str | None
    organization: str = ""
    credit_code: str = ""
    basis: str = ""
