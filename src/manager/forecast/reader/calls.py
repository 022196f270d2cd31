"""Calls of functions and imports of modules of a pack while its loading is followed."""

import ast
from pathlib import PurePosixPath

import library
import methods
from objects import Objects
from values import Class, External, FAULTS, Function, Instance, Listed, Loaded, Loader, Mapping, Method, NoAnswer, PACK, Raised, ROOT, UNKNOWN, held, is_doubtful

# Functions of other packages that keep their hands off what they are given.
READERS = {"print", "len", "str", "repr", "debug", "info", "warning", "error", "log", "exception", "critical", "dumps", "dump", "pprint", "format", "id", "hash"}


class Calls(Objects):
    # Calls

    def of_Call(self, node, frame):
        if isinstance(node.func, ast.Attribute):
            owner = held(self.value(node.func.value, frame))
            if isinstance(owner, (str, tuple, Mapping, Listed, PurePosixPath, Loader)):
                given, named = self.given(node, frame)
                return methods.call_method(self, owner, node.func.attr, (given, named))
            function = self.attribute(owner, node.func.attr)
        else:
            function = self.value(node.func, frame)
        given, named = self.given(node, frame)
        return self.call_value(function, given, named)

    def given(self, node, frame):
        given, named = self.all_of(node.args, frame), {}
        for one in node.keywords:
            value = self.value(one.value, frame)
            if one.arg is not None:
                named[one.arg] = value
            elif isinstance(value, Mapping) and not value.hole:
                named.update({key: held for key, held in value.items() if isinstance(key, str)})
            else:
                given.append(Ellipsis)
        return given, named

    def call_value(self, function, given, named):
        function = held(function)
        if isinstance(function, Function):
            return self.invoke(function, given, named)
        if isinstance(function, Method):
            return self.invoke(function.function, given, named, [function.first])
        if isinstance(function, Class):
            return self.instance(function, given, named)
        if isinstance(function, External) and function.path in library.FUNCTIONS and Ellipsis not in given:
            try:
                return self.marked(library.FUNCTIONS[function.path](self, *given, **named), given)
            except FAULTS:
                return self.escape(given, named)
        name = function.path.split(".")[-1] if isinstance(function, External) else ""
        if isinstance(function, External) and function.path in ("builtins.exec", "builtins.eval"):
            raise NoAnswer()
        return UNKNOWN if name in READERS else self.escape(given, named)

    def marked(self, answer, given):
        """What comes of elements that may not be there may not be there."""
        if isinstance(answer, Listed) and any(map(is_doubtful, given)):
            answer.is_doubtful = True
        return answer

    def escape(self, given, named):
        """What somebody else has in hands may be another thing afterwards."""
        for value in map(held, [*given, *named.values()]):
            self.spoil(value)
            for inner in value.values() if isinstance(value, Mapping) else value if isinstance(value, (Listed, tuple)) else ():
                self.spoil(inner)
        return UNKNOWN

    def instance(self, owner, given, named):
        made = Instance(owner)
        initial = owner.find("__init__")
        if isinstance(initial, Function):
            self.invoke(initial, given, named, [made])
        else:
            self.escape(given, named)
        return made

    # Modules

    def find_module(self, name):
        if name not in self.modules:
            source = self.sources.get(name)
            is_folder = name.replace(".", "/") in self.folders
            self.modules[name] = Loaded(name, source) if source or is_folder else None
        return self.modules[name]

    def import_full(self, name):
        """A module of the pack by its name from the pack on, with all above it."""
        if self.find_module(name) is None:
            raise Raised()
        parts = name.split(".") if name else []
        for end in range(len(parts) + 1):
            above = self.find_module(".".join(parts[:end]))
            if above is not None:
                self.execute(above)
        return self.find_module(name)

    def import_relative(self, name, package):
        """`name` begins with dots; `package` is that of whoever imports."""
        if package is UNKNOWN or not isinstance(package, str) or package.split(".")[0] != PACK:
            return UNKNOWN
        level = len(name) - len(name.lstrip("."))
        parts = package.split(".")
        if level > len(parts):
            # Above the pack lies what is not the pack's.
            return External(name)
        base = parts[: len(parts) - level + 1]
        return self.import_full(".".join([*base[1:], *[part for part in name[level:].split(".") if part]]))

    def import_absolute(self, name):
        """A module of the pack that is imported by its full name or lies in a folder that the pack has put on the path; None for those of others."""
        parts = name.split(".")
        if parts[0] == PACK:
            return self.import_full(".".join(parts[1:]))
        if parts[0] == "custom_nodes" and len(parts) > 2 and self.find_module(".".join(parts[2:])) is not None:
            return self.import_full(".".join(parts[2:]))
        for place in self.paths:
            full = ".".join([part for part in place[len(ROOT) :].split("/") if part] + parts)
            if self.find_module(full) is not None:
                return self.import_full(full)
        return None
