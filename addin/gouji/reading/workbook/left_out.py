"""Makes a Remark for what an office's own sheet holds and is not read: hidden rows and columns, and what stands beside
a table, behind a blank column."""

from __future__ import annotations

from collections.abc import Sequence

from gouji.place import Place
from gouji.reading.reading import Remark
from gouji.reading.recognise.spoken import say
from gouji.reading.workbook.sheet_areas import Filled, Known, Spot, areas

_SHOWN = 3  # texts that are quoted
_LONGEST = 20  # characters of each


def left_out(seen: Filled, whole: Filled, labels: Known) -> list[Remark]:
    """Makes these remarks, one a cause. seen: the sheet without what is hidden. whole: with it."""
    hidden = sorted(whole.texts.keys() - seen.texts.keys())
    read = areas(seen, labels)
    beside = [spot for spot in sorted(seen.texts) if not any(area.covers(*spot) for area in read)]
    return [_remark(whole, why, spots) for why, spots in (("hidden", hidden), ("beside", beside)) if spots]


def _remark(sheet: Filled, why: str, spots: Sequence[Spot]) -> Remark:
    quoted = "、".join(" ".join(sheet.texts[spot].split())[:_LONGEST] for spot in spots[:_SHOWN])
    more = say("cells.more", count=len(spots)) if len(spots) > _SHOWN else ""
    facts = {
        "where": say("places.sheet", title=sheet.title),
        "why": say(f"aside.{why}"),
        "text": quoted + more,
    }
    return Remark("text-aside", (), (Place(sheet.title, *spots[0]),), facts)
