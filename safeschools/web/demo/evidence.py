"""A few drawn pictures as evidence, so that viewers have something to show; no photograph of anybody."""

import hashlib
import io

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw

from campaigns.models import CampaignYear
from safeschools.accounts.models import User
from safeschools.directory.models import School
from scoring.models import Evidence, EvidenceLink, ItemScore

SCENES = (
    ("消防通道.jpg", (226, 232, 240), (19, 101, 64)),
    ("监控室.jpg", (203, 213, 225), (19, 38, 74)),
    ("食堂留样.jpg", (254, 243, 199), (146, 64, 14)),
    ("应急演练.jpg", (220, 252, 231), (190, 18, 60)),
)


def _picture(ground: tuple[int, int, int], ink: tuple[int, int, int]) -> bytes:
    """A corridor in perspective: floor, walls, a door with a sign."""
    image = Image.new("RGB", (960, 720), ground)
    draw = ImageDraw.Draw(image)
    draw.polygon([(0, 720), (320, 430), (640, 430), (960, 720)], fill=(148, 163, 184))
    draw.rectangle((320, 150, 640, 430), outline=(71, 85, 105), width=6)
    draw.rectangle((400, 210, 560, 430), fill=(120, 90, 60))
    draw.rectangle((420, 165, 540, 200), fill=ink)
    for x in (120, 760):
        draw.rectangle((x, 260, x + 70, 420), fill=ink)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=80)
    return out.getvalue()


def attach_pictures(schools: tuple[School, School], by: User, year: CampaignYear) -> None:
    """Attach the pictures to the first items of the two showcase schools."""
    for school in schools:
        scores = list(ItemScore.objects.filter(participation__school=school, participation__year=year)[:8])
        for number, (name, ground, ink) in enumerate(SCENES):
            body = _picture(ground, ink)
            evidence = Evidence(
                school=school,
                name=name,
                content_type="image/jpeg",
                size=len(body),
                sha256=hashlib.sha256(body).hexdigest(),
                uploaded_by=by,
            )
            evidence.file.save("file", ContentFile(body), save=False)
            evidence.save()
            EvidenceLink.objects.bulk_create(
                EvidenceLink(evidence=evidence, item_score=score, linked_by=by) for score in scores[number : number + 2]
            )
