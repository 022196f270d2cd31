"""What functions that look into folders answer, of the pack's own folder and by the names of its Python files alone."""

import fnmatch
import posixpath
from pathlib import PurePosixPath

from values import Listed, OTHER, ROOT, UNKNOWN, is_other, is_text


def below(run, place):
    """A path from the pack on; None outside of it."""
    place = posixpath.normpath(str(place)) if is_text(place) else ""
    if place != ROOT and not place.startswith(ROOT + "/"):
        return None
    return place[len(ROOT) + 1 :]


def names_in(run, folder):
    """Folders and Python files in a folder of the pack, and one that stands for whatever else is there; None outside of the pack."""
    inside = below(run, folder)
    if inside is None or is_other(inside):
        return None
    run.spend(len(run.files) // 10)
    start = inside + "/" if inside else ""
    names = {path[len(start) :].split("/")[0] for path in run.files if path.startswith(start)}
    return [*sorted(names), OTHER]


def path_of(function):
    """Of texts and paths alone, as of those of Linux."""

    def answer(run, *parts):
        return function(*map(str, parts)) if parts and all(map(is_text, parts)) else UNKNOWN

    return answer


def splitext(run, path):
    if is_other(path):
        return (OTHER, OTHER)
    return posixpath.splitext(str(path)) if is_text(path) else (UNKNOWN, UNKNOWN)


def listdir(run, folder="."):
    names = names_in(run, folder)
    return UNKNOWN if names is None else Listed(names)


def scandir(run, folder="."):
    names = names_in(run, folder)
    return UNKNOWN if names is None else Listed(PurePosixPath(str(folder)) / name for name in names)


def walk(run, top, **_):
    inside = below(run, top)
    if inside is None or is_other(inside):
        return UNKNOWN
    found = Listed()
    for folder in sorted(one for one in run.folders if one == inside or not inside or one.startswith(inside + "/")):
        place = posixpath.join(ROOT, folder) if folder else ROOT
        names = [name for name in names_in(run, place) if name != OTHER]
        inner = [name for name in names if posixpath.join(folder, name) in run.folders]
        found.append((place, Listed(inner), Listed([*[name for name in names if name not in inner], OTHER])))
    return found


def matches(run, folder, pattern, is_deep):
    """Paths from a folder on that fit, folder by folder."""
    inside = below(run, folder)
    # Signs for anything that follow each other are tried in every way.
    is_plain_enough = isinstance(pattern, str) and len(pattern) < 200 and pattern.count("*") < 6
    if inside is None or not is_plain_enough or is_other(pattern) or is_other(inside):
        return None
    run.spend(len(run.files) // 10)
    start = inside + "/" if inside else ""
    names = {path[len(start) :] for path in run.files + sorted(run.folders) if path.startswith(start) and path != inside}
    found = [name for name in sorted(names) if name and fits(name.split("/"), pattern.split("/"), is_deep)]
    return found if pattern.endswith(".py") else [*found, OTHER]


def fits(names, patterns, is_deep):
    if not patterns:
        return not names
    if patterns[0] == "**" and is_deep:
        return fits(names, patterns[1:], is_deep) or bool(names) and fits(names[1:], patterns, is_deep)
    return bool(names) and fnmatch.fnmatchcase(names[0], patterns[0]) and fits(names[1:], patterns[1:], is_deep)


def glob(run, pattern, root_dir=None, recursive=False, **_):
    if not is_text(pattern) or recursive is UNKNOWN:
        return UNKNOWN
    if root_dir is not None:
        found = matches(run, root_dir, str(pattern), recursive)
        return UNKNOWN if found is None else Listed(found)
    parts = str(pattern).split("/")
    at = next((index for index, part in enumerate(parts) if any(sign in part for sign in "*?[")), len(parts) - 1)
    folder = "/".join(parts[:at])
    found = matches(run, folder, "/".join(parts[at:]), recursive)
    return UNKNOWN if found is None else Listed(posixpath.join(folder, name) for name in found)


def path_glob(run, path, pattern, is_deep=False):
    found = matches(run, path, f"**/{pattern}" if is_deep else pattern, True) if isinstance(pattern, str) else None
    return UNKNOWN if found is None else Listed(path / name for name in found)


def is_there(kinds):
    def answer(run, path):
        inside = below(run, path)
        if inside is None:
            return UNKNOWN
        if inside.endswith(".py"):
            return "file" in kinds and inside in run.files
        if is_other(inside):
            return UNKNOWN
        return "folder" in kinds if inside in run.folders else UNKNOWN

    return answer


def iter_modules(run, path=None, prefix="", is_deep=False):
    if not isinstance(path, (Listed, tuple)) or len(path) != 1 or not isinstance(prefix, str):
        return UNKNOWN
    names = names_in(run, path[0])
    if names is None:
        return UNKNOWN
    found, inside = Listed(), below(run, path[0])
    for name in names:
        place = posixpath.join(inside, name)
        if name.endswith(".py") and name != "__init__.py":
            found.append((UNKNOWN, prefix + name[:-3], False))
        elif place + "/__init__.py" in run.files:
            found.append((UNKNOWN, prefix + name, True))
            if is_deep:
                found.extend(iter_modules(run, Listed([posixpath.join(ROOT, place)]), f"{prefix}{name}.", True))
    return found
