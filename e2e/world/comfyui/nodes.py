"""Built-in node classes and the import of every pack."""

import importlib.util
import logging
import os
import sys
import time
import traceback

import folder_paths
from comfy.cli_args import args


class EmptyLatentImage:
    CATEGORY = "latent"
    RETURN_TYPES = ("LATENT",)
    FUNCTION = "make"

    @classmethod
    def INPUT_TYPES(cls):
        return {"required": {"width": ("INT", {"default": 512}), "height": ("INT", {"default": 512})}}

    def make(self, width, height):
        return ({"samples": [[0] * (width // 8)] * (height // 8)},)


class KSampler:
    CATEGORY = "sampling"
    RETURN_TYPES = ("LATENT",)
    FUNCTION = "sample"

    @classmethod
    def INPUT_TYPES(cls):
        return {"required": {"latent_image": ("LATENT",), "seed": ("INT", {"default": 0}), "steps": ("INT", {"default": 20})}}

    def sample(self, latent_image, seed, steps):
        return (latent_image,)


class SaveImage:
    CATEGORY = "image"
    RETURN_TYPES = ()
    FUNCTION = "save"
    OUTPUT_NODE = True

    @classmethod
    def INPUT_TYPES(cls):
        return {"required": {"images": ("IMAGE",), "filename_prefix": ("STRING", {"default": "ComfyUI"})}}

    def save(self, images, filename_prefix):
        return {"ui": {"images": []}}


NODE_CLASS_MAPPINGS = {"EmptyLatentImage": EmptyLatentImage, "KSampler": KSampler, "SaveImage": SaveImage}
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
            if args.disable_all_custom_nodes and name not in args.whitelist_custom_nodes:
                continue
            packs.append(path)
    return packs


def run_prestartup_scripts():
    """Runs every pack's prestartup script and logs the times in ComfyUI's format; a failing one stops nobody."""
    report = []
    for path in list_packs():
        script = os.path.join(path, "prestartup_script.py")
        if not os.path.isfile(script):
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
        logging.warning("Skip %s module for custom nodes due to the lack of NODE_CLASS_MAPPINGS or comfy_entrypoint (need one).", path)
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
    for path in list_packs():
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
