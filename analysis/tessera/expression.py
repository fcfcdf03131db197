"""Expressions in a study -> trees of allowed operations. Parsed by Python's grammar, checked, never run by Python.

``wines + fruits``, ``2014 - year_birth``, ``days(latest(enrolled) - enrolled)``, ``if(deals > 3, 1, 0)``,
``in(marital, 'Married', 'Together')``, ``income >= 50000 and not member``.
"""

import ast
import io
import tokenize
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from tessera.facts import Name
from tessera.nearest import did_you_mean

Sort: TypeAlias = Literal["number", "truth", "text", "date", "span"]
"""What a part of an expression is. A flag is a truth; a truth may stand for 1 or 0; a span is between two dates."""

LONGEST = 1000  # characters
DEEPEST = 30  # operations inside operations
LARGEST = 10**15  # numbers beyond are not told apart

_BINARY = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
_COMPARE = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!="}
_WORDS = {"if": "if_", "in": "in_"}  # functions of ours that Python keeps as words of its own
_OWN = {spelled: word for word, spelled in _WORDS.items()}


class ExpressionError(ValueError):
    """An expression that is not allowed, with the reason as a sentence without its full stop."""

    def __init__(self, reason: str, hint: str = "") -> None:
        self.hint = hint
        super().__init__(reason)


@dataclass(frozen=True, slots=True)
class Node:
    """An operation on its arguments; for a name or a constant, `value` holds it."""

    does: str
    sort: Sort
    inside: tuple["Node", ...] = ()
    value: str | float | date | None = None


def parse_expression(text: str, sorts: Mapping[Name, Sort]) -> Node:
    """Parse and check an expression.

    Parameters
    ----------
    text : str
        The expression.
    sorts : mapping
        What the names in it may be, and of what sort they are.

    Raises
    ------
    ExpressionError
        If the expression is no expression, uses an unknown name or function, or mixes sorts.
    """
    if len(text) > LONGEST:
        raise ExpressionError("is too long")
    try:
        tree = ast.parse(_spelled(text), mode="eval")
        return _node(tree.body, sorts, 0)
    except (SyntaxError, tokenize.TokenError, RecursionError, MemoryError):
        said = " ".join(text.split())
        raise ExpressionError(f"cannot be read: {said}", "Look at its brackets, quotes and operators.") from None


def names_in(node: Node) -> frozenset[Name]:
    """The columns an expression uses."""
    own = {str(node.value)} if node.does == "name" else set()
    return frozenset(own.union(*(names_in(part) for part in node.inside)))


def _spelled(text: str) -> str:
    """The text with `if(` and `in(` spelled so that Python takes them for functions."""
    tokens = list(tokenize.generate_tokens(io.StringIO(text.strip()).readline))
    spelled = []
    for i, token in enumerate(tokens[:-1]):
        follows = tokens[i + 1].string
        begins = i == 0 or (tokens[i - 1].type == tokenize.OP and tokens[i - 1].string != ")")
        begins = begins or tokens[i - 1].string in ("and", "or", "not")
        word = _WORDS[token.string] if token.string in _WORDS and follows == "(" and begins else token.string
        spelled.append(word)
    return " ".join(spelled).strip()


def _node(part: ast.expr, sorts: Mapping[Name, Sort], depth: int) -> Node:  # noqa: C901, one case per operation
    """One part of the expression, checked."""
    if depth > DEEPEST:
        raise ExpressionError("is nested too deeply")

    def inside(child: ast.expr) -> Node:
        return _node(child, sorts, depth + 1)

    match part:
        case ast.Constant(value=bool()):
            raise ExpressionError("holds True or False", "Compare something instead.")
        case ast.Constant(value=int() | float() as number):
            if not abs(number) <= LARGEST:
                raise ExpressionError("holds a number beyond 1,000,000,000,000,000")
            return Node("constant", "number", value=float(number))
        case ast.Constant(value=str() as words):
            return Node("constant", "text", value=words)
        case ast.Name(id=name):
            return _named(name, sorts)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return Node("not", "truth", (_as(inside(operand), "truth", "not"),))
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return Node("negative", "number", (_as(inside(operand), "number", "-"),))
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _BINARY:
            return _arithmetic(_BINARY[type(op)], inside(left), inside(right))
        case ast.Compare(left=left, ops=[op], comparators=[right]) if type(op) in _COMPARE:
            return _comparison(_COMPARE[type(op)], inside(left), inside(right))
        case ast.BoolOp(op=op, values=values):
            word = "and" if isinstance(op, ast.And) else "or"
            return Node(word, "truth", tuple(_as(inside(value), "truth", word) for value in values))
        case ast.Call(func=ast.Name(id=function), args=args, keywords=[]):
            return _call(_OWN.get(function, function), tuple(inside(arg) for arg in args))
    raise ExpressionError(
        f"holds '{ast.unparse(part)}', which is not allowed",
        "Allowed are + - * /, comparisons one at a time, and, or, not, and a few functions.",
    )


def _named(name: str, sorts: Mapping[Name, Sort]) -> Node:
    """A column or input."""
    if name not in sorts:
        raise ExpressionError(f"uses '{name}', which is no column or input", did_you_mean(name, sorts))
    return Node("name", sorts[name], value=name)


def _as(node: Node, sort: Sort, where: str) -> Node:
    """The node as what is wanted: a truth counts as 1 or 0, nothing else turns into something else."""
    if node.sort == sort:
        return node
    if node.sort == "truth" and sort == "number":
        return Node("as number", "number", (node,))
    raise ExpressionError(f"uses a {node.sort} where '{where}' needs a {sort}")


def _arithmetic(operator: str, left: Node, right: Node) -> Node:
    """Numbers with numbers; the difference of two dates is a span."""
    if operator == "-" and left.sort == right.sort == "date":
        return Node("between", "span", (left, right))
    return Node(operator, "number", (_as(left, "number", operator), _as(right, "number", operator)))


def _comparison(operator: str, left: Node, right: Node) -> Node:
    """Two things of one sort; texts are equal or not."""
    if left.sort != right.sort:
        left, right = _as(left, "number", operator), _as(right, "number", operator)
    if left.sort == "span" or (left.sort == "text" and operator not in ("==", "!=")):
        raise ExpressionError(f"compares a {left.sort} with '{operator}'")
    return Node(operator, "truth", (left, right))


def _call(function: str, given: tuple[Node, ...]) -> Node:
    """One of the functions."""
    if function == "if" and len(given) == 3:
        return _choice(*given)
    if function == "in" and len(given) > 1:
        if any(node.does != "constant" or node.sort != given[0].sort for node in given[1:]):
            raise ExpressionError(f"needs a list of {given[0].sort}s after the first argument of 'in'")
        return Node("in", "truth", given)
    if function == "date" and len(given) == 1 and given[0].does == "constant":
        return _day(given[0])
    if function in ("min", "max") and len(given) > 1:
        return Node(function, "number", tuple(_as(node, "number", function) for node in given))
    if function in FUNCTIONS and len(given) == 1:
        wanted, result = FUNCTIONS[function]
        return Node(function, result, (_as(given[0], wanted, function),))
    known = ("if", "in", "date", "min", "max", *FUNCTIONS)
    if function in known:
        raise ExpressionError(f"gives '{function}' {len(given)} arguments, which it does not take")
    hint = did_you_mean(function, known) or f"There are {', '.join(known)}."
    raise ExpressionError(f"uses the function '{function}', which there is not", hint)


FUNCTIONS: Mapping[str, tuple[Sort, Sort]] = {
    "days": ("span", "number"),
    "latest": ("date", "date"),
    "earliest": ("date", "date"),
    "year": ("date", "number"),
    "abs": ("number", "number"),
    "log": ("number", "number"),
}
"""Functions of one argument: the sort they take and the sort they give. `latest` and `earliest` look at all rows."""


def _choice(condition: Node, yes: Node, no: Node) -> Node:
    """``if(condition, yes, no)``."""
    if yes.sort != no.sort:
        yes, no = _as(yes, "number", "if"), _as(no, "number", "if")
    return Node("if", yes.sort, (_as(condition, "truth", "if"), yes, no))


def _day(text: Node) -> Node:
    """``date('2014-12-31')``."""
    try:
        return Node("constant", "date", value=date.fromisoformat(str(text.value)))
    except ValueError:
        raise ExpressionError(f"has the date '{text.value}'", "Write it like date('2014-12-31').") from None
