"""Every address of ComfyUI that a browser or a manager uses. All but /internal are there below /api as well."""

import importlib.metadata
import os
import platform
import sys

import comfyui_version
import execution
import folder_paths
import log_capture
import nodes
import pictures
import release
import sockets
import user_files
from answers import Answer, json_answer
from comfy.cli_args import args


def features():
    """What the server tells a socket that introduces itself, and /features."""
    known = {"supports_preview_metadata": True, "max_upload_size": int(args.max_upload_size * 1024 * 1024)}
    # Newer core says so whether a manager is there or not.
    newer = {"extension": {"manager": {"supports_v4": True}}, "node_replacements": True, "assets": False}
    return {**known, **newer} if release.knows_manager() else known


def version_of(package):
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return None


def system_stats(request):
    system = {
        "os": sys.platform if release.knows_manager() else os.name,
        "ram_total": 16 * 2**30,
        "ram_free": 8 * 2**30,
        "comfyui_version": comfyui_version.__version__,
        "required_frontend_version": release.required("comfyui-frontend-package"),
        "installed_templates_version": version_of("comfyui-workflow-templates"),
        "required_templates_version": release.required("comfyui-workflow-templates"),
        "python_version": sys.version,
        "pytorch_version": version_of("torch"),
        "embedded_python": "python_embeded" in sys.executable,
        "argv": sys.argv,
    }
    device = {"name": platform.machine() or "cpu", "type": "cpu", "index": None, "vram_total": 16 * 2**30, "vram_free": 8 * 2**30 - execution.memory_taken()}
    return json_answer({"system": system, "devices": [{**device, "torch_vram_total": 0, "torch_vram_free": 0}]})


def object_info(request, name=None):
    names = list(nodes.NODE_CLASS_MAPPINGS) if name is None else [name]
    return json_answer({item: nodes.describe(item) for item in names if item in nodes.NODE_CLASS_MAPPINGS})


def extension_scripts(request):
    """Scripts of the front end itself and of the packs, as addresses."""
    folders = {pack: folder for pack, folder in nodes.WEB_DIRECTORIES.items()}
    own = os.path.join(folder_paths.front_end(), "extensions")
    found = []
    for prefix, folder in [("/extensions", own), *(("/extensions/" + pack, folder) for pack, folder in folders.items())]:
        for place, _, files in os.walk(folder):
            relative = os.path.relpath(place, folder).replace(os.sep, "/").strip(".")
            found += ["/".join(part for part in (prefix, relative, file) if part) for file in files if file.endswith(".js")]
    return json_answer(sorted(found))


def model_folders(request):
    return json_answer([key for key in folder_paths.folder_names_and_paths if key not in ("configs", "custom_nodes")])


def model_folders_with_places(request):
    keys = [key for key in folder_paths.folder_names_and_paths if key not in ("configs", "custom_nodes")]
    return json_answer([{"name": key, "folders": folder_paths.get_folder_paths(key)} for key in keys])


def model_files(request, key):
    if key not in folder_paths.folder_names_and_paths:
        return Answer(404)
    return json_answer(list(folder_paths.list_weights(key)))


def model_files_with_places(request, key):
    if key not in folder_paths.folder_names_and_paths:
        return Answer(404)
    return json_answer([{"name": name, "pathIndex": 0} for name in folder_paths.list_weights(key)])


def all_folder_paths(request):
    return json_answer({key: folder_paths.get_folder_paths(key) for key in folder_paths.folder_names_and_paths})


def log_text(request):
    return json_answer("".join("{t} - {m}".format(**entry) for entry in log_capture.entries()))


def log_entries(request):
    return json_answer({"entries": log_capture.entries(), "size": sockets.terminal_size()})


def newest_files(request, kind):
    """Names of the files of `input`, `output` or `temp`, newest first."""
    if kind not in ("input", "output", "temp"):
        return json_answer({"error": "Invalid directory type"}, 400)
    folder = folder_paths.get_directory(kind)
    found = [entry for entry in os.scandir(folder) if entry.is_file() and not entry.name.startswith(".")] if os.path.isdir(folder) else []
    return json_answer([entry.name for entry in sorted(found, key=lambda entry: -entry.stat().st_mtime)])


def subscribe_to_logs(request):
    body = request.read_json()
    sockets.subscribe_to_logs(body["clientId"], body["enabled"])
    return Answer()


def always(value):
    return lambda request, *parts: json_answer(value)


# The web UI asks for these in vain unless their packages are installed; empty lists are what it takes without a complaint.
STATIC_LISTS = {"templates/index.json": [], "templates/index_logo.json": {}}

# Method, address in segments (`*` is any one), and who answers.
MIRRORED = [
    ("GET", "system_stats", system_stats),
    ("GET", "features", lambda request: json_answer(features())),
    ("GET", "object_info", object_info),
    ("GET", "object_info/*", object_info),
    ("GET", "extensions", extension_scripts),
    ("GET", "embeddings", always([])),
    ("GET", "models", model_folders),
    ("GET", "models/*", model_files),
    ("GET", "experiment/models", model_folders_with_places),
    ("GET", "experiment/models/*", model_files_with_places),
    ("GET", "view_metadata/*", pictures.metadata),
    ("GET", "workflow_templates", always({})),
    ("GET", "i18n", always({})),
    ("GET", "view", pictures.view),
    ("POST", "upload/image", pictures.upload),
    ("POST", "upload/mask", pictures.upload),
    ("GET", "prompt", execution.get_prompt),
    ("POST", "prompt", execution.post_prompt),
    ("GET", "queue", execution.get_queue),
    ("POST", "queue", execution.post_queue),
    ("GET", "history", execution.get_history),
    ("GET", "history/*", execution.get_history_item),
    ("POST", "history", execution.post_history),
    ("POST", "interrupt", execution.interrupt),
    ("POST", "free", execution.post_free),
    ("GET", "users", user_files.list_users),
    ("GET", "settings", user_files.get_settings),
    ("POST", "settings", user_files.post_settings),
    ("GET", "settings/*", user_files.get_setting),
    ("POST", "settings/*", user_files.post_setting),
    ("GET", "userdata", user_files.list_files),
    ("GET", "v2/userdata", user_files.list_entries),
    ("GET", "userdata/*", user_files.get_file),
    ("POST", "userdata/*", user_files.post_file),
    ("DELETE", "userdata/*", user_files.delete_file),
    ("POST", "userdata/*/move/*", user_files.move_file),
]

# Seen in 0.19.3, not in 0.3.64.
NEWER = [
    ("GET", "global_subgraphs", always({})),
    ("GET", "node_replacements", always({})),
    ("GET", "jobs", execution.get_jobs),
    ("GET", "jobs/*", execution.get_job),
]

INTERNAL = [
    ("GET", "internal/logs", log_text),
    ("GET", "internal/logs/raw", log_entries),
    ("PATCH", "internal/logs/subscribe", subscribe_to_logs),
    ("GET", "internal/folder_paths", all_folder_paths),
    ("GET", "internal/files/*", newest_files),
]


def find(method, segments):
    """(who answers, what stood for each `*`), or None. Segments are decoded: a file name may hold slashes."""
    mirrored = [*MIRRORED, *NEWER] if release.knows_manager() else MIRRORED
    rows = INTERNAL if segments[:1] == ["internal"] else mirrored
    segments = segments[1:] if segments[:1] == ["api"] else segments
    for row_method, pattern, handler in rows:
        wanted = pattern.split("/")
        if row_method != method or len(wanted) != len(segments):
            continue
        if all(want in ("*", segment) for want, segment in zip(wanted, segments)):
            return handler, [segment for want, segment in zip(wanted, segments) if want == "*"]
    return None
