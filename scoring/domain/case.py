"""A case from outside, in the format of the golden cases: policy, schools, adjustments, rule.

The format is also what a stored allocation run keeps, so that anybody can replay it. Everything is checked here, each
defect with its own code; numbers are read as decimals, never as binary floats.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any, Final, TypeVar

from campaigns.domain.refusal import Refusal
from campaigns.domain.seats import POLICY_CAPS, Caps, Seats
from scoring.domain.adjustments import Adjustment, Kind
from scoring.domain.bands import POLICY_BANDS, Bands
from scoring.domain.numbers import decimal, fraction, hundredths, whole
from scoring.domain.ranking import Entrant
from scoring.domain.rule import Denominator, Overflow, Policy, Rule, Scope, Slots, TieResidual

Choice = TypeVar("Choice", bound=StrEnum)
Object = Mapping[str, Any]

RULE_FIELDS: Final = frozenset(
    {"overflow", "tie_keys", "tie_residual", "lottery_seed", "denominator", "scope", "slots", "pool_unused"}
)
POLICY_FIELDS: Final = frozenset({"year", "caps", "thresholds", "disqualify_below", "quotas"})
SCHOOL_FIELDS: Final = frozenset({"id", "score", "district", "participating", "veto", "tie_keys"})
ADJUSTMENT_FIELDS: Final = frozenset({"kind", "school", "star", "schools", "reason", "document"})
STAR_NAMES: Final = {"3": 3, "2": 2, "1": 1}


@dataclass(frozen=True, slots=True)
class Case:
    """What `allocate` and `report` need."""

    entrants: tuple[Entrant, ...]
    policy: Policy
    rule: Rule
    adjustments: tuple[Adjustment, ...]


def read_case(document: object) -> Case:
    """The case of a document; Refusal with a code for the first defect found."""
    case = _object(document, "CASE_FORMAT")
    if not isinstance(case.get("schools"), list):
        raise Refusal("CASE_FORMAT", missing="schools")
    rule = read_rule(case.get("rule", {}))
    return Case(
        entrants=_entrants(case["schools"], rule.tie_keys),
        policy=read_policy(case.get("policy")),
        rule=rule,
        adjustments=_adjustments(case.get("adjustments", [])),
    )


def _object(value: object, code: str, fields: frozenset[str] | None = None) -> Object:
    """A JSON object with no fields but these."""
    if not isinstance(value, Mapping):
        raise Refusal(code, value=value)
    if fields is not None and not set(value) <= fields:
        raise Refusal(code, unknown=", ".join(sorted(set(value) - fields)))
    return value


def _list(value: object, code: str) -> Sequence[Any]:
    if not isinstance(value, list | tuple):
        raise Refusal(code, value=value)
    return value


def _yes_no(value: object, code: str) -> bool:
    if not isinstance(value, bool):
        raise Refusal(code, value=value)
    return value


def _text(value: object, code: str) -> str:
    if not isinstance(value, str):
        raise Refusal(code, value=value)
    return value


def _choice(kind: type[Choice], value: object, code: str) -> Choice:
    try:
        return kind(_text(value, code))
    except ValueError:
        raise Refusal(code, value=value) from None


def read_rule(document: object) -> Rule:
    """The rule of a case; codes RULE_…, SLOTS_…, LOTTERY_SEED."""
    data = _object(document, "RULE_FORMAT", RULE_FIELDS)
    keys = tuple(_text(key, "RULE_TIE_KEYS") for key in _list(data.get("tie_keys", []), "RULE_TIE_KEYS"))
    named = data.get("denominator", "registered")
    return Rule(
        overflow=_choice(Overflow, data.get("overflow", "cascade"), "RULE_OVERFLOW"),
        tie_keys=keys,
        tie_residual=_choice(TieResidual, data.get("tie_residual", "exclude"), "RULE_TIE_RESIDUAL"),
        lottery_seed=_text(data.get("lottery_seed", ""), "LOTTERY_SEED"),
        denominator=(
            _choice(Denominator, named, "RULE_DENOMINATOR")
            if isinstance(named, str)
            else whole(named, "RULE_DENOMINATOR")
        ),
        scope=_choice(Scope, data.get("scope", "city"), "RULE_SCOPE"),
        slots=_slots(data.get("slots", {})),
        pool_unused=_yes_no(data.get("pool_unused", True), "RULE_POOL_UNUSED"),
    )


def _slots(value: object) -> Slots:
    return {
        district: {star: whole(places, "SLOTS_FORMAT") for star, places in _by_star(stars, "SLOTS_FORMAT").items()}
        for district, stars in _object(value, "SLOTS_FORMAT").items()
    }


def _by_star(value: object, code: str) -> dict[int, Any]:
    return {STAR_NAMES[name]: each for name, each in _object(value, code, frozenset(STAR_NAMES)).items()}


def read_policy(document: object) -> Policy:
    """Bands and caps of a case; codes POLICY_…, THRESHOLD_…."""
    data = _object(document, "POLICY_FORMAT", POLICY_FIELDS)
    bands = _bands(data)
    if "quotas" in data:
        places = {
            star: whole(each, "POLICY_QUOTAS") for star, each in _by_star(data["quotas"], "POLICY_QUOTAS").items()
        }
        if len(places) != len(STAR_NAMES):
            raise Refusal("POLICY_QUOTAS")
        return Policy(bands, Seats(places[3], places[2], places[1], sum(places.values())))
    if "caps" in data:
        return Policy(bands, _caps(_object(data["caps"], "POLICY_CAPS")))
    year = data.get("year")
    if isinstance(year, bool) or not isinstance(year, int) or year not in POLICY_CAPS:
        raise Refusal("POLICY_YEAR", year=year)
    return Policy(bands, POLICY_CAPS[year])


def _caps(data: Object) -> Caps:
    """Percentages to exact basis points."""
    if not {"3", "2", "1", "total"} <= set(data):
        raise Refusal("POLICY_CAPS")
    three, two, one, total = (_basis_points(data[name]) for name in ("3", "2", "1", "total"))
    return Caps(three, two, one, total)


def _basis_points(percent: object) -> int | Fraction:
    exact = 100 * fraction(percent, "POLICY_CAPS")
    return exact.numerator if exact.denominator == 1 else exact


def _bands(data: Object) -> Bands:
    lines = {star: POLICY_BANDS.line(star) for star in STAR_NAMES.values()}
    given = _by_star(data.get("thresholds", {}), "POLICY_THRESHOLDS")
    lines |= {star: hundredths(line, prefix="THRESHOLD") for star, line in given.items()}
    floor = data.get("disqualify_below")
    return Bands(
        three=lines[3],
        two=lines[2],
        one=lines[1],
        floor=POLICY_BANDS.floor if floor is None else hundredths(floor, prefix="THRESHOLD"),
    )


def _entrants(rows: Sequence[object], keys: tuple[str, ...]) -> tuple[Entrant, ...]:
    schools = [_object(row, "SCHOOL_FORMAT", SCHOOL_FIELDS) for row in rows]
    columns = [_column(schools, key) for key in keys]
    return tuple(_entrant(school, tuple(column[row] for column in columns)) for row, school in enumerate(schools))


def _entrant(school: Object, keys: tuple[int | None, ...]) -> Entrant:
    identifier = school.get("id")
    if not isinstance(identifier, str) or not identifier.strip():
        raise Refusal("SCHOOL_ID", value=identifier)
    score = school.get("score")
    return Entrant(
        id=identifier,
        score=None if score is None else hundredths(score),
        district=_text(school.get("district") or "", "SCHOOL_DISTRICT"),
        participating=_yes_no(school.get("participating", True), "SCHOOL_PARTICIPATING"),
        veto=_yes_no(school.get("veto", False), "SCHOOL_VETO"),
        keys=keys,
    )


def _column(schools: Sequence[Object], key: str) -> list[int | None]:
    """The values of one tie key as ranks, a higher rank being better: exact, whatever their decimals."""
    given = [_object(school.get("tie_keys", {}), "TIE_KEY_FORMAT").get(key) for school in schools]
    values = [None if value is None else decimal(value, "TIE_KEY_FORMAT") for value in given]
    ranks = {value: rank for rank, value in enumerate(sorted({value for value in values if value is not None}))}
    return [None if value is None else ranks[value] for value in values]


def _adjustments(value: object) -> tuple[Adjustment, ...]:
    return tuple(
        _adjustment(_object(row, "ADJUSTMENT_FORMAT", ADJUSTMENT_FIELDS)) for row in _list(value, "ADJUSTMENT_FORMAT")
    )


def _adjustment(row: Object) -> Adjustment:
    star = row.get("star")
    kind = _choice(Kind, row.get("kind"), "ADJUSTMENT_KIND")
    return Adjustment(
        kind=kind,
        reason=_text(row.get("reason", ""), "ADJUSTMENT_REASON"),
        school=_text(row.get("school", ""), "ADJUSTMENT_SCHOOL"),
        star=None if star is None else whole(star, "ADJUSTMENT_STAR", low=-9, high=99),
        schools=tuple(
            _text(school, "ADJUSTMENT_SCHOOL") for school in _list(row.get("schools", []), "ADJUSTMENT_SCHOOL")
        ),
        document=_text(row.get("document", ""), "ADJUSTMENT_FORMAT"),
    )
