"""HTTP and WebSocket of the demo world's ComfyUI, on the standard library."""

import gzip
import json
import os
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit

import execution
import folder_paths
import nodes
import origin_guard
import release
import routes
import sockets
import websocket_wire
from answers import CHUNK_BYTES, Answer, file_answer, json_answer, text_answer
from comfy.cli_args import args

# Newer core keeps code out of every cache.
ENTRY_CACHE, CODE_CACHE = ("no-store, must-revalidate", "no-store") if release.knows_manager() else ("no-cache", "no-cache")
FRESH = {"Cache-Control": ENTRY_CACHE, "Pragma": "no-cache", "Expires": "0"}


def cached(path):
    """How long a browser may keep a file of the front end."""
    return {"Cache-Control": CODE_CACHE} if path.endswith((".js", ".css")) else {}


class TooLarge(Exception):
    """The body is larger than --max-upload-size allows."""


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "ComfyUI-World"
    # As aiohttp does it; otherwise an answer in two writes waits 40 ms for the other side's acknowledgement.
    disable_nagle_algorithm = True

    def log_message(self, format, *values):
        pass

    def handle_request(self):
        parts = urlsplit(self.path)
        # Split first: the name of a user's file comes as one segment with its slashes encoded.
        segments = [unquote(segment) for segment in parts.path.split("/")[1:]]
        self._query = parse_qs(parts.query)
        self._body = self._read_chunks()
        if segments in (["ws"], ["api", "ws"]) and self.command == "GET":
            return self.serve_socket()
        try:
            answer = self.answer(segments)
        except TooLarge:
            answer = Answer(413, b"Maximum request body size exceeded")
        except (ValueError, KeyError, AttributeError) as error:
            answer = json_answer({"error": repr(error)}, 400)
        self.send_answer(answer)

    do_GET = do_HEAD = do_POST = do_PATCH = do_PUT = do_DELETE = do_OPTIONS = handle_request

    def answer(self, segments):
        if args.enable_cors_header is None and origin_guard.is_foreign(self.headers):
            return Answer(403)
        if self.command == "OPTIONS":
            return Answer()
        method = "GET" if self.command == "HEAD" else self.command
        found = routes.find(method, segments)
        if found:
            handler, parts = found
            return handler(self, *parts)
        if method != "GET":
            return Answer(405, b"405: Method Not Allowed", {"Allow": "GET,HEAD", "Content-Type": "text/plain; charset=utf-8"})
        return self.static("/".join(segments))

    def query(self, name):
        return self._query.get(name, [None])[0]

    def chunks(self):
        """The body as it comes; can be read once."""
        return self._body

    def read_json(self):
        text = b"".join(self._body)
        return json.loads(text) if text else {}

    def _read_chunks(self):
        limit, seen = args.max_upload_size * 1024 * 1024, 0
        if "chunked" in (self.headers.get("Transfer-Encoding") or "").lower():
            pieces = self._read_chunked()
        else:
            pieces = self._read_counted(int(self.headers.get("Content-Length") or 0))
        for piece in pieces:
            seen += len(piece)
            if seen > limit:
                self.close_connection = True
                raise TooLarge
            yield piece

    def _read_counted(self, left):
        while left > 0:
            piece = self.rfile.read1(min(CHUNK_BYTES, left))
            if not piece:
                self.close_connection = True
                raise ValueError("the body ended early")
            left -= len(piece)
            yield piece

    def _read_chunked(self):
        while True:
            size = int(self.rfile.readline().split(b";")[0], 16)
            if size > 0:
                yield from self._read_counted(size)
            self.rfile.readline()
            if size == 0:
                return

    def static(self, path):
        if path in routes.STATIC_LISTS:
            return json_answer(routes.STATIC_LISTS[path])
        root, relative = folder_paths.front_end(), path or "index.html"
        pieces = relative.split("/", 2)
        if pieces[0] == "extensions" and len(pieces) == 3 and pieces[1] in nodes.WEB_DIRECTORIES:
            root, relative = os.path.abspath(nodes.WEB_DIRECTORIES[pieces[1]]), pieces[2]
        file = os.path.abspath(os.path.join(root, relative))
        if not file.startswith(root + os.sep) or not os.path.isfile(file):
            return Answer(404, b"", {"Content-Type": "application/octet-stream", **cached(path)})
        return file_answer(file, FRESH) if path == "" else file_answer(file, cached(path), self.headers)

    def send_answer(self, answer):
        if not self.close_connection:
            self.skip_body()
        self.compress(answer)
        try:
            self.send_response(answer.status)
            headers = dict(answer.headers)
            if args.enable_cors_header is not None:
                headers["Access-Control-Allow-Origin"] = args.enable_cors_header
            if answer.status not in (204, 304):
                headers["Content-Length"] = str(answer.length())
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            for chunk in answer.chunks() if self.command != "HEAD" else ():
                self.wfile.write(chunk)
        except ConnectionError:
            self.close_connection = True

    def skip_body(self):
        """What nobody read would be taken for the next request."""
        try:
            for _ in self._body:
                pass
        except (TooLarge, ValueError):
            self.close_connection = True

    def compress(self, answer):
        kind = answer.headers.get("Content-Type", "")
        is_text = kind.startswith(("application/json", "text/"))
        if args.enable_compress_response_body and is_text and answer.file is None and "gzip" in (self.headers.get("Accept-Encoding") or ""):
            answer.body = gzip.compress(answer.body)
            answer.headers["Content-Encoding"] = "gzip"

    def serve_socket(self):
        if args.enable_cors_header is None and origin_guard.is_foreign(self.headers):
            return self.send_answer(Answer(403))
        key = self.headers.get("Sec-WebSocket-Key")
        if key is None:
            return self.send_answer(text_answer("No WebSocket UPGRADE hdr: None", 400))
        self.send_response(101)
        self.send_header("Upgrade", "websocket")
        self.send_header("Connection", "Upgrade")
        self.send_header("Sec-WebSocket-Accept", websocket_wire.accept_key(key))
        self.end_headers()
        self.close_connection = True
        socket = sockets.Socket(self.query("clientId"), self.wfile)
        sockets.add(socket)
        socket.send("status", {"status": execution.queue_info(), "sid": socket.sid})
        try:
            self.answer_frames(socket)
        finally:
            sockets.remove(socket)
            socket.close()

    def answer_frames(self, socket):
        """Only a client whose first message introduces it is told what the server can do."""
        is_first = True
        while True:
            received = websocket_wire.read_frame(self.rfile)
            if received is None:
                return
            opcode, payload = received
            if opcode == 8:
                socket.send_frame(websocket_wire.frame(8, payload[:2]))
                return
            if opcode == 9:
                socket.send_frame(websocket_wire.frame(10, payload))
            if opcode == 1:
                if is_first and b'"feature_flags"' in payload:
                    socket.send("feature_flags", routes.features())
                is_first = False


class Server(ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = os.name != "nt"
    request_queue_size = 128

    def handle_error(self, request, client_address):
        """A client that goes away is no news."""


def start():
    """Binds and serves in a thread; raises OSError when the port is taken."""
    address = args.listen.split(",")[0]
    server = Server((address, args.port), Handler)
    threading.Thread(target=execution.work, daemon=True).start()
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True).start()
    return server, "http://{}:{}".format(address, server.server_address[1])
