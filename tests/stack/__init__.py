"""Private PostgreSQL and Redis, and the product running on them, for tests.

Everything listens on loopback at free ports, keeps its data in a temporary folder and runs as an
ordinary user; only processes started here are ever ended.
"""

from tests.stack.application import Application
from tests.stack.services import PostgreSQL, Redis, Services, missing_services

__all__ = ["Application", "PostgreSQL", "Redis", "Services", "missing_services"]
