"""Column declarations of exports: the register under the headings and words of its form."""

from collections.abc import Iterable
from typing import Any

from import_export.fields import Field as ExportField
from import_export.resources import ModelResource
from import_export.widgets import Widget

from safeschools.directory.models import Agency, District, School
from safeschools.directory.record.fields import BANDS, school_fields
from safeschools.documents.columns import Field
from safeschools.documents.imports import Kind
from safeschools.documents.workbook import Column, Sheet


def shown_fields(fields: Iterable[Field]) -> list[Field]:
    """Those that stand in an export: all that hold a value of their own."""
    return [field for field in fields if field.place != "nowhere" and field.read]


class Word(Widget):
    """A stored value as the word of the form."""

    def __init__(self, field: Field) -> None:
        super().__init__()
        self.field = field

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> Any:
        return self.field.show(value)


class SchoolResource(ModelResource):
    """The register in the columns of the official form, then those it does not ask for."""

    class Meta:
        model = School
        fields: tuple[str, ...] = ()

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        for field in shown_fields(school_fields()):
            self.fields[field.key] = ExportField(attribute=field.key, column_name=field.title, widget=Word(field))

    def get_export_order(self, selected_fields: Any = None) -> list[str]:
        return [key for key in self.fields if selected_fields is None or key in selected_fields]


class DistrictResource(ModelResource):
    """Districts by code."""

    class Meta:
        model = District
        fields = ("code", "name", "is_direct")


class AgencyResource(ModelResource):
    """Member units with their duties and successors."""

    class Meta:
        model = Agency
        fields = ("code", "name", "name_en", "role", "seated", "duties", "successor")


def register_sheet(schools: Any, by: Any) -> Sheet:
    """The given schools in the layout of the register form, numbered."""
    dataset = SchoolResource().export(schools)
    columns = [Column("序号", 6), *(field.column for field in shown_fields(school_fields(by)))]
    bands = [(title, width) for title, width in BANDS[:-1]] + [
        (BANDS[-1][0], len(columns) - sum(w for _t, w in BANDS[:-1]))
    ]
    rows = ([number, *row] for number, row in enumerate(dataset, 1))
    return Sheet("学校基本信息", columns, rows, "“星级平安学校”参评学校基本信息表", bands=bands)


def template_sheet(kind: Kind, by: Any, blank_rows: int = 500) -> Sheet:
    """The empty form of a kind of import: drop-down lists, and one example row the import skips."""
    fields = [field for field in kind.fields(by) if field.place == "form"]
    row = [field.show(kind.example[field.key]) if field.key in kind.example else None for field in fields]
    columns = [field.column for field in fields]
    return Sheet(str(kind.title), columns, [row], kind.heading, kind.note, kind.bands, blank_rows)
