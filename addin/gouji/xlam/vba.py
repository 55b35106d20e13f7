"""Writes VBA source as `vbaProject.bin` (MS-OVBA), without Excel.

Only the source is written. The performance cache is left out and `_VBA_PROJECT` claims version 0xFFFF, as MS-OVBA
2.3.4.1 asks of a writer that is not Office: Office then compiles the source when it loads the file. The add-ins that
xlwings ships are made the same way.
"""

from __future__ import annotations

import struct
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from gouji.xlam.compound_file import compound_file
from gouji.xlam.compression import compress

# Source is ASCII (Chinese stands in the customUI and in a sheet), so that the project's code page never matters.
_CODE_PAGE, _LANGUAGE = 1252, 0x0409
_NO_CACHE = bytes.fromhex("CC61FFFF000000")
_BASES = {
    "workbook": "0{00020819-0000-0000-C000-000000000046}",
    "sheet": "0{00020820-0000-0000-C000-000000000046}",
}
# VBA and Excel themselves are implicit. A path is a hint; Office looks a library up by its GUID.
_REFERENCES = (
    ("stdole", r"*\G{00020430-0000-0000-C000-000000000046}#2.0#0#C:\Windows\System32\stdole2.tlb#OLE Automation"),
    (
        "Office",
        r"*\G{2DF8D04C-5BFA-101B-BDE5-00AA0044DE52}#2.0#0"
        r"#C:\Program Files\Common Files\Microsoft Shared\OFFICE16\MSO.DLL#Microsoft Office 16.0 Object Library",
    ),
)


@dataclass(frozen=True)
class Module:
    """One VBA module. `source` is what follows the Attribute lines; `workbook` and `sheet` are document modules."""

    name: str
    source: str = ""
    kind: Literal["standard", "workbook", "sheet"] = "standard"

    def text(self) -> bytes:
        """Gives the whole module as stored: attributes first, ASCII, CR LF. Raises UnicodeEncodeError on anything
        else."""
        lines = [f'Attribute VB_Name = "{self.name}"']
        if self.kind != "standard":
            lines += [
                f'Attribute VB_Base = "{_BASES[self.kind]}"',
                "Attribute VB_GlobalNameSpace = False",
                "Attribute VB_Creatable = False",
                "Attribute VB_PredeclaredId = True",
                "Attribute VB_Exposed = True",
                "Attribute VB_TemplateDerived = False",
                "Attribute VB_Customizable = True",
            ]
        lines += [line for line in self.source.splitlines() if not line.startswith("Attribute VB_")]
        return ("\r\n".join(lines).rstrip() + "\r\n").encode("ascii")


def vba_project(name: str, modules: Sequence[Module]) -> bytes:
    """Gives the compound file `vbaProject.bin`. The workbook and every sheet need their document module."""
    identity = "{" + str(uuid.uuid5(uuid.NAMESPACE_DNS, f"gouji.{name}")).upper() + "}"
    names = b"".join(_narrow(module.name) + b"\0" + _wide(module.name) + b"\0\0" for module in modules)
    vba = {module.name: compress(module.text()) for module in modules}
    vba["_VBA_PROJECT"] = _NO_CACHE
    vba["dir"] = compress(_directory(name, modules))
    return compound_file({"PROJECT": _project(name, modules, identity), "PROJECTwm": names + b"\0\0", "VBA": vba})


def _narrow(text: str) -> bytes:
    return text.encode(f"cp{_CODE_PAGE}")


def _wide(text: str) -> bytes:
    return text.encode("utf-16-le")


def _record(number: int, data: bytes) -> bytes:
    return struct.pack("<HI", number, len(data)) + data


def _long(number: int, value: int) -> bytes:
    return _record(number, struct.pack("<I", value))


def _short(number: int, value: int) -> bytes:
    return _record(number, struct.pack("<H", value))


def _directory(name: str, modules: Sequence[Module]) -> bytes:
    """The `dir` stream (MS-OVBA 2.3.4.2) before compression: the project, its references, its modules."""
    out = _long(0x01, 1)  # SYSKIND: 32-bit Windows, which 64-bit Office takes as well
    out += _long(0x02, _LANGUAGE) + _long(0x14, _LANGUAGE) + _short(0x03, _CODE_PAGE) + _record(0x04, _narrow(name))
    out += _record(0x05, b"") + _record(0x40, b"")  # description
    out += _record(0x06, b"") + _record(0x3D, b"")  # help file
    out += _long(0x07, 0) + _long(0x08, 0)
    out += struct.pack("<HIIH", 0x09, 4, 0x5EE5A100, 1)  # version: its size field says 4 though 6 bytes follow
    out += _record(0x0C, b"") + _record(0x3C, b"")  # constants
    for reference, library in _REFERENCES:
        library_id = _narrow(library)
        out += _record(0x16, _narrow(reference)) + _record(0x3E, _wide(reference))
        out += _record(0x0D, struct.pack("<I", len(library_id)) + library_id + bytes(6))
    out += _short(0x0F, len(modules)) + _short(0x13, 0xFFFF)
    return out + b"".join(map(_module_record, modules)) + _record(0x10, b"")


def _module_record(module: Module) -> bytes:
    out = _record(0x19, _narrow(module.name)) + _record(0x47, _wide(module.name))
    out += _record(0x1A, _narrow(module.name)) + _record(0x32, _wide(module.name))
    out += _record(0x1C, b"") + _record(0x48, b"")  # description
    out += _long(0x31, 0)  # the source starts at offset 0: there is no cache before it
    out += _long(0x1E, 0) + _short(0x2C, 0xFFFF)
    return out + _record(0x21 if module.kind == "standard" else 0x22, b"") + _record(0x2B, b"")


def _project(name: str, modules: Sequence[Module], identity: str) -> bytes:
    """The `PROJECT` stream (MS-OVBA 2.3.1): not protected, no password, visible."""
    lines = [f'ID="{identity}"']
    for module in modules:
        lines.append(f"Module={module.name}" if module.kind == "standard" else f"Document={module.name}/&H00000000")
    lines += [
        f'Name="{name}"',
        'HelpContextID="0"',
        'VersionCompatible32="393222000"',
        f'CMG="{_encrypt(bytes(4), identity, 0x5D)}"',
        f'DPB="{_encrypt(bytes(1), identity, 0x5F)}"',
        f'GC="{_encrypt(bytes([0xFF]), identity, 0x5B)}"',
        "",
        "[Host Extender Info]",
        "&H00000001={3832D640-CF90-11CF-8E43-00A0C911005A};VBE;&H00000000",
        "",
        "[Workspace]",
        *(f"{module.name}=0, 0, 0, 0, C" for module in modules),
    ]
    return _narrow("\r\n".join(lines) + "\r\n")


def _encrypt(data: bytes, identity: str, seed: int) -> str:
    """MS-OVBA 2.4.3.2. The seed may be any byte; a fixed one keeps the file reproducible."""
    key = sum(identity.encode("ascii")) & 0xFF
    version, key_byte = seed ^ 2, seed ^ key
    out = bytearray([seed, version, key_byte])
    plain, last, before = key, key_byte, version
    for byte in b"\x07" * ((seed & 6) // 2) + struct.pack("<I", len(data)) + data:
        coded = byte ^ ((before + plain) & 0xFF)
        out.append(coded)
        before, last, plain = last, coded, byte
    return out.hex().upper()
