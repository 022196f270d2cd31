"""Evaluates expressions of a pack with values that are known beforehand; what is not known is UNKNOWN."""

import ast
import operator
import re
from pathlib import PurePosixPath

from calls import Calls
from objects import MOST_ELEMENTS
from values import External, FAULTS, Frame, Listed, Mapping, Maybe, UNKNOWN, is_doubtful, is_other, is_plain, merge, truth

OPERATORS = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv, ast.FloorDiv: operator.floordiv, ast.Mod: operator.mod,
    ast.Eq: operator.eq, ast.NotEq: operator.ne, ast.Lt: operator.lt, ast.LtE: operator.le, ast.Gt: operator.gt, ast.GtE: operator.ge,
}  # fmt: skip
PLAIN_FORM = re.compile(r"(?:[^%]|%[sd%])*")


# Longer texts, paths and tuples are nobody's names, and what doubles with every turn of a loop is soon as long as memory is wide.
MOST_SIGNS, MOST_BITS = 10_000, 256
# As many signs as cost what a step does.
SIGNS_OF_A_STEP = 100


class Expressions(Calls):
    def value(self, node, frame):
        self.spend(1)
        follow = getattr(self, "of_" + type(node).__name__, None)
        if follow is not None:
            return self.bounded(follow(node, frame))
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.expr):
                self.value(child, frame)
        return UNKNOWN

    def bounded(self, value):
        """What is not too long to go on with."""
        if isinstance(value, int):
            return UNKNOWN if value.bit_length() > MOST_BITS else value
        if isinstance(value, (str, bytes, PurePosixPath)):
            length = len(str(value)) if isinstance(value, PurePosixPath) else len(value)
            self.spend(length // SIGNS_OF_A_STEP)
            return UNKNOWN if length > MOST_SIGNS else value
        if isinstance(value, tuple):
            self.spend_on(value)
            return UNKNOWN if len(value) > MOST_ELEMENTS else value
        return value

    # Literals

    def of_Constant(self, node, frame):
        return node.value

    def of_List(self, node, frame):
        return Listed(self.all_of(node.elts, frame))

    of_Set = of_List

    def of_Tuple(self, node, frame):
        return tuple(self.all_of(node.elts, frame))

    def all_of(self, nodes, frame):
        values = []
        for node in nodes:
            if isinstance(node, ast.Starred):
                elements = self.elements(self.value(node.value, frame))
                # Of what follows nobody knows at which place it stands.
                values.extend([UNKNOWN, Ellipsis] if elements is None else elements)
            else:
                values.append(self.value(node, frame))
        return values

    def of_Dict(self, node, frame):
        made = Mapping()
        for key, value in zip(node.keys, node.values):
            if key is None:
                self.update(made, self.value(value, frame))
            else:
                self.set_item(made, self.value(key, frame), self.value(value, frame))
        return made

    def of_JoinedStr(self, node, frame):
        return self.joined([self.value(part, frame) for part in node.values])

    def of_FormattedValue(self, node, frame):
        value = self.value(node.value, frame)
        return value if node.format_spec is None and node.conversion in (-1, 115) else UNKNOWN

    def joined(self, parts):
        return "".join(map(str, parts)) if all(is_plain(part) for part in parts) else UNKNOWN

    def of_Lambda(self, node, frame):
        return self.function_of(node, frame)

    # Comprehensions

    def of_ListComp(self, node, frame):
        made = Listed()
        self.comprehend(node.generators, Frame(frame.module, {}, frame), lambda inner: self.append(made, self.value(node.elt, inner)))
        return made

    of_SetComp = of_GeneratorExp = of_ListComp

    def of_DictComp(self, node, frame):
        made = Mapping()
        add = lambda inner: self.set_item(made, self.value(node.key, inner), self.value(node.value, inner))  # noqa: E731
        self.comprehend(node.generators, Frame(frame.module, {}, frame), add)
        return made

    def comprehend(self, generators, frame, add):
        if not generators:
            add(frame)
            return
        given = self.value(generators[0].iter, frame)
        elements = self.elements(given)
        with self.doubting(elements is None or is_doubtful(given)):
            for element in [UNKNOWN] if elements is None else elements:
                self.assign(generators[0].target, element, frame)
                self.comprehend_one(generators, frame, add)

    def comprehend_one(self, generators, frame, add):
        known = [truth(self.value(test, frame)) for test in generators[0].ifs]
        self.forks += known.count(None)
        if False not in known:
            with self.doubting(None in known):
                self.comprehend(generators[1:], frame, add)

    # Operators

    def of_BinOp(self, node, frame):
        return self.combine(node.op, self.value(node.left, frame), self.value(node.right, frame))

    def binary(self, op, left, right):
        return self.bounded(self.combine(op, left, right))

    def combine(self, op, left, right):
        if isinstance(op, ast.BitOr) and isinstance(left, Mapping):
            made = self.copy(left)
            self.update(made, right)
            return made
        if isinstance(op, ast.Div) and isinstance(left, PurePosixPath) and isinstance(right, (str, PurePosixPath)):
            return left / right
        if isinstance(left, Listed) and isinstance(op, (ast.Add, ast.BitOr)):
            made = self.copy(left)
            self.extend(made, right)
            return made
        if isinstance(left, tuple) and isinstance(right, tuple) and isinstance(op, ast.Add):
            return left + right
        return self.calculate(type(op), left, right)

    def calculate(self, op, left, right):
        known = is_plain(left) and (is_plain(right) or isinstance(right, tuple) and all(map(is_plain, right)))
        # A product of texts may be as long as memory is wide.
        if not known or op not in OPERATORS or op is ast.Mult and not (isinstance(left, (int, float)) and isinstance(right, (int, float))):
            return UNKNOWN
        # Nor those that a width in them makes as long.
        if op is ast.Mod and isinstance(left, (str, bytes)) and not (isinstance(left, str) and PLAIN_FORM.fullmatch(left)):
            return UNKNOWN
        try:
            return OPERATORS[op](left, right)
        except FAULTS:
            return UNKNOWN

    def of_BoolOp(self, node, frame):
        is_and, answer, is_known = isinstance(node.op, ast.And), None, True
        for part in node.values:
            answer = self.value(part, frame)
            known = truth(answer)
            if known is (not is_and):
                # Whatever came before, this is where it ends, and what it is taken for.
                return answer if is_known else known
            is_known = is_known and known is not None
        return answer if is_known else UNKNOWN

    def of_UnaryOp(self, node, frame):
        value = self.value(node.operand, frame)
        if isinstance(node.op, ast.Not):
            known = truth(value)
            return UNKNOWN if known is None else not known
        if isinstance(node.op, ast.USub) and isinstance(value, (int, float)):
            return -value
        return UNKNOWN

    def of_IfExp(self, node, frame):
        known = truth(self.value(node.test, frame))
        if known is None:
            self.forks += 1
            return merge(self.value(node.body, frame), self.value(node.orelse, frame))
        return self.value(node.body if known else node.orelse, frame)

    def of_NamedExpr(self, node, frame):
        value = self.value(node.value, frame)
        self.bind(node.target.id, value, frame)
        return value

    def of_Await(self, node, frame):
        return self.value(node.value, frame)

    def of_Yield(self, node, frame):
        value = None if node.value is None else self.value(node.value, frame)
        frame.yields = Listed() if frame.yields is None else frame.yields
        self.append(frame.yields, value)
        return UNKNOWN

    def of_Compare(self, node, frame):
        left, answer = self.value(node.left, frame), True
        for op, one in zip(node.ops, node.comparators):
            right = self.value(one, frame)
            found = self.compare(op, left, right)
            if found is False:
                return False
            answer = answer if found is True else UNKNOWN
            left = right
        return answer

    def compare(self, op, left, right):
        if isinstance(op, (ast.NotEq, ast.NotIn, ast.IsNot)):
            turned = {ast.NotEq: ast.Eq, ast.NotIn: ast.In, ast.IsNot: ast.Is}[type(op)]()
            found = self.compare(turned, left, right)
            return found if found is UNKNOWN else not found
        if any(one is UNKNOWN or isinstance(one, (External, Maybe)) for one in (left, right)):
            return UNKNOWN
        if isinstance(op, ast.Is):
            return left is right
        if isinstance(op, ast.In):
            return self.is_in(left, right)
        if isinstance(op, ast.Eq) and (is_other(left) or is_other(right)):
            # Its name ends in something else than .py, or it is that end.
            known = right if is_other(left) else left
            return False if isinstance(known, str) and known.endswith(".py") else UNKNOWN
        return self.calculate(type(op), left, right)

    def is_in(self, left, right):
        if isinstance(right, str) and isinstance(left, str):
            return UNKNOWN if is_other(left) or is_other(right) else left in right
        if isinstance(right, (Listed, tuple, Mapping)) and not getattr(right, "hole", None):
            self.spend(len(right))
            found = [self.compare(ast.Eq(), left, one) for one in right]
            return True if True in found else UNKNOWN if UNKNOWN in found else False
        return UNKNOWN
