"""What names, attributes and elements of a pack stand for while its loading is followed, and how they change."""

import ast
import builtins
from contextlib import contextmanager
from pathlib import PurePosixPath

import methods
from values import (
    Class, External, FAULTS, Function, Instance, Listed, Loaded, Loader, Mapping, Method, NoAnswer, Raised, UNKNOWN, held, is_doubtful, is_other, is_plain, merge,
)  # fmt: skip

MAPPING = "NODE_CLASS_MAPPINGS"
# Some seconds of an old machine.
MOST_STEPS = 400_000
MOST_ELEMENTS = 20_000
# As many elements as cost what a step does.
ELEMENTS_OF_A_STEP = 4


class Objects:
    def __init__(self, sources):
        self.sources = sources
        self.modules, self.paths, self.running = {}, [], []
        # Functions that were followed, and those whose calls were not all followed.
        self.reached, self.cut = set(), set()
        # How many branches lie around of which nobody knows that they are taken; `far`: those of them that last up to the end of the function.
        self.steps = self.doubt = self.far = 0
        # How often nobody knew which way it goes.
        self.forks = 0
        self.at = ("__init__.py", 1)
        # What packs put into ComfyUI's own list by themselves.
        self.core = Mapping()
        self.files = sorted({source.file for source in sources.values()})
        self.folders = {"/".join(file.split("/")[:end]) for file in self.files for end in range(file.count("/") + 1)}

    def spend(self, steps):
        """Whatever is done for each of many costs as many steps."""
        self.steps += steps
        if self.steps > MOST_STEPS:
            raise NoAnswer()

    def spend_on(self, elements):
        """What is done to each of them in one go, by Python itself."""
        self.spend(len(elements) // ELEMENTS_OF_A_STEP)

    def count(self, node, frame):
        self.spend(1)
        if frame.module.source is not None:
            self.at = (frame.module.source.file, getattr(node, "lineno", self.at[1]))

    # Names, attributes, elements

    def of_Name(self, node, frame):
        found = frame.find(node.id)
        if found is not None or node.id in frame.names or node.id in frame.module.names:
            return found
        return External("builtins." + node.id) if hasattr(builtins, node.id) else UNKNOWN

    def bind(self, name, value, frame):
        names = frame.module.names if name in frame.shared else frame.names
        if names is not frame.names and self.doubt and name in names:
            value = merge(names[name], value)
        names[name] = value

    def assign(self, target, value, frame):
        if isinstance(target, ast.Name):
            self.bind(target.id, value, frame)
        elif isinstance(target, (ast.Tuple, ast.List)):
            parts = self.elements(value)
            fits = parts is not None and len(parts) == len(target.elts) and not any(isinstance(one, ast.Starred) for one in target.elts)
            for at, one in enumerate(target.elts):
                self.assign(one, parts[at] if fits else UNKNOWN, frame)
        elif isinstance(target, ast.Starred):
            self.assign(target.value, UNKNOWN, frame)
        elif isinstance(target, ast.Subscript):
            self.set_item(self.value(target.value, frame), self.value(self.key_of(target), frame), value)
        elif isinstance(target, ast.Attribute):
            self.set_attribute(self.value(target.value, frame), target.attr, value)

    def key_of(self, node):
        return getattr(node.slice, "value", node.slice) if type(node.slice).__name__ == "Index" else node.slice

    def as_load(self, target):
        copy = type(target)(**{name: getattr(target, name) for name in target._fields})
        copy.ctx = ast.Load()
        return copy

    def of_Attribute(self, node, frame):
        return self.attribute(self.value(node.value, frame), node.attr)

    def attribute(self, owner, name):
        owner = held(owner)
        if isinstance(owner, Loaded):
            return self.of_module(owner, name)
        if isinstance(owner, External):
            return self.core if name == MAPPING else External(f"{owner.path}.{name}")
        if isinstance(owner, Class):
            return self.of_class(owner, name)
        if isinstance(owner, Instance):
            return self.of_instance(owner, name)
        if isinstance(owner, PurePosixPath):
            return methods.path_attribute(owner, name)
        if isinstance(owner, Loader):
            return owner if name == "loader" else UNKNOWN
        if isinstance(owner, (str, Mapping, Listed, tuple)) and name in ("value", "name"):
            # A member of an enumeration stands for its value here.
            return owner if name == "value" else UNKNOWN
        return self.core if name == MAPPING and owner is UNKNOWN else UNKNOWN

    def of_module(self, module, name):
        if name in module.names:
            return module.names[name]
        below = self.find_module(".".join(part for part in (module.name, name) if part))
        if below is not None:
            return self.execute(below)
        if name == "__dict__":
            return Mapping(module.names)
        if module.is_open or module.state == "runs":
            return UNKNOWN
        raise Raised()

    def of_class(self, owner, name):
        if name in ("__name__", "__qualname__"):
            return owner.node.name
        found = owner.find(name)
        if found is None and not name.startswith("__") and not owner.node.decorator_list:
            raise Raised()
        return Method(found, owner) if isinstance(found, Function) and found.kind == "classmethod" else UNKNOWN if found is None else found

    def of_instance(self, owner, name):
        if name in owner.names:
            return owner.names[name]
        if name == "__class__":
            return owner.owner
        found = UNKNOWN if owner.owner.find(name) is None else self.of_class(owner.owner, name)
        if not isinstance(found, Function) or found.kind == "staticmethod":
            return found
        return self.invoke(found, [], {}, [owner]) if found.kind == "property" else Method(found, owner)

    def set_attribute(self, owner, name, value):
        if isinstance(owner, (Loaded, Instance, Class)):
            owner.names[name] = merge(owner.names[name], value) if self.doubt and name in owner.names else value

    def of_Subscript(self, node, frame):
        owner = held(self.value(node.value, frame))
        if isinstance(node.slice, ast.Slice):
            ends = [None if end is None else self.value(end, frame) for end in (node.slice.lower, node.slice.upper, node.slice.step)]
            return self.part_of(owner, slice(*ends)) if all(end is None or isinstance(end, int) for end in ends) else UNKNOWN
        key = self.value(self.key_of(node), frame)
        if isinstance(owner, Mapping):
            if not is_plain(key):
                return UNKNOWN
            if key not in owner and owner is not self.core and not owner.hole:
                raise Raised()
            return owner.get(key, UNKNOWN)
        return self.part_of(owner, key) if isinstance(key, int) else UNKNOWN

    def part_of(self, owner, key):
        if not isinstance(owner, (str, tuple, Listed)) or getattr(owner, "hole", None) or not isinstance(owner, str) and Ellipsis in owner:
            return UNKNOWN
        try:
            if isinstance(owner, str) or isinstance(key, int):
                return owner[key]
            self.spend_on(owner)
            return type(owner)(owner[key])
        except FAULTS:
            raise Raised() from None

    # Dictionaries and lists

    def copy(self, value):
        self.spend_on(value)
        made = type(value)(value)
        made.hole = value.hole
        if isinstance(value, Mapping):
            made.maybe = set(value.maybe)
        else:
            made.is_doubtful = value.is_doubtful
        return made

    def spoil(self, value):
        """Nobody knows any more what is in it."""
        if isinstance(value, (Mapping, Listed)):
            for one in (value, *value.parts):
                one.hole = one.hole or self.at

    def set_item(self, owner, key, value):
        owner = held(owner)
        if isinstance(owner, Mapping):
            if not is_plain(key) or is_other(key):
                self.spoil(owner)
                return
            for one in (owner, *owner.parts):
                self.put(one, key, value)
        elif isinstance(owner, Listed):
            if self.doubt or not isinstance(key, int) or not -len(owner) <= key < len(owner):
                # `names[:] = ...`: what was there may be there.
                self.extend(owner, value) if isinstance(value, (Listed, tuple)) else self.append(owner, value)
            else:
                owner[key] = value

    def put(self, owner, key, value):
        if not self.doubt:
            owner.maybe.discard(key)
        elif key not in owner:
            owner.maybe.add(key)
        owner[key] = merge(owner[key], value) if self.doubt and key in owner else value

    def update(self, owner, given):
        owner, given = held(owner), held(given)
        if isinstance(given, (Listed, tuple)):
            given = methods.pairs(given)
        if not isinstance(given, Mapping) or given is self.core:
            self.spoil(owner)
            return
        self.spend_on(given)
        for key, value in list(given.items()):
            with self.doubting(key in given.maybe):
                self.set_item(owner, key, value)
        if given.hole and owner.hole is None:
            owner.hole = given.hole

    def append(self, owner, value):
        for one in (owner, *owner.parts):
            if len(one) >= MOST_ELEMENTS:
                raise NoAnswer()
            one.append(value)
            one.is_doubtful = one.is_doubtful or self.doubt > 0

    def extend(self, owner, given):
        elements = self.elements(given)
        if elements is None:
            self.spoil(owner)
        with self.doubting(is_doubtful(given)):
            for element in elements or ():
                self.append(owner, element)

    @contextmanager
    def doubting(self, is_so):
        """What is done here may not be done."""
        self.doubt += is_so
        try:
            yield
        finally:
            self.doubt -= is_so

    def remove(self, owner, key):
        """Where nobody knows whether this is done, or to which element, nobody knows what is left."""
        owner = held(owner)
        if isinstance(owner, Mapping) and is_plain(key) and not self.doubt and not owner.parts and not is_other(key):
            owner.pop(key, None)
        else:
            self.spoil(owner)

    def elements(self, value):
        """What a loop over it gives, one after the other; None where nobody knows."""
        value = held(value)
        if value is self.core or getattr(value, "hole", None):
            return None
        if hasattr(value, "__len__"):
            self.spend_on(value)
        if isinstance(value, (Mapping, Listed, tuple)):
            return None if Ellipsis in value else list(value)
        return list(value)[:MOST_ELEMENTS] if isinstance(value, (str, range)) and not is_other(value) else None
