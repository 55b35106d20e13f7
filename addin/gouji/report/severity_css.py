"""Fills the gaps of a style sheet with the colours of severities, for every web page that shows some.

$bad $ask $good    custom properties, two each: letters and fill of an error, of a warning, of what holds
$error $warning $hint    the colour of a bar or a sign without words
$h1 … $h5    fills of a cell, from few errors to many
"""

from __future__ import annotations

from string import Template

from gouji.check.severity import COLOURS, GOOD, HEAT
from gouji.form.severity import Severity

_PROPERTIES = {"bad": COLOURS[Severity.ERROR], "ask": COLOURS[Severity.WARNING], "good": GOOD}


def coloured(style: str) -> str:
    """Gives the style sheet with its gaps filled. Raises KeyError for a gap that none of these fills."""
    gaps = {
        name: f"--{name}:{colours.letters};--{name}bg:{colours.fill}".lower() for name, colours in _PROPERTIES.items()
    }
    gaps |= {severity.value: colours.solid.lower() for severity, colours in COLOURS.items()}
    gaps |= {f"h{number}": fill.lower() for number, fill in enumerate(HEAT, 1)}
    return Template(style).substitute(gaps)
