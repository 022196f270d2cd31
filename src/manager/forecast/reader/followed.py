"""The node classes of a version whose list is made as the pack loads: its loading is followed where the syntax alone does not tell."""

import ast

from evaluate import Evaluation
from values import Class, Function, Instance, Listed, Mapping, Method, NoAnswer, OTHER_SIGN, PACK, Raised, is_doubtful
from modules import MAPPING
from sockets import keyword


def follow(version):
    """
    The classes by their names, what their nodes take and give where only a call tells, the names of those that may not be there, and the first place that
    nobody can follow; None where the pack cannot be followed at all.
    """
    run = Evaluation(version.modules)
    start = run.find_module("")
    try:
        if start is None or start.source is None:
            return None
        run.execute(start)
        found, hole = {}, None
        listed = start.names.get(MAPPING)
        entry = start.names.get("comfy_entrypoint")
        if listed is None and entry is None and not run.core:
            return None
        perhaps = set()
        for one in [run.core] if listed is None else [listed, run.core]:
            # The list of ComfyUI itself holds more than this pack.
            hole = hole or (run.at if one is listed is run.core else take(run, one, found))
            perhaps |= getattr(one, "maybe", set())
        if entry is not None:
            hole = hole or take_entry(version, run, (entry, found, perhaps))
        hole = hole or late_change(run, listed)
        owners = {name: (one.module.source, one.node) if isinstance(one, Class) else None for name, one in found.items()}
        return owners, {name: sockets_of(run, one) for name, one in found.items()}, perhaps, hole
    except Exception:
        # Too long, too deep, unreadable, or a form of Python that nobody thought of: what the syntax tells stands all the same.
        return None


def take(run, mapping, found):
    """Adds what a dictionary holds; answers the place that makes it unknown."""
    if not isinstance(mapping, Mapping):
        return run.at
    for name, value in mapping.items():
        if not isinstance(name, str) or PACK in name or OTHER_SIGN in name:
            return run.at
        found.setdefault(name, value)
    return mapping.hole


def take_entry(version, run, about):
    """Nodes of the newer form: what the extension lists."""
    entry, found, perhaps = about
    extension = run.call_value(entry, [], {})
    listing = run.attribute(extension, "get_node_list") if isinstance(extension, Instance) else None
    classes = run.call_value(listing, [], {}) if isinstance(listing, (Method, Function)) else None
    if not isinstance(classes, (Listed, tuple)) or run.elements(classes) is None:
        return run.at
    for one in classes:
        owner = (one.module.source, one.node) if isinstance(one, Class) else None
        schema = None if owner is None else version.classes.schema(owner)
        given = None if schema is None else keyword(schema[1], "node_id")
        name = None if given is None else version.text_of(schema[0], given)
        if name is None:
            return run.at
        found.setdefault(name, one)
        if is_doubtful(classes):
            perhaps.add(name)
    return None


def sockets_of(run, owner):
    """What a node of the older form takes and gives; None where it depends on what nobody knows."""
    asked = owner.find("INPUT_TYPES") if isinstance(owner, Class) else None
    if not isinstance(asked, Function):
        return None
    run.forks = 0
    try:
        inputs = run.invoke(asked, [], {}, [owner])
    except (Raised, NoAnswer):
        return None
    parts = {name: names_of(inputs.get(name, Mapping())) for name in ("required", "optional")} if names_of(inputs) is not None else {"": None}
    if run.forks or None in parts.values():
        return None
    outputs = owner.find("RETURN_TYPES")
    known = isinstance(outputs, (tuple, Listed)) and all(isinstance(one, str) for one in outputs)
    return dict(parts, outputs=list(outputs) if known else None)


def names_of(mapping):
    """The keys of a dictionary that nobody else had in hands."""
    is_known = isinstance(mapping, Mapping) and not mapping.hole and all(isinstance(name, str) and name.isprintable() for name in mapping)
    return list(mapping) if is_known else None


def late_change(run, listed):
    """A place in a function that would change the list and was never followed, or not to its end: whether somebody else calls it nobody knows."""
    for module in run.modules.values():
        if module is None or module.source is None or module.state == "new":
            continue
        names = {name for name, value in module.names.items() if value is listed} | {MAPPING}
        for node, function in module.source.changes:
            is_open = function is not None and (id(function) not in run.reached or id(function) in run.cut)
            if is_open and changes(node, names) and is_named(run, function):
                return (module.source.file, node.lineno)
    return None


def is_named(run, function):
    """Whether anything that is loaded names a function; one that nobody names is called by nobody."""
    name = getattr(function, "name", None)
    if name is None or function.decorator_list:
        return True
    for module in run.modules.values():
        for node in ast.walk(module.source.tree) if module and module.source and module.state != "new" else ():
            if name == getattr(node, "id", None) or name == getattr(node, "attr", None) or isinstance(node, ast.alias) and name in (node.name, "*"):
                return True
    return False


def changes(node, names):
    if isinstance(node, (ast.Assign, ast.AugAssign, ast.Delete)):
        targets = node.targets if isinstance(node, (ast.Assign, ast.Delete)) else [node.target]
        return any(isinstance(one, ast.Subscript) and last_name(one.value) in names for one in targets)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and last_name(node.func.value) in names:
        return node.func.attr in ("update", "setdefault", "pop", "popitem", "clear")
    return False


def last_name(node):
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else None
