"""The register of schools, the districts, the member units."""

from typing import Any

from django.shortcuts import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from safeschools.api.serializers.register import (
    AgencySerializer,
    DistrictSerializer,
    SchoolChange,
    SchoolFilters,
    SchoolSerializer,
    form_values,
)
from safeschools.api.views.base import Endpoint, Listing, operation
from safeschools.directory.actions.schools import change_school
from safeschools.directory.forms import SchoolForm
from safeschools.directory.models import School
from safeschools.directory.queries import agencies, districts_with_counts, search, visible_schools
from safeschools.lib.errors import Invalid


class Schools(Listing):
    """Schools of the register inside the reader's scope."""

    permission = "register.view"
    serializer_class = SchoolSerializer
    filters = SchoolFilters

    @operation("Schools of the register", answers=SchoolSerializer(many=True), parameters=[SchoolFilters])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    def rows(self, *, q: str = "", district: str = "", flag: str = "", **exact: Any) -> Any:
        schools = search(visible_schools(self.user), q).filter(**exact)
        schools = schools.filter(district__code=district) if district else schools
        return schools.filter(**{flag: True}) if flag else schools


class OneSchool(Endpoint):
    """One school."""

    permission, write_permission = "register.view", "register.edit"

    def school(self, code: str) -> School:
        return get_object_or_404(visible_schools(self.user), code=code)

    @operation("One school", answers=SchoolSerializer)
    def get(self, request: Request, code: str) -> Response:
        return self.show(SchoolSerializer, self.school(code))

    @operation("Change a school", sends=SchoolChange, answers=SchoolSerializer)
    def patch(self, request: Request, code: str) -> Response:
        school = self.school(code)
        sent = self.sent(SchoolChange)
        version, reason = sent.pop("version"), sent.pop("reason", "")
        change_school(school, by=self.user, version=version, reason=reason, **read_form(self.user, school, sent))
        return self.show(SchoolSerializer, self.school(code))


def read_form(user: Any, school: School, sent: dict[str, Any]) -> dict[str, Any]:
    """What was sent, read by the page's form: texts as an import reads them, numbers that fit each other."""
    whole = form_values(school, sent) | {"version": school.version, "district": school.district_id}
    form = SchoolForm(whole, instance=School(district_id=school.district_id), by=user)
    if not form.is_valid():
        raise Invalid(" ".join(str(message) for messages in form.errors.values() for message in messages))
    return {name: form.cleaned_data[name] for name in sent}


class Districts(Endpoint):
    """Districts inside the reader's scope."""

    permission = "register.view"

    @operation(
        "Districts with their open schools", answers=DistrictSerializer(many=True), operation_id="districts_list"
    )
    def get(self, request: Request) -> Response:
        return self.show(DistrictSerializer, list(districts_with_counts(self.user)))


class Agencies(Endpoint):
    """The member units of the leading group."""

    permission = "standard.view"

    @operation("Member units", answers=AgencySerializer(many=True), operation_id="agencies_list")
    def get(self, request: Request) -> Response:
        return self.show(AgencySerializer, list(agencies()))
