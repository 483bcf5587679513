"""Reading the register."""

from typing import Any

from django.db.models import Q, QuerySet

from safeschools.directory.models import District, School


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
