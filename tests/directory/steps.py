"""Steps of an import, as a person takes them."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from safeschools.accounts.models import User
from safeschools.directory.actions import imports
from safeschools.jobs.models import Job
from safeschools.jobs.tasks import run_waiting
from tests.factories import PASSWORD


def signed_in(user: User) -> Client:
    client = Client()
    assert client.login(username=user.username, password=PASSWORD)
    return client


def upload(data: bytes | str, name: str = "学校.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data.encode() if isinstance(data, str) else data)


def checked(data: bytes | str, by: User, kind: str = "schools", name: str = "学校.xlsx") -> Job:
    job = imports.check_file(upload(data, name), by=by, kind=kind)
    run_waiting()
    job.refresh_from_db()
    return job


def written(job: Job, by: User) -> Job:
    writing = imports.confirm(job, by=by)
    run_waiting()
    writing.refresh_from_db()
    return writing


def counts(job: Job) -> tuple[int, ...]:
    found = job.result["counts"]
    return tuple(found[name] for name in ("new", "changed", "unchanged", "errors", "warnings"))
