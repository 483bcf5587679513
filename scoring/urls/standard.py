"""Versions of the assessment standard."""

from django.urls import path

from scoring.views import standard_import, standard_items, standards

urlpatterns = [
    path("standards/", standards.standard_list, name="standard_list"),
    path("standards/<str:version>/", standards.standard_detail, name="standard_detail"),
    path("standards/<str:version>/maximum/", standards.standard_applicability, name="standard_applicability"),
    path("standards/<str:version>/copy/", standards.standard_copy, name="standard_copy"),
    path("standards/<str:version>/publish/", standards.standard_publish, name="standard_publish"),
    path("standards/<str:version>/discard/", standards.standard_discard, name="standard_discard"),
    path("standards/<str:version>/export.xlsx", standards.standard_export, name="standard_export"),
    path("standards/<str:version>/import/", standard_import.standard_import, name="standard_import"),
    path(
        "standards/<str:version>/import/confirm/",
        standard_import.standard_import_confirm,
        name="standard_import_confirm",
    ),
    path(
        "standards/<str:version>/import/marked.xlsx",
        standard_import.standard_import_marked,
        name="standard_import_marked",
    ),
    path("standards/<str:version>/sum/", standard_items.item_sum, name="standard_sum"),
    path("standards/<str:version>/items/new/", standard_items.item_new, name="standard_item_new"),
    path("standards/<str:version>/items/<str:code>/", standard_items.item_edit, name="standard_item"),
    path("standards/<str:version>/items/<str:code>/move/", standard_items.item_move, name="standard_item_move"),
    path("standards/<str:version>/items/<str:code>/remove/", standard_items.item_remove, name="standard_item_remove"),
]
