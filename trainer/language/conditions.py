"""`when` expressions: parsed by an allowlist into a small typed tree, never evaluated as code.

presses                         heard in this reply (a fault: committed)
partly(why_you)                 partly heard
count(why_you, states_goal) >= 1
trust >= 1, points, tries       vars and counters
ever(thanks), visits(inbox)
and, or, not, parentheses, comparisons
"""

import ast
import keyword
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

RESERVED_WORDS = frozenset(
    {
        *("true", "false", "null"),
        *keyword.kwlist,
        *("partly", "count", "ever", "visits", "tries", "points", "scene"),
    }
)
"""Words of the `when` language and of the parser behind it: nothing in a file may be called so."""


class Surroundings(Protocol):
    """What an expression may read, at one moment of a conversation."""

    @property
    def points(self) -> int:
        """Points so far."""

    @property
    def tries(self) -> int:
        """Replies made to the present ask, this one included."""

    def variable(self, name: str) -> int:
        """Value of a var."""

    def was_heard(self, criterion: str) -> bool:
        """Whether this reply was heard to do it."""

    def was_partly_heard(self, criterion: str) -> bool:
        """Whether this reply was heard to do it in part."""

    def was_ever_heard(self, criterion: str) -> bool:
        """Whether any reply up to now, this one included, was heard to do it."""

    def visits(self, state: str) -> int:
        """How often a state was entered."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A criterion's name alone."""

    criterion: str


@dataclass(frozen=True, slots=True)
class PartlyHeard:
    """`partly(criterion)`."""

    criterion: str


@dataclass(frozen=True, slots=True)
class EverHeard:
    """`ever(criterion)`."""

    criterion: str


@dataclass(frozen=True, slots=True)
class Count:
    """`count(a, b, ...)`: how many of them were heard in this reply."""

    criteria: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Visits:
    """`visits(state)`."""

    state: str


@dataclass(frozen=True, slots=True)
class Tries:
    """`tries`."""


@dataclass(frozen=True, slots=True)
class Points:
    """`points`."""


@dataclass(frozen=True, slots=True)
class VariableValue:
    """A var's name."""

    name: str


@dataclass(frozen=True, slots=True)
class Number:
    """A whole number."""

    value: int


Term = Count | Visits | Tries | Points | VariableValue | Number


@dataclass(frozen=True, slots=True)
class Comparison:
    """`left < right` and its kin; `sign` is one of `< <= == != >= >`."""

    left: Term
    sign: str
    right: Term


@dataclass(frozen=True, slots=True)
class Not:
    """`not x`."""

    operand: "Condition"


@dataclass(frozen=True, slots=True)
class AllOf:
    """`a and b and ...`."""

    operands: "tuple[Condition, ...]"


@dataclass(frozen=True, slots=True)
class AnyOf:
    """`a or b or ...`."""

    operands: "tuple[Condition, ...]"


Condition = Heard | PartlyHeard | EverHeard | Comparison | Not | AllOf | AnyOf


class ConditionError(ValueError):
    """An expression that is not in the language; `offset` counts code points from its start."""

    def __init__(self, message: str, offset: int = 0, length: int = 1) -> None:
        super().__init__(message)
        self.offset = offset
        self.length = length


_SIGNS: dict[type[ast.cmpop], str] = {
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.GtE: ">=",
    ast.Gt: ">",
}
_COMPARE: dict[str, Callable[[int, int], bool]] = {
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
    "==": lambda left, right: left == right,
    "!=": lambda left, right: left != right,
    ">=": lambda left, right: left >= right,
    ">": lambda left, right: left > right,
}
_MIRRORED = {"<": ">", "<=": ">=", "==": "==", "!=": "!=", ">=": "<=", ">": "<"}
_LONGEST = 500
_SLIPS = re.compile(
    r"(?P<both>&&?)|(?P<either>\|\|?)|(?P<equals>(?<![=!<>])=(?!=))|(?P<no>!(?!=))"
    r"|(?P<shout>\b(?:AND|OR|NOT)\b)|(?P<dollar>\$)|(?P<hyphen>(?<=[a-z])-(?=[a-z]))"
    r"|(?P<glued>(?<!\w)\d+(?=[^\W\d]))|(?P<sign>[\"'\\\[\]{}:;@#%^~`?/*+])"
)
_SLIP_MENDS = {
    "both": "write `and`",
    "either": "write `or`",
    "equals": "write == to compare",
    "no": "write `not`",
    "shout": "write it in small letters",
    "dollar": "names stand without $",
    "hyphen": "names take _ for a hyphen",
    "glued": "a name does not start with a digit",
    "sign": "only names, numbers, comparisons and parentheses may stand here",
}
"""What people who know other notations write, and what to write here."""


def parse_condition(
    text: str, is_criterion: Callable[[str], bool], is_variable: Callable[[str], bool]
) -> Condition:
    """Parse a `when` expression.

    A bare name is a criterion where `is_criterion` says so and a var where
    `is_variable` does. An unknown name is kept as a criterion, for the
    reference rules to report. Raises ConditionError with the offset of what
    is not in the language.
    """
    if len(text) > _LONGEST:
        raise ConditionError(f"a condition is at most {_LONGEST} characters long")
    source = text.replace("\n", " ")
    slip = _SLIPS.search(source)
    if slip:
        mend = _SLIP_MENDS[slip.lastgroup or "no"]
        raise ConditionError(mend, slip.start(), slip.end() - slip.start())
    try:
        tree = ast.parse(source.strip() and f"({source})", mode="eval").body
    except SyntaxError as error:
        offset = max(0, (error.offset or 1) - 2)
        raise ConditionError("it cannot be read here", min(offset, max(0, len(text) - 1))) from None
    except (ValueError, RecursionError, MemoryError):
        raise ConditionError("it cannot be read") from None
    return _Reader(source, is_criterion, is_variable).condition(tree)


class _Reader:
    """Walks Python's own syntax tree, taking only what the language allows."""

    def __init__(
        self, source: str, is_criterion: Callable[[str], bool], is_variable: Callable[[str], bool]
    ) -> None:
        self._source = source
        self._is_criterion = is_criterion
        self._is_variable = is_variable

    def _error(self, node: ast.expr, message: str) -> ConditionError:
        # Python counts columns in UTF-8 bytes, from the parenthesis put in front.
        encoded = f"({self._source})".encode()
        start = len(encoded[: node.col_offset].decode(errors="ignore")) - 1
        end = len(encoded[: node.end_col_offset or node.col_offset].decode(errors="ignore")) - 1
        return ConditionError(message, max(0, start), max(1, end - start))

    def condition(self, node: ast.expr) -> Condition:
        match node:
            case ast.BoolOp(op=ast.And(), values=values):
                return AllOf(tuple(self.condition(value) for value in values))
            case ast.BoolOp(op=ast.Or(), values=values):
                return AnyOf(tuple(self.condition(value) for value in values))
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return Not(self.condition(operand))
            case ast.Compare(left=left, ops=ops, comparators=comparators):
                return self._comparison(node, left, ops, comparators)
            case ast.Name(id=name):
                if name in RESERVED_WORDS or (
                    self._is_variable(name) and not self._is_criterion(name)
                ):
                    raise self._error(node, f'"{name}" is a number: compare it, as in {name} >= 1')
                return Heard(name)
            case ast.Call(func=ast.Name(id="partly")):
                return PartlyHeard(self._one_name(node))
            case ast.Call(func=ast.Name(id="ever")):
                return EverHeard(self._one_name(node))
            case ast.Call(func=ast.Name(id=("count" | "visits") as name)):
                raise self._error(
                    node, f'"{name}(...)" is a number: compare it, as in {name}(...) >= 1'
                )
        raise self._error(node, "only names, comparisons, and, or, not may stand here")

    def _comparison(
        self, node: ast.expr, left: ast.expr, ops: list[ast.cmpop], comparators: list[ast.expr]
    ) -> Condition:
        terms = [self._term(left), *map(self._term, comparators)]
        comparisons: list[Condition] = []
        for index, operator in enumerate(ops):
            sign = _SIGNS.get(type(operator))
            if sign is None:
                raise self._error(node, "compare with <, <=, ==, !=, >= or >")
            first, second = terms[index], terms[index + 1]
            if isinstance(first, Number) and not isinstance(second, Number):
                first, second, sign = second, first, _MIRRORED[sign]
            comparisons.append(Comparison(first, sign, second))
        return comparisons[0] if len(comparisons) == 1 else AllOf(tuple(comparisons))

    def _term(self, node: ast.expr) -> Term:
        match node:
            case ast.Constant(value=int() as value) if not isinstance(value, bool):
                return Number(value)
            case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() as value)):
                return Number(-value)
            case ast.Name(id="points"):
                return Points()
            case ast.Name(id="tries"):
                return Tries()
            case ast.Name(id=name):
                if self._is_criterion(name):
                    raise self._error(
                        node, f'"{name}" is heard or not: write it alone, or count({name})'
                    )
                return VariableValue(name)
            case ast.Call(func=ast.Name(id="count")):
                return Count(self._names(node))
            case ast.Call(func=ast.Name(id="visits")):
                return Visits(self._one_name(node))
        raise self._error(node, "compare a var, points, tries, count(...) or visits(...)")

    def _names(self, node: ast.Call) -> tuple[str, ...]:
        names: list[str] = []
        for argument in node.args:
            if not isinstance(argument, ast.Name):
                raise self._error(argument, "only names may stand in the parentheses")
            names.append(argument.id)
        if node.keywords or not names:
            raise self._error(node, "names belong in the parentheses")
        return tuple(names)

    def _one_name(self, node: ast.Call) -> str:
        names = self._names(node)
        if len(names) != 1:
            raise self._error(node, "one name belongs in the parentheses")
        return names[0]


def holds(condition: Condition, surroundings: Surroundings) -> bool:
    """Return whether `condition` is true in `surroundings`."""
    match condition:
        case Heard(criterion):
            return surroundings.was_heard(criterion)
        case PartlyHeard(criterion):
            return surroundings.was_partly_heard(criterion)
        case EverHeard(criterion):
            return surroundings.was_ever_heard(criterion)
        case Comparison(left, sign, right):
            return _COMPARE[sign](_value(left, surroundings), _value(right, surroundings))
        case Not(operand):
            return not holds(operand, surroundings)
        case AllOf(operands):
            return all(holds(operand, surroundings) for operand in operands)
        case AnyOf(operands):
            return any(holds(operand, surroundings) for operand in operands)


def _value(term: Term, surroundings: Surroundings) -> int:
    match term:
        case Number(value):
            return value
        case VariableValue(name):
            return surroundings.variable(name)
        case Count(criteria):
            return sum(surroundings.was_heard(criterion) for criterion in criteria)
        case Visits(state):
            return surroundings.visits(state)
        case Tries():
            return surroundings.tries
        case Points():
            return surroundings.points


@dataclass(frozen=True, slots=True)
class Mention:
    """A name an expression reads: `kind` is `criterion`, `variable` or `state`."""

    kind: str
    name: str


def mentions(condition: Condition) -> Iterator[Mention]:
    """Yield every name that `condition` reads, in reading order."""
    match condition:
        case Heard(criterion) | PartlyHeard(criterion) | EverHeard(criterion):
            yield Mention("criterion", criterion)
        case Comparison(left, _, right):
            for term in (left, right):
                match term:
                    case Count(criteria):
                        yield from (Mention("criterion", name) for name in criteria)
                    case Visits(state):
                        yield Mention("state", state)
                    case VariableValue(name):
                        yield Mention("variable", name)
        case Not(operand):
            yield from mentions(operand)
        case AllOf(operands) | AnyOf(operands):
            for operand in operands:
                yield from mentions(operand)
