"""Pictures in and out: /view and the uploads, which are written as they come."""

import os
import re

import folder_paths
from answers import Answer, file_answer, json_answer


def folder_of(kind):
    return folder_paths.get_directory(kind) if kind in ("input", "output", "temp") else None


def _place(kind, subfolder, name):
    """The path of a picture, or None when it leaves its folder."""
    root = folder_of(kind)
    if root is None or not name or os.path.basename(name) != name or name in (".", ".."):
        return None
    path = os.path.abspath(os.path.join(root, subfolder, name))
    return path if path.startswith(os.path.abspath(root) + os.sep) else None


def view(request):
    name = request.query("filename")
    if not name:
        return Answer(404)
    path = _place(request.query("type") or "output", request.query("subfolder") or "", os.path.basename(name))
    if path is None:
        return Answer(400)
    if not os.path.isfile(path):
        return Answer(404)
    shown = {"Content-Disposition": 'filename="{}"'.format(os.path.basename(path))}
    return file_answer(path, shown, request.headers)


class FormReader:
    """Parts of a multipart body, one after the other, without ever holding one of them whole."""

    def __init__(self, chunks, boundary):
        self._chunks = chunks
        self._mark = b"\r\n--" + boundary
        # The first boundary stands at the very start, the others behind a line end.
        self._buffer = b"\r\n"

    def _fill(self):
        chunk = next(self._chunks, b"")
        self._buffer += chunk
        return bool(chunk)

    def read_until(self, mark):
        """Yields everything before `mark` and steps over it; raises ValueError when the body ends first."""
        while True:
            at = self._buffer.find(mark)
            if at >= 0:
                found, self._buffer = self._buffer[:at], self._buffer[at + len(mark) :]
                yield found
                return
            safe = len(self._buffer) - len(mark)
            if safe > 0:
                found, self._buffer = self._buffer[:safe], self._buffer[safe:]
                yield found
            if not self._fill():
                raise ValueError("the form ends in the middle of a part")

    def parts(self):
        """(name, file name or None, chunks) of each part; its chunks have to be read before the next is asked for."""
        for _ in self.read_until(self._mark):
            pass
        while True:
            while len(self._buffer) < 2 and self._fill():
                pass
            if self._buffer.startswith(b"--"):
                return
            head = b"".join(self.read_until(b"\r\n\r\n")).decode("utf-8", "replace")
            # Blank before `name`, because `filename` ends like it.
            name = re.search(r'[; ]name="([^"]*)"', head)
            file = re.search(r'filename="([^"]*)"', head)
            yield name.group(1) if name else "", file.group(1) if file else None, self.read_until(self._mark)


def _receive(parts):
    """Fields of the form; the file of the part `image` is left in the temp folder."""
    fields = {}
    os.makedirs(folder_of("temp"), exist_ok=True)
    aside = os.path.join(folder_of("temp"), "upload-{}".format(os.urandom(6).hex()))
    for name, file, chunks in parts:
        if file is None:
            fields[name] = b"".join(chunks).decode()
            continue
        fields["file"] = file
        with open(aside, "wb") as stream:
            for chunk in chunks:
                stream.write(chunk)
    return fields, aside


def upload(request):
    boundary = re.search(r'boundary="?([^";]+)', request.headers.get("Content-Type") or "")
    if boundary is None:
        return Answer(400)
    fields, aside = _receive(FormReader(request.chunks(), boundary.group(1).encode()).parts())
    kind = fields.get("type") or "input"
    path = _place(kind, fields.get("subfolder", ""), fields.get("file", ""))
    if path is None:
        if os.path.exists(aside):
            os.remove(aside)
        return Answer(400)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    stem, ending = os.path.splitext(path)
    count = 1
    while os.path.exists(path) and fields.get("overwrite") not in ("true", "1"):
        path, count = "{} ({}){}".format(stem, count, ending), count + 1
    os.replace(aside, path)
    return json_answer({"name": os.path.basename(path), "subfolder": fields.get("subfolder", ""), "type": kind})


def metadata(request, folder):
    return Answer(404)
