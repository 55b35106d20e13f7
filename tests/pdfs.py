"""A line of text and perhaps passwords in, the bytes of a small PDF out: nothing that is installed can encrypt one."""

from __future__ import annotations

import hashlib

_PADDING = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")
_ID = b"gouji-test-files"
_PERMISSIONS = -44  # printing, no copying


def pdf(text: str, owner: str = "", user: str = "") -> bytes:
    """With an `owner` password it is encrypted (RC4, 40 bits: PDF 1.4, 3.5); with a `user` password it asks for it."""
    o = _rc4(hashlib.md5(_padded(owner)).digest()[:5], _padded(user))
    permissions = (_PERMISSIONS & 0xFFFFFFFF).to_bytes(4, "little")
    key = hashlib.md5(_padded(user) + o + permissions + _ID).digest()[:5]
    content = f"BT /F1 12 Tf 72 700 Td ({text}) Tj ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R"
        b" /Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
        _stream(_rc4(_of_object(key, 4), content) if owner else content),
    ]
    trailer = b""
    if owner:
        u = _rc4(key, _PADDING)
        lock = b"<< /Filter /Standard /V 1 /R 2 /O <%s> /U <%s> /P %d >>"
        objects.append(lock % (o.hex().encode(), u.hex().encode(), _PERMISSIONS))
        trailer = b" /Encrypt 5 0 R"
    return _file(objects, trailer + b" /ID [<%s> <%s>]" % ((_ID.hex().encode(),) * 2))


def _file(objects: list[bytes], trailer: bytes) -> bytes:
    made = b"%PDF-1.4\n"
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    table += b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer\n<< /Size %d /Root 1 0 R%s >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, trailer, len(made))
    return made + table + end


def _stream(content: bytes) -> bytes:
    return b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content)


def _padded(password: str) -> bytes:
    return (password.encode() + _PADDING)[:32]


def _of_object(key: bytes, number: int) -> bytes:
    return hashlib.md5(key + number.to_bytes(3, "little") + bytes(2)).digest()[:10]


def _rc4(key: bytes, data: bytes) -> bytes:
    state = list(range(256))
    at = 0
    for place in range(256):
        at = (at + state[place] + key[place % len(key)]) % 256
        state[place], state[at] = state[at], state[place]
    made, i, j = bytearray(), 0, 0
    for byte in data:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        made.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(made)
