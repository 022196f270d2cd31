"""
What one pack, or one version of one, may cost whoever reads it. It is a stranger's: without limits a single one takes all time and memory, and nothing is
told of the others.
"""

import ast
import faulthandler
import io
import os
import sys
import tokenize
from contextlib import contextmanager

try:
    import resource
except ImportError:  # Windows
    resource = None

# Of expressions that lie in each other thousands deep the parser says that memory is short.
UNREADABLE = (SyntaxError, ValueError, RecursionError, LookupError, MemoryError)
MOST_FILE_BYTES = 1024 * 1024
MOST_PACK_BYTES = 16 * 1024 * 1024
# The answer grows by them, and names that are followed from file to file cost them.
MOST_STEPS = 100_000
# Blocks of Python's own memory, some 160 bytes each: the limit of systems that have none for a process.
MOST_BLOCKS = 6_000_000
MOST_MEMORY = 1024 * 1024 * 1024
# Twice what the largest pack takes on a busy machine.
MOST_SECONDS = 30


class TooMuch(Exception):
    """More than any pack that people write by hand; nothing further of it is read."""


class Budget:
    def __init__(self):
        self.bytes = self.steps = 0

    def take(self, count):
        self.bytes += count
        if self.bytes > MOST_PACK_BYTES:
            raise TooMuch("It has more Python than can be read.")

    def step(self, count=1):
        self.steps += count
        if self.steps > MOST_STEPS:
            raise TooMuch("What it imports is too much to be followed.")


def decode(data):
    """Text as Python itself would read it: its coding line, a mark at the beginning."""
    if len(data) > MOST_FILE_BYTES:
        raise ValueError("more than a mebibyte")
    encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
    return data.decode(encoding)


def parse(text):
    tree = ast.parse(text)
    if sys.getallocatedblocks() > MOST_BLOCKS:
        raise TooMuch("It takes more memory than there is for it.")
    return tree


def reason_of(error):
    return str(error) or type(error).__name__


def limit_memory():
    """Where the system can, for the whole process; what is beyond raises MemoryError."""
    try:
        _, most = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY if most == resource.RLIM_INFINITY else min(MOST_MEMORY, most), most))
    except (AttributeError, OSError, ValueError):
        return


@contextmanager
def deadline():
    """Ends the process when the time is over, also from within the parser, which hears no signal."""
    with open(os.devnull, "w") as nowhere:
        faulthandler.dump_traceback_later(MOST_SECONDS, exit=True, file=nowhere)
        try:
            yield
        finally:
            faulthandler.cancel_dump_traceback_later()
