"""The form of a what-if: what stands in it is the run's own parameter until somebody changes it."""

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.forms import HundredthsField
from campaigns.models import CampaignYear
from safeschools.designations.queries.changes import (
    CAPS,
    DENOMINATOR,
    LINES,
    OVERFLOW,
    RESIDUAL,
    SCOPE,
    SLOTS_STAY_EMPTY,
    key_words,
)
from scoring.domain.numbers import shown
from scoring.domain.rule import Scope, TieResidual
from scoring.domain.whatif import Changes

#: a trial draw of a what-if; a real one has a seed that was committed in public
TRIAL_SEED = "what-if"
STAY_EMPTY = "stay_empty"
MANY = 50
NAMES = {"3": "three", "2": "two", "1": "one", "total": "total"}


def _number(label: Any, low: int = 0, high: int = 100) -> HundredthsField:
    """A number that can also be slid between `low` and `high`, half a point at a time (static/app/js/app.js)."""
    field = HundredthsField(label=label, required=False)
    field.widget.attrs["data-slide"] = f"{low} {high} 0.5"
    return field


def _choice(label: Any, choices: Mapping[Any, Any]) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False, choices=[(str(key), word) for key, word in choices.items()])


class WhatIfForm(forms.Form):
    """Lines, caps, rule and single scores. `changes` says what differs from the run."""

    line_three, line_two, line_one = (_number(LINES[star], 60) for star in "321")
    floor = _number(_("Out of this year's selection below"), 50, 90)
    cap_three, cap_two, cap_one = (_number(CAPS[star], 0, 50) for star in "321")
    cap_total = _number(CAPS["total"])
    denominator = _choice(_("Percentages of"), DENOMINATOR)
    participants = forms.IntegerField(
        label=_("or of this number of schools"), required=False, min_value=0, max_value=1_000_000
    )
    overflow = _choice(_("Where a star has no place left"), OVERFLOW)
    tie_keys = forms.ChoiceField(label=_("Equal scores: keys"), required=False)
    tie_residual = _choice(_("Schools still tied at a line"), RESIDUAL)
    scope = _choice(_("Ranking"), {**SCOPE, STAY_EMPTY: SLOTS_STAY_EMPTY})
    scores = forms.CharField(
        label=_("Single scores"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One school a line: code and points, or – for none."),
    )

    def __init__(self, policy: Mapping[str, Any], rule: Mapping[str, Any], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.policy, self.rule = policy, rule
        keys = rule["tie_keys"]
        kept = range(len(keys), -1, -1)
        self.fields["tie_keys"].choices = [(str(number), key_words(keys[:number])) for number in kept]  # type: ignore[attr-defined]

    @classmethod
    def of_year(cls, year: CampaignYear) -> "WhatIfForm":
        """Lines and caps of the year, which are those of all its runs, without reading a run's case."""
        names = {"cap_three", "cap_two", "cap_one", "cap_total", "floor"}
        initial = {name: shown(getattr(year, name)) for name in names}
        initial |= {f"line_{star}": shown(getattr(year, f"band_{star}")) for star in ("three", "two", "one")}
        return cls({}, {"tie_keys": year.tie_keys}, initial=initial)

    @staticmethod
    def initial_of(policy: Mapping[str, Any], rule: Mapping[str, Any], changes: Changes) -> dict[str, Any]:
        """The fields as the run has them, with these changes."""
        lines = {**policy["thresholds"], **changes.get("thresholds", {})}
        caps = {**policy["caps"], **changes.get("caps", {})}
        after = {**rule, **changes.get("rule", {})}
        scores = changes.get("scores", {})
        named = after["denominator"]
        strict = after["scope"] == Scope.DISTRICT_SLOTS and not after["pool_unused"]
        return {
            **{f"line_{NAMES[star]}": line for star, line in lines.items()},
            **{f"cap_{NAMES[star]}": cap for star, cap in caps.items()},
            "floor": changes.get("disqualify_below", policy["disqualify_below"]),
            "denominator": named if isinstance(named, str) else "registered",
            "participants": named if isinstance(named, int) else None,
            "overflow": after["overflow"],
            "tie_keys": str(len(after["tie_keys"])),
            "tie_residual": after["tie_residual"],
            "scope": STAY_EMPTY if strict else after["scope"],
            "scores": "\n".join(f"{school} {'–' if score is None else score}" for school, score in scores.items()),
        }

    def clean_scores(self) -> dict[str, str | None]:
        """School code → points as written in a case, None where the school shall have no score."""
        lines = [line for line in self.cleaned_data["scores"].splitlines() if line.strip()]
        if len(lines) > MANY:
            raise forms.ValidationError(_("At most %(n)s schools."), params={"n": MANY})
        return dict(map(self._score, lines))

    @staticmethod
    def _score(line: str) -> tuple[str, str | None]:
        parts = re.split(r"[\s,，:：=]+", line.strip())
        if len(parts) != 2:
            raise forms.ValidationError(_("“%(line)s” is not a school code and points."), params={"line": line})
        code, typed = parts
        if typed in "-–—":
            return code, None
        points = HundredthsField().clean(typed)
        return code, shown(points or 0)

    def changes(self) -> dict[str, Any]:
        """What differs from the run, as `scoring.domain.whatif` reads it; empty where nothing does."""
        parts = {
            "thresholds": self._numbers("line", self.policy["thresholds"]),
            "caps": self._numbers("cap", self.policy["caps"]),
            "rule": self._rule(),
            "scores": self.cleaned_data["scores"],
        }
        found: dict[str, Any] = {name: part for name, part in parts.items() if part}
        floor = self.cleaned_data["floor"]
        if floor is not None and shown(floor) != self.policy["disqualify_below"]:
            found["disqualify_below"] = shown(floor)
        return found

    def _numbers(self, prefix: str, before: Mapping[str, str]) -> dict[str, str]:
        given = {star: self.cleaned_data[f"{prefix}_{NAMES[star]}"] for star in before}
        return {star: shown(n) for star, n in given.items() if n is not None and shown(n) != before[star]}

    def _rule(self) -> dict[str, Any]:
        data, before = self.cleaned_data, self.rule
        after = {name: data[name] or before[name] for name in ("overflow", "tie_residual")}
        after["denominator"] = data["denominator"] or before["denominator"]
        if data["participants"] is not None:
            after["denominator"] = data["participants"]
        if data["tie_keys"]:
            after["tie_keys"] = before["tie_keys"][: int(data["tie_keys"])]
        if data["scope"]:
            after["scope"] = Scope.CITY.value if data["scope"] == Scope.CITY else Scope.DISTRICT_SLOTS.value
            after["pool_unused"] = data["scope"] != STAY_EMPTY
        changed = {name: value for name, value in after.items() if value != before[name]}
        if changed.get("tie_residual") == TieResidual.LOTTERY:
            changed["lottery_seed"] = TRIAL_SEED
        return changed
