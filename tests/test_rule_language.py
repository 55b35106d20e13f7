"""The rule language: what parses, what is refused, how it is evaluated, and its three spellings to the letter."""

from __future__ import annotations

import keyword
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouji.errors import ExpressionError
from gouji.place import Place, column_letters, ranges, to_address
from gouji.rule.evaluate import difference, holds, number, sides
from gouji.rule.expression import (
    Absolute,
    Arithmetic,
    Compare,
    Expression,
    Logic,
    Negate,
    Not,
    Number,
    Ref,
    Sum,
    children,
    is_truth,
    names,
    resolve,
)
from gouji.rule.parse import parse
from gouji.rule.spell import counted, to_chinese, to_excel, to_excel_value, to_excel_verdict, to_text

A, B, C, D = map(Ref, "abcd")
PLACES = {name: Place("", row, 2) for row, name in enumerate("abcd", start=1)}


def one(value: str = "1") -> Number:
    return Number(Decimal(value))


def plus(left: Expression, right: Expression) -> Arithmetic:
    return Arithmetic("+", left, right)


def equal(left: Expression, right: Expression) -> Compare:
    return Compare("==", left, right)


def excel(expression: Expression, money: str = "") -> str:
    return to_excel(expression, PLACES.__getitem__, lambda name: name in money.split())


# ---------------------------------------------------------------- arbitrary trees

words = st.from_regex(r"[a-z][a-z_0-9]{0,7}", fullmatch=True).filter(lambda word: not keyword.iskeyword(word))
figure_names = st.lists(words, min_size=1, max_size=3).map(".".join)
amounts = st.decimals(0, 10**9 - 1, places=6, allow_nan=False) | st.integers(0, 10**15 - 1).map(Decimal)
leaves = (
    amounts.map(Number)
    | figure_names.map(Ref)
    | st.lists(figure_names, min_size=1, max_size=4).map(lambda each: Sum(tuple(each)))
)


def _larger_number(inner: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    return (
        inner.map(Absolute) | inner.map(Negate) | st.builds(Arithmetic, st.sampled_from(["+", "-", "*"]), inner, inner)
    )


numbers = st.recursive(leaves, _larger_number, max_leaves=12)
comparisons = st.builds(Compare, st.sampled_from(["==", "!=", "<=", ">=", "<", ">"]), numbers, numbers)


def _larger_statement(inner: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    parts = st.lists(inner, min_size=2, max_size=3).map(tuple)
    return inner.map(Not) | st.builds(Logic, st.sampled_from(["and", "or"]), parts)


statements = st.recursive(comparisons, _larger_statement, max_leaves=6)


@given(numbers | statements)
def test_any_tree_reads_back_from_its_text(tree: Expression) -> None:
    assert parse(to_text(tree)) == tree


@given(numbers | statements)
def test_text_of_what_was_read_reads_back_to_the_same_text(tree: Expression) -> None:
    text = to_text(tree)
    assert to_text(parse(text)) == text


@given(numbers | statements)
def test_any_tree_has_every_spelling(tree: Expression) -> None:
    spelt = to_excel(tree, lambda name: Place("表", 1, 1), lambda name: False)
    assert spelt.count("(") == spelt.count(")")
    chinese = to_chinese(tree, lambda name: "某项")
    assert chinese.count("（") == chinese.count("）")


@given(numbers)
def test_a_number_is_known_exactly_when_all_its_figures_are(tree: Expression) -> None:
    known = dict.fromkeys(names(tree), Decimal(2))
    assert number(tree, known) is not None
    for missing in known:
        assert number(tree, {name: value for name, value in known.items() if name != missing}) is None


@given(statements)
def test_a_verdict_is_given_exactly_when_all_figures_are_known(tree: Expression) -> None:
    known = dict.fromkeys(names(tree), Decimal(2))
    assert holds(tree, known) in (True, False)
    assert holds(Not(tree), known) is not holds(tree, known)
    for missing in known:
        assert holds(tree, {name: value for name, value in known.items() if name != missing}) is None


@given(numbers | statements)
def test_names_are_listed_as_they_are_written(tree: Expression) -> None:
    def written(part: Expression) -> list[str]:
        own = [part.name] if isinstance(part, Ref) else list(part.names) if isinstance(part, Sum) else []
        return own + [name for child in children(part) for name in written(child)]

    assert list(names(tree)) == written(tree)


@given(numbers | statements)
def test_resolving_to_the_same_names_changes_nothing(tree: Expression) -> None:
    assert resolve(tree, lambda name: (name,)) == tree


# ---------------------------------------------------------------- what parses

TREES = [
    ("12", one("12")),
    ("0.5", one("0.5")),
    ("a", A),
    ("disclosure.fees.amount", Ref("disclosure.fees.amount")),
    ("-a", Negate(A)),
    ("-1", Negate(one())),
    ("a + b - c", Arithmetic("-", plus(A, B), C)),
    ("a - (b - c)", Arithmetic("-", A, Arithmetic("-", B, C))),
    ("a + b * c", plus(A, Arithmetic("*", B, C))),
    ("(a + b) * c", Arithmetic("*", plus(A, B), C)),
    ("sum(a, t.b)", Sum(("a", "t.b"))),
    ("abs(a - b)", Absolute(Arithmetic("-", A, B))),
    ("a == b", equal(A, B)),
    ("a != b", Compare("!=", A, B)),
    ("a <= b", Compare("<=", A, B)),
    ("a >= b", Compare(">=", A, B)),
    ("a < b", Compare("<", A, B)),
    ("a > b", Compare(">", A, B)),
    ("not (a == b)", Not(equal(A, B))),
    ("a == b and c == d", Logic("and", (equal(A, B), equal(C, D)))),
    ("a == b or c == d and a == d", Logic("or", (equal(A, B), Logic("and", (equal(C, D), equal(A, D)))))),
    ("(a == b or c == d) and a == d", Logic("and", (Logic("or", (equal(A, B), equal(C, D))), equal(A, D)))),
]


@pytest.mark.parametrize(("text", "tree"), TREES, ids=[text for text, _ in TREES])
def test_text_becomes_this_tree_and_back(text: str, tree: Expression) -> None:
    assert parse(f"  {text}\n") == tree
    assert to_text(tree) == text


def test_only_statements_are_statements() -> None:
    assert [is_truth(parse(text)) for text in ("a", "a + 1", "a == 1", "not (a == 1)")] == [False, False, True, True]


# ---------------------------------------------------------------- what is refused

UNKNOWN = "算式里有规则语言不认识的写法"
NUMBER = "算式里的数只能是至多 15 位的十进制数"
WANTS_NUMBER = "这里要的是数，不是判断"
WANTS_TRUTH = "这里要的是判断，不是数"
WANTS_NAME = "这里只能写名称"
SYNTAX = "算式写法不对"
DEEP = "算式层数过多"

REFUSED = [
    ("__import__('os').system('ls')", UNKNOWN),
    ("a.b()", UNKNOWN),
    ("max(a, b)", UNKNOWN),
    ("sum()", UNKNOWN),
    ("sum(a, key=b)", UNKNOWN),
    ("sum(*a)", WANTS_NAME),
    ("sum(a + b)", WANTS_NAME),
    ("sum(1)", WANTS_NAME),
    ("abs()", UNKNOWN),
    ("abs(a, b)", UNKNOWN),
    ("abs(of=a)", UNKNOWN),
    ("abs(a == b)", WANTS_NUMBER),
    ("(a + b).c", WANTS_NAME),
    ("'a'.b", WANTS_NAME),
    ("a[0]", UNKNOWN),
    ("a[0].b", WANTS_NAME),
    ("lambda: a", UNKNOWN),
    ("lambda a: a == b", UNKNOWN),
    ("a if b == c else d", UNKNOWN),
    ("(a := b)", UNKNOWN),
    ("[a, b]", UNKNOWN),
    ("(a, b)", UNKNOWN),
    ("{a: b}", UNKNOWN),
    ("[x for x in a]", UNKNOWN),
    ("sum(x for x in a)", WANTS_NAME),
    ("f'{a}'", UNKNOWN),
    ("'text'", UNKNOWN),
    ("b'text'", UNKNOWN),
    ("None", UNKNOWN),
    ("True", UNKNOWN),
    ("...", UNKNOWN),
    ("1j", UNKNOWN),
    ("await a", UNKNOWN),
    ("a < b < c", UNKNOWN),
    ("a == b == c", UNKNOWN),
    ("a in b", UNKNOWN),
    ("a is b", UNKNOWN),
    ("a / b", UNKNOWN),
    ("a // b", UNKNOWN),
    ("a % b", UNKNOWN),
    ("a ** b", UNKNOWN),
    ("a @ b", UNKNOWN),
    ("a & b", UNKNOWN),
    ("a << b", UNKNOWN),
    ("~a", UNKNOWN),
    ("+a", UNKNOWN),
    ("not a", WANTS_TRUTH),
    ("a and b == c", WANTS_TRUTH),
    ("a == b or 1", WANTS_TRUTH),
    ("-(a == b)", WANTS_NUMBER),
    ("(a == b) + 1", WANTS_NUMBER),
    ("(a == b) == (c == d)", WANTS_NUMBER),
    ("0x10", NUMBER),
    ("1_000", NUMBER),
    ("1e5", NUMBER),
    ("1e999", NUMBER),
    (".5", NUMBER),
    ("5.", NUMBER),
    ("1234567890123456", NUMBER),
    ("123456789012345.6", NUMBER),
    ("1.0123456789", NUMBER),
    ("9" * 1999, NUMBER),
    ("", SYNTAX),
    ("a ==", SYNTAX),
    ("a = b", SYNTAX),
    ("a; b", SYNTAX),
    ("a\nb", SYNTAX),
    ("import os", SYNTAX),
    ("a\0b", SYNTAX),
    ("a，b", SYNTAX),
    ("(" * 300 + "a" + ")" * 300, SYNTAX),
    ("abs(" * 70 + "a" + ")" * 70, DEEP),
    ("-" * 1900 + "a", DEEP),
    ("a" + " + a" * 400, DEEP),
    ("a" + ".a" * 900, DEEP),
    ("a" * 2001, "算式过长（2001 字，最多 2000 字）"),
]


@pytest.mark.parametrize(("text", "reason"), REFUSED, ids=[text[:30].replace("\0", "NUL") for text, _ in REFUSED])
def test_what_the_language_does_not_have_is_refused_in_chinese(text: str, reason: str) -> None:
    with pytest.raises(ExpressionError) as refused:
        parse(text)
    assert str(refused.value).startswith(reason)


def test_the_deepest_tree_that_parses_survives_every_pass() -> None:
    tree = parse("abs(-" * 19 + "a" + ")" * 19)
    statement = parse(f"{to_text(tree)} == b")
    figures = {"a": Decimal(3), "b": Decimal(3)}
    assert holds(statement, figures) is True
    assert resolve(statement, lambda name: (name,)) == statement
    assert list(names(statement)) == ["a", "b"]
    assert to_chinese(statement, str).endswith("＝b")
    longest = parse("a" + " + a" * 57)
    assert number(longest, figures) == 174
    assert excel(longest) == "+".join(["$B$1"] * 58)


# ---------------------------------------------------------------- resolving

MEANINGS = {"all": ("t.x", "t.y"), "a": ("t.x",), "b": ("t.y",), "none": ()}


@pytest.mark.parametrize(
    ("text", "resolved"),
    [
        ("sum(all, a)", "sum(t.x, t.y, t.x)"),
        ("-abs(a) * 2 - b", "-abs(t.x) * 2 - t.y"),
        ("not (a == sum(all)) or a < b and b > 1", "not (t.x == sum(t.x, t.y)) or t.x < t.y and t.y > 1"),
    ],
)
def test_names_are_replaced_by_the_figures_they_stand_for(text: str, resolved: str) -> None:
    assert to_text(resolve(parse(text), MEANINGS.__getitem__)) == resolved


def test_a_set_outside_sum_is_refused() -> None:
    with pytest.raises(ExpressionError, match=r"^all 代表 2 个单元格，只能放在 sum\(\) 里$"):
        resolve(parse("all == 1"), MEANINGS.__getitem__)
    with pytest.raises(ExpressionError, match=r"^none 代表 0 个单元格，只能放在 sum\(\) 里$"):
        resolve(parse("a == none"), MEANINGS.__getitem__)


# ---------------------------------------------------------------- evaluating

FIGURES = {"a": Decimal(7), "b": Decimal(3), "c": Decimal("0.1"), "d": Decimal("0.2")}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", "12"),
        ("a + b", "10"),
        ("b - a", "-4"),
        ("a * b", "21"),
        ("-a", "-7"),
        ("abs(b - a)", "4"),
        ("sum(a, b, b)", "13"),
        ("c + d", "0.3"),
    ],
)
def test_numbers_are_computed_exactly(text: str, value: str) -> None:
    assert number(parse(text), FIGURES) == Decimal(value)


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("a == 7", True),
        ("a == b", False),
        ("a != b", True),
        ("a != 7", False),
        ("a <= 7", True),
        ("a <= b", False),
        ("a >= 7", True),
        ("b >= a", False),
        ("b < a", True),
        ("a < 7", False),
        ("a > b", True),
        ("a > 7", False),
        ("not (a == b)", True),
        ("a == 7 and b == 3", True),
        ("a == 7 and b == 4", False),
        ("a == 8 or b == 3", True),
        ("a == 8 or b == 4", False),
        ("c + d == 0.3", True),
    ],
)
def test_statements_are_judged(text: str, verdict: bool) -> None:
    assert holds(parse(text), FIGURES) is verdict


@pytest.mark.parametrize("text", ["e == 1", "a == 7 or e == 1", "e == 1 and a == 8", "not (e == 1)", "sum(a, e) > 0"])
def test_an_unknown_figure_gives_no_verdict_even_where_the_rest_would_decide(text: str) -> None:
    assert holds(parse(text), FIGURES) is None


def test_the_largest_double_and_a_cent_are_added_exactly() -> None:
    figures = {"a": Decimal("1e308"), "b": Decimal("0.01"), "c": Decimal("1e308")}
    assert number(parse("a + b - c"), figures) == Decimal("0.01")
    assert holds(parse("a + b == c"), figures) is False
    assert holds(parse("a + b - c == 0.01"), figures) is True


def test_money_that_floats_get_wrong_ties() -> None:
    figures = {"a": Decimal("0.1"), "b": Decimal("0.2"), "c": Decimal("24252.311082"), "d": Decimal("24252.611082")}
    assert 0.1 + 0.2 != 0.3
    assert holds(parse("sum(a, b, c) == d"), figures) is True
    assert holds(parse("a + b == 0.3"), figures) is True


def test_sides_and_difference_of_a_comparison() -> None:
    assert sides(parse("a + b == 9"), FIGURES) == (Decimal(10), Decimal(9))
    assert sides(parse("a + e == 9"), FIGURES) is None
    assert sides(parse("a == e"), FIGURES) is None
    assert sides(parse("not (a == b)"), FIGURES) is None
    assert difference((Decimal(10), Decimal("10.01"))) == Decimal("-0.01")


def test_a_number_is_not_judged_and_a_statement_is_not_computed() -> None:
    with pytest.raises(TypeError, match="a number is not a statement"):
        holds(A, FIGURES)
    with pytest.raises(TypeError, match="a statement is not a number"):
        number(equal(A, B), FIGURES)


# ---------------------------------------------------------------- Excel

EXCEL = [
    ("0.50", "0.50"),
    ("100000000000000", "100000000000000"),
    ("a", "$B$1"),
    ("sum(a, b, d)", "SUM($B$1:$B$2,$B$4)"),
    ("abs(a)", "IF($B$1<0,-$B$1,$B$1)"),
    ("abs(a - b)", "IF(($B$1-$B$2)<0,-($B$1-$B$2),($B$1-$B$2))"),
    ("-a", "-$B$1"),
    ("-(a + b)", "-($B$1+$B$2)"),
    ("-(-a)", "-(-$B$1)"),
    ("a - (b + c)", "$B$1-($B$2+$B$3)"),
    ("a - b + c", "$B$1-$B$2+$B$3"),
    ("(a + b) * c", "($B$1+$B$2)*$B$3"),
    ("a * (b * c)", "$B$1*($B$2*$B$3)"),
    ("a + b == c + d", "$B$1+$B$2=$B$3+$B$4"),
    ("a != b", "$B$1<>$B$2"),
    ("a <= b", "$B$1<=$B$2"),
    ("a >= b", "$B$1>=$B$2"),
    ("a < b", "$B$1<$B$2"),
    ("a > b", "$B$1>$B$2"),
    ("a == b and c == d", "IF($B$1=$B$2,IF($B$3=$B$4,TRUE,FALSE),FALSE)"),
    ("a == b or c == d", "IF($B$1=$B$2,TRUE,IF($B$3=$B$4,TRUE,FALSE))"),
    ("not (a == b)", "IF($B$1=$B$2,FALSE,TRUE)"),
]


@pytest.mark.parametrize(("text", "formula"), EXCEL, ids=[text for text, _ in EXCEL])
def test_excel_spelling(text: str, formula: str) -> None:
    assert excel(parse(text)) == formula


def test_money_is_compared_to_six_decimals_on_both_sides() -> None:
    assert excel(parse("a + b == c"), money="c") == "ROUND($B$1+$B$2,6)=ROUND($B$3,6)"
    assert excel(parse("a == b"), money="c") == "$B$1=$B$2"
    assert excel(parse("c + 1"), money="c") == "$B$3+1"


def test_a_computed_cell_stays_empty_until_every_figure_is_there() -> None:
    value = to_excel_value(parse("sum(a, b) - a"), PLACES.__getitem__, lambda name: False)
    assert value == '=IF(COUNT($B$1:$B$2)<2,"",SUM($B$1:$B$2)-$B$1)'
    assert counted(parse("sum(a, d) == a"), PLACES.__getitem__) == ("COUNT($B$1,$B$4)", 2)


def test_a_live_verdict_says_unknown_right_or_wrong_with_the_difference() -> None:
    words = ("待填", "√", "×差")
    assert to_excel_verdict(parse("a == b - c"), PLACES.__getitem__, lambda name: False, words) == (
        '=IF(COUNT($B$1:$B$3)<3,"待填",IF($B$1=$B$2-$B$3,"√",'
        '"×差"&IF($B$1-($B$2-$B$3)>0,"+","")&ROUND($B$1-($B$2-$B$3),6)))'
    )
    assert to_excel_verdict(parse("not (a == b)"), PLACES.__getitem__, lambda name: False, words) == (
        '=IF(COUNT($B$1:$B$2)<2,"待填",IF(IF($B$1=$B$2,FALSE,TRUE),"√","×差"))'
    )


@pytest.mark.parametrize(("column", "letters"), [(1, "A"), (26, "Z"), (27, "AA"), (702, "ZZ"), (703, "AAA")])
def test_column_letters(column: int, letters: str) -> None:
    assert column_letters(column) == letters


def test_addresses_quote_their_sheet() -> None:
    assert to_address(Place("三、依申请公开", 7, 4)) == "'三、依申请公开'!$D$7"
    assert to_address(Place("it's", 7, 4), absolute=False) == "'it''s'!D7"
    assert to_address(Place("", 7, 4), absolute=False) == "D7"


def test_straight_runs_become_ranges() -> None:
    def at(*cells: tuple[int, int], sheet: str = "") -> list[Place]:
        return [Place(sheet, row, column) for row, column in cells]

    assert ranges([]) == []
    assert ranges(at((1, 1), (2, 1), (3, 1))) == ["$A$1:$A$3"]
    assert ranges(at((1, 1), (1, 2), (1, 3))) == ["$A$1:$C$1"]
    assert ranges(at((1, 1), (2, 1), (2, 2))) == ["$A$1:$A$2", "$B$2"]
    assert ranges(at((2, 1), (1, 1))) == ["$A$2", "$A$1"]
    assert ranges(at((1, 1), (1, 1))) == ["$A$1", "$A$1"]
    assert ranges(at((1, 1), (2, 2))) == ["$A$1", "$B$2"]
    assert ranges(at((1, 1), (2, 1), sheet="甲") + at((3, 1), sheet="乙")) == ["'甲'!$A$1:$A$2", "'乙'!$A$3"]


# ---------------------------------------------------------------- Chinese

CHINESE = [
    ("12", "12"),
    ("a", "甲"),
    ("sum(a, b)", "甲、乙之和"),
    ("abs(a)", "甲的绝对值"),
    ("abs(a - b)", "（甲－乙）的绝对值"),
    ("-a", "－甲"),
    ("-(a + b)", "－（甲＋乙）"),
    ("a + b - c", "甲＋乙－丙"),
    ("a - (b - c)", "甲－（乙－丙）"),
    ("(a + b) * 2", "（甲＋乙）×2"),
    ("a + b == c + d", "甲＋乙＝丙＋丁"),
    ("a != b", "甲≠乙"),
    ("a <= b", "甲≤乙"),
    ("a >= b", "甲≥乙"),
    ("a < b", "甲＜乙"),
    ("a > b", "甲＞乙"),
    ("not (a == b)", "并非（甲＝乙）"),
    ("a == b and c == d", "甲＝乙，并且丙＝丁"),
    ("(a == b or c == d) and a == d", "（甲＝乙，或者丙＝丁），并且甲＝丁"),
]


@pytest.mark.parametrize(("text", "chinese"), CHINESE, ids=[text for text, _ in CHINESE])
def test_chinese_spelling(text: str, chinese: str) -> None:
    assert to_chinese(parse(text), dict(zip("abcd", "甲乙丙丁", strict=True)).__getitem__) == chinese
