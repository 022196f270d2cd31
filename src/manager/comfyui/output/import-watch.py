"""Notes which pack of ComfyUI is being imported, for the case that an import never ends or ends everything.

ComfyUI Manager Desktop puts the folder of this file on PYTHONPATH for one process of ComfyUI; Python runs it at its start. It writes into that
folder only, prints nothing, is not inherited by other programs, and ends as soon as the file `current` is taken away.
"""

import os
import sys
import _thread

FOLDER = os.path.dirname(os.path.abspath(__file__))


def leave_the_path():
    """Other programs that ComfyUI starts are none of our business, and no `import` of a pack may find a file of ours."""
    sys.path[:] = [entry for entry in sys.path if not entry or os.path.abspath(entry) != FOLDER]
    sys.path_importer_cache.pop(FOLDER, None)
    rest = [entry for entry in os.environ.get("PYTHONPATH", "").split(os.pathsep) if entry and os.path.abspath(entry) != FOLDER]
    if rest:
        os.environ["PYTHONPATH"] = os.pathsep.join(rest)
    else:
        os.environ.pop("PYTHONPATH", None)


def keep_last_words():
    """Where the interpreter itself breaks, it says in which line; whoever wants that on the error output goes first."""
    import faulthandler

    # On Windows it would also speak about faults that other libraries handle well.
    if os.name == "posix" and not faulthandler.is_enabled():
        faulthandler.enable(file=os.open(os.path.join(FOLDER, "fatal"), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600))


def end_with_the_app():
    """Linux asks this process to end, as Ctrl+C does, when the app that started it is killed; elsewhere the app's next start ends it."""
    if sys.platform.startswith("linux"):
        import ctypes
        import signal

        PR_SET_PDEATHSIG = 1
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGINT)


def watch_imports(root):
    import time
    from importlib.machinery import SourceFileLoader

    note = os.path.join(FOLDER, "current")
    main_thread = _thread.get_ident()
    # As named, and with links followed: ComfyUI uses either. Further folders of packs have this name by convention.
    roots = [os.path.normcase(os.path.join(place, "")) for place in (os.path.abspath(root), os.path.realpath(root))]
    usual = os.path.normcase(os.sep + "custom_nodes" + os.sep)
    # A ComfyUI that itself lies below such a folder would be taken for a pack.
    is_usual_known = not any(usual in os.path.dirname(start.rstrip(os.sep)) + os.sep for start in roots)
    original = SourceFileLoader.path_stats
    state = {"pack": "", "moves": 0, "active": True}

    def pack_of(path):
        folded = os.path.normcase(path)
        for start in roots:
            if folded.startswith(start):
                return path[len(start) :].split(os.sep, 1)[0]
        at = folded.rfind(usual) if is_usual_known else -1
        return "" if at < 0 else path[at + len(usual) :].split(os.sep, 1)[0]

    def outermost(frame):
        found = ""
        while frame is not None:
            found = pack_of(frame.f_code.co_filename) or found
            frame = frame.f_back
        return found

    def tell(pack):
        state["moves"] += 1
        if pack == state["pack"]:
            return
        state["pack"] = pack
        # Never held open: Windows could not take the file away.
        descriptor = os.open(note, os.O_WRONLY | os.O_APPEND | getattr(os, "O_BINARY", 0))
        try:
            os.write(descriptor, (pack + "\n").encode("utf-8", "surrogatepass"))
        finally:
            os.close(descriptor)

    def stop():
        state["active"] = False
        if SourceFileLoader.path_stats is path_stats:
            SourceFileLoader.path_stats = original

    def path_stats(self, path):
        # Asked before a file is compiled and run: no line of ours stands in the traceback of what happens then.
        if state["active"] and _thread.get_ident() == main_thread:
            try:
                pack = pack_of(path)
                if pack:
                    tell(outermost(sys._getframe(1)) or pack)
            except Exception:
                stop()
        return original(self, path)

    def look_again():
        try:
            while state["active"] and os.path.exists(note):
                time.sleep(0.5)
                moves = state["moves"]
                pack = outermost(sys._current_frames().get(main_thread))
                if moves == state["moves"]:
                    tell(pack)
        except BaseException:
            pass
        stop()

    SourceFileLoader.path_stats = path_stats
    _thread.start_new_thread(look_again, ())


def hand_over():
    """Runs the sitecustomize that this one stands in front of, as Python would have done."""
    import importlib.util

    for finder in sys.meta_path:
        spec = finder.find_spec("sitecustomize", None) if hasattr(finder, "find_spec") else None
        if spec is not None and spec.loader is not None:
            module = importlib.util.module_from_spec(spec)
            sys.modules["sitecustomize"] = module
            spec.loader.exec_module(module)
            return


def begin():
    leave_the_path()
    root = os.environ.pop("COMFYUI_DESKTOP_PACKS", "")
    try:
        end_with_the_app()
        keep_last_words()
        if root:
            watch_imports(root)
    except Exception:
        # Without it less is known of a start; that is all.
        pass


begin()
hand_over()
