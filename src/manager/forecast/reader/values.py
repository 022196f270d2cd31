"""What expressions of a pack stand for while its loading is followed: plain Python values, and those below. What nobody can know is UNKNOWN."""

from pathlib import PurePosixPath

# The folder of the pack, of which nobody knows where it lies or what it is called.
PACK = "<pack>"
ROOT = "/" + PACK
# A file whose name does not end in .py: which there are the reader is not told.
OTHER_SIGN = "\x1f"
OTHER = OTHER_SIGN + "other"


# What Python raises of values that do not fit.
FAULTS = (TypeError, ValueError, KeyError, IndexError, ZeroDivisionError, AttributeError, OverflowError, MemoryError)


class Unknown:
    def __repr__(self):
        return "unknown"


UNKNOWN = Unknown()


class Raised(Exception):
    """What is followed raises here."""


class NoAnswer(Exception):
    """What is followed is too long, or cannot be read."""


class Mapping(dict):
    """
    A dictionary. `hole` is the place that may have changed it in a way nobody can tell; `parts`: those that it may be, where a branch decides; `maybe`: keys
    that are there only where a branch is taken of which nobody knows that it is.
    """

    hole = None
    parts = ()

    def __init__(self, *given):
        super().__init__(*given)
        self.maybe = set()

    @property
    def is_doubtful(self):
        return bool(self.maybe)


class Listed(list):
    """A list, a set or what gives elements one after the other; `is_doubtful` where one of them may not be there."""

    hole = None
    is_doubtful = False
    parts = ()


class Maybe:
    """That, or None."""

    def __init__(self, value):
        self.value = value


class External:
    """Something of another package, by its dotted name."""

    def __init__(self, path):
        self.path = path


class Function:
    def __init__(self, node, frame, defaults):
        self.node, self.frame, self.defaults = node, frame, defaults
        names = [getattr(one, "id", getattr(one, "attr", None)) for one in getattr(node, "decorator_list", [])]
        self.kind = next((name for name in names if name in ("classmethod", "staticmethod", "property")), None)


class Class:
    def __init__(self, module, node, bases):
        self.module, self.node, self.bases = module, node, bases
        self.names = {}

    def find(self, name):
        """A pair of whether it is there and the value; UNKNOWN where a base of another package may have it."""
        if name in self.names:
            return self.names[name]
        for base in self.bases:
            if not isinstance(base, Class):
                return UNKNOWN
            found = base.find(name)
            if found is not None:
                return found
        return None


class Instance:
    def __init__(self, owner):
        self.owner, self.names = owner, {}


class Method:
    """A function with what it is called on."""

    def __init__(self, function, first):
        self.function, self.first = function, first


class Loader:
    """What loads one file of the pack."""

    def __init__(self, module_name):
        self.module_name = module_name


class Loaded:
    """A module of the pack; `source` is None of a folder without `__init__.py`."""

    def __init__(self, name, source):
        self.name, self.source = name, source
        self.state, self.is_open = "new", False
        file = source.file if source else name.replace(".", "/") + "/__init__.py"
        self.place = f"{ROOT}/{file}"
        full = ".".join(part for part in (PACK, name) if part)
        is_package = source is None or source.is_package
        self.names = {"__name__": full, "__file__": self.place, "__package__": full if is_package else full.rpartition(".")[0], "__doc__": UNKNOWN}
        if is_package:
            self.names["__path__"] = Listed([self.place.rpartition("/")[0]])


class Frame:
    """Names of a function that runs, of a class body, or of a module itself."""

    def __init__(self, module, names, parent=None):
        self.module, self.names, self.parent = module, names, parent
        self.shared, self.returns, self.yields = set(), [], None

    def find(self, name):
        frame = self
        while frame is not None:
            if name in frame.names and name not in frame.shared:
                return frame.names[name]
            frame = frame.parent
        return self.module.names.get(name)


def held(value):
    """What is looked into is there."""
    return value.value if isinstance(value, Maybe) else value


def is_text(value):
    return isinstance(value, (str, PurePosixPath))


def is_plain(value):
    return value is None or isinstance(value, (str, int, float, bytes, PurePosixPath))


def is_other(value):
    return isinstance(value, (str, PurePosixPath)) and OTHER_SIGN in str(value)


def truth(value):
    """True, False, or None where nobody knows."""
    if value is UNKNOWN or isinstance(value, (External, Maybe)) or is_other(value):
        return None
    if isinstance(value, (Mapping, Listed)):
        return True if len(value) else None if value.hole else False
    return bool(value) if is_plain(value) or isinstance(value, (tuple, range)) else True


def merge(one, other):
    """What either branch may have left. Of dictionaries and lists it is all that both have."""
    if one is other:
        return one
    if one is None or other is None or isinstance(one, Maybe) or isinstance(other, Maybe):
        held = [value.value if isinstance(value, Maybe) else value for value in (one, other) if value is not None]
        value = merge(*held) if len(held) > 1 else held[0]
        return UNKNOWN if is_plain(value) or value is UNKNOWN else Maybe(value)
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        both = Mapping(one)
        for name, value in other.items():
            both[name] = value if name not in both or both[name] is value else merge_values(both[name], value)
        both.maybe = one.maybe | other.maybe | (one.keys() ^ other.keys())
        return joined(both, one, other)
    if isinstance(one, Listed) and isinstance(other, Listed):
        there = {identity(value) for value in one}
        both = Listed([*one, *[value for value in other if identity(value) not in there]])
        both.is_doubtful = one.is_doubtful or other.is_doubtful or len(one) != len(other) or len(both) != len(one)
        return joined(both, one, other)
    return merge_values(one, other)


def merge_values(one, other):
    """Of what is in dictionaries: those below are not looked into."""
    return one if is_plain(one) and is_plain(other) and type(one) is type(other) and one == other else UNKNOWN


def is_doubtful(value):
    return getattr(value.value if isinstance(value, Maybe) else value, "is_doubtful", False)


def identity(value):
    return (type(value), value) if is_plain(value) else id(value)


def joined(both, one, other):
    """What is done to the one that nobody can tell from the other is done to either."""
    both.hole = one.hole or other.hole
    both.parts = tuple({id(part): part for part in (one, other, *one.parts, *other.parts)}.values())
    return both


def merge_names(ends):
    """The names after branches of which one was taken."""
    merged = dict(ends[0])
    for names in ends[1:]:
        for name, value in names.items():
            merged[name] = merge(merged[name], value) if name in merged else value
    return merged
