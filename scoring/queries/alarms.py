"""The alarms of a stored compliance report in words: one line per kind, however many stars or districts it names."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from scoring.domain.alarms import Alarm
from scoring.domain.explain import STARS
from scoring.domain.numbers import shown
from scoring.queries.sentences import say


@dataclass(frozen=True)
class AlarmLine:
    """How urgent (red, amber, blue), an icon, what it is, and the figures."""

    tone: str
    icon: str
    text: str
    note: str


def alarm_lines(found: Sequence[Alarm]) -> list[AlarmLine]:
    """A line for each kind of alarm present, most urgent first."""
    by_kind = {kind: [alarm for alarm in found if alarm["kind"] == kind] for kind in _WORDS}
    return [
        AlarmLine(tone, icon, *words(by_kind[kind])) for kind, (tone, icon, words) in _WORDS.items() if by_kind[kind]
    ]


def _over_cap(found: Sequence[Alarm]) -> tuple[str, str]:
    return _("More stars than places: nothing may be named"), ""


def _no_place(found: Sequence[Alarm]) -> tuple[str, str]:
    note = _("%(star)s: the first place comes with %(n)s participating schools")
    text = _("Too few schools take part: no place for %(stars)s") % {"stars": _named(found)}
    return text, _joined([note % {"star": _star(alarm), "n": alarm["first_place_at"]} for alarm in found])


def _tie(found: Sequence[Alarm]) -> tuple[str, str]:
    text = _("Equal scores at the line: %(stars)s") % {"stars": _named(found)}
    note = _("%(score)s: %(size)s schools, %(left)s places")
    lines = [note % {"score": shown(alarm["score"]), "size": alarm["size"], "left": alarm["left"]} for alarm in found]
    return text, _joined([*lines, _("a group that does not fit is left out as a whole")])


def _district_off(found: Sequence[Alarm]) -> tuple[str, str]:
    count = len(found)
    text = ngettext("%(n)s district is far off its fair places", "%(n)s districts are far off their fair places", count)
    note = _("%(district)s %(stars)s of %(places)s")
    rows = [
        note % {"district": alarm["name"], "stars": alarm["stars"], "places": alarm["places"]}
        for alarm in sorted(found, key=lambda alarm: -abs(alarm["stars"] - alarm["places"]))
    ]
    return text % {"n": count}, _joined(rows)


def _cap_reached(found: Sequence[Alarm]) -> tuple[str, str]:
    text = _("Cap reached: %(stars)s") % {"stars": _named(found)}
    note = _("%(star)s: %(cap)s places, %(n)s schools left over")
    return text, _joined(
        [note % {"star": _star(alarm), "cap": alarm["cap"], "n": alarm["left_over"]} for alarm in found]
    )


def _star(alarm: Alarm) -> str:
    return say(STARS[alarm["star"]])


def _named(found: Sequence[Alarm]) -> str:
    return pgettext("between names", ", ").join(_star(alarm) for alarm in found)


def _joined(parts: Sequence[str]) -> str:
    return pgettext("between clauses", "; ").join(parts)


Words = Callable[[Sequence[Alarm]], tuple[str, str]]
_WORDS: Final[Mapping[str, tuple[str, str, Words]]] = MappingProxyType(
    {
        "over_cap": ("red", "alert-octagon", _over_cap),
        "tie": ("amber", "equal", _tie),
        "no_place": ("amber", "info-circle", _no_place),
        "district_off": ("amber", "chart-bar", _district_off),
        "cap_reached": ("blue", "flag", _cap_reached),
    }
)
