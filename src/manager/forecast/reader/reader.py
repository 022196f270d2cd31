"""
Reads Python files by their syntax and writes down what a forecast needs. Started with `-I -S`, so that nothing of the environment is loaded; no file
that is read is ever imported or run. Called with a request and the place of the answer, both JSON.
"""

import hashlib
import json
import os
import stat
import sys
import tarfile
import warnings
from functools import partial

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from budget import MOST_FILE_BYTES, UNREADABLE, Budget, TooMuch, deadline, decode, limit_memory, parse, reason_of  # noqa: E402
from definitions import read_definitions  # noqa: E402
from mappings import read_node_list  # noqa: E402
from nodeclasses import read_node_classes  # noqa: E402
from references import read_references  # noqa: E402

warnings.simplefilter("ignore")
sys.setrecursionlimit(4000)

# Counted up whenever the answer says something else of the same file.
FORM = 2
MOST_FILES = 4000
# Folders in a pack that nobody made by hand: pictures, data sets.
MOST_FOLDERS = 20_000
MOST_DEPTH = 20
# Characters of what is told of one pack.
MOST_TOLD = 8 * 1024 * 1024
# Nothing that ComfyUI loads lies here.
LEFT_OUT = {"__pycache__", "node_modules", "venv", ".venv", "site-packages", ".git", ".github"}


def from_tar(path):
    with tarfile.open(path) as archive:
        for member in archive:
            is_near = member.name.count("/") < MOST_DEPTH
            if member.isfile() and is_near and member.name.endswith(".py"):
                yield member.name, archive.extractfile(member).read(MOST_FILE_BYTES + 1)


def is_inside(path, folder):
    """Whether a path leads to something in a folder whose own path has no links, wherever its links go."""
    real = os.path.realpath(path)
    return real == folder or real.startswith(os.path.join(folder, ""))


def files_of(place):
    """The Python files of a pack, each with its name from the pack on. A link that leads out of the pack is none of them."""
    if "file" in place:
        return [("__init__.py", place["file"])]
    found, looked_at = [], 0
    top = os.path.realpath(place["folder"])
    for folder, folders, names in os.walk(top):
        looked_at += 1
        inner = os.path.relpath(folder, top).replace(os.sep, "/")
        if looked_at > MOST_FOLDERS:
            raise TooMuch("It has more folders than can be looked through.")
        if inner.count("/") > MOST_DEPTH - 2 or not is_inside(folder, top):
            folders.clear()
            continue
        folders[:] = sorted(name for name in folders if name not in LEFT_OUT and not name.startswith("."))
        for name in sorted(names):
            path = os.path.join(folder, name)
            if name.endswith(".py") and os.path.isfile(path) and (not os.path.islink(path) or is_inside(path, top)):
                found.append((name if inner == "." else f"{inner}/{name}", path))
        if len(found) > MOST_FILES:
            raise TooMuch("It has more Python files than can be read.")
    return found


def stamp_of(files, roots):
    """Another text after each change of a file, and where something else is looked for."""
    text = hashlib.sha1(repr((FORM, sorted(roots))).encode())
    for name, path in files:
        facts = os.stat(path)
        text.update(repr((name, facts.st_size, facts.st_mtime_ns)).encode("utf-8", "surrogatepass"))
    return text.hexdigest()


def read_file(path):
    """What is in a regular file; anything else that has its name, such as a pipe, is not waited for."""
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    with os.fdopen(handle, "rb") as file:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise ValueError("no regular file")
        return file.read(MOST_FILE_BYTES + 1)


def module_of(name):
    parts = name[:-3].split("/")
    is_package = parts[-1] == "__init__"
    if is_package:
        parts = parts[:-1]
    return ".".join(parts), is_package


def read_tree(place):
    """What a version of ComfyUI defines, module by module."""
    modules, nodes, unread = {}, {}, []
    for name, data in from_tar(place["tar"]):
        if name.split("/")[0] in ("tests", "tests-unit", "script_examples", "custom_nodes"):
            continue
        module, is_package = module_of(name)
        try:
            tree = parse(decode(data))
            found = read_definitions(tree, module, is_package)
        except UNREADABLE as error:
            unread.append({"file": name, "reason": reason_of(error)})
            continue
        found["file"] = name
        modules[module] = found
        if name == "nodes.py" or name.split("/")[0] in ("comfy_extras", "comfy_api_nodes"):
            nodes[name] = read_node_classes(tree)
    return {"modules": modules, "nodes": nodes, "unread": unread}


def read_pack(place, roots):
    """What a pack takes from ComfyUI, file by file; nothing when it is as it was at the last look. What is told of a file without a name is true of the pack."""
    stamp, files, unread, budget = "", [], [], Budget()
    try:
        paths = files_of(place)
        stamp = stamp_of(paths, roots)
        if stamp == place.get("stamp"):
            return {"stamp": stamp, "files": None, "unread": []}
        for name, path in paths:
            try:
                files.append(read_pack_file(name, read_file(path), (roots, budget)))
            except (OSError, *UNREADABLE) as error:
                unread.append({"file": name, "reason": reason_of(error)})
    except (OSError, TooMuch, *UNREADABLE) as error:
        unread.append({"file": "", "reason": reason_of(error)})
    return {"stamp": stamp, "files": files, "unread": unread}


def read_pack_file(name, data, about):
    roots, budget = about
    budget.take(len(data))
    module, is_package = module_of(name)
    tree = parse(decode(data))
    references, edges, is_dynamic = read_references(tree, (module, is_package), about)
    found = {"file": name, "module": module, "isPackage": is_package}
    found.update({"references": references, "edges": edges, "isDynamic": is_dynamic})
    return dict(found, nodeClasses=read_node_classes(tree))


def read_list(place):
    """The node classes that a version of a pack registers; throws `TooMuch`."""
    modules, budget = [], Budget()
    for name, data in from_tar(place["tar"]):
        if LEFT_OUT & set(name.split("/")):
            continue
        budget.take(len(data))
        modules.append((*module_of(name), name, data))
        if len(modules) > MOST_FILES:
            raise TooMuch("It has more Python files than can be read.")
    return read_node_list([(module, file, is_package, partial(decode, data)) for module, is_package, file, data in modules], budget)


def tell(place, read):
    """The answer about one place as a line; of one that cannot be read, the reason."""
    try:
        with deadline():
            line = json.dumps(dict(read(place), key=place["key"]))
        if len(line) <= MOST_TOLD:
            return line
        reason = "There is more to tell of it than can be read."
    except (TooMuch, OSError, *UNREADABLE) as error:
        reason = reason_of(error)
    return json.dumps({"key": place["key"], "failed": reason})


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        request = json.load(file)
    limit_memory()
    roots = set(request["roots"])
    # Each answer is written as soon as it is known: what ends this process takes none of those before it away.
    with open(sys.argv[2], "w", encoding="utf-8") as file:
        for place in request["trees"]:
            print(json.dumps(dict(read_tree(place), key=place["key"])), file=file, flush=True)
        for part, read in (("packs", partial(read_pack, roots=roots)), ("lists", read_list)):
            for place in request[part]:
                print(tell(place, read), file=file, flush=True)


main()
