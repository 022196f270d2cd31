"""Nodes of the newer form: what `comfy_entrypoint` answers with, as far as its syntax tells."""

import ast

from definitions import target_names
from sockets import keyword, returned


def elements(version, module, node, body, depth=0):
    """What a list has that is written out somewhere, each with its module; None as an element that nobody can tell."""
    if isinstance(node, (ast.List, ast.Tuple)):
        for one in node.elts:
            if isinstance(one, ast.Starred):
                yield from elements(version, module, one.value, body, depth + 1)
            else:
                yield module, one
        return
    home, name = module, node.id if isinstance(node, ast.Name) else None
    if isinstance(node, ast.Attribute):
        home, name, body = version.module_at(module, node.value), node.attr, []
    found = None if home is None or name is None or depth > 8 else single_value(home, name, body)
    if found is None:
        yield module, None
    else:
        yield from elements(version, home, found, body, depth + 1)


def single_value(module, name, body):
    """What a name was assigned, where that happened once and nothing is called on it; in a function its own names count first."""
    for statements in ([node for part in body for node in ast.walk(part)], module.statements):
        values = [node.value for node in statements if isinstance(node, ast.Assign) and name in [one for target in node.targets for one in target_names(target)]]
        if values:
            return values[0] if len(values) == 1 and not is_changed(statements, name) else None
    return None


def is_changed(statements, name):
    for node in statements:
        if isinstance(node, ast.AugAssign) and name in target_names(node.target):
            return True
        for inner in ast.walk(node):
            if isinstance(inner, ast.Call) and isinstance(inner.func, ast.Attribute) and isinstance(inner.func.value, ast.Name):
                if inner.func.value.id == name and inner.func.attr in ("append", "extend", "insert", "remove", "pop", "clear"):
                    return True
    return False


def extension_of(version, module, entry):
    """The class of the extension, which may stand in the function."""
    made = returned_here(entry)
    if not isinstance(made, ast.Call):
        return None
    inner = [one for one in entry.body if isinstance(one, ast.ClassDef) and isinstance(made.func, ast.Name) and one.name == made.func.id]
    return (module, inner[0]) if inner else version.classes.resolve(module, made.func)


def returned_here(function):
    """What a function answers with in its last statement."""
    last = function.body[-1]
    return last.value if isinstance(last, ast.Return) else None


def read_schemas(version, start):
    """Adds the nodes of `comfy_entrypoint` to what was found; False where there is none."""
    found = version.classes.function(start, "comfy_entrypoint")
    if found is None:
        return False
    module, entry = found
    owner = extension_of(version, module, entry)
    listing = None if owner is None else version.classes.method(owner, "get_node_list")
    answer = None if listing is None else returned(listing[1])
    if answer is None:
        version.hole(module, entry)
        return True
    for home, node in elements(version, listing[0], answer, listing[1].body):
        one = None if node is None else version.classes.resolve(home, node)
        schema = None if one is None else version.classes.schema(one)
        name = None if schema is None else version.text_of(schema[0], keyword(schema[1], "node_id"))
        if name is None:
            version.hole(home, node or answer)
        else:
            version.found.setdefault(name, one)
    return True
