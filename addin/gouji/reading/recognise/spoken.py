"""What the recogniser says, and the words by which it knows a title: the words.toml of this room."""

from __future__ import annotations

from gouji.words import beside

say = beside(__file__)
