"""A ComfyUI for managers to manage: written for the demo world on the standard library alone.

It does what a manager relies on (arguments, pack imports and their report, the usual addresses) and draws no pictures.
"""

import logging
import os
import shutil
import sys
import time
import traceback

from comfy.cli_args import args

import log_capture

log_capture.install()
logging.basicConfig(
    level=args.verbose.upper(), format="%(message)s", stream=sys.stdout if args.log_stdout else sys.stderr, force=True
)

import comfyui_version
import folder_paths
import nodes
import release
import server


def find_graphics_card():
    """A machine without one, for whoever puts this file beside main.py: the words are those of torch."""
    if not args.cpu and os.path.exists(os.path.join(folder_paths.code_path, "no-graphics-card")):
        raise AssertionError("Torch not compiled with CUDA enabled")


def main():
    find_graphics_card()
    os.environ.setdefault("COMFYUI_PATH", folder_paths.code_path)
    folder_paths.load_all_extra_paths()
    # Before anything is said of versions, as the real one does.
    nodes.run_prestartup_scripts()
    logging.info("Python version: %s", sys.version)
    logging.info("ComfyUI version: %s", comfyui_version.__version__)
    logging.info("ComfyUI frontend version: %s", release.required("comfyui-frontend-package"))
    logging.info("[Prompt Server] web root: %s", folder_paths.front_end())
    os.makedirs(folder_paths.get_user_directory(), exist_ok=True)
    clear_temp()
    nodes.import_all_packs()
    if args.quick_test_for_ci:
        return 0
    logging.info("Starting server\n")
    try:
        running, address = server.start()
    except OSError as error:
        # The words of asyncio, in which the real one ends.
        place = "error while attempting to bind on address ('{}', {}): {}".format(args.listen, args.port, error.strerror.lower())
        traceback.print_exception(OSError(error.errno, place))
        return 1
    if not args.dont_print_server:
        logging.info("To see the GUI go to: %s", address)
    # Ctrl+C is the one signal it listens to: SIGTERM ends it there and then.
    try:
        while True:
            time.sleep(3600)
    except KeyboardInterrupt:
        running.shutdown()
        logging.info("\nStopped server")
    clear_temp()
    return 0


def clear_temp():
    """Nothing of the temp folder outlives a run."""
    shutil.rmtree(folder_paths.get_directory("temp"), ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
