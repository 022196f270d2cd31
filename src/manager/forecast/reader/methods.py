"""What methods of texts, paths, dictionaries and lists answer, and what they change."""

import re
from pathlib import PurePosixPath

from folders import is_there, path_glob, scandir
from values import Listed, Loader, Mapping, OTHER, UNKNOWN, is_other, is_plain, is_text

# Longer texts are nobody's names.
MOST_SIGNS = 2_000
# Of a form with a width the answer may be as long as memory is wide; one with an attribute looks into this program.
PLAIN_FIELDS = re.compile(r"(?:[^{}]|\{\{|\}\}|\{\w*\})*")


def same(run, value, *_, **__):
    return value


def nothing(run, *_, **__):
    return None


def pairs(elements):
    """A dictionary of pairs; UNKNOWN where one is no pair."""
    if getattr(elements, "hole", None):
        return UNKNOWN
    made = Mapping()
    for one in elements:
        if not isinstance(one, (tuple, Listed)) or len(one) != 2 or not is_plain(one[0]):
            return UNKNOWN
        made[one[0]] = one[1]
    return made


def call_method(run, owner, name, arguments):
    given, named = arguments
    if isinstance(owner, Loader):
        return run.execute(run.find_module(owner.module_name)) if name == "load_module" else UNKNOWN
    kind = "mapping" if isinstance(owner, Mapping) else "listed" if isinstance(owner, (Listed, tuple)) else "path" if isinstance(owner, PurePosixPath) else "text"
    method = METHODS.get((kind, name))
    if method is not None and Ellipsis not in given:
        try:
            return method(run, owner, *given, **named)
        except TypeError:
            # Called in a way that nobody follows here.
            run.spoil(owner)
            return run.escape(given, named)
    if kind == "text":
        return call_text(run, owner, (name, given, named))
    if kind == "path":
        return call_path(owner, name, given)
    # One of Python's that changes what it is called on, in a way nobody follows here.
    run.spoil(owner)
    return run.escape(given, named)


TEXT_METHODS = {
    "startswith", "endswith", "replace", "split", "rsplit", "strip", "lstrip", "rstrip", "lower", "upper", "title", "capitalize", "removesuffix", "removeprefix",
    "partition", "rpartition", "find", "isidentifier", "isdigit", "isupper", "islower", "casefold", "swapcase", "count", "format", "encode", "splitlines",
}  # fmt: skip


def call_text(run, owner, call):
    name, given, named = call
    if name == "join" and len(given) == 1:
        elements = run.elements(given[0])
        is_known = elements is not None and all(isinstance(one, str) for one in elements)
        return owner.join(elements) if is_known and sum(len(owner) + len(one) for one in elements) < MOST_SIGNS else UNKNOWN
    known = all(is_plain(one) or isinstance(one, tuple) and all(map(is_plain, one)) for one in [*given, *named.values()])
    is_short = len(owner) < MOST_SIGNS and all(len(str(one)) < MOST_SIGNS for one in [*given, *named.values()])
    if name not in TEXT_METHODS or not known or not is_short or name == "format" and not PLAIN_FIELDS.fullmatch(owner):
        return UNKNOWN
    if is_other(owner):
        ends = given[0] if given and isinstance(given[0], tuple) else tuple(given)
        is_python = name == "endswith" and all(isinstance(end, str) and end.endswith(".py") for end in ends)
        if name in ("split", "rsplit"):
            return Listed([OTHER])
        return False if is_python else owner if name in ("lower", "upper", "strip", "replace", "removesuffix", "removeprefix") else UNKNOWN
    try:
        found = getattr(owner, name)(*given, **named)
    except (TypeError, ValueError, KeyError, IndexError, AttributeError, LookupError):
        return UNKNOWN
    if not isinstance(found, list):
        return found
    run.spend_on(found)
    return Listed(found)


def path_attribute(path, name):
    if name == "path":
        return str(path)
    if name in ("suffix", "stem") and is_other(path.name):
        return OTHER
    if name == "parents":
        return tuple(path.parents)
    return getattr(path, name) if name in ("name", "suffix", "stem", "parent", "parts") else UNKNOWN


def call_path(path, name, given):
    if name in ("with_suffix", "with_name", "relative_to", "is_relative_to", "joinpath") and all(map(is_text, given)) and not is_other(path):
        try:
            return getattr(path, name)(*given)
        except (ValueError, AttributeError, TypeError):
            return UNKNOWN
    return UNKNOWN


def mapping_get(run, owner, key, default=None):
    if not is_plain(key) or key not in owner and (owner.hole or owner is run.core):
        return UNKNOWN
    return owner.get(key, default)


def mapping_update(run, owner, *given, **named):
    for one in given:
        run.update(owner, one)
    for key, value in named.items():
        run.set_item(owner, key, value)


def mapping_default(run, owner, key, value=None):
    if not (is_plain(key) and key in owner):
        run.set_item(owner, key, value)
        return value
    return owner[key]


def mapping_pop(run, owner, key, *default):
    found = owner.get(key, default[0] if default else UNKNOWN) if is_plain(key) else UNKNOWN
    if not is_plain(key) or key in owner or owner is run.core:
        run.remove(owner, key)
    return found


def mapping_clear(run, owner):
    if run.doubt or owner.parts:
        run.spoil(owner)
    else:
        owner.clear()


def items_of(run, owner, pick):
    run.spend_on(owner)
    made = Listed(pick(owner))
    made.hole = run.at if owner is run.core else owner.hole
    made.is_doubtful = owner.is_doubtful
    return made


METHODS = {
    ("mapping", "items"): lambda run, owner: items_of(run, owner, dict.items),
    ("mapping", "keys"): lambda run, owner: items_of(run, owner, dict.keys),
    ("mapping", "values"): lambda run, owner: items_of(run, owner, dict.values),
    ("mapping", "get"): mapping_get, ("mapping", "update"): mapping_update, ("mapping", "setdefault"): mapping_default, ("mapping", "pop"): mapping_pop,
    ("mapping", "clear"): mapping_clear, ("mapping", "copy"): lambda run, owner: run.copy(owner),
    ("listed", "append"): lambda run, owner, value: run.append(owner, value) if isinstance(owner, Listed) else UNKNOWN,
    ("listed", "add"): lambda run, owner, value: run.append(owner, value) if isinstance(owner, Listed) else UNKNOWN,
    ("listed", "insert"): lambda run, owner, at, value: run.append(owner, value),
    ("listed", "extend"): lambda run, owner, given: run.extend(owner, given), ("listed", "update"): lambda run, owner, given: run.extend(owner, given),
    ("listed", "copy"): lambda run, owner: run.copy(owner), ("listed", "sort"): nothing, ("listed", "reverse"): nothing,
    ("listed", "index"): lambda run, owner, *_: UNKNOWN, ("listed", "count"): lambda run, owner, *_: UNKNOWN,
    ("path", "resolve"): same, ("path", "absolute"): same, ("path", "expanduser"): same, ("path", "as_posix"): lambda run, owner: str(owner),
    ("path", "__str__"): lambda run, owner: str(owner), ("path", "glob"): path_glob, ("path", "iterdir"): scandir,
    ("path", "rglob"): lambda run, owner, pattern: path_glob(run, owner, pattern, True), ("path", "exists"): is_there(("file", "folder")),
    ("path", "is_file"): is_there(("file",)), ("path", "is_dir"): is_there(("folder",)), ("path", "mkdir"): nothing,
}  # fmt: skip
