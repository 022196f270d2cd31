"""The one user's settings and files below user/default, where the web UI keeps workflows."""

import json
import os
import threading

import folder_paths
from answers import Answer, file_answer, json_answer, text_answer

SETTINGS_FILE = "comfy.settings.json"
_lock = threading.Lock()


def user_root():
    return os.path.join(folder_paths.get_user_directory(), "default")


def list_users(request):
    return json_answer({"storage": "server", "migrated": os.path.isdir(user_root())})


def _read_settings():
    try:
        with open(os.path.join(user_root(), SETTINGS_FILE), encoding="utf-8") as stream:
            return json.load(stream)
    except FileNotFoundError:
        return {}


def _merge_settings(changes):
    with _lock:
        settings = {**_read_settings(), **changes}
        os.makedirs(user_root(), exist_ok=True)
        with open(os.path.join(user_root(), SETTINGS_FILE), "w", encoding="utf-8") as stream:
            json.dump(settings, stream, indent=4)
    return Answer()


def get_settings(request):
    return json_answer(_read_settings())


def get_setting(request, key):
    return json_answer(_read_settings().get(key))


def post_settings(request):
    return _merge_settings(request.read_json())


def post_setting(request, key):
    return _merge_settings({key: request.read_json()})


def _inside(relative):
    """The path of a user's file, or None when it leaves the user's folder."""
    root = os.path.abspath(user_root())
    path = os.path.abspath(os.path.join(root, relative))
    return path if path == root or path.startswith(root + os.sep) else None


def _facts(path, shown):
    info = os.stat(path)
    return {"path": shown, "size": info.st_size, "modified": int(info.st_mtime * 1000), "created": int(info.st_ctime * 1000)}


def _posix(path, start):
    return os.path.relpath(path, start).replace(os.sep, "/")


def list_files(request):
    folder = request.query("dir")
    root = _inside(folder) if folder else None
    if not folder:
        return text_answer("Directory not provided", 400)
    if root is None:
        return text_answer("Invalid directory", 403)
    if not os.path.isdir(root):
        return text_answer("Directory not found", 404)
    if request.query("recurse") == "true":
        found = [os.path.join(place, name) for place, _, names in os.walk(root) for name in names]
    else:
        found = [entry.path for entry in os.scandir(root) if entry.is_file()]
    if request.query("full_info") == "true":
        return json_answer([_facts(path, _posix(path, root)) for path in sorted(found)])
    names = [_posix(path, root) for path in sorted(found)]
    return json_answer([[name, *name.split("/")] for name in names] if request.query("split") == "true" else names)


def list_entries(request):
    """The newer listing, /v2/userdata: files and folders of one folder."""
    root = _inside(request.query("path") or "")
    if root is None:
        return Answer(400)
    if not os.path.isdir(root):
        return Answer(404) if request.query("path") else json_answer([])
    rows = []
    for entry in sorted(os.scandir(root), key=lambda item: item.name):
        row = {"name": entry.name, "type": "directory" if entry.is_dir() else "file"}
        rows.append({**row, **_facts(entry.path, _posix(entry.path, user_root()))})
    return json_answer(rows)


def get_file(request, name):
    path = _inside(name)
    if path is None:
        return Answer(403)
    return file_answer(path) if os.path.isfile(path) else Answer(404)


def _named(request, path):
    shown = _posix(path, user_root())
    return json_answer(_facts(path, shown) if request.query("full_info") == "true" else shown)


def post_file(request, name):
    path = _inside(name)
    if path is None:
        return Answer(403)
    if request.query("overwrite") == "false" and os.path.exists(path):
        return Answer(409)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as stream:
        for chunk in request.chunks():
            stream.write(chunk)
    return _named(request, path)


def delete_file(request, name):
    path = _inside(name)
    if path is None:
        return Answer(403)
    if not os.path.isfile(path):
        return Answer(404)
    os.remove(path)
    return Answer(204)


def move_file(request, name, target):
    source, path = _inside(name), _inside(target)
    if source is None or path is None:
        return Answer(403)
    if not os.path.isfile(source):
        return Answer(404)
    if request.query("overwrite") == "false" and os.path.exists(path):
        return Answer(409)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    os.replace(source, path)
    return _named(request, path)
