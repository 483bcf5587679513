"""Evidence: take a file in safely, attach it to items, take it off, throw it away. Never compulsory (proc.evidence)."""

import logging
from hashlib import sha256

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

from campaigns.models import Participation
from safeschools.accounts.models import User
from safeschools.audit.record import record
from safeschools.lib.errors import DomainError, Invalid, NotAllowed, WrongState
from safeschools.lib.scanner import bar_malware
from scoring.models import Evidence, EvidenceLink, ItemScore
from scoring.policies.editing import bar_closed_door
from scoring.policies.uploads import examine
from scoring.queries.evidence import was_handed_in

MAX_PER_ITEM = 20
log = logging.getLogger(__name__)


class NoStorage(DomainError):
    """The disk did not take the file."""

    status = 507


@transaction.atomic
def store(participation: Participation, *, by: User, upload: "UploadedFile[bytes]") -> Evidence:
    """Take a file into the school's library, once per content; pictures are encoded anew without position data.

    Raises Invalid, NotAllowed, TooLate, WrongState, NoStorage, NotScanned.
    """
    bar_closed_door(participation, by)
    body, name, content_type = examine(upload)
    bar_malware(upload)
    digest = sha256(body).hexdigest()
    known = Evidence.objects.filter(school_id=participation.school_id, sha256=digest)
    if evidence := known.first():
        return evidence
    _bar_full_shelf(participation.school_id, len(body))
    evidence = Evidence(
        school_id=participation.school_id,
        name=name,
        content_type=content_type,
        size=len(body),
        sha256=digest,
        uploaded_by=by,
    )
    try:
        with transaction.atomic():
            evidence.file.save("file", ContentFile(body))
    except OSError as error:
        log.exception("evidence not stored")
        raise NoStorage(
            _("The file could not be stored; nothing was changed."), hint=_("Try again later, or tell the help desk.")
        ) from error
    except IntegrityError:
        evidence.file.storage.delete(str(evidence.file.name))
        return known.get()
    sentence = noop("%(actor)s added the file %(file)s.")
    record("evidence.store", evidence, by=by, sentence=sentence, data={"sha256": digest}, file=name)
    return evidence


def _bar_full_shelf(school_id: int, more: int) -> None:
    """One school's files may not fill the disk of all."""
    limit = settings.EVIDENCE_QUOTA_MB * 1024 * 1024
    used = Evidence.objects.filter(school_id=school_id).order_by().aggregate(sum=Sum("size"))["sum"] or 0
    if used + more > limit:
        raise Invalid(
            _("The school's files would take more than %(mb)s MB.") % {"mb": settings.EVIDENCE_QUOTA_MB},
            hint=_("Delete files that no item uses, or make the pictures smaller."),
        )


@transaction.atomic
def attach(item_score: ItemScore, *, by: User, evidence: Evidence) -> None:
    """Attach a file of the school's library; attaching twice changes nothing.

    Raises Invalid, NotAllowed, TooLate, WrongState.
    """
    bar_closed_door(item_score.participation, by)
    if evidence.school_id != item_score.participation.school_id:
        raise NotAllowed(_("This file belongs to another school."))
    if item_score.evidence_links.exclude(evidence=evidence).count() >= MAX_PER_ITEM:
        raise Invalid(_("At most %(n)s files per item; take one off first.") % {"n": MAX_PER_ITEM})
    _link, created = EvidenceLink.objects.get_or_create(
        evidence=evidence, item_score=item_score, defaults={"linked_by": by}
    )
    if created:
        _note("evidence.attach", item_score, evidence, noop("%(actor)s attached %(file)s to item %(item)s."), by)


def attach_upload(item_score: ItemScore, *, by: User, upload: "UploadedFile[bytes]") -> Evidence:
    """Store a file and attach it to the item. Raises as `store` and `attach`."""
    evidence = store(item_score.participation, by=by, upload=upload)
    attach(item_score, by=by, evidence=evidence)
    return evidence


@transaction.atomic
def detach(link: EvidenceLink, *, by: User) -> None:
    """Take a file off an item; it stays in the school's library. Raises NotAllowed, TooLate, WrongState."""
    bar_closed_door(link.item_score.participation, by)
    _note("evidence.detach", link.item_score, link.evidence, noop("%(actor)s took %(file)s off item %(item)s."), by)
    link.delete()


@transaction.atomic
def discard(evidence: Evidence, *, by: User) -> None:
    """Delete a file that no item uses and no submission names, for example a wrong photograph.

    Raises WrongState, NotAllowed.
    """
    if by.school_id != evidence.school_id or not by.can("assessment.fill"):
        raise NotAllowed(_("This file belongs to another school."))
    if evidence.links.exists() or was_handed_in(evidence):
        raise WrongState(_("This file is or was used as evidence, so it has to stay."))
    sentence = noop("%(actor)s deleted the file %(file)s.")
    record("evidence.discard", evidence, by=by, sentence=sentence, data={"sha256": evidence.sha256}, file=evidence.name)
    storage, name = evidence.file.storage, str(evidence.file.name)
    evidence.delete()
    transaction.on_commit(lambda: storage.delete(name), robust=True)


def _note(verb: str, score: ItemScore, evidence: Evidence, sentence: str, by: User) -> None:
    data = {"sha256": evidence.sha256}
    record(verb, score, by=by, sentence=sentence, data=data, file=evidence.name, item=score.item.code)
