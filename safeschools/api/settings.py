"""Settings of the REST framework and of the description it gives of itself."""

from typing import Any

REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "safeschools.api.authentication.Token",
        "safeschools.api.authentication.Session",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_THROTTLE_CLASSES": ["safeschools.api.throttling.Reads", "safeschools.api.throttling.Writes"],
    "DEFAULT_PARSER_CLASSES": ["safeschools.api.parsing.SafeJSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PAGINATION_CLASS": "safeschools.api.paging.ByKey",
    "DEFAULT_METADATA_CLASS": None,
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "safeschools.api.problems.handle",
    "SCHEMA_COERCE_PATH_PK": False,  # the description names arguments as the routes do
}
SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "SafeSchools",
    "DESCRIPTION": "The Safe-School campaign of a city. docs/api.md says how to sign in, page, and repeat safely.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.IsAuthenticated"],
    "COMPONENT_SPLIT_REQUEST": True,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "safeschools.api.schema.add_problems",
    ],
    "ENUM_NAME_OVERRIDES": {
        "AgencyRole": "safeschools.directory.models.AgencyRole",
        "DesignationState": "safeschools.designations.models.DesignationState",
        "DrawState": "campaigns.models.draws.DrawState",
        "GroupDecisionKind": "scoring.models.group_decisions.GroupDecisionKind",
        "JobState": "safeschools.jobs.models.JobState",
        "ParticipationState": "campaigns.models.ParticipationState",
        "PhaseKind": "campaigns.models.PhaseKind",
        "ProposalState": "scoring.models.proposals.ProposalState",
        "RoleSlug": "safeschools.accounts.roles.RoleSlug",
        "RunState": "safeschools.designations.models.AllocationRunState",
        "SchoolType": "safeschools.directory.models.SchoolType",
        "StandardState": "scoring.models.standard.StandardState",
        "VisitState": "inspections.models.VisitState",
        "YearState": "campaigns.models.years.CampaignYearState",
    },
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
}
