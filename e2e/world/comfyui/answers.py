"""What a route gives back, and how a file is turned into it."""

import email.utils
import json
import mimetypes
import os
import re
from dataclasses import dataclass, field

CHUNK_BYTES = 1 << 18


@dataclass
class Answer:
    """`body` is bytes, or `file` with the first byte and the length to send."""

    status: int = 200
    body: bytes = b""
    headers: dict = field(default_factory=dict)
    file: tuple = None

    def length(self):
        return self.file[2] if self.file else len(self.body)

    def chunks(self):
        if self.file is None:
            yield self.body
            return
        path, start, left = self.file
        with open(path, "rb") as stream:
            stream.seek(start)
            while left > 0:
                chunk = stream.read(min(CHUNK_BYTES, left))
                if not chunk:
                    return
                left -= len(chunk)
                yield chunk


def json_answer(value, status=200):
    return Answer(status, json.dumps(value).encode(), {"Content-Type": "application/json; charset=utf-8"})


def text_answer(text, status=200):
    return Answer(status, text.encode(), {"Content-Type": "text/plain; charset=utf-8"})


def file_answer(path, headers=None, asked=None):
    """A file with ETag, Last-Modified and, where the request headers `asked` want it, 304 or a range."""
    info = os.stat(path)
    tag = '"{:x}-{:x}"'.format(int(info.st_mtime * 1000), info.st_size)
    facts = {
        "Content-Type": mimetypes.guess_type(path)[0] or "application/octet-stream",
        "ETag": tag,
        "Last-Modified": email.utils.formatdate(info.st_mtime, usegmt=True),
        "Accept-Ranges": "bytes",
        **(headers or {}),
    }
    asked = asked or {}
    if tag in (asked.get("If-None-Match") or ""):
        return Answer(304, b"", facts)
    wanted = asked.get("Range")
    # A range of another state of the file is none.
    if wanted is None or asked.get("If-Range") not in (None, tag, facts["Last-Modified"]):
        return Answer(200, b"", facts, (path, 0, info.st_size))
    return _range_answer(path, info.st_size, wanted, facts)


def _range_answer(path, size, wanted, facts):
    match = re.fullmatch(r"bytes=(\d*)-(\d*)", wanted.strip())
    first, last = match.groups() if match else ("", "")
    if first == "" and last == "":
        return Answer(200, b"", facts, (path, 0, size))
    start = int(first) if first else max(0, size - int(last))
    end = min(size - 1, int(last)) if first and last else size - 1
    if start > end:
        return Answer(416, b"", {"Content-Range": "bytes */{}".format(size)})
    place = {"Content-Range": "bytes {}-{}/{}".format(start, end, size)}
    return Answer(206, b"", {**facts, **place}, (path, start, end - start + 1))
