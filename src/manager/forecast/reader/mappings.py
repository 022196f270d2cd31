"""
Which node classes a version of a pack registers when ComfyUI loads it, as far as its syntax tells. From `__init__.py` on the value of NODE_CLASS_MAPPINGS
is followed through dictionaries, imports and updates. Whatever is made at run time is a hole: with it, a name that is not found may be there all the same.
"""

import ast

from definitions import dotted, origin_of, target_names
from modules import MAPPING, Module
from schemas import read_schemas
from sockets import Classes

# They read what they are given, and change nothing of it.
READERS = {
    "len", "print", "list", "sorted", "dict", "set", "isinstance", "str", "repr", "enumerate", "iter", "tuple", "any", "all", "zip", "format", "join",
    "debug", "info", "warning", "error", "log", "copy", "deepcopy", "hasattr", "type", "id", "bool", "OrderedDict", "update", "getattr",
}  # fmt: skip
COPIERS = {"dict", "OrderedDict", "copy", "deepcopy"}
REMOVERS = {"pop", "popitem", "clear", "__delitem__"}


def slice_of(node):
    """The key of `x[key]`, in every version of Python."""
    return getattr(node.slice, "value", node.slice) if type(node.slice).__name__ == "Index" else node.slice


class Version:
    """`modules` by their names from the pack on."""

    def __init__(self, modules, budget):
        self.budget = budget
        self.modules = {module.name: module for module in modules}
        self.classes = Classes(self)
        self.holes = []
        self.found = {}
        self.seen = set()

    def hole(self, module, node):
        self.holes.append((module.file, getattr(node, "lineno", 1)))

    # Names

    def child(self, module, node, name):
        """The module of the pack that `from . import name` binds; None for anything else."""
        origin = origin_of(node, module.name, module.is_package) if node.level else None
        return None if origin is None else self.modules.get(".".join(part for part in (origin, name) if part))

    def source_of(self, module, name):
        """Where a module takes a name from: pairs of a module of the pack and the name there."""
        for node in module.imports:
            for alias in node.names:
                self.budget.step()
                if alias.name != "*" and (alias.asname or alias.name) != name:
                    continue
                origin = origin_of(node, module.name, module.is_package) if node.level else None
                target = self.modules.get(origin) if origin is not None else None
                if alias.name == "*":
                    # Of a file that is not among those read nobody knows what it binds.
                    if origin is not None and target is not module:
                        yield node, target, name
                elif origin is None or target is not None:
                    yield node, target, alias.name
                else:
                    yield node, None, alias.name

    def module_at(self, module, node):
        """The module of the pack that an expression stands for."""
        path = dotted(node)
        if path is None:
            return None
        first, *rest = path.split(".")
        for statement in module.imports:
            for alias in statement.names:
                found = self.child(module, statement, alias.name) if (alias.asname or alias.name) == first else None
                if found is not None:
                    return self.modules.get(".".join([found.name] + rest)) if rest else found
        return None

    def text_of(self, module, node, depth=0):
        """A text that is known before anything runs."""
        if isinstance(node, ast.Constant):
            return node.value if isinstance(node.value, str) else None
        if depth > 8:
            return None
        if isinstance(node, ast.JoinedStr):
            parts = [self.text_of(module, getattr(part, "value", None) if isinstance(part, ast.FormattedValue) else part, depth + 1) for part in node.values]
            return None if None in parts else "".join(parts)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            parts = [self.text_of(module, side, depth + 1) for side in (node.left, node.right)]
            return None if None in parts else "".join(parts)
        if isinstance(node, ast.Name):
            return self.constant(module, node.id, depth)
        if isinstance(node, ast.Attribute):
            home = self.module_at(module, node.value)
            if home is not None:
                return self.constant(home, node.attr, depth)
            owner = self.classes.resolve(module, node.value)
            if owner is None:
                # A member of an enumeration.
                return self.text_of(module, node.value, depth + 1) if node.attr == "value" else None
            if node.attr == "__name__":
                return owner[1].name
            value = self.classes.attribute(owner, node.attr)
            return None if value is None else self.text_of(value[0], value[1], depth + 1)
        return None

    def constant(self, module, name, depth):
        loops = [node for node in module.statements if isinstance(node, (ast.For, ast.AsyncFor))]
        if any(name in target_names(loop.target) for loop in loops):
            return None
        values = [node.value for node in module.statements if isinstance(node, ast.Assign) and name in [one for target in node.targets for one in target_names(target)]]
        if len(values) == 1:
            return self.text_of(module, values[0], depth + 1)
        for _, target, other in self.source_of(module, name) if not values else ():
            if target is not None:
                return self.constant(target, other, depth + 1)
        return None

    # Mappings

    def add(self, module, key, value):
        text = self.text_of(module, key)
        if text is None:
            self.hole(module, key)
        else:
            self.found.setdefault(text, self.classes.resolve(module, value))

    def take_all(self, module, node):
        """Takes over everything that an expression which stands for a mapping holds."""
        if isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values):
                if key is None:
                    self.take_all(module, value)
                else:
                    self.add(module, key, value)
        elif isinstance(node, ast.Name):
            if not self.take_name(module, node.id):
                self.hole(module, node)
        elif isinstance(node, ast.Attribute):
            home = self.module_at(module, node.value)
            if home is None or not self.take_name(home, node.attr):
                self.hole(module, node)
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
            self.take_all(module, node.left)
            self.take_all(module, node.right)
        elif isinstance(node, ast.IfExp):
            self.take_all(module, node.body)
            self.take_all(module, node.orelse)
        elif isinstance(node, ast.Call):
            self.take_call(module, node)
        else:
            self.hole(module, node)

    def take_call(self, module, node):
        name = (dotted(node.func) or "").split(".")[-1]
        if name == "copy" and isinstance(node.func, ast.Attribute) and not node.args:
            self.take_all(module, node.func.value)
        elif name in COPIERS:
            for argument in node.args:
                self.take_all(module, argument)
            self.take_keywords(module, node)
        elif name == "getattr" and len(node.args) > 1 and isinstance(node.args[1], ast.Constant):
            home = self.module_at(module, node.args[0])
            if home is None or not self.take_name(home, str(node.args[1].value)):
                self.hole(module, node)
        else:
            self.hole(module, node)

    def take_keywords(self, module, call):
        for one in call.keywords:
            if one.arg is None:
                self.take_all(module, one.value)
            else:
                self.found.setdefault(one.arg, self.classes.resolve(module, one.value))

    def take_name(self, module, name):
        """Takes over what a module has under a name; False where it has nothing."""
        if (module.name, name) in self.seen:
            return True
        self.seen.add((module.name, name))
        if module.tree is None:
            self.hole(module, None)
            return True
        is_there = False
        for node in module.statements:
            if isinstance(node, (ast.Assign, ast.AnnAssign)) and node.value is not None:
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                if any(isinstance(target, ast.Name) and target.id == name for target in targets):
                    is_there = True
                    self.take_all(module, node.value)
                elif any(name in target_names(target) for target in targets):
                    is_there = True
                    self.hole(module, node)
        for node, target, other in self.source_of(module, name):
            is_star = any(alias.name == "*" for alias in node.names)
            taken = target is not None and self.take_name(target, other)
            if not taken and (not is_star or target is None):
                self.hole(module, node)
            is_there = is_there or taken or not is_star
        if is_there:
            self.take_changes(module, name)
        return is_there

    def take_changes(self, module, name):
        """What the file does to the mapping after it was made, in functions as well: whether those are called nobody knows."""
        for node, is_late in module.changes:
            if self.change(module, node, lambda one: isinstance(one, ast.Name) and one.id == name) and is_late:
                self.hole(module, node)

    def change(self, module, node, is_mapping):
        """Takes over one change of a mapping; whether the node is one."""
        if isinstance(node, ast.Assign):
            keys = [target for target in node.targets if isinstance(target, ast.Subscript) and is_mapping(target.value)]
            for target in keys:
                self.add(module, slice_of(target), node.value)
            return bool(keys)
        if isinstance(node, ast.AugAssign) and is_mapping(node.target):
            self.take_all(module, node.value)
            return True
        if isinstance(node, ast.Delete):
            removed = [target for target in node.targets if isinstance(target, ast.Subscript) and is_mapping(target.value)]
            for target in removed:
                self.hole(module, target)
            return bool(removed)
        return isinstance(node, ast.Call) and self.change_by_call(module, node, is_mapping)

    def change_by_call(self, module, node, is_mapping):
        if isinstance(node.func, ast.Attribute) and is_mapping(node.func.value):
            if node.func.attr == "update":
                for argument in node.args:
                    self.take_all(module, argument)
                self.take_keywords(module, node)
                return True
            if node.func.attr == "setdefault" and node.args:
                self.add(module, node.args[0], node.args[-1])
                return True
            if node.func.attr in REMOVERS:
                self.hole(module, node)
                return True
            return False
        name = (dotted(node.func) or "").split(".")[-1]
        given = list(node.args) + [one.value for one in node.keywords]
        if name in READERS or not any(is_mapping(one) for one in given):
            return False
        if not self.leaves_alone(module, node, is_mapping):
            self.hole(module, node)
        return True

    def leaves_alone(self, module, call, is_mapping):
        """Whether a function of the pack only reads the mapping that it is given."""
        at = [index for index, one in enumerate(call.args) if is_mapping(one)]
        found = self.classes.function_of(module, call.func)
        if found is None or len(at) != 1 or call.keywords or at[0] >= len(found[1].args.args):
            return False
        home, function = found
        name = function.args.args[at[0]].arg
        probe = Version([], self.budget)
        probe.change_by_call = probe.judge_call
        changes = [node for node in ast.walk(function) if probe.change(home, node, lambda one: isinstance(one, ast.Name) and one.id == name)]
        return not changes

    def judge_call(self, module, node, is_mapping):
        """Whether a call may change a mapping; takes nothing over."""
        if isinstance(node.func, ast.Attribute) and is_mapping(node.func.value):
            return node.func.attr in REMOVERS or node.func.attr in ("update", "setdefault")
        given = list(node.args) + [one.value for one in node.keywords]
        return (dotted(node.func) or "").split(".")[-1] not in READERS and any(is_mapping(one) for one in given)

    def take_aliases(self):
        """Changes that other files make to the mappings of a module (`nodes.NODE_CLASS_MAPPINGS[...] = ...`), or to one that they have imported."""
        for module in self.modules.values():
            if not module.has_mapping or module.tree is None:
                continue
            names = {alias.asname or alias.name for node in module.imports for alias in node.names if alias.name == MAPPING}
            names = {name for name in names if (module.name, name) not in self.seen}
            for node, _ in module.changes:
                self.change(module, node, lambda one: (isinstance(one, ast.Attribute) and one.attr == MAPPING) or (isinstance(one, ast.Name) and one.id in names))

    def read(self):
        """Answers the classes with their inputs and outputs, whether there is any list, and the first place that is made at run time."""
        start = self.modules.get("")
        has_list = False
        if start is not None:
            has_list = self.take_name(start, MAPPING)
            has_list = read_schemas(self, start) or has_list
        if has_list:
            self.take_aliases()
        sockets = {name: self.classes.sockets(owner) for name, owner in self.found.items()}
        hole = {"file": self.holes[0][0], "line": self.holes[0][1]} if self.holes else None
        return {"classes": sockets, "hasList": has_list, "hole": hole}


def read_node_list(modules, budget):
    """`modules`: of each its name, its file, whether it is a package, and what answers its text. Throws `TooMuch`."""
    return Version([Module(*one) for one in modules], budget).read()
