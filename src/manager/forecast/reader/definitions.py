"""Which names each module of a tree of Python files defines, read from its syntax; nothing is imported or run."""

import ast

# A decorator of these leaves the parameters as they are.
PLAIN_DECORATORS = {"staticmethod", "classmethod", "no_grad", "inference_mode", "torch_no_grad", "dataclass"}


def signature_of(node, drop_first=False):
    """The parameters of a function, or None where a decorator may have changed them."""
    for decorator in node.decorator_list:
        target = decorator.func if isinstance(decorator, ast.Call) else decorator
        name = target.attr if isinstance(target, ast.Attribute) else getattr(target, "id", None)
        if name not in PLAIN_DECORATORS:
            return None
    args = node.args
    names = [arg.arg for arg in getattr(args, "posonlyargs", []) + args.args]
    required = len(names) - len(args.defaults)
    if drop_first:
        names, required = names[1:], max(0, required - 1)
    only = [arg.arg for arg in args.kwonlyargs]
    return {
        "names": names,
        "required": required,
        "only": only,
        "onlyRequired": [name for name, default in zip(only, args.kw_defaults) if default is None],
        "rest": args.vararg is not None,
        "keywords": args.kwarg is not None,
    }


def dotted(node):
    """`a.b.c` as text; None for anything else."""
    parts = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return None
    return ".".join([node.id] + parts[::-1])


def target_names(target):
    if isinstance(target, ast.Name):
        return [target.id]
    if isinstance(target, (ast.Tuple, ast.List)):
        return [name for element in target.elts for name in target_names(element)]
    if isinstance(target, ast.Starred):
        return target_names(target.value)
    return []


def package_of(module, is_package, level):
    """The package that `from ..x import` starts from; None above the tree."""
    parts = module.split(".")
    if not is_package:
        parts = parts[:-1]
    cut = level - 1
    if cut > len(parts):
        return None
    return ".".join(parts[: len(parts) - cut])


def origin_of(node, module, is_package):
    """The module that an `ast.ImportFrom` takes names from."""
    if not node.level:
        return node.module or ""
    base = package_of(module, is_package, node.level)
    if base is None:
        return None
    return ".".join(part for part in (base, node.module) if part)


class ModuleReader:
    """Collects what the top level of one module defines, inside of `if`, `try`, `with` and loops as well."""

    def __init__(self, module, is_package):
        self.module = module
        self.is_package = is_package
        self.names = {}
        self.stars = []
        self.is_open = False

    def define(self, name, entry):
        old = self.names.get(name)
        # Defined in two ways, nobody knows which one counts.
        if old is not None and old != entry:
            entry = {"kind": "any"} if entry["kind"] != "import" or old["kind"] != "import" else old
        self.names[name] = entry

    def read(self, body):
        for node in body:
            self.statement(node)

    def statement(self, node):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            if node.name == "__getattr__":
                self.is_open = True
            self.define(node.name, {"kind": "function", "signature": signature_of(node)})
        elif isinstance(node, ast.ClassDef):
            self.define(node.name, self.class_entry(node))
        elif isinstance(node, ast.Assign):
            for target in node.targets:
                self.assign(target)
        elif isinstance(node, (ast.AnnAssign, ast.AugAssign)):
            self.assign(node.target)
        elif isinstance(node, ast.Import):
            for alias in node.names:
                path = alias.name if alias.asname else alias.name.split(".")[0]
                self.define(alias.asname or path, {"kind": "import", "path": path})
        elif isinstance(node, ast.ImportFrom):
            self.import_from(node)
        elif isinstance(node, ast.Expr):
            # `globals().update(...)`, `exec(...)`: names that no syntax shows.
            text = ast.dump(node)
            if "'globals'" in text or "'exec'" in text:
                self.is_open = True
        else:
            self.nested(node)

    def nested(self, node):
        if isinstance(node, (ast.For, ast.AsyncFor)):
            self.assign(node.target)
        if isinstance(node, (ast.With, ast.AsyncWith)):
            for item in node.items:
                if item.optional_vars is not None:
                    self.assign(item.optional_vars)
        for part in ("body", "orelse", "finalbody"):
            children = getattr(node, part, None)
            if isinstance(children, list):
                self.read(children)
        for handler in getattr(node, "handlers", []):
            self.read(handler.body)

    def assign(self, target):
        for name in target_names(target):
            self.define(name, {"kind": "any"})
        if isinstance(target, ast.Subscript) and "'globals'" in ast.dump(target.value):
            self.is_open = True
        if isinstance(target, ast.Attribute):
            owner = self.names.get(dotted(target.value) or "")
            if owner is not None and owner["kind"] == "class":
                owner["attributes"].append(target.attr)

    def import_from(self, node):
        origin = origin_of(node, self.module, self.is_package)
        if origin is None:
            return
        for alias in node.names:
            if alias.name == "*":
                self.stars.append(origin)
            else:
                path = ".".join(part for part in (origin, alias.name) if part)
                self.define(alias.asname or alias.name, {"kind": "import", "path": path})

    def class_entry(self, node):
        inner = ModuleReader(self.module, self.is_package)
        inner.read(node.body)
        attributes = set(inner.names)
        for function in ast.walk(node):
            # `Class.name = ...` and `cls.name = ...` within its own methods.
            if isinstance(function, ast.Attribute) and isinstance(function.ctx, ast.Store):
                if isinstance(function.value, ast.Name) and function.value.id in (node.name, "cls"):
                    attributes.add(function.attr)
        initial = next((part for part in node.body if getattr(part, "name", "") == "__init__"), None)
        isOpen = bool(node.keywords) or bool(node.decorator_list)
        return {
            "kind": "class",
            "bases": [dotted(base) for base in node.bases],
            "attributes": sorted(attributes),
            "open": isOpen,
            "signature": signature_of(initial, True) if isinstance(initial, ast.FunctionDef) else None,
        }


def read_definitions(tree, module, is_package):
    """Answers the names of one module."""
    reader = ModuleReader(module, is_package)
    reader.read(tree.body)
    # What functions declare as `global` comes into being when they run.
    for node in ast.walk(tree):
        if isinstance(node, ast.Global):
            for name in node.names:
                reader.names.setdefault(name, {"kind": "any"})
    return {"names": reader.names, "stars": reader.stars, "open": reader.is_open}
