"""Nodes of the newer form: what `comfy_entrypoint` answers with, as far as its syntax tells."""

import ast

from definitions import dotted, target_names
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


# They take a list and leave it as it is.
READERS = {"len", "print", "list", "tuple", "set", "sorted", "enumerate", "zip", "iter", "debug", "info"}


def is_changed(statements, name):
    """Whether a list may be another one after these statements; what is handed to a function is in its hands."""
    def stands_for(node):
        return isinstance(node, ast.Name) and node.id == name

    for node in (inner for statement in statements for inner in ast.walk(statement)):
        if isinstance(node, ast.AugAssign) and name in target_names(node.target):
            return True
        if isinstance(node, ast.Subscript) and stands_for(node.value) and not isinstance(node.ctx, ast.Load):
            return True
        if isinstance(node, ast.Call) and changes_by_call(node, stands_for):
            return True
    return False


def changes_by_call(call, stands_for):
    if isinstance(call.func, ast.Attribute) and stands_for(call.func.value):
        return call.func.attr in ("append", "extend", "insert", "remove", "pop", "clear")
    given = call.args + [one.value for one in call.keywords]
    return any(stands_for(one) for one in given) and (dotted(call.func) or "").split(".")[-1] not in READERS


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
