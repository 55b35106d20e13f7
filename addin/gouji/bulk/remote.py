"""Lists the files in a store by its URL; each can be read from any process that may.

Through fsspec, which with its S3 part is an extra (`gouji[cluster]`): nothing of it is imported before a URL is met.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from gouji.errors import UnreadableError, UsageError
from gouji.report.file_name import part

# Whatever speaks S3 is reached by its endpoint. Nothing else: fsspec also knows protocols that run code or fetch pages.
PROTOCOLS = ("s3", "file", "memory")
_EXTRA = 'pip install "gouji[cluster]"'
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+)://")


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A file in a store. size: bytes, as listed. It carries no credentials: who reads it must have its own."""

    url: str
    size: int

    def __str__(self) -> str:
        return self.url

    @property
    def name(self) -> str:
        return self.url.rpartition("/")[2]

    def first(self, most: int) -> bytes:
        """The first `most` bytes, in one request. Raises UnreadableError (in-use)."""
        if not self.size:
            return b""  # a range of nothing is an error
        try:
            store, key = _at(self.url)
            return bytes(store.cat_file(key, start=0, end=most))
        except Exception as error:  # the store's own errors are of any kind
            raise UnreadableError("in-use", reason=reason(error)) from error


def listed(url: str) -> list[tuple[RemoteFile, Path]]:
    """Gives every file under a URL with its path inside it, in order of name; a URL that names a file gives that file.

    Hidden files and Excel's `~$` marks are left out as in a folder, so no path leads upwards; what a file system
    forbids is taken out of it. Raises UsageError: no such place, no access, no answer, unknown protocol.
    """
    try:
        store, root = _at(url)
        if not root:
            raise FileNotFoundError
        found: dict[str, dict[str, Any]] = store.find(root, detail=True)
        if not found and not store.isdir(root):
            raise FileNotFoundError
    except UsageError:
        raise
    except Exception as error:  # the store's own errors are of any kind
        raise UsageError(f"{url}：{reason(error)}。") from error
    files = []
    for key, facts in found.items():
        inside = PurePosixPath(key).relative_to(root) if key != root else PurePosixPath(PurePosixPath(key).name)
        if not key.endswith("/") and not any(part.startswith((".", "~$")) for part in inside.parts):
            files.append((inside, RemoteFile(store.unstrip_protocol(key), facts["size"] or 0)))
    return [(file, Path(*map(_part, inside.parts))) for inside, file in sorted(files, key=lambda pair: pair[0])]


def trouble(file: RemoteFile) -> str:
    """Tells in Chinese why this process can't get at a file; "" when it can."""
    try:
        store, key = _at(file.url)
        store.info(key)
    except UsageError as error:
        return str(error)
    except Exception as error:  # noqa: BLE001  # as above
        return reason(error)
    return ""


def _at(url: str) -> tuple[Any, str]:
    """The file system of a URL and the path in it. Not fsspec's own opening of URLs: that one follows `::` chains."""
    scheme = found[1].lower() if (found := _SCHEME.match(url)) else ""
    if scheme not in PROTOCOLS:
        raise UsageError(f"{url}：不认得这种地址。能读的是文件夹、s3://（兼容 S3 的存储都可以）和 file://。")
    try:
        import fsspec  # an extra

        store = fsspec.filesystem(scheme)
    except ImportError as error:
        raise UsageError(f"{url}：读 {scheme}:// 要先装一个组件：{_EXTRA}。") from error
    return store, store._strip_protocol(url)  # noqa: SLF001  # bounded in pyproject.toml


def reason(error: Exception) -> str:
    """Puts a store's error into Chinese, with what to do about it. botocore's errors are known by name: it may be
    missing."""
    kind = type(error).__name__
    if isinstance(error, UsageError):
        return str(error)
    if isinstance(error, FileNotFoundError):
        return "没有这个桶、文件夹或文件，检查地址写得对不对"
    if "Credential" in kind or "Token" in kind:
        return "没有访问凭据，设好环境变量 AWS_ACCESS_KEY_ID 和 AWS_SECRET_ACCESS_KEY，或者写好 ~/.aws/credentials"
    if isinstance(error, PermissionError):
        return "没有访问权限，检查凭据和桶的权限"
    if "Connection" in kind or "Timeout" in kind:
        return "存储没有响应，检查网络和环境变量 AWS_ENDPOINT_URL"
    return f"存储出错（{kind}），检查地址、凭据和网络"


def _part(name: str) -> str:
    return part(name) or "_"
