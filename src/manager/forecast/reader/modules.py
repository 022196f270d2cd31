"""The files of a version of a pack, parsed when they are asked for."""

import ast
from collections import deque
from functools import cached_property

from budget import UNREADABLE, parse

MAPPING = "NODE_CLASS_MAPPINGS"
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
# What can change a mapping.
CHANGES = (ast.Assign, ast.AugAssign, ast.Delete, ast.Call)


class Module:
    """One file; it is parsed when somebody asks for what is in it. `tree` is None of one that nobody can parse."""

    def __init__(self, name, file, is_package, source):
        self.name, self.file, self.is_package, self.source = name, file, is_package, source
        self.parsed = None

    @property
    def tree(self):
        if self.parsed is None:
            try:
                self.parsed = (parse(self.source()),)
            except UNREADABLE:
                self.parsed = (None,)
        return self.parsed[0]

    @cached_property
    def statements(self):
        """Those of the module itself, those in `if`, `try`, `with` and loops among them."""
        return list(flatten(self.tree.body)) if self.tree else []

    @cached_property
    def imports(self):
        return [node for node in self.statements if isinstance(node, ast.ImportFrom)]

    @cached_property
    def changes(self):
        """What may change a mapping, in the order of `ast.walk`, each with whether it is in a function. The file is walked once, whatever is looked for in it."""
        found = []
        todo = deque([(self.tree, False)] if self.tree else [])
        while todo:
            node, is_late = todo.popleft()
            if isinstance(node, CHANGES):
                found.append((node, is_late))
            inside = is_late or isinstance(node, FUNCTIONS)
            todo.extend((child, inside) for child in ast.iter_child_nodes(node))
        return found

    @cached_property
    def has_mapping(self):
        try:
            return MAPPING in self.source()
        except UNREADABLE:
            return False


def flatten(body):
    for node in body:
        yield node
        if isinstance(node, FUNCTIONS + (ast.ClassDef,)):
            continue
        for part in ("body", "orelse", "finalbody"):
            yield from flatten(getattr(node, part, None) or [])
        for handler in getattr(node, "handlers", []):
            yield from flatten(handler.body)
