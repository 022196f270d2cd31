"""Built-in node classes and the import of every pack."""

import importlib.util
import logging
import os
import sys
import time
import traceback

import folder_paths
from comfy.cli_args import args


def built_in(category, inputs, outputs, is_output=False):
    """A built-in node class. It hands nothing on: no picture is ever drawn here."""

    class Node:
        CATEGORY = category
        RETURN_TYPES = outputs
        FUNCTION = "run"
        OUTPUT_NODE = is_output

        @classmethod
        def INPUT_TYPES(cls):
            return {"required": inputs}

        def run(self, **values):
            return tuple(None for _ in outputs)

    return Node


def number(kind, default, low, high):
    return (kind, {"default": default, "min": low, "max": high})


TEXT = ("STRING", {"default": "", "multiline": True})
SIDE = number("INT", 512, 16, 16384)
SAMPLING = {
    "model": ("MODEL",),
    "seed": number("INT", 0, 0, 2**64 - 1),
    "steps": number("INT", 20, 1, 10000),
    "cfg": number("FLOAT", 8.0, 0.0, 100.0),
    "sampler_name": (["euler", "dpmpp_2m"],),
    "scheduler": (["normal", "karras"],),
    "positive": ("CONDITIONING",),
    "negative": ("CONDITIONING",),
    "latent_image": ("LATENT",),
    "denoise": number("FLOAT", 1.0, 0.0, 1.0),
}

# Those of the workflow that the web UI opens with.
NODE_CLASS_MAPPINGS = {
    "CheckpointLoaderSimple": built_in(
        "loaders", {"ckpt_name": (["v1-5-pruned-emaonly-fp16.safetensors"],)}, ("MODEL", "CLIP", "VAE")
    ),
    "CLIPTextEncode": built_in("conditioning", {"text": TEXT, "clip": ("CLIP",)}, ("CONDITIONING",)),
    "EmptyLatentImage": built_in("latent", {"width": SIDE, "height": SIDE, "batch_size": number("INT", 1, 1, 4096)}, ("LATENT",)),
    "KSampler": built_in("sampling", SAMPLING, ("LATENT",)),
    "VAEDecode": built_in("latent", {"samples": ("LATENT",), "vae": ("VAE",)}, ("IMAGE",)),
    "SaveImage": built_in("image", {"images": ("IMAGE",), "filename_prefix": ("STRING", {"default": "ComfyUI"})}, (), is_output=True),
}
NODE_DISPLAY_NAME_MAPPINGS = {"EmptyLatentImage": "Empty Latent Image", "SaveImage": "Save Image"}
WEB_DIRECTORIES = {}
MODULE_OF_CLASS = {}


def list_packs():
    """Every entry of every custom_nodes root that ComfyUI would import, in the order of the file system."""
    packs = []
    for root in folder_paths.get_folder_paths("custom_nodes"):
        for name in os.listdir(root) if os.path.isdir(root) else []:
            path = os.path.join(root, name)
            is_code = os.path.isdir(path) or name.endswith(".py")
            if name == "__pycache__" or name.endswith(".disabled") or not is_code:
                continue
            packs.append(path)
    return packs


def is_left_out(path):
    return args.disable_all_custom_nodes and os.path.basename(path) not in args.whitelist_custom_nodes


def run_prestartup_scripts():
    """Runs every pack's prestartup script and logs the times in ComfyUI's format; a failing one stops nobody."""
    report = []
    if args.disable_all_custom_nodes and not args.whitelist_custom_nodes:
        return
    for path in list_packs():
        script = os.path.join(path, "prestartup_script.py")
        if not os.path.isfile(script):
            continue
        if is_left_out(path):
            logging.info("Prestartup Skipping %s due to disable_all_custom_nodes and whitelist_custom_nodes", os.path.basename(path))
            continue
        started = time.perf_counter()
        succeeded = True
        try:
            _execute("prestartup_" + _module_name(path), script, [])
        except Exception as error:
            succeeded = False
            logging.error("Failed to execute startup-script: %s / %s", script, error)
        report.append((time.perf_counter() - started, path, succeeded))
    if report:
        log_times("\nPrestartup times for custom nodes:", report, " (PRESTARTUP FAILED)")


def log_times(title, report, mark):
    logging.info(title)
    for seconds, path, succeeded in sorted(report):
        logging.info("{:6.1f} seconds{}: {}".format(seconds, "" if succeeded else mark, path))
    logging.info("")


def _module_name(path):
    return path.replace(".", "_x_")


def _execute(name, file, search):
    spec = importlib.util.spec_from_file_location(name, file, submodule_search_locations=search or None)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def import_pack(path):
    """Imports one pack; True when its classes are there."""
    try:
        is_folder = os.path.isdir(path)
        module = _execute(_module_name(path), os.path.join(path, "__init__.py") if is_folder else path, [path] if is_folder else [])
    except Exception as error:
        logging.warning(traceback.format_exc())
        logging.warning("Cannot import %s module for custom nodes: %s", path, error)
        return False
    classes = getattr(module, "NODE_CLASS_MAPPINGS", None)
    if classes is None:
        logging.warning("Skip %s module for custom nodes due to the lack of NODE_CLASS_MAPPINGS or NODES_LIST (need one).", path)
        return False
    pack_name = os.path.splitext(os.path.basename(path))[0] if not os.path.isdir(path) else os.path.basename(path)
    for name, node in classes.items():
        if MODULE_OF_CLASS.get(name) is None and name in NODE_CLASS_MAPPINGS:
            continue
        NODE_CLASS_MAPPINGS[name] = node
        MODULE_OF_CLASS[name] = "custom_nodes." + pack_name
    NODE_DISPLAY_NAME_MAPPINGS.update(getattr(module, "NODE_DISPLAY_NAME_MAPPINGS", None) or {})
    web = getattr(module, "WEB_DIRECTORY", None)
    if web and os.path.isdir(os.path.join(path, web)):
        WEB_DIRECTORIES[pack_name] = os.path.join(path, web)
    return True


def import_all_packs():
    """Imports every pack and logs the import report in ComfyUI's format."""
    report = []
    if args.disable_all_custom_nodes and not args.whitelist_custom_nodes:
        logging.info("Skipping loading of custom nodes")
        return
    for path in list_packs():
        if is_left_out(path):
            logging.info("Skipping %s due to disable_all_custom_nodes and whitelist_custom_nodes", os.path.basename(path))
            continue
        started = time.perf_counter()
        succeeded = import_pack(path)
        report.append((time.perf_counter() - started, path, succeeded))
    if report:
        log_times("\nImport times for custom nodes:", report, " (IMPORT FAILED)")


def describe(name):
    """One node class as /object_info sends it."""
    node = NODE_CLASS_MAPPINGS[name]
    inputs = node.INPUT_TYPES()
    outputs = list(node.RETURN_TYPES)
    return {
        "input": inputs,
        "input_order": {key: list(value) for key, value in inputs.items()},
        "output": outputs,
        "output_is_list": list(getattr(node, "OUTPUT_IS_LIST", [False] * len(outputs))),
        "output_name": list(getattr(node, "RETURN_NAMES", outputs)),
        "name": name,
        "display_name": NODE_DISPLAY_NAME_MAPPINGS.get(name, name),
        "description": getattr(node, "DESCRIPTION", ""),
        "python_module": MODULE_OF_CLASS.get(name, "nodes"),
        "category": getattr(node, "CATEGORY", "sd"),
        "output_node": bool(getattr(node, "OUTPUT_NODE", False)),
    }
