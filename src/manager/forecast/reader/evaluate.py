"""
Follows how a pack is loaded, statement by statement, with values that are known beforehand: constants, the pack's own files, functions and modules. Nothing
of the pack is run by Python. A branch of which nobody knows whether it is taken is taken as well, so that more may be found than is there, never less.
"""

import ast

from expressions import Expressions
from values import NoAnswer, Class, External, Frame, Function, Listed, Loaded, Mapping, Raised, UNKNOWN, is_doubtful, merge, merge_names, truth

# Calls in each other, and those of one function in itself.
MOST_DEEP, MOST_AGAIN = 40, 4
NEXT, CONTINUE, BREAK, RETURN, RAISE = "next", "continue", "break", "return", "raise"


class Evaluation(Expressions):
    """Runs statements; what they are made of is evaluated by `Expressions`."""

    def block(self, body, frame):
        for node in body:
            status = self.statement(node, frame)
            if status != NEXT:
                return status
        return NEXT

    def statement(self, node, frame):
        self.count(node, frame)
        follow = getattr(self, "on_" + type(node).__name__, None)
        if follow is None:
            return NEXT
        try:
            return follow(node, frame) or NEXT
        except Raised:
            return RAISE

    # What ends a block

    def on_Continue(self, node, frame):
        return CONTINUE

    def on_Break(self, node, frame):
        return BREAK

    def on_Return(self, node, frame):
        frame.returns.append(None if node.value is None else self.value(node.value, frame))
        return RETURN

    def on_Raise(self, node, frame):
        return RAISE

    # Names

    def on_Expr(self, node, frame):
        self.value(node.value, frame)

    def on_Assign(self, node, frame):
        value = self.value(node.value, frame)
        for target in node.targets:
            self.assign(target, value, frame)

    def on_AnnAssign(self, node, frame):
        if node.value is not None:
            self.assign(node.target, self.value(node.value, frame), frame)

    def on_AugAssign(self, node, frame):
        held = self.value(ast.copy_location(self.as_load(node.target), node.target), frame)
        given = self.value(node.value, frame)
        if isinstance(held, Mapping) and isinstance(node.op, ast.BitOr):
            self.update(held, given)
        elif isinstance(held, Listed) and isinstance(node.op, (ast.Add, ast.BitOr)):
            self.extend(held, given)
        else:
            self.assign(node.target, self.binary(node.op, held, given), frame)

    def on_Delete(self, node, frame):
        for target in node.targets:
            if isinstance(target, ast.Subscript):
                self.remove(self.value(target.value, frame), self.value(self.key_of(target), frame))
            elif isinstance(target, ast.Name) and not self.doubt:
                frame.names.pop(target.id, None)

    def on_Global(self, node, frame):
        frame.shared.update(node.names)

    on_Nonlocal = on_Global

    def on_FunctionDef(self, node, frame):
        self.define(node, self.function_of(node, frame), frame)

    on_AsyncFunctionDef = on_FunctionDef

    def function_of(self, node, frame):
        args = node.args
        names = [one.arg for one in args.posonlyargs + args.args]
        defaults = dict(zip(names[len(names) - len(args.defaults) :], [self.value(one, frame) for one in args.defaults]))
        for one, default in zip(args.kwonlyargs, args.kw_defaults):
            if default is not None:
                defaults[one.arg] = self.value(default, frame)
        return Function(node, frame, defaults)

    def on_ClassDef(self, node, frame):
        made = Class(frame.module, node, [self.value(base, frame) for base in node.bases])
        kinds = [self.value(one.value, frame) for one in node.keywords if one.arg == "metaclass"]
        if any(not isinstance(kind, External) for kind in kinds):
            # What makes classes may do anything with them.
            raise NoAnswer()
        if self.block(node.body, Frame(frame.module, made.names, frame)) == RAISE:
            raise Raised()
        for base in made.bases:
            known = base.find("__init_subclass__") if isinstance(base, Class) else None
            if isinstance(known, Function):
                self.invoke(known, [], {}, [made])
        self.define(node, made, frame)

    def define(self, node, made, frame):
        for decorator in reversed(node.decorator_list):
            by = self.value(decorator, frame)
            if isinstance(by, External) or by is UNKNOWN:
                # Such as `@dataclass` and `@routes.get("/x")`: they hand back what they were given, or something that does the same.
                continue
            changed = self.call_value(by, [made], {})
            made = made if changed is UNKNOWN or changed is None else changed
        self.bind(node.name, made, frame)

    # Imports

    def on_Import(self, node, frame):
        for alias in node.names:
            found = self.import_absolute(alias.name)
            if found is None:
                self.bind(alias.asname or alias.name.split(".")[0], External(alias.name if alias.asname else alias.name.split(".")[0]), frame)
            else:
                self.bind(alias.asname or alias.name.split(".")[0], found if alias.asname else self.import_absolute(alias.name.split(".")[0]), frame)

    def on_ImportFrom(self, node, frame):
        home = self.origin(node, frame)
        for alias in node.names:
            if alias.name == "*":
                self.take_star(home, frame)
            else:
                self.bind(alias.asname or alias.name, self.attribute(home, alias.name), frame)

    def origin(self, node, frame):
        if not node.level:
            return self.import_absolute(node.module) or External(node.module)
        package = frame.module.names["__package__"]
        return self.import_relative("." * node.level + (node.module or ""), package)

    def take_star(self, home, frame):
        if isinstance(home, Loaded):
            frame.module.is_open = frame.module.is_open or home.is_open
            for name, value in home.names.items():
                if not name.startswith("_"):
                    self.bind(name, value, frame)

    # Branches

    def on_If(self, node, frame):
        known = truth(self.value(node.test, frame))
        if known is None:
            return self.branches([lambda: self.block(node.body, frame), lambda: self.block(node.orelse, frame)], frame)
        return self.block(node.body if known else node.orelse, frame)

    def branches(self, ways, frame, is_rescue=False):
        """Goes every way from the same names on; whoever comes out of them has what any of them left. What fails is not expected to: no doubt comes of it."""
        before, ends = dict(frame.names), []
        self.doubt += 1
        self.forks += 1
        for way in ways:
            self.spend_on(before)
            self.set_names(frame, before)
            ends.append((way(), dict(frame.names)))
        self.doubt -= 1
        alive = [names for status, names in ends if status == NEXT]
        if alive and not is_rescue:
            self.leave({status for status, _ in ends} - {NEXT, RAISE})
        self.set_names(frame, merge_names(alive or [names for _, names in ends]))
        return NEXT if alive else ends[0][0]

    def leave(self, ends):
        """Of what follows nobody knows whether it is come to: up to the next turn, or up to the end of the function."""
        self.doubt += bool(ends)
        self.far += bool(ends - {CONTINUE})

    def set_names(self, frame, names):
        if names is not frame.names:
            kept = dict(names)
            frame.names.clear()
            frame.names.update(kept)

    def on_Try(self, node, frame):
        before = dict(frame.names)
        status = self.block(node.body, frame)
        if status == NEXT:
            status = self.block(node.orelse, frame)
        after = dict(frame.names)
        ways = [] if status == RAISE and node.handlers else [lambda: (self.set_names(frame, after), status)[1]]
        start = before if status == RAISE else after
        for handler in node.handlers:
            ways.append(lambda handler=handler: self.handle(handler, start, frame))
        outcome = self.branches(ways, frame, True)
        last = self.block(node.finalbody, frame)
        return outcome if last == NEXT else last

    on_TryStar = on_Try

    def handle(self, handler, start, frame):
        self.set_names(frame, start)
        if handler.name:
            frame.names[handler.name] = UNKNOWN
        return self.block(handler.body, frame)

    def on_With(self, node, frame):
        for item in node.items:
            value = self.value(item.context_expr, frame)
            if item.optional_vars is not None:
                self.assign(item.optional_vars, value if isinstance(value, Listed) else UNKNOWN, frame)
        return self.block(node.body, frame)

    on_AsyncWith = on_With

    def on_Match(self, node, frame):
        self.value(node.subject, frame)
        return self.branches([lambda case=case: self.block(case.body, frame) for case in node.cases] + [lambda: NEXT], frame)

    # Loops

    def on_For(self, node, frame):
        given = self.value(node.iter, frame)
        elements = self.elements(given)
        if elements is None:
            return self.maybe_often(node, frame, lambda: self.assign(node.target, UNKNOWN, frame))
        with self.doubting(is_doubtful(given)):
            return self.every(node, elements, frame)

    def every(self, node, elements, frame):
        for element in elements:
            doubt, far = self.doubt, self.far
            self.assign(node.target, element, frame)
            status = self.block(node.body, frame)
            self.doubt = doubt + self.far - far
            if status == BREAK:
                return NEXT
            if status in (RETURN, RAISE):
                return status
        return self.block(node.orelse, frame)

    on_AsyncFor = on_For

    def on_While(self, node, frame):
        if truth(self.value(node.test, frame)) is False:
            return self.block(node.orelse, frame)
        return self.maybe_often(node, frame, lambda: self.value(node.test, frame))

    def maybe_often(self, node, frame, begin):
        """Once for all the times that nobody can count. What a time before may have left in a name is not known."""
        for one in ast.walk(node):
            if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store) and not isinstance(frame.names.get(one.id), (Mapping, Listed)):
                self.assign(one, UNKNOWN, frame)

        def once():
            begin()
            self.block(node.body, frame)
            return NEXT

        return self.branches([once, lambda: self.block(node.orelse, frame)], frame)

    # Functions and modules

    def invoke(self, function, given, named, first=()):
        """What a function of the pack answers."""
        node = function.node
        if len(self.running) >= MOST_DEEP or self.running.count(id(node)) >= MOST_AGAIN:
            # A function that calls itself, until something that nobody knows here.
            self.cut.add(id(node))
            return self.escape([*first, *(given or ())], named or {})
        frame = Frame(function.frame.module, self.parameters(function, [*first, *given], named), function.frame)
        self.reached.add(id(node))
        self.running.append(id(node))
        at, doubt, far = self.at, self.doubt, self.far
        try:
            if isinstance(node, ast.Lambda):
                return self.value(node.body, frame)
            status = self.block(node.body, frame)
        finally:
            self.running.pop()
            self.at, self.doubt, self.far = at, doubt, far
        if frame.yields is not None:
            return frame.yields
        if status == RAISE and not frame.returns:
            raise Raised()
        answer = frame.returns[0] if frame.returns else None
        for other in frame.returns[1:]:
            answer = merge(answer, other)
        return answer

    def parameters(self, function, given, named):
        args = function.node.args
        names = [one.arg for one in args.posonlyargs + args.args]
        only = [one.arg for one in args.kwonlyargs]
        if given is None or named is None or any(one is Ellipsis for one in given):
            bound = {name: UNKNOWN for name in names + only}
            rest, more = UNKNOWN, UNKNOWN
        else:
            bound = {**{name: UNKNOWN for name in names + only}, **function.defaults, **dict(zip(names, given))}
            bound.update({name: value for name, value in named.items() if name in bound})
            rest, more = tuple(given[len(names) :]), Mapping({name: value for name, value in named.items() if name not in names + only})
        if args.vararg:
            bound[args.vararg.arg] = rest
        if args.kwarg:
            bound[args.kwarg.arg] = more
        return bound

    def execute(self, module):
        """Runs a module of the pack, once."""
        if module.state == "new" and module.source is not None:
            if module.source.tree is None:
                raise NoAnswer()
            module.state = "runs"
            module.names["__doc__"] = ast.get_docstring(module.source.tree)
            at, doubt, far = self.at, self.doubt, self.far
            status = self.block(module.source.tree.body, Frame(module, module.names))
            self.at, self.doubt, self.far = at, doubt, far
            module.state = "failed" if status == RAISE else "loaded"
        if module.state == "failed":
            raise Raised()
        return module
