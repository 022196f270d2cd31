"""What a file of a pack takes from ComfyUI's own modules: imports, attributes of imported modules, and calls of them."""

import ast

from definitions import dotted, origin_of, target_names

# What each handler catches of the three ways in which a name that is gone shows itself.
CAUGHT = {
    "ImportError": {"import", "from"},
    "ModuleNotFoundError": {"import"},
    "AttributeError": {"attribute"},
    "TypeError": {"call"},
}
# Of a dotted path.
MOST_SIGNS = 500
EVERYTHING = {"import", "from", "attribute", "call"}
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
ASKING = {"hasattr", "getattr", "find_spec", "signature", "getfullargspec", "dir", "vars", "parse", "Version"}


def handler_catches(handler):
    """What one `except` keeps from going on; nothing when it raises again."""
    last = handler.body[-1]
    if isinstance(last, ast.Raise):
        return set()
    if isinstance(last, ast.Expr) and isinstance(last.value, ast.Call) and dotted(last.value.func) in ("sys.exit", "exit"):
        return set()
    if handler.type is None:
        return EVERYTHING
    types = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    caught = set()
    for one in types:
        name = (dotted(one) or "").split(".")[-1]
        caught |= EVERYTHING if name in ("Exception", "BaseException") else CAUGHT.get(name, set())
    return caught


def is_version_test(test):
    """Whether a condition asks what there is: then both of its branches know what they do."""
    for node in ast.walk(test):
        if isinstance(node, ast.Call) and (dotted(node.func) or "").split(".")[-1] in ASKING:
            return True
        if isinstance(node, (ast.Name, ast.Attribute)):
            name = node.id if isinstance(node, ast.Name) else node.attr
            if "version" in name.lower() or name in ("TYPE_CHECKING", "__name__", "modules"):
                return True
    return False


def names_bound_in(function):
    """Parameters and what is assigned inside of a function, without the functions in it."""
    bound, free = set(), set()
    args = function.args
    for arg in getattr(args, "posonlyargs", []) + args.args + args.kwonlyargs + [args.vararg, args.kwarg]:
        if arg is not None:
            bound.add(arg.arg)
    body = function.body if isinstance(function.body, list) else [function.body]
    collect_bound(body, bound, free)
    return bound - free


def collect_bound(nodes, bound, free):
    for node in nodes:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            bound.add(node.name)
            continue
        if isinstance(node, (ast.Lambda,) + COMPREHENSIONS):
            continue
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            bound.add(node.id)
        elif isinstance(node, (ast.Global, ast.Nonlocal)):
            free.update(node.names)
        elif isinstance(node, ast.ExceptHandler) and node.name:
            bound.add(node.name)
        collect_bound(ast.iter_child_nodes(node), bound, free)


def annotations_of(function):
    args = function.args
    every = getattr(args, "posonlyargs", []) + args.args + args.kwonlyargs + [args.vararg, args.kwarg]
    found = [arg.annotation for arg in every if arg is not None] + [function.returns]
    return [annotation for annotation in found if annotation is not None]


class ReferenceReader(ast.NodeVisitor):
    """Walks one file. `scopes` say what each name stands for: a path of core, or None for anything else."""

    def __init__(self, place, about):
        self.module, self.is_package = place
        self.roots, self.budget = about
        self.found = []
        self.edges = []
        self.scopes = [{}]
        self.shadowed = set()
        # `from __future__ import annotations`: they are never evaluated.
        self.keeps_annotations = False
        # What is caught around the place, and whether that is so in functions that are defined here as well.
        self.guards = []
        self.fallback_of = None
        self.depth = 0
        self.is_dynamic = False
        self.asked = set()

    # Names

    def look_up(self, name):
        for scope in reversed(self.scopes):
            if name in scope:
                return scope[name]
        return None

    def path_of(self, node):
        parts = []
        while isinstance(node, ast.Attribute):
            parts.append(node.attr)
            node = node.value
        if not isinstance(node, ast.Name):
            return None
        base = self.look_up(node.id)
        return None if base is None else ".".join([base] + parts[::-1])

    def is_core(self, path):
        return path.split(".")[0] in self.roots

    def is_guarded(self, kind):
        return any(kind in caught for caught, _ in self.guards)

    def spend(self, path, others=0):
        """What is told of a path, and of others that it is told with, is paid for by its length."""
        if len(path) > MOST_SIGNS:
            raise ValueError("a name that is longer than any module's")
        self.budget.step(1 + path.count(".") + others)

    def add(self, kind, path, node, call=None):
        self.spend(path, len(self.fallback_of or ()) + len(call["keywords"] if call else ()))
        entry = {
            "kind": kind,
            "path": path,
            "line": node.lineno,
            "late": self.depth > 0,
            "guarded": self.is_guarded(kind),
            # `except ModuleNotFoundError` around `from x import y`: only the module may be missing.
            "moduleGuarded": self.is_guarded("import"),
            "insteadOf": self.fallback_of,
            "call": call,
        }
        self.found.append(entry)

    # Imports

    def visit_Import(self, node):
        for alias in node.names:
            path = alias.name
            self.edges.append(self.edge(path, 0))
            if self.is_core(path):
                self.add("import", path, node)
                self.bind(alias.asname or path.split(".")[0], path if alias.asname else path.split(".")[0])
            else:
                self.bind(alias.asname or path.split(".")[0], None)

    def visit_ImportFrom(self, node):
        if node.level:
            origin = origin_of(node, self.module, self.is_package)
            if origin is None:
                return
            for alias in node.names:
                self.edges.append(self.edge(origin, 1, alias.name))
                self.bind(alias.asname or alias.name, None)
            return
        origin = node.module or ""
        if origin == "__future__":
            self.keeps_annotations = self.keeps_annotations or any(alias.name == "annotations" for alias in node.names)
        for alias in node.names:
            self.edges.append(self.edge(origin, 0, alias.name))
            if not self.is_core(origin):
                self.bind(alias.asname or alias.name, None)
                continue
            if alias.name == "*":
                self.add("import", origin, node)
                continue
            self.add("from", origin + "." + alias.name, node)
            self.bind(alias.asname or alias.name, origin + "." + alias.name)

    def edge(self, path, is_own, name=None):
        self.spend(f"{path}.{name}")
        guarded = self.is_guarded("import")
        return {"path": path, "name": name, "own": bool(is_own), "late": self.depth > 0, "guarded": guarded}

    def bind(self, name, path):
        scope = self.scopes[-1]
        if path is None and scope.get(name) is not None:
            return
        if len(self.scopes) == 1 and name in self.shadowed:
            path = None
        scope[name] = path

    # Uses

    def visit_Attribute(self, node):
        path = self.path_of(node)
        if path is None:
            self.generic_visit(node)
        elif isinstance(node.ctx, ast.Load):
            self.add("attribute", path, node)
        else:
            # To set an attribute needs what it is set on.
            self.visit(node.value)

    def visit_Call(self, node):
        path = self.path_of(node.func)
        name = dotted(node.func) or ""
        if name in ("getattr", "hasattr") and len(node.args) >= 2 and isinstance(node.args[1], ast.Constant):
            if name == "hasattr" or len(node.args) > 2:
                self.asked.add(str(node.args[1].value))
        if name.split(".")[-1] in ("import_module", "__import__", "spec_from_file_location", "exec", "iter_modules"):
            if not node.args or not isinstance(node.args[0], ast.Constant):
                self.is_dynamic = True
        if path is None:
            self.generic_visit(node)
            return
        is_open = any(isinstance(arg, ast.Starred) for arg in node.args) or any(k.arg is None for k in node.keywords)
        call = {"count": len(node.args), "keywords": [k.arg for k in node.keywords if k.arg], "open": is_open}
        self.add("call", path, node, call)
        self.visit(node.func)
        for child in list(node.args) + list(node.keywords):
            self.visit(child)

    # Guards

    def visit_Try(self, node):
        caught = set()
        for handler in node.handlers:
            caught |= handler_catches(handler)
        start = len(self.found)
        self.guards.append((caught, False))
        self.visit_all(node.body)
        self.guards.pop()
        tried = list(range(start, len(self.found)))
        for handler in node.handlers:
            before, self.fallback_of = self.fallback_of, tried
            self.visit_all(handler.body)
            self.fallback_of = before
        self.visit_all(node.orelse)
        self.visit_all(node.finalbody)

    visit_TryStar = visit_Try

    def visit_If(self, node):
        self.visit(node.test)
        asks = is_version_test(node.test)
        if asks:
            self.guards.append((EVERYTHING, True))
        self.visit_all(node.body)
        self.visit_all(node.orelse)
        if asks:
            self.guards.pop()

    def visit_IfExp(self, node):
        asks = is_version_test(node.test)
        if asks:
            self.guards.append((EVERYTHING, True))
        self.generic_visit(node)
        if asks:
            self.guards.pop()

    def visit_With(self, node):
        suppressed = set()
        for item in node.items:
            call = item.context_expr
            if isinstance(call, ast.Call) and (dotted(call.func) or "").split(".")[-1] == "suppress":
                for one in call.args:
                    name = (dotted(one) or "").split(".")[-1]
                    suppressed |= EVERYTHING if name in ("Exception", "BaseException") else CAUGHT.get(name, set())
        self.guards.append((suppressed, False))
        self.generic_visit(node)
        self.guards.pop()

    def visit_all(self, nodes):
        for node in nodes:
            self.visit(node)

    # Scopes

    def visit_FunctionDef(self, node):
        self.visit_all(node.decorator_list)
        self.visit_all(node.args.defaults)
        self.visit_all([default for default in node.args.kw_defaults if default is not None])
        if not self.keeps_annotations:
            self.visit_all(annotations_of(node))
        # What guards the definition does not guard what runs later.
        guards, self.guards = self.guards, [guard for guard in self.guards if guard[1]]
        fallback, self.fallback_of = self.fallback_of, None
        self.scopes.append({name: None for name in names_bound_in(node)})
        self.depth += 1
        body = node.body if isinstance(node.body, list) else [node.body]
        self.bind_imports(body)
        self.visit_all(body)
        self.depth -= 1
        self.scopes.pop()
        self.guards, self.fallback_of = guards, fallback

    visit_AsyncFunctionDef = visit_FunctionDef

    def visit_Lambda(self, node):
        self.visit_all(node.args.defaults)
        self.scopes.append({name: None for name in names_bound_in(node)})
        self.depth += 1
        self.visit(node.body)
        self.depth -= 1
        self.scopes.pop()

    def bind_imports(self, body):
        """An import further down binds its name for the whole function."""
        for node in body:
            for inner in ast.walk(node):
                if isinstance(inner, FUNCTIONS) or not isinstance(inner, (ast.Import, ast.ImportFrom)):
                    continue
                for alias in inner.names:
                    name = alias.asname or alias.name.split(".")[0]
                    if isinstance(inner, ast.Import) and self.is_core(alias.name):
                        self.scopes[-1][name] = alias.name if alias.asname else name

    def visit_AnnAssign(self, node):
        # Of variables in functions nobody evaluates them.
        if self.depth == 0 and not self.keeps_annotations:
            self.visit(node.annotation)
        self.visit(node.target)
        if node.value is not None:
            self.visit(node.value)

    def visit_ClassDef(self, node):
        self.visit_all(node.decorator_list)
        self.visit_all(node.bases)
        self.visit_all(node.keywords)
        # Names of a class body are not seen in its methods.
        for part in node.body:
            if isinstance(part, FUNCTIONS):
                self.visit(part)
            else:
                self.visit_class_part(part)

    def visit_class_part(self, part):
        bound = {}
        if isinstance(part, ast.Assign):
            bound = {name: None for target in part.targets for name in target_names(target)}
        self.scopes.append(bound)
        self.visit(part)
        self.scopes.pop()

    def visit_comprehension_scope(self, node):
        bound = {}
        for generator in node.generators:
            for name in target_names(generator.target):
                bound[name] = None
        self.scopes.append(bound)
        self.generic_visit(node)
        self.scopes.pop()

    visit_ListComp = visit_SetComp = visit_DictComp = visit_GeneratorExp = visit_comprehension_scope


def assigned_names(tree):
    """Names of the module that are assigned a thing of their own stand for that, whatever was imported under the name."""
    found = set()
    for node in tree.body:
        if isinstance(node, ast.Assign) and not isinstance(node.value, ast.Constant):
            for target in node.targets:
                found.update(target_names(target))
    return found


def read_references(tree, place, about):
    """
    `place`: the module and whether it is a package; `about`: the roots and the budget. Answers the references, the imports of the pack's own modules, and
    whether modules are loaded by names made at run time. Throws `TooMuch`, and `ValueError` for a file that nobody wrote by hand.
    """
    reader = ReferenceReader(place, about)
    reader.shadowed = assigned_names(tree)
    # Functions see what the whole module binds, also further down.
    for node in tree.body:
        if isinstance(node, ast.Import):
            for alias in node.names:
                if reader.is_core(alias.name):
                    reader.bind(alias.asname or alias.name.split(".")[0], alias.name if alias.asname else alias.name.split(".")[0])
    reader.visit(tree)
    # Places in the list are told by number, so what `hasattr` was asked about stays in it.
    for one in reader.found:
        if one["path"].split(".")[-1] in reader.asked:
            one["guarded"] = True
    return reader.found, reader.edges, reader.is_dynamic
