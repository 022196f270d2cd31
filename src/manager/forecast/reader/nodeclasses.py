"""Which node classes a file registers, and their inputs and outputs as far as they stand there as literals."""

import ast

from definitions import dotted

MAPPING = "NODE_CLASS_MAPPINGS"


def text_of(node):
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def keys_of(node):
    """The pairs of a dictionary literal with texts as keys."""
    if not isinstance(node, ast.Dict):
        return []
    return [(text_of(key), value) for key, value in zip(node.keys, node.values) if key is not None and text_of(key)]


def read_mappings(tree):
    """Node class to the name of the Python class, from every form that names both in the file."""
    found = {}

    def take(pairs):
        for key, value in pairs:
            found[key] = (dotted(value) or "").split(".")[-1] or None

    for node in ast.walk(tree):
        if isinstance(node, (ast.Assign, ast.AnnAssign)) and node.value is not None:
            for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                if isinstance(target, ast.Name) and target.id.endswith(MAPPING):
                    take(keys_of(node.value))
                elif isinstance(target, ast.Subscript) and (dotted(target.value) or "").endswith(MAPPING):
                    key = text_of(getattr(target.slice, "value", target.slice)) or text_of(target.slice)
                    if key:
                        take([(key, node.value)])
        elif isinstance(node, ast.Call) and (dotted(node.func) or "").endswith(MAPPING + ".update"):
            for argument in node.args:
                take(keys_of(argument))
    return found


def input_type(value):
    """`IMAGE`, `COMBO` for a list to choose from; None where only running the code would tell."""
    if isinstance(value, ast.Tuple) and value.elts:
        return input_type(value.elts[0])
    if isinstance(value, (ast.List, ast.ListComp)):
        return "COMBO"
    return text_of(value)


def read_input_types(function):
    """The inputs of an `INPUT_TYPES` that answers a literal; None where it does not."""
    answers = [node.value for node in ast.walk(function) if isinstance(node, ast.Return)]
    if len(answers) != 1 or not isinstance(answers[0], ast.Dict) or any(key is None for key in answers[0].keys):
        return None
    inputs = []
    for part, value in keys_of(answers[0]):
        if part not in ("required", "optional"):
            continue
        if not isinstance(value, ast.Dict) or any(key is None or not text_of(key) for key in value.keys):
            return None
        for name, declared in keys_of(value):
            inputs.append({"name": name, "type": input_type(declared), "required": part == "required"})
    return inputs


def read_outputs(node):
    for part in node.body:
        if isinstance(part, ast.Assign) and any(getattr(target, "id", "") == "RETURN_TYPES" for target in part.targets):
            if isinstance(part.value, ast.Tuple):
                return [input_type(element) for element in part.value.elts]
    return None


def keyword(call, name):
    return next((one.value for one in call.keywords if one.arg == name), None)


def type_of_socket(call):
    """`io.Image.Input(...)` has the type `Image`."""
    parts = (dotted(call.func) or "").split(".")
    return parts[-2] if len(parts) > 1 else None


def read_schema(call):
    """A node of the newer form: `io.Schema(node_id=..., inputs=[...], outputs=[...])`."""
    node_id = text_of(keyword(call, "node_id"))
    if node_id is None:
        return None
    inputs, listed = [], keyword(call, "inputs")
    if isinstance(listed, ast.List):
        for one in listed.elts:
            name = None
            if isinstance(one, ast.Call):
                name = text_of(one.args[0]) if one.args else text_of(keyword(one, "id"))
            if name is None:
                inputs = None
                break
            optional = keyword(one, "optional")
            required = not (isinstance(optional, ast.Constant) and optional.value is True)
            inputs.append({"name": name, "type": type_of_socket(one), "required": required})
    elif listed is not None:
        inputs = None
    outputs, given = None, keyword(call, "outputs")
    if isinstance(given, ast.List):
        outputs = [type_of_socket(one) if isinstance(one, ast.Call) else None for one in given.elts]
    return node_id, {"inputs": inputs, "outputs": outputs}


def read_node_classes(tree):
    """Answers `mappings` (node class to Python class), `classes` (Python class to its inputs) and `schemas` (node class to its inputs)."""
    classes, schemas = {}, {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            function = next((part for part in node.body if getattr(part, "name", "") == "INPUT_TYPES"), None)
            if isinstance(function, ast.FunctionDef):
                classes[node.name] = {"inputs": read_input_types(function), "outputs": read_outputs(node)}
        elif isinstance(node, ast.Call) and (dotted(node.func) or "").split(".")[-1] == "Schema":
            schema = read_schema(node)
            if schema is not None:
                schemas[schema[0]] = schema[1]
    return {"mappings": read_mappings(tree), "classes": classes, "schemas": schemas}
