"""Reading the register."""

from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet, Sum

from safeschools.directory.models import Agency, District, Liaison, School
from safeschools.jobs.models import Job

SORTS = {
    "code": ("code",),
    "-code": ("-code",),
    "name": ("pinyin", "code"),
    "-name": ("-pinyin", "-code"),
    "district": ("district__code", "code"),
    "-district": ("-district__code", "code"),
    "type": ("type", "code"),
    "-type": ("-type", "code"),
    "students": ("students", "code"),
    "-students": ("-students", "code"),
}


def visible_schools(user: Any) -> QuerySet[School]:
    """Schools inside the person's scope: all, the district's, the own one, or none."""
    schools = School.objects.select_related("district")
    match user.scope:
        case "city" | "installation":
            return schools
        case "district":
            return schools.filter(district_id=user.district_id)
        case "school":
            return schools.filter(pk=user.school_id)
    return schools.none()


def visible_districts(user: Any) -> QuerySet[District]:
    """Districts inside the person's scope."""
    match user.scope:
        case "city" | "installation":
            return District.objects.all()
        case "district":
            return District.objects.filter(pk=user.district_id)
        case "school":
            return District.objects.filter(schools=user.school_id)
    return District.objects.none()


def search(schools: QuerySet[School], text: str) -> QuerySet[School]:
    """By part of the name, start of the code, or pinyin (full or initials)."""
    words = text.strip().lower()
    if not words:
        return schools
    return schools.filter(Q(name__icontains=words) | Q(code__startswith=words) | Q(pinyin__contains=words))


def sorted_by(schools: QuerySet[School], order: str) -> QuerySet[School]:
    """By one of SORTS; anything else sorts by code."""
    return schools.order_by(*SORTS.get(order, SORTS["code"]))


def agencies() -> QuerySet[Agency]:
    """The member units in the order of the policy, each with its present liaison at most."""
    active = Liaison.objects.filter(until__isnull=True)
    return Agency.objects.prefetch_related(Prefetch("liaisons", queryset=active, to_attr="active_liaisons"))


def liaison_of(agency: Agency) -> Liaison | None:
    """The unit's present liaison."""
    return Liaison.objects.filter(agency=agency, until__isnull=True).first()


def districts_with_counts(user: Any) -> QuerySet[District]:
    """Districts inside the person's scope, each with its open schools and their pupils."""
    is_open = Q(schools__status=School.Status.ACTIVE)
    return visible_districts(user).annotate(
        open_schools=Count("schools", filter=is_open), pupils=Sum("schools__students", filter=is_open, default=0)
    )


def writing_of(check: Job) -> Job | None:
    """The job that writes what `check` has shown, unless it failed."""
    return Job.objects.filter(payload__check=check.pk).exclude(state=Job.State.FAILED).first()


def last_writing_of(check: Job) -> Job | None:
    """The newest attempt to write what `check` has shown."""
    return Job.objects.filter(payload__check=check.pk).order_by("-id").first()
