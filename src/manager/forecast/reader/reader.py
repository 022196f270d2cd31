"""
Reads Python files by their syntax and writes down what a forecast needs. Started with `-I -S`, so that nothing of the environment is loaded; no file
that is read is ever imported or run. Called with a request and the place of the answer, both JSON.
"""

import hashlib
import io
import json
import os
import sys
import tarfile
import warnings
from functools import partial

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from definitions import read_definitions  # noqa: E402
from mappings import read_node_list  # noqa: E402
from modules import UNREADABLE  # noqa: E402
from nodeclasses import read_node_classes  # noqa: E402
from references import read_references  # noqa: E402
import ast  # noqa: E402

warnings.simplefilter("ignore")
sys.setrecursionlimit(4000)

# Counted up whenever the answer says something else of the same file.
FORM = 1
MOST_BYTES = 4 * 1024 * 1024
MOST_FILES = 4000
# Folders in a pack that nobody made by hand: pictures, data sets.
MOST_FOLDERS = 20_000
# What is said of a pack that is too large or too deep.
NOT_KNOWN = {"classes": {}, "hasList": True, "hole": {"file": "__init__.py", "line": 1}}
# Nothing that ComfyUI loads lies here.
LEFT_OUT = {"__pycache__", "node_modules", "venv", ".venv", "site-packages", ".git", ".github"}


def decode(data):
    """Text as Python itself would read it: its coding line, a mark at the beginning."""
    import tokenize

    encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
    return data.decode(encoding)


def from_tar(path):
    with tarfile.open(path) as archive:
        for member in archive:
            if member.isfile() and member.name.endswith(".py") and member.size <= MOST_BYTES:
                yield member.name, archive.extractfile(member).read()


def files_of(place):
    """The Python files of a pack, each with its name from the pack on."""
    if "file" in place:
        return [("__init__.py", place["file"])]
    found, looked_at = [], 0
    for folder, folders, names in os.walk(place["folder"]):
        looked_at += 1
        if len(found) >= MOST_FILES or looked_at > MOST_FOLDERS:
            break
        folders[:] = sorted(name for name in folders if name not in LEFT_OUT and not name.startswith("."))
        for name in sorted(names):
            path = os.path.join(folder, name)
            if name.endswith(".py") and os.path.isfile(path) and os.path.getsize(path) <= MOST_BYTES:
                found.append((os.path.relpath(path, place["folder"]).replace(os.sep, "/"), path))
    return found[:MOST_FILES]


def stamp_of(place, roots):
    """Another text after each change of a file, and where something else is looked for."""
    text = hashlib.sha1(repr((FORM, sorted(roots))).encode())
    for name, path in files_of(place):
        facts = os.stat(path)
        text.update(repr((name, facts.st_size, facts.st_mtime_ns)).encode())
    return text.hexdigest()


def from_disk(place):
    for name, path in files_of(place):
        with open(path, "rb") as file:
            yield name, file.read()


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
            tree, found = read_definitions(decode(data), module, is_package)
        except UNREADABLE as error:
            unread.append({"file": name, "reason": str(error)})
            continue
        found["file"] = name
        modules[module] = found
        if name == "nodes.py" or name.split("/")[0] in ("comfy_extras", "comfy_api_nodes"):
            nodes[name] = read_node_classes(tree)
    return {"modules": modules, "nodes": nodes, "unread": unread}


def read_pack(place, roots):
    """What a pack takes from ComfyUI, file by file; nothing when it is as it was at the last look."""
    stamp = stamp_of(place, roots)
    if stamp == place.get("stamp"):
        return {"stamp": stamp, "files": None, "unread": []}
    files, unread = [], []
    for name, data in from_disk(place):
        module, is_package = module_of(name)
        try:
            tree = ast.parse(decode(data))
            references, edges, is_dynamic = read_references(tree, module, is_package, roots)
        except UNREADABLE as error:
            unread.append({"file": name, "reason": str(error)})
            continue
        found = {"file": name, "module": module, "isPackage": is_package}
        found.update({"references": references, "edges": edges, "isDynamic": is_dynamic})
        files.append(dict(found, nodeClasses=read_node_classes(tree)))
    return {"stamp": stamp, "files": files, "unread": unread}


def read_list(place):
    """The node classes that a version of a pack registers."""
    modules = []
    for name, data in from_tar(place["tar"]):
        if not LEFT_OUT & set(name.split("/")):
            modules.append((*module_of(name), name, data))
        if len(modules) > MOST_FILES:
            return NOT_KNOWN
    try:
        return read_node_list([(module, file, is_package, partial(decode, data)) for module, is_package, file, data in modules])
    except RecursionError:
        return NOT_KNOWN


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        request = json.load(file)
    roots = set(request["roots"])
    answer = {
        "trees": [dict(read_tree(place), key=place["key"]) for place in request["trees"]],
        "packs": [dict(read_pack(place, roots), key=place["key"]) for place in request["packs"]],
        "lists": [dict(read_list(place), key=place["key"]) for place in request.get("lists", [])],
    }
    with open(sys.argv[2], "w", encoding="utf-8") as file:
        json.dump(answer, file)


main()
