"""A ComfyUI for managers to manage: written for the demo world on the standard library alone.

It does what a manager relies on (arguments, pack imports and their report, the usual addresses) and draws no pictures.
"""

import logging
import os
import signal
import sys
import threading

from comfy.cli_args import args

logging.basicConfig(
    level=args.verbose.upper(), format="%(message)s", stream=sys.stdout if args.log_stdout else sys.stderr, force=True
)

import comfyui_version
import folder_paths
import nodes
import server


def main():
    os.environ.setdefault("COMFYUI_PATH", folder_paths.code_path)
    folder_paths.load_all_extra_paths()
    logging.info("Python version: %s", sys.version)
    logging.info("ComfyUI version: %s", comfyui_version.__version__)
    os.makedirs(folder_paths.get_user_directory(), exist_ok=True)
    nodes.run_prestartup_scripts()
    nodes.import_all_packs()
    if args.quick_test_for_ci:
        return 0
    done = threading.Event()
    for name in ("SIGINT", "SIGTERM"):
        signal.signal(getattr(signal, name), lambda *_: done.set())
    logging.info("Starting server\n")
    try:
        running, address = server.start()
    except OSError as error:
        logging.error("Cannot listen on %s port %s: %s", args.listen, args.port, error)
        return 1
    logging.info("To see the GUI go to: %s", address)
    while not done.wait(0.5):
        pass
    running.shutdown()
    logging.info("\nStopped server")
    return 0


if __name__ == "__main__":
    sys.exit(main())
