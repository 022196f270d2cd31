"""The queue of prompts. Nothing is drawn: a node takes as many steps as its `steps` says and tells of each."""

import logging
import queue
import threading
import time
import uuid

import nodes
import sockets
from answers import Answer, json_answer

_waiting = queue.SimpleQueue()
_state = {"number": 0, "running": None, "pending": []}
_history = {}
_interrupted = threading.Event()
# What the models take that prompts have loaded.
_memory = {"taken": 0}
MODEL_BYTES = 2 * 2**30


def queue_info():
    return {"exec_info": {"queue_remaining": len(_state["pending"]) + (_state["running"] is not None)}}


def memory_taken():
    return _memory["taken"]


def post_free(request):
    body = request.read_json()
    if body.get("unload_models") or body.get("free_memory"):
        _memory["taken"] = 0
    return Answer()


def get_prompt(request):
    return json_answer(queue_info())


def _refuse(kind, message):
    error = {"type": kind, "message": message, "details": message, "extra_info": {}}
    return json_answer({"error": error, "node_errors": {}}, 400)


def post_prompt(request):
    body = request.read_json()
    logging.info("got prompt")
    graph = body.get("prompt") or {}
    if not graph:
        return _refuse("no_prompt", "No prompt provided")
    for key, node in graph.items():
        if node.get("class_type") not in nodes.NODE_CLASS_MAPPINGS:
            return _refuse("missing_node_type", "Node '{}' of type {} does not exist.".format(key, node.get("class_type")))
    _state["number"] += 1
    item = (_state["number"], body.get("prompt_id") or uuid.uuid4().hex, graph, body.get("extra_data") or {}, [])
    _state["pending"].append(item)
    _waiting.put((item, body.get("client_id")))
    return json_answer({"prompt_id": item[1], "number": item[0], "node_errors": {}})


def get_queue(request):
    running = _state["running"]
    return json_answer({"queue_running": [running] if running else [], "queue_pending": list(_state["pending"])})


def post_queue(request):
    body = request.read_json()
    gone = set(body.get("delete") or [])
    _state["pending"][:] = [item for item in _state["pending"] if not body.get("clear") and item[1] not in gone]
    return Answer()


def get_history(request):
    return json_answer(_history)


def get_history_item(request, prompt_id):
    return json_answer({prompt_id: _history[prompt_id]} if prompt_id in _history else {})


def post_history(request):
    body = request.read_json()
    for prompt_id in list(_history) if body.get("clear") else body.get("delete") or []:
        _history.pop(prompt_id, None)
    return Answer()


def get_jobs(request):
    done = [{"id": key, "status": "completed", "create_time": 0, "outputs_count": 0} for key in _history]
    pages = {"offset": 0, "limit": None, "total": len(done), "has_more": False}
    return json_answer({"jobs": done, "pagination": pages})


def get_job(request, job_id):
    return json_answer({"error": "Job not found"}, 404) if job_id not in _history else json_answer({"id": job_id, "status": "completed"})


def interrupt(request):
    _interrupted.set()
    return Answer()


def _run(item, sid):
    _, prompt_id, graph, _, _ = item
    told = {"prompt_id": prompt_id}
    _memory["taken"] = MODEL_BYTES
    sockets.send("execution_start", {**told, "timestamp": int(time.time() * 1000)}, sid)
    for key, node in graph.items():
        sockets.send("executing", {**told, "node": key, "display_node": key}, sid)
        steps = node.get("inputs", {}).get("steps", 1)
        for step in range(steps if isinstance(steps, int) else 1):
            if _interrupted.is_set():
                break
            sockets.send("progress", {**told, "node": key, "value": step + 1, "max": steps}, sid)
    sockets.send("execution_success", {**told, "timestamp": int(time.time() * 1000)}, sid)
    sockets.send("executing", {**told, "node": None}, sid)


def work():
    """The one worker, for a thread of its own."""
    while True:
        item, sid = _waiting.get()
        if item not in _state["pending"]:
            continue
        _state["pending"].remove(item)
        _state["running"] = item
        _interrupted.clear()
        sockets.send("status", {"status": queue_info()})
        _run(item, sid)
        _history[item[1]] = {"prompt": item, "outputs": {}, "status": {"status_str": "success", "completed": True, "messages": []}, "meta": {}}
        _state["running"] = None
        sockets.send("status", {"status": queue_info()})
