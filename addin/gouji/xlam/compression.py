"""Compresses bytes into an MS-OVBA container (section 2.4.1): how a VBA project keeps its source text."""

from __future__ import annotations

import struct

_CHUNK = 4096  # decompressed bytes that one chunk holds
_SIGNATURE = b"\x01"
_COMPRESSED, _RAW = 0xB000, 0x3000  # a chunk header's upper four bits
_SHORTEST = 3  # a copy token is never shorter


def compress(data: bytes) -> bytes:
    """Gives the container of `data`; `decompress(compress(data)) == data` for any reader that follows MS-OVBA.

    Raises ValueError when the last, partial chunk does not shrink: the format could keep it only by filling it up
    with zeros, and a reader would hand those back as source. Text always shrinks enough.
    """
    out = bytearray(_SIGNATURE)
    for start in range(0, len(data), _CHUNK):
        chunk = data[start : start + _CHUNK]
        tokens = _tokens(chunk)
        if len(tokens) < _CHUNK:
            out += struct.pack("<H", _COMPRESSED | (len(tokens) - 1)) + tokens
        elif len(chunk) == _CHUNK:
            out += struct.pack("<H", _RAW | (_CHUNK - 1)) + chunk
        else:
            raise ValueError("the last chunk does not shrink and is too short to stand uncompressed")
    return bytes(out)


def _tokens(chunk: bytes) -> bytes:
    """Token sequences: a flag byte, then eight tokens, each a literal byte or a two-byte copy (offset, length)."""
    out = bytearray()
    seen: dict[bytes, list[int]] = {}
    at = 0
    while at < len(chunk):
        flags_at, flags = len(out), 0
        out.append(0)
        for bit in range(8):
            if at >= len(chunk):
                break
            offset, length = _longest_match(chunk, at, seen)
            if length:
                out += _copy_token(at, offset, length)
                flags |= 1 << bit
            else:
                out.append(chunk[at])
                length = 1
            for index in range(at, at + length):
                seen.setdefault(chunk[index : index + _SHORTEST], []).append(index)
            at += length
        out[flags_at] = flags
    return bytes(out)


def _longest_match(chunk: bytes, at: int, seen: dict[bytes, list[int]]) -> tuple[int, int]:
    """Distance back and length of the longest earlier run that repeats at `at`, the nearest one of equals; or 0, 0."""
    best_offset = best_length = 0
    limit = min((0xFFFF >> _offset_bits(at)) + _SHORTEST, len(chunk) - at)
    if limit < _SHORTEST:
        return 0, 0
    for start in reversed(seen.get(chunk[at : at + _SHORTEST], ())):
        length = _SHORTEST
        while length < limit and chunk[start + length] == chunk[at + length]:
            length += 1
        if length > best_length:
            best_offset, best_length = at - start, length
            if length == limit:
                break
    return best_offset, best_length


def _copy_token(at: int, offset: int, length: int) -> bytes:
    bits = _offset_bits(at)
    return struct.pack("<H", ((offset - 1) << (16 - bits)) | (length - _SHORTEST))


def _offset_bits(at: int) -> int:
    """How many of a copy token's 16 bits tell the offset, `at` bytes into the chunk: enough for `at`, at least 4."""
    return max(4, (at - 1).bit_length()) if at else 4
