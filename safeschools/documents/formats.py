"""The safe writer in the form django-import-export asks for, so that its exports leave through the same door."""

import io
from typing import Any

from import_export.formats.base_formats import Format
from tablib import Dataset

from safeschools.documents.workbook import Column, Sheet, csv_lines, write_xlsx


class SafeXLSX(Format):
    """Excel, by documents.workbook."""

    CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

    def get_title(self) -> str:
        return "xlsx"

    def get_extension(self) -> str:
        return "xlsx"

    def is_binary(self) -> bool:
        return True

    def can_export(self) -> bool:
        return True

    def get_content_type(self) -> str:
        return self.CONTENT_TYPE

    def export_data(self, dataset: Dataset, **options: Any) -> bytes:
        stream = io.BytesIO()
        write_xlsx(stream, Sheet(dataset.title or "1", _columns(dataset), dataset))
        return stream.getvalue()


class SafeCSV(SafeXLSX):
    """CSV with a byte order mark, by documents.workbook."""

    CONTENT_TYPE = "text/csv; charset=utf-8"

    def get_title(self) -> str:
        return "csv"

    def get_extension(self) -> str:
        return "csv"

    def export_data(self, dataset: Dataset, **options: Any) -> bytes:
        return "".join(csv_lines(_columns(dataset), dataset)).encode()


def _columns(dataset: Dataset) -> list[Column]:
    return [Column(str(heading)) for heading in dataset.headers or []]
