"""The open WebSockets by sid, and the messages that go to them."""

import queue
import shutil
import threading
import uuid

import log_capture
import websocket_wire

_open = {}
_log_readers = set()
_lock = threading.Lock()


class Socket:
    """One browser tab or script. A thread of its own writes, so that a slow reader holds nobody up."""

    def __init__(self, sid, stream):
        self.sid = sid or uuid.uuid4().hex
        self._stream = stream
        self._outgoing = queue.SimpleQueue()
        threading.Thread(target=self._write_all, daemon=True).start()

    def send(self, kind, data):
        self.send_frame(websocket_wire.text({"type": kind, "data": data}))

    def send_frame(self, frame):
        self._outgoing.put(frame)

    def close(self):
        self._outgoing.put(None)

    def _write_all(self):
        for frame in iter(self._outgoing.get, None):
            try:
                self._stream.write(frame)
            except OSError:
                return


def add(socket):
    """A sid that comes back takes the place of the older socket."""
    with _lock:
        _open[socket.sid] = socket


def remove(socket):
    with _lock:
        if _open.get(socket.sid) is socket:
            del _open[socket.sid]


def send(kind, data, sid=None):
    """To one sid, or to everybody."""
    with _lock:
        receivers = list(_open.values()) if sid is None else [_open[sid]] if sid in _open else []
    for socket in receivers:
        socket.send(kind, data)


def subscribe_to_logs(sid, is_wanted):
    (_log_readers.add if is_wanted else _log_readers.discard)(sid)


def terminal_size():
    """80 by 24 where there is no terminal."""
    columns, rows = shutil.get_terminal_size()
    return {"cols": columns, "rows": rows}


_told = {"size": None}


def _send_logs(batch):
    """The size of the terminal comes along when it is new."""
    if not _log_readers:
        return
    size = terminal_size()
    news = None if size == _told["size"] else size
    _told["size"] = size
    for sid in list(_log_readers):
        if sid in _open:
            send("logs", {"entries": batch, "size": news}, sid)
        else:
            _log_readers.discard(sid)


log_capture.on_flush(_send_logs)
