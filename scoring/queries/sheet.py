"""The set-based SQL of the recompute: item sums into ratings, ranked rows out, projections back in.

Two statements are raw: an upsert that writes only rows that changed, and an update joined with a JSON parameter.
Both run unchanged or with one vendor-specific line on PostgreSQL and SQLite; neither grows with the schools.
"""

import json
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Case, F, OuterRef, QuerySet, Subquery, When

from campaigns.domain.scale import TWO_PLACES, Scale
from campaigns.models import CampaignYear, Participation
from scoring.domain.bands import FULL
from scoring.domain.keys import KEY_FLOOR
from scoring.domain.schools import BY_CITY, CHECKED, Force, SchoolFacts
from scoring.models import Rating, RecommendationList

State = Participation.State

#: from here on a school's place on its district's list is settled, and the state no longer tells it
ALLOCATED = frozenset(Participation.HANDED_IN[Participation.HANDED_IN.index(State.ALLOCATED) :])
HANDED_IN, REVIEW_DONE = frozenset(Participation.HANDED_IN), frozenset(Participation.REVIEW_DONE)
#: what the district said, where the state tells it
RECOMMENDED: dict[str, bool] = {State.RECOMMENDED: True, State.NOT_RECOMMENDED: False}

#: effective points: highest layer present; an item nobody answered earns nothing of its full maximum
_SUMS = """
WITH layers AS (
  SELECT p.id AS participation_id, p.year_id, s.max_points, i.is_key,
         COALESCE(s.ruled_points, s.verified_points, s.reviewed_points, s.claimed_points, 0) AS points,
         COALESCE(s.ruled_max, s.verified_max, s.reviewed_max, s.claimed_max, s.max_points) AS points_max,
         s.claimed_points, s.claimed_max, s.reviewed_points, s.reviewed_max,
         CASE WHEN s.ruled_points IS NOT NULL THEN 4 WHEN s.verified_points IS NOT NULL THEN 3
              WHEN s.reviewed_points IS NOT NULL THEN 2 WHEN s.claimed_points IS NOT NULL THEN 1 ELSE 0 END AS layer
  FROM campaigns_participation p
  LEFT JOIN scoring_itemscore s ON s.participation_id = p.id AND s.applicable AND p.state IN ({handed_in})
  LEFT JOIN scoring_item i ON i.id = s.item_id
  WHERE p.year_id = %s
    AND (p.revision > %s OR NOT EXISTS (SELECT 1 FROM scoring_rating r WHERE r.participation_id = p.id))
), sums AS (
  SELECT participation_id, year_id,
         COALESCE(SUM(points), 0) AS earned, COALESCE(SUM(points_max), 0) AS applicable,
         SUM(claimed_points) AS claimed, SUM(claimed_max) AS claimed_max,
         CASE WHEN SUM(CASE WHEN max_points > 0 AND reviewed_points IS NULL THEN 1 ELSE 0 END) = 0
              THEN SUM(reviewed_points) END AS reviewed,
         SUM(reviewed_max) AS reviewed_max,
         SUM(CASE WHEN is_key THEN points ELSE 0 END) AS keys,
         SUM(CASE WHEN is_key THEN points_max ELSE 0 END) AS keys_max,
         {weak} AS weak_keys, {reviewed_weak} AS reviewed_weak_keys,
         COALESCE(MAX(layer), 0) AS layer
  FROM layers GROUP BY participation_id, year_id
), figures AS (
  SELECT participation_id, year_id, earned, applicable,
         CASE WHEN applicable > 0 THEN {score} END AS score,
         CASE WHEN claimed_max > 0 THEN {claimed} END AS claimed_score,
         CASE WHEN reviewed_max > 0 THEN {reviewed} END AS reviewed_score,
         CASE WHEN keys_max > 0 THEN {keys} END AS key_points, weak_keys, reviewed_weak_keys,
         CASE layer WHEN 4 THEN 'ruled' WHEN 3 THEN 'verified' WHEN 2 THEN 'reviewed' WHEN 1 THEN 'claimed'
              ELSE '' END AS basis,
         EXISTS (SELECT 1 FROM scoring_veto v
                 WHERE v.participation_id = sums.participation_id AND v.state = 'confirmed') AS vetoed
  FROM sums{whole}
)
INSERT INTO scoring_rating AS r
  (participation_id, year_id, earned, applicable, score, claimed_score, reviewed_score, key_points, weak_keys,
   reviewed_weak_keys, basis, vetoed, band, projected_star, secured_star, highest_star, reason)
SELECT f.participation_id, f.year_id, f.earned, f.applicable, f.score, f.claimed_score, f.reviewed_score,
       f.key_points, f.weak_keys, f.reviewed_weak_keys, f.basis, f.vetoed,
       CASE WHEN f.score >= y.band_three THEN 3 WHEN f.score >= y.band_two THEN 2 WHEN f.score >= y.band_one THEN 1
            ELSE 0 END,
       0, 0, 0, ''
FROM figures f JOIN campaigns_campaignyear y ON y.id = f.year_id
WHERE TRUE
ON CONFLICT (participation_id) DO UPDATE SET
  earned = excluded.earned, applicable = excluded.applicable, score = excluded.score,
  claimed_score = excluded.claimed_score, reviewed_score = excluded.reviewed_score,
  key_points = excluded.key_points, weak_keys = excluded.weak_keys,
  reviewed_weak_keys = excluded.reviewed_weak_keys, basis = excluded.basis,
  vetoed = excluded.vetoed, band = excluded.band,
  projected_star = CASE WHEN r.projected_star > excluded.band THEN excluded.band ELSE r.projected_star END,
  secured_star = CASE WHEN r.secured_star > excluded.band THEN excluded.band ELSE r.secured_star END,
  highest_star = CASE WHEN r.highest_star > excluded.band THEN excluded.band ELSE r.highest_star END
WHERE (r.earned, r.applicable, r.score, r.claimed_score, r.reviewed_score, r.key_points, r.weak_keys,
   r.reviewed_weak_keys, r.basis, r.vetoed, r.band)
  IS DISTINCT FROM
  (excluded.earned, excluded.applicable, excluded.score, excluded.claimed_score, excluded.reviewed_score,
   excluded.key_points, excluded.weak_keys, excluded.reviewed_weak_keys, excluded.basis, excluded.vetoed, excluded.band)
"""

#: the points of all key items of the year's standard: one row, read once
_KEYS = """ CROSS JOIN (
    SELECT SUM(i.max_points) AS all_keys FROM scoring_item i JOIN scoring_ratingsheet t ON t.standard_id = i.standard_id
    WHERE i.is_key AND t.year_id = %s
  ) AS everything"""

_UNPACK = {
    "postgresql": "SELECT * FROM jsonb_to_recordset(%s)"
    " AS x(id bigint, rank integer, star integer, secured integer, highest integer, reason text)",
    "sqlite": "SELECT value ->> 'id' AS id, value ->> 'rank' AS rank, value ->> 'star' AS star,"
    " value ->> 'secured' AS secured, value ->> 'highest' AS highest, value ->> 'reason' AS reason FROM json_each(%s)",
}

_PROJECT = """
UPDATE scoring_rating AS r SET rank = v.rank, projected_star = v.star, secured_star = v.secured,
  highest_star = v.highest, reason = v.reason
FROM ({unpack}) AS v WHERE r.participation_id = v.id
"""


#: where the columns of SchoolFacts come from
FACTS = {
    "id": "participation_id",
    "code": "participation__school__code",
    "name": "participation__school__name",
    "district": "participation__district_id",
    "district_code": "participation__district__code",
    "state": "participation__state",
    "hold": "participation__hold",
    "on_roster": "participation__on_roster",
    "score": "score",
    "claimed": "claimed_score",
    "reviewed": "reviewed_score",
    "keys": "key_points",
    "weak": "weak_keys",
    "reviewed_weak": "reviewed_weak_keys",
    "basis": "basis",
    "vetoed": "vetoed",
    "band": "band",
    "last": "last",
}
STATE, BASIS = list(FACTS).index("state"), list(FACTS).index("basis")
_LINE = "participation__recommendation"
#: what its district said of it, as `Recommendation.said`; of a list in preparation it has said nothing
_SUBMITTED = When(**{f"{_LINE}__list__state": RecommendationList.State.SUBMITTED}, then=F(f"{_LINE}__recommended"))
LISTED = ("listed", f"{_LINE}__star", f"{_LINE}__reason")
LINE = len(LISTED)
PROJECTION = ("rank", "projected_star", "secured_star", "highest_star", "reason")


class Projection(NamedTuple):
    """What the ranking stage found for one participation: its place, its star, the least and the highest it may be."""

    rank: int | None
    star: int
    secured: int
    highest: int
    reason: str


def write_sums(year: CampaignYear, since: int) -> None:
    """Rate every participation of the year whose facts changed after revision `since` (-1: all).

    Scores follow the year's scale (score.na) and are rounded half-up, once, to its step (score.precision); key points
    follow it too and keep two places. Weak key items are counted where they limit the star (score.key_items). Schools
    that have not handed in, or were sent back, keep a row without a score.
    """
    states, scale = Participation.HANDED_IN, year.scale
    statement = _SUMS.format(
        handed_in=", ".join(["%s"] * len(states)),
        score=_of_hundred("earned", "applicable", scale),
        claimed=_of_hundred("claimed", "claimed_max", scale),
        reviewed=_of_hundred("reviewed", "reviewed_max", scale),
        keys=_of_hundred("keys", "keys_max", replace(scale, step=TWO_PLACES), "all_keys"),
        weak=_weak("points", "points_max", year),
        reviewed_weak=_weak("reviewed_points", "reviewed_max", year),
        whole=_KEYS if scale.full_points else "",
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [*states, year.pk, since, *([year.pk] if scale.full_points else [])])


def _of_hundred(earned: str, applicable: str, scale: Scale, whole: str = str(FULL)) -> str:
    """`final_score` of these columns in SQL, on whole numbers."""
    points, most = (f"({earned} + {whole} - {applicable})", whole) if scale.full_points else (earned, applicable)
    return f"(20000 * {points} + {scale.step} * {most}) / (2 * {scale.step} * {most}) * {scale.step}"


def _weak(points: str, most: str, year: CampaignYear) -> str:
    """How many key items `is_weak` by these columns; asked only where the year caps the star by them."""
    if not year.caps_by_key_items:
        return "0"
    return f"SUM(CASE WHEN is_key AND {points} * 100 < {KEY_FLOOR} * {most} THEN 1 ELSE 0 END)"


def unchecked_in(year: CampaignYear) -> Force:
    """What a score may do in the year that the city has not checked."""
    return Force(year.counts_unchecked, year.floors_unchecked)


def school_rows(year: CampaignYear) -> tuple[list[SchoolFacts], dict[int, Projection]]:
    """Every school of the year by school code, and the projections stored for them, in one SELECT."""
    schools: list[SchoolFacts] = []
    stored: dict[int, Projection] = {}
    known, unchecked = len(PROJECTION), unchecked_in(year)
    for row in _rows(year.pk, *PROJECTION):
        facts = facts_of(row[known:-LINE], *row[-LINE:], unchecked=unchecked)
        schools.append(facts)
        stored[facts.id] = Projection(*row[:known])
    return schools, stored


def school_facts(year: CampaignYear, *participations: int) -> list[SchoolFacts]:
    """Every school of the year by school code, or these, where nobody asks what is projected for them."""
    unchecked, rows = unchecked_in(year), _rows(year.pk)
    if participations:
        rows = rows.filter(pk__in=participations)
    return [facts_of(row[:-LINE], *row[-LINE:], unchecked=unchecked) for row in rows]


def _rows(year_id: int, *before: str) -> QuerySet[Rating, tuple[Any, ...]]:
    rows = Rating.objects.filter(year_id=year_id)
    rows = rows.annotate(last=Subquery(_last_score(year_id)), listed=Case(_SUBMITTED))
    return rows.order_by("participation__school__code").values_list(*before, *FACTS.values(), *LISTED)


def _last_score(year_id: int) -> QuerySet[Participation, Any]:
    """A school's final score of the year before, asked by year and school, the one way that needs no statistics.

    One row has no order: the models' own would be a join and a sort for every school.
    """
    years, rows = CampaignYear.objects.order_by(), Participation.objects.order_by()
    here = years.filter(pk=year_id)
    before = years.filter(campaign_id=Subquery(here.values("campaign_id")), index=Subquery(here.values("index")) - 1)
    last = rows.filter(year_id=Subquery(before.values("pk")), school_id=OuterRef("participation__school_id"))
    return last.values("rating__score")


def facts_of(
    columns: Sequence[Any], listed: bool | None, star: int | None, reason: str | None, *, unchecked: Force
) -> SchoolFacts:
    """School facts from the columns of FACTS and what the district has said of the school: `listed`, with star and
    reason. `unchecked` is what scores may do that the city has not checked.
    """
    state = columns[STATE]
    score = CHECKED if columns[BASIS] in BY_CITY else unchecked
    return SchoolFacts._make((*columns, *_meaning(state, listed, score), binding_ceiling(state, listed, star, reason)))


@cache
def _meaning(state: str, listed: bool | None, score: Force) -> tuple[bool, bool, bool, bool, bool, bool | None]:
    """What a state means for the year's figures, said here once: taking part, handed in, judged, with a score that
    counts, that falls below the floor, recommended.
    """
    judged = state in REVIEW_DONE
    taking_part, handed_in = state != State.WITHDRAWN, state in HANDED_IN
    return taking_part, handed_in, judged, judged and score.counts, score.falls, _recommended(state, listed)


def binding_ceiling(state: str, listed: bool | None, star: int | None, reason: str | None) -> int | None:
    """The star a submitted list limits the school to: a lower star than the score's always carries a reason."""
    return star if reason and _recommended(state, listed) else None


def _recommended(state: str, listed: bool | None) -> bool | None:
    return listed if state in ALLOCATED else RECOMMENDED.get(state)


def write_projections(changed: dict[int, Projection]) -> None:
    """Store rank, stars and reason of the given participations in one statement."""
    rows = [{"id": key, **projection._asdict()} for key, projection in changed.items()]
    with connection.cursor() as cursor:
        cursor.execute(_PROJECT.format(unpack=_UNPACK[connection.vendor]), [json.dumps(rows)])
