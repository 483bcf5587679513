"""Evidence: take a file in safely, attach it to items, take it off. Never compulsory (proc.evidence)."""

import hashlib

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

from safeschools.accounts.models import User
from safeschools.audit.record import record
from safeschools.lib.errors import Invalid, NotAllowed, WrongState
from scoring.models import Evidence, EvidenceLink, ItemScore
from scoring.policies.uploads import clean_name, examine

MAX_PER_ITEM = 20


@transaction.atomic
def attach_upload(item_score: ItemScore, *, by: User, upload: "UploadedFile[bytes]") -> Evidence:
    """Store a file of the school (once per content) and attach it to an item.

    Images are re-encoded, so that position and camera data are gone. Raises Invalid, NotAllowed, WrongState.
    """
    _gate(item_score, by)
    body, content_type = examine(upload)
    sha256 = hashlib.sha256(body).hexdigest()
    school_id = item_score.participation.school_id
    evidence = Evidence.objects.filter(school_id=school_id, sha256=sha256).first()
    if evidence is None:
        evidence = Evidence(
            school_id=school_id,
            name=clean_name(upload.name or ""),
            content_type=content_type,
            size=len(body),
            sha256=sha256,
            uploaded_by=by,
        )
        evidence.file.save("file", ContentFile(body), save=False)
        evidence.save()
    attach(item_score, by=by, evidence=evidence)
    return evidence


@transaction.atomic
def attach(item_score: ItemScore, *, by: User, evidence: Evidence) -> None:
    """Attach a file of the own library; attaching twice changes nothing."""
    _gate(item_score, by)
    if evidence.school_id != item_score.participation.school_id:
        raise NotAllowed(_("This file belongs to another school."))
    if item_score.evidence_links.count() >= MAX_PER_ITEM:
        raise Invalid(_("At most %(n)s files per item; take one off first.") % {"n": MAX_PER_ITEM})
    _link, created = EvidenceLink.objects.get_or_create(
        evidence=evidence, item_score=item_score, defaults={"linked_by": by}
    )
    if created:
        sentence = noop("%(actor)s attached %(file)s to item %(item)s.")
        record("evidence.attach", item_score, by=by, sentence=sentence, file=evidence.name, item=item_score.item.code)


@transaction.atomic
def detach(link: EvidenceLink, *, by: User) -> None:
    """Take a file off an item; it stays in the school's library."""
    _gate(link.item_score, by)
    sentence = noop("%(actor)s took %(file)s off item %(item)s.")
    record(
        "evidence.detach",
        link.item_score,
        by=by,
        sentence=sentence,
        file=link.evidence.name,
        item=link.item_score.item.code,
    )
    link.delete()


def _gate(item_score: ItemScore, by: User) -> None:
    if by.school_id != item_score.participation.school_id or not by.can("assessment.fill"):
        raise NotAllowed(_("Only people of the school may change its self-assessment."))
    if not item_score.participation.is_editable:
        raise WrongState(_("The self-assessment is handed in and read-only until the district returns it."))
