"""Which node classes a file registers, as far as their names stand there as literals."""

import ast

from definitions import dotted

MAPPING = "NODE_CLASS_MAPPINGS"


def text_of(node):
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def keys_of(node):
    """The texts among the keys of a dictionary literal."""
    return [text for text in map(text_of, node.keys) if text] if isinstance(node, ast.Dict) else []


def mapped_by(node):
    """What one statement or call puts into the mappings, in every form that names it."""
    if isinstance(node, (ast.Assign, ast.AnnAssign)) and node.value is not None:
        for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
            if isinstance(target, ast.Name) and target.id.endswith(MAPPING):
                yield from keys_of(node.value)
            elif isinstance(target, ast.Subscript) and (dotted(target.value) or "").endswith(MAPPING):
                key = text_of(getattr(target.slice, "value", target.slice)) or text_of(target.slice)
                if key:
                    yield key
    elif isinstance(node, ast.Call) and (dotted(node.func) or "").endswith(MAPPING + ".update"):
        for argument in node.args:
            yield from keys_of(argument)


def schema_of(node):
    """The name of a node of the newer form: `io.Schema(node_id=...)`."""
    if isinstance(node, ast.Call) and (dotted(node.func) or "").split(".")[-1] == "Schema":
        return next((text_of(one.value) for one in node.keywords if one.arg == "node_id"), None)
    return None


def read_node_classes(tree):
    """Their names, sorted."""
    found = set()
    for node in ast.walk(tree):
        found.update(mapped_by(node))
        found.add(schema_of(node))
    return sorted(found - {None})
