"""HTTP and WebSocket of the demo world's ComfyUI, on the standard library."""

import importlib.metadata
import json
import mimetypes
import os
import platform
import sys
import threading
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit

import comfyui_version
import folder_paths
import nodes
import websocket_wire
from comfy.cli_args import args

FEATURES = {"supports_preview_metadata": True, "max_upload_size": 104857600}
BUNDLED_FRONT_END = os.path.join(folder_paths.code_path, "web")


def version_of(package):
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return None


def system_stats():
    return {
        "system": {
            "os": "nt" if os.name == "nt" else sys.platform,
            "ram_total": 16 * 2**30,
            "ram_free": 8 * 2**30,
            "comfyui_version": comfyui_version.__version__,
            "required_frontend_version": version_of("comfyui-frontend-package"),
            "python_version": sys.version,
            "pytorch_version": version_of("torch"),
            "embedded_python": "python_embeded" in sys.executable,
            "argv": sys.argv,
        },
        "devices": [
            {
                "name": platform.machine() or "cpu",
                "type": "cpu",
                "index": None,
                "vram_total": 16 * 2**30,
                "vram_free": 8 * 2**30,
                "torch_vram_total": 0,
                "torch_vram_free": 0,
            }
        ],
    }


def object_info(name=None):
    names = list(nodes.NODE_CLASS_MAPPINGS) if name is None else [name]
    return {item: nodes.describe(item) for item in names if item in nodes.NODE_CLASS_MAPPINGS}


def extension_scripts():
    found = []
    for pack, folder in nodes.WEB_DIRECTORIES.items():
        for place, _, files in os.walk(folder):
            relative = os.path.relpath(place, folder).replace(os.sep, "/").strip(".")
            found += ["/".join(part for part in ("/extensions", pack, relative, file) if part) for file in files if file.endswith(".js")]
    return sorted(found)


PAGES = {
    "/system_stats": system_stats,
    "/object_info": object_info,
    "/features": lambda: FEATURES,
    "/prompt": lambda: {"exec_info": {"queue_remaining": 0}},
    "/queue": lambda: {"queue_running": [], "queue_pending": []},
    "/history": lambda: {},
    "/embeddings": lambda: [],
    "/extensions": extension_scripts,
}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "ComfyUI-World"

    def log_message(self, format, *values):
        pass

    def do_GET(self):
        parts = urlsplit(self.path)
        path = unquote(parts.path)
        if path.startswith("/api/"):
            path = path[4:]
        if path == "/ws":
            return self.serve_socket(parse_qs(parts.query))
        if path in PAGES:
            return self.send_json(PAGES[path]())
        if path.startswith("/object_info/"):
            return self.send_json(object_info(path[len("/object_info/") :]))
        self.send_static(path)

    def do_POST(self):
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        known = self.path.split("?")[0].removeprefix("/api") in ("/interrupt", "/free", "/queue", "/history")
        self.send_json({}, 200 if known else 404)

    def send_json(self, body, status=200):
        self.send_bytes(json.dumps(body).encode(), "application/json", status)

    def send_bytes(self, payload, kind, status=200):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(payload)))
        self.end_headers()
        self.wfile.write(payload)

    def send_static(self, path):
        root, relative = os.path.abspath(args.front_end_root or BUNDLED_FRONT_END), path.lstrip("/") or "index.html"
        pieces = relative.split("/", 2)
        if pieces[0] == "extensions" and len(pieces) == 3 and pieces[1] in nodes.WEB_DIRECTORIES:
            root, relative = os.path.abspath(nodes.WEB_DIRECTORIES[pieces[1]]), pieces[2]
        file = os.path.abspath(os.path.join(root, relative))
        if not file.startswith(root + os.sep) or not os.path.isfile(file):
            return self.send_json({"error": "not found"}, 404)
        with open(file, "rb") as stream:
            self.send_bytes(stream.read(), mimetypes.guess_type(file)[0] or "application/octet-stream")

    def serve_socket(self, query):
        key = self.headers.get("Sec-WebSocket-Key")
        if key is None:
            return self.send_json({"error": "a WebSocket is expected here"}, 400)
        self.send_response(101)
        self.send_header("Upgrade", "websocket")
        self.send_header("Connection", "Upgrade")
        self.send_header("Sec-WebSocket-Accept", websocket_wire.accept_key(key))
        self.end_headers()
        sid = query.get("clientId", [""])[0] or uuid.uuid4().hex
        status = {"status": {"exec_info": {"queue_remaining": 0}}, "sid": sid}
        self.wfile.write(websocket_wire.text({"type": "status", "data": status}))
        self.close_connection = True
        self.answer_frames()

    def answer_frames(self):
        first = True
        while True:
            received = websocket_wire.read_frame(self.rfile)
            if received is None:
                return
            opcode, payload = received
            if opcode == 8:
                self.wfile.write(websocket_wire.frame(8, payload[:2]))
                return
            if opcode == 9:
                self.wfile.write(websocket_wire.frame(10, payload))
            if opcode == 1 and first and b'"feature_flags"' in payload:
                self.wfile.write(websocket_wire.text({"type": "feature_flags", "data": FEATURES}))
            first = False


class Server(ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = os.name != "nt"

    def handle_error(self, request, client_address):
        """A client that goes away is no news."""


def start():
    """Binds and serves in a thread; raises OSError when the port is taken."""
    address = args.listen.split(",")[0]
    server = Server((address, args.port), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True).start()
    return server, "http://{}:{}".format(address, server.server_address[1])
