"""What depends on the release: the world publishes old and newer ones from the same source."""

import os

import comfyui_version

# The argument --enable-manager came with one of the releases between 0.3.67 and 0.5.1.
MANAGER_SINCE = (0, 3, 68)


def version_tuple():
    return tuple(int(part) for part in comfyui_version.__version__.split(".")[:3])


def knows_manager():
    return version_tuple() >= MANAGER_SINCE


def required(package):
    """The version that requirements.txt pins, or None."""
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "requirements.txt"), encoding="utf-8") as lines:
        pins = [line.strip().split("==")[1] for line in lines if line.startswith(package + "==")]
    return pins[0] if pins else None
