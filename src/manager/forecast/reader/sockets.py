"""Node classes where they are defined: which class a name stands for, and what the node takes and gives, as far as literals say."""

import ast

from definitions import dotted

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def returned(function):
    """What a function that returns in one place answers; None for any other."""
    found = [node for node in ast.walk(function) if isinstance(node, ast.Return)]
    return found[0].value if len(found) == 1 else None


class Classes:
    """Classes are pairs of the module that defines them and their definition."""

    def __init__(self, version):
        self.version = version

    def resolve(self, module, node, depth=0):
        """The class that an expression stands for; None where nobody can tell."""
        if depth > 8 or module.tree is None:
            return None
        if isinstance(node, ast.Attribute):
            home = self.version.module_at(module, node.value)
            return None if home is None else self.resolve(home, ast.Name(id=node.attr), depth + 1)
        if not isinstance(node, ast.Name):
            return None
        own = [one for one in module.statements if isinstance(one, ast.ClassDef) and one.name == node.id]
        if own:
            return (module, own[0]) if len(own) == 1 else None
        for _, target, name in self.version.source_of(module, node.id):
            found = None if target is None else self.resolve(target, ast.Name(id=name), depth + 1)
            if found is not None:
                return found
        return None

    def member(self, owner, wanted, depth=0):
        """What a class or one of its bases defines; a pair of the module and the last that `wanted` answers for."""
        module, definition = owner
        for part in reversed(definition.body):
            found = wanted(part)
            if found is not None:
                return module, found
        for base in definition.bases if depth < 8 else []:
            above = self.resolve(module, base)
            if above is None:
                return None
            found = self.member(above, wanted, depth + 1)
            if found is not None:
                return found
        return None

    def attribute(self, owner, name):
        def wanted(part):
            if isinstance(part, ast.Assign):
                return part.value if any(isinstance(one, ast.Name) and one.id == name for one in part.targets) else None
            if isinstance(part, ast.AnnAssign) and isinstance(part.target, ast.Name) and part.target.id == name:
                return part.value
            return None

        return self.member(owner, wanted)

    def method(self, owner, name):
        return self.member(owner, lambda part: part if isinstance(part, FUNCTIONS) and part.name == name else None)

    # Functions

    def function(self, module, name, depth=0):
        if depth > 8 or module.tree is None:
            return None
        for node in module.statements:
            if isinstance(node, FUNCTIONS) and node.name == name:
                return module, node
        for _, target, other in self.version.source_of(module, name):
            found = None if target is None else self.function(target, other, depth + 1)
            if found is not None:
                return found
        return None

    def function_of(self, module, node):
        """The function of the pack that is called by this."""
        if isinstance(node, ast.Name):
            return self.function(module, node.id)
        home = self.version.module_at(module, node.value) if isinstance(node, ast.Attribute) else None
        return None if home is None else self.function(home, node.attr)

    def schema(self, owner):
        """The `Schema(...)` that a class of the newer form answers with."""
        found = self.method(owner, "define_schema")
        value = None if found is None else returned(found[1])
        is_schema = isinstance(value, ast.Call) and (dotted(value.func) or "").split(".")[-1] == "Schema"
        return (found[0], value) if is_schema else None

    # Inputs and outputs

    def sockets(self, owner):
        """What a node takes and gives; None where a part of its inputs is made at run time."""
        if owner is None:
            return None
        schema = self.schema(owner)
        if schema is not None:
            return self.of_schema(*schema)
        found = self.method(owner, "INPUT_TYPES")
        value = None if found is None else returned(found[1])
        if not isinstance(value, ast.Dict):
            return None
        parts = {"required": [], "optional": []}
        for key, part in zip(value.keys, value.values):
            name = None if key is None else self.version.text_of(found[0], key)
            if name is None:
                return None
            if name not in parts:
                continue
            if not isinstance(part, ast.Dict) or None in part.keys:
                return None
            parts[name] = [self.version.text_of(found[0], one) for one in part.keys]
            if None in parts[name]:
                return None
        return dict(parts, outputs=self.outputs(owner))

    def outputs(self, owner):
        """Types of the outputs; None where they are no texts."""
        found = self.attribute(owner, "RETURN_TYPES")
        if found is None or not isinstance(found[1], (ast.Tuple, ast.List)):
            return None
        types = [self.version.text_of(found[0], one) for one in found[1].elts]
        return None if None in types else types

    def of_schema(self, module, call):
        # `Schema(**common, ...)`: inputs may be among what is common.
        if any(one.arg is None for one in call.keywords):
            return None
        inputs = keyword(call, "inputs")
        parts = {"required": [], "optional": []}
        for node in inputs.elts if isinstance(inputs, (ast.List, ast.Tuple)) else []:
            is_input = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "Input"
            given = (node.args[0] if node.args else keyword(node, "id")) if is_input else None
            name = None if given is None else self.version.text_of(module, given)
            optional = keyword(node, "optional") if is_input else None
            if name is None or not (optional is None or isinstance(optional, ast.Constant)):
                return None
            parts["optional" if optional is not None and optional.value else "required"].append(name)
        if inputs is not None and not isinstance(inputs, (ast.List, ast.Tuple)):
            return None
        return dict(parts, outputs=schema_outputs(keyword(call, "outputs")))


def keyword(call, name):
    return next((one.value for one in call.keywords if one.arg == name), None)


def schema_outputs(node):
    """Types as the older form writes them, as far as the class of the output names one."""
    if node is None:
        return []
    if not isinstance(node, (ast.List, ast.Tuple)):
        return None
    types = []
    for one in node.elts:
        words = (dotted(one.func) or "").split(".") if isinstance(one, ast.Call) else []
        if len(words) < 2 or words[-1] != "Output":
            return None
        types.append(words[-2].upper())
    return types
