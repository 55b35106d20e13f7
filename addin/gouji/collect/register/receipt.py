"""Computes the receipt code (报送码) of a file from year and digest, and tells whether a code belongs to a file.

`2025-7K3M-X9QA-R2T6`: the year, 54 bits of a hash of year and digest, a check character. Whoever has the file can work
the code out again, without the register. The letters are those of credit codes, whose check (weights are powers of 3
modulo 31) finds every single wrong character and every two neighbours that changed places.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata

_LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100-2015
_DRAWN = 11
_WEIGHTS = tuple(pow(3, at, len(_LETTERS)) for at in range(4 + _DRAWN))
_SHAPE = re.compile(rf"([0-9]{{4}})([{_LETTERS}]{{{_DRAWN}}})([{_LETTERS}])\Z")
_LOOK_ALIKE = str.maketrans("OISZ", "0152")  # letters that no code has, for what they are taken for


def receipt(year: int, digest: str) -> str:
    """Gives the code of a file in the collection of a year. digest: SHA-256, hexadecimal."""
    number = int.from_bytes(hashlib.sha256(f"{year:04d} {digest}".encode("utf-8", "replace")).digest()[:8], "big")
    drawn = ""
    for _ in range(_DRAWN):
        number, index = divmod(number, len(_LETTERS))
        drawn += _LETTERS[index]
    code = f"{year:04d}{drawn}"
    code += _check(code)
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


def typed(text: str) -> str | None:
    """Gives a code that a person typed in its own spelling; None when it can't be one: its check character is wrong."""
    bare = re.sub(r"[\s‐-―−-]", "", unicodedata.normalize("NFKC", text)).upper().translate(_LOOK_ALIKE)
    if not (match := _SHAPE.match(bare)) or _check(bare[:-1]) != match[3]:
        return None
    return "-".join(bare[at : at + 4] for at in range(0, len(bare), 4))


def belongs(code: str, digest: str) -> bool:
    """Whether a code, as typed, acknowledges the file of this digest."""
    known = typed(code)
    return known is not None and known == receipt(int(known[:4]), digest)


def _check(code: str) -> str:
    total = sum(_LETTERS.index(char) * weight for char, weight in zip(code, _WEIGHTS, strict=True))
    return _LETTERS[-total % 31]
