"""Tells what ComfyUI makes of each form of a paths file: python3 truth.py < forms.json > truth.json, with PyYAML.

In our own words what utils/extra_config.py and folder_paths.add_model_folder_path do: `error` where ComfyUI does not start.
"""

import json
import os
import sys

import yaml

FOLDER = '/comfy'
LEGACY = {'clip': 'text_encoders', 'unet': 'diffusion_models'}


def read(text):
    folders = []
    document = yaml.safe_load(text)
    for name in document:
        section = document[name]
        if section is None:
            continue
        base = None
        if 'base_path' in section:
            base = os.path.expandvars(os.path.expanduser(section.pop('base_path')))
            base = os.path.join(FOLDER, base)
        is_default = section.pop('is_default') if 'is_default' in section else False
        for key in section:
            for line in section[key].split('\n'):
                if line:
                    path = os.path.normpath(os.path.join(base or FOLDER, line))
                    folders.append([LEGACY.get(key, str(key)), path, bool(is_default)])
    return folders


def tell(text):
    try:
        return read(text)
    except (yaml.YAMLError, TypeError, AttributeError):
        return 'error'


os.environ.clear()
os.environ.update({'HOME': '/home/me', 'DISK': '/mnt/disk', 'lower': '/low'})
forms = json.load(sys.stdin)
json.dump({name: tell(text) for name, text in forms.items()}, sys.stdout, indent=2)
