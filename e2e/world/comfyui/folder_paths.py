"""Where things lie: base, user, models and custom_nodes, with extra model path files."""

import os

from comfy.cli_args import args

code_path = os.path.dirname(os.path.realpath(__file__))
base_path = os.path.abspath(args.base_directory) if args.base_directory else code_path
models_dir = os.path.join(base_path, "models")

MODEL_KEYS = (
    "checkpoints configs loras vae clip_vision style_models embeddings diffusers vae_approx gligen upscale_models "
    "hypernetworks photomaker classifiers model_patches audio_encoders"
).split()
ALIASES = {"clip": "text_encoders", "unet": "diffusion_models"}
WEIGHTS = {".ckpt", ".pt", ".pt2", ".bin", ".pth", ".safetensors", ".pkl", ".sft"}


def _under_models(*names):
    return [os.path.join(models_dir, name) for name in names]


folder_names_and_paths = {key: (_under_models(key), WEIGHTS) for key in MODEL_KEYS}
folder_names_and_paths["text_encoders"] = (_under_models("text_encoders", "clip"), WEIGHTS)
folder_names_and_paths["diffusion_models"] = (_under_models("unet", "diffusion_models"), WEIGHTS)
folder_names_and_paths["controlnet"] = (_under_models("controlnet", "t2i_adapter"), WEIGHTS)
folder_names_and_paths["custom_nodes"] = ([os.path.join(base_path, "custom_nodes")], set())


def get_user_directory():
    return os.path.abspath(args.user_directory) if args.user_directory else os.path.join(base_path, "user")


def front_end():
    """The folder the web UI is served from."""
    return os.path.abspath(args.front_end_root or os.path.join(code_path, "web"))


def get_directory(kind):
    """Folder of `input`, `output` or `temp` pictures."""
    own = {"input": args.input_directory, "output": args.output_directory}.get(kind)
    # The temp folder lies below what the argument names.
    parent = args.temp_directory if kind == "temp" and args.temp_directory else base_path
    return os.path.abspath(own) if own else os.path.join(os.path.abspath(parent), kind)


def get_system_user_directory(name):
    return os.path.join(get_user_directory(), "__" + name)


def get_folder_paths(key):
    return list(folder_names_and_paths[ALIASES.get(key, key)][0])


def list_weights(key):
    """Weight files of a folder, relative to it, sorted."""
    paths, endings = folder_names_and_paths[ALIASES.get(key, key)]
    found = set()
    for root in paths:
        for place, _, files in os.walk(root):
            found.update(os.path.relpath(os.path.join(place, file), root) for file in files if os.path.splitext(file)[1] in endings)
    return sorted(found)


def add_model_folder_path(key, path, is_default=False):
    paths, _ = folder_names_and_paths.setdefault(ALIASES.get(key, key), ([], set()))
    if path in paths and is_default:
        paths.remove(path)
    if path not in paths:
        paths.insert(0 if is_default else len(paths), path)


def read_sections(text):
    """The part of YAML these files use: sections, `key: value`, and `key: |` with lines below it."""
    sections, section, key = {}, None, None
    for raw in text.splitlines():
        line = raw.split(" #")[0].rstrip()
        stripped = line.strip()
        if not stripped or stripped.startswith("#"):
            continue
        indent = len(line) - len(line.lstrip())
        if indent == 0 and stripped.endswith(":"):
            section, key = sections.setdefault(stripped[:-1], {}), None
        elif section is not None and ": " in stripped + " " and not stripped.startswith("/"):
            key, _, value = (stripped + " ").partition(": ")
            section[key] = [] if value.strip() in ("", "|", "|-") else [value.strip().strip("\"'")]
        elif section is not None and key is not None:
            section[key].append(stripped)
    return sections


def load_extra_paths(yaml_file):
    """Applies one extra model paths file."""
    with open(yaml_file, encoding="utf-8") as stream:
        sections = read_sections(stream.read())
    for values in sections.values():
        is_default = values.pop("is_default", ["false"])[0].lower() == "true"
        root = os.path.expandvars(os.path.expanduser(values.pop("base_path", [""])[0]))
        root = os.path.join(os.path.dirname(os.path.abspath(yaml_file)), root)
        for key, paths in values.items():
            for path in paths:
                add_model_folder_path(key, os.path.normpath(os.path.join(root, path)), is_default)


def load_all_extra_paths():
    """The file beside main.py, then those of the command line."""
    beside = os.path.join(code_path, "extra_model_paths.yaml")
    files = [beside] if os.path.isfile(beside) else []
    for group in args.extra_model_paths_config:
        files.extend(group)
    for yaml_file in files:
        load_extra_paths(yaml_file)
