"""What functions of Python's library answer, as far as they look at nothing but what they are given and the names of the pack's own Python files."""

import fnmatch
import posixpath
from pathlib import PurePosixPath

from folders import below, glob, is_there, iter_modules, listdir, path_of, scandir, splitext, walk
from methods import nothing, same
from values import Class, External, Function, Listed, Loaded, Loader, Mapping, Raised, UNKNOWN, is_other, is_plain, is_text, ROOT, truth


# Modules


def import_module(run, name, package=None):
    if not isinstance(name, str):
        return UNKNOWN
    if is_other(name):
        raise Raised()
    if name.startswith("."):
        return run.import_relative(name, package)
    return run.import_absolute(name) or External(name)


def loader(run, name=None, location=None, **named):
    path = location if location is not None else named.get("path", UNKNOWN)
    inside = below(run, path)
    if inside is None:
        return UNKNOWN
    if not inside.endswith(".py") and inside in run.folders:
        inside = posixpath.join(inside, "__init__.py")
    if is_other(inside) or inside not in run.files:
        raise Raised()
    full = inside[:-3].replace("/", ".")
    return Loader("" if full == "__init__" else full[: -len(".__init__")] if full.endswith(".__init__") else full)


def load(run, spec):
    return run.execute(run.find_module(spec.module_name)) if isinstance(spec, Loader) else UNKNOWN


def add_path(run, *given):
    inside = below(run, given[-1])
    if inside is not None:
        run.paths.append(f"{ROOT}/{inside}")


# Builtins


def make_dict(run, *given, **named):
    made = Mapping()
    for one in given:
        run.update(made, one)
    made.update(named)
    return made


def make_list(run, given=(), **_):
    made = Listed()
    run.extend(made, given)
    return made


def make_tuple(run, given=()):
    elements = run.elements(given)
    return UNKNOWN if elements is None else tuple(elements)


def make_sorted(run, given, key=None, reverse=False):
    elements = run.elements(given)
    if elements is None:
        return UNKNOWN
    return Listed(sorted(elements) if all(isinstance(one, str) for one in elements) and key is None else elements)


def enumerated(run, given, start=0):
    elements = run.elements(given)
    if elements is None:
        return UNKNOWN
    return Listed((start + at if isinstance(start, int) else UNKNOWN, one) for at, one in enumerate(elements))


def zipped(run, *given, **_):
    columns = [run.elements(one) for one in given]
    return UNKNOWN if None in columns else Listed(zip(*columns))


def mapped(run, function, *given):
    columns = [run.elements(one) for one in given]
    return UNKNOWN if None in columns else Listed(run.call_value(function, list(row), {}) for row in zip(*columns))


def sieved(run, values, wanted):
    """Those that `wanted` answers True of, and those of which nobody knows."""
    known = [truth(wanted(one)) for one in values]
    made = Listed(one for one, is_wanted in zip(values, known) if is_wanted is not False)
    made.is_doubtful = None in known
    return made


def filtered(run, function, given):
    elements = run.elements(given)
    if elements is None:
        return UNKNOWN
    return sieved(run, elements, lambda one: one if function is None else run.call_value(function, [one], {}))


def has_attribute(run, owner, name):
    try:
        found = run.attribute(owner, name) if isinstance(name, str) else UNKNOWN
    except Raised:
        return False
    return UNKNOWN if found is UNKNOWN or not isinstance(owner, (Loaded, Class)) else True


def get_attribute(run, owner, name, *default):
    try:
        return run.attribute(owner, name) if isinstance(name, str) else UNKNOWN
    except Raised:
        if default:
            return default[0]
        raise


def set_attribute(run, owner, name, value):
    if isinstance(name, str):
        run.set_attribute(owner, name, value)


def is_instance(run, value, kind):
    path = kind.path.split(".")[-1] if isinstance(kind, External) else None
    if value is UNKNOWN or isinstance(value, External) or path is None:
        return UNKNOWN
    known = {"dict": Mapping, "str": str, "type": Class, "list": Listed, "tuple": tuple, "ModuleType": Loaded}
    return isinstance(value, known[path]) if path in known else UNKNOWN


def is_class(run, value):
    return UNKNOWN if value is UNKNOWN or isinstance(value, External) else isinstance(value, Class)


def is_subclass(run, value, kind):
    if not isinstance(value, Class):
        return UNKNOWN
    if value is kind:
        return True
    found = [is_subclass(run, base, kind) if isinstance(base, Class) else UNKNOWN for base in value.bases]
    return True if True in found else UNKNOWN if UNKNOWN in found else False


def names_of(run, owner):
    return Listed(owner.names) if isinstance(owner, Loaded) and not owner.is_open else UNKNOWN


def variables_of(run, owner=None):
    return Mapping(owner.names) if isinstance(owner, Loaded) and not owner.is_open else UNKNOWN


def members(run, owner, kind=None):
    if not isinstance(owner, Loaded) or owner.is_open:
        return UNKNOWN
    return sieved(run, list(owner.names.items()), lambda one: True if kind is None else run.call_value(kind, [one[1]], {}))


def plain(function):
    """Of plain values alone."""
    return lambda run, *given: function(*given) if all(map(is_plain, given)) else UNKNOWN


def length(run, given):
    elements = run.elements(given)
    return UNKNOWN if elements is None or run.doubt else len(elements)


def decide(all_of):
    def answer(run, given):
        elements = run.elements(given)
        if elements is None:
            return UNKNOWN
        found = [truth(one) for one in elements]
        if (not all_of) in found:
            return not all_of
        return UNKNOWN if None in found else all_of

    return answer


def copied(run, value):
    return run.copy(value) if isinstance(value, (Mapping, Listed)) else value


def matched(run, name, pattern):
    is_known = isinstance(name, str) and isinstance(pattern, str) and pattern.count("*") < 6
    if not is_known or is_other(name):
        return False if is_known and pattern.endswith(".py") else UNKNOWN
    return fnmatch.fnmatchcase(name, pattern)


to_path = lambda run, *parts: PurePosixPath(*map(str, parts)) if all(map(is_text, parts)) else UNKNOWN  # noqa: E731

FUNCTIONS = {
    "os.listdir": listdir, "os.scandir": scandir, "os.walk": walk, "glob.glob": glob, "glob.iglob": glob, "os.fspath": path_of(str),
    "os.path.join": path_of(posixpath.join), "os.path.dirname": path_of(posixpath.dirname), "os.path.basename": path_of(posixpath.basename),
    "os.path.abspath": path_of(posixpath.normpath), "os.path.realpath": path_of(posixpath.normpath), "os.path.normpath": path_of(posixpath.normpath),
    "os.path.split": path_of(posixpath.split), "os.path.relpath": path_of(posixpath.relpath), "os.path.splitext": splitext,
    "os.path.exists": is_there(("file", "folder")), "os.path.isfile": is_there(("file",)), "os.path.isdir": is_there(("folder",)),
    "pathlib.Path": to_path, "pathlib.PurePath": to_path, "fnmatch.fnmatch": matched,
    "pkgutil.iter_modules": iter_modules, "pkgutil.walk_packages": lambda run, path=None, prefix="", **_: iter_modules(run, path, prefix, True),
    "importlib.import_module": import_module, "importlib.util.spec_from_file_location": loader, "importlib.util.module_from_spec": load,
    "importlib.machinery.SourceFileLoader": loader, "importlib.reload": same, "sys.path.append": add_path, "sys.path.insert": add_path, "site.addsitedir": add_path,
    "inspect.getmembers": members, "inspect.isclass": is_class, "copy.copy": copied, "copy.deepcopy": copied, "os.makedirs": nothing, "os.mkdir": nothing,
    "collections.OrderedDict": make_dict, "collections.ChainMap": make_dict, "itertools.chain": lambda run, *given: chained(run, given),
    "builtins.dict": make_dict, "builtins.list": make_list, "builtins.set": make_list, "builtins.frozenset": make_list, "builtins.iter": same,
    "builtins.reversed": make_list, "builtins.tuple": make_tuple, "builtins.sorted": make_sorted, "builtins.enumerate": enumerated, "builtins.zip": zipped,
    "builtins.map": mapped, "builtins.filter": filtered, "builtins.hasattr": has_attribute, "builtins.getattr": get_attribute,
    "builtins.setattr": set_attribute, "builtins.isinstance": is_instance, "builtins.issubclass": is_subclass, "builtins.dir": names_of,
    "builtins.vars": variables_of, "builtins.str": plain(str), "builtins.int": plain(int), "builtins.range": lambda run, *given: ranged(given),
    "builtins.len": length, "builtins.any": decide(False), "builtins.all": decide(True), "builtins.bool": lambda run, value: known_truth(value),
    "builtins.callable": lambda run, value: True if isinstance(value, (Class, Function)) else UNKNOWN,
}  # fmt: skip


def chained(run, given):
    made = Listed()
    for one in given:
        run.extend(made, one)
    return made


def ranged(given):
    return range(*given) if all(isinstance(one, int) for one in given) and len(range(*given)) < 20_000 else UNKNOWN


def known_truth(value):
    known = truth(value)
    return UNKNOWN if known is None else known
