"""The register in Django's admin, for system administrators: to look and to export. Changes are made on the screens,
where they are checked, explained and written into the event log."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from import_export.admin import ExportMixin

from safeschools.directory.models import Agency, District, Liaison, School
from safeschools.directory.resources import AgencyResource, DistrictResource, SchoolResource
from safeschools.documents.formats import SafeCSV, SafeXLSX


class LookAndExport(ExportMixin, admin.ModelAdmin):  # type: ignore[type-arg]
    """No adding, changing or deleting; exports go through the safe writer."""

    formats = (SafeXLSX, SafeCSV)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(School)
class SchoolAdmin(LookAndExport):
    """Schools by district, type and status."""

    resource_classes = (SchoolResource,)
    list_display = ("code", "name", "district", "type", "ownership", "students", "status")
    list_filter = ("district", "type", "ownership", "status")
    list_select_related = ("district",)
    search_fields = ("code", "name", "pinyin")


@admin.register(District)
class DistrictAdmin(LookAndExport):
    """Districts by code."""

    resource_classes = (DistrictResource,)
    list_display = ("code", "name", "is_direct")


class LiaisonInline(admin.TabularInline):  # type: ignore[type-arg]
    """Present and former liaisons of a unit."""

    model = Liaison
    extra = 0
    can_delete = False


@admin.register(Agency)
class AgencyAdmin(LookAndExport):
    """Member units with their liaisons."""

    resource_classes = (AgencyResource,)
    list_display = ("code", "name", "role", "successor")
    inlines = (LiaisonInline,)
