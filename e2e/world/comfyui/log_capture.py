"""Keeps what is printed, and hands it on to whoever asked to read along."""

import datetime
import sys
import threading
from collections import deque

RING_SIZE = 300

_entries = deque(maxlen=RING_SIZE)
_listeners = []
_lock = threading.RLock()


class CapturedStream:
    """One of the two outputs; everything still goes where it went before."""

    def __init__(self, stream):
        self._stream = stream
        self._pending = []

    def __getattr__(self, name):
        return getattr(self._stream, name)

    def write(self, text):
        entry = {"t": datetime.datetime.now().isoformat(), "m": text}
        with _lock:
            # A bar that draws itself anew takes the place of its last state.
            if text.startswith("\r") and _entries and not _entries[-1]["m"].endswith("\n"):
                _entries.pop()
            _entries.append(entry)
            if _listeners:
                self._pending.append(entry)
        return self._stream.write(text)

    def flush(self):
        self._stream.flush()
        with _lock:
            batch, self._pending = self._pending, []
        for listener in list(_listeners) if batch else []:
            listener(batch)


def install():
    sys.stdout = CapturedStream(sys.stdout)
    sys.stderr = CapturedStream(sys.stderr)


def entries():
    with _lock:
        return list(_entries)


def on_flush(listener):
    """`listener` gets every batch of entries written between two flushes of one output."""
    _listeners.append(listener)
