"""The same bare ranking by other means, to compare with: a data frame, a workbook in and out. No ties, no reasons."""

from io import BytesIO

import pandas
from python_calamine import CalamineWorkbook

from safeschools.documents.workbook import Column, Sheet, write_xlsx

Rows = list[tuple[str, int]]

#: places in percent of the schools and the lowest score, best star first (year 2)
STARS = ((3, 10, 9000), (2, 15, 8500), (1, 20, 8000))
COLUMNS = (Column("school"), Column("score"))


def ranked(rows: Rows) -> dict[str, int]:
    """The barest cascade in plain Python: sort, cut at three counts; no ties, no reasons."""
    order = sorted(rows, key=lambda row: -row[1])
    places = {star: len(rows) * percent // 100 for star, percent, _ in STARS}
    stars = {}
    for school, score in order:
        star = 3 if score >= 9000 else 2 if score >= 8500 else 1 if score >= 8000 else 0
        while star and not places[star]:
            star -= 1
        if star:
            places[star] -= 1
        stars[school] = star
    return stars


def in_pandas(rows: Rows) -> dict[str, int]:
    """In a data frame: sort, then cut at positions found by counting."""
    frame = pandas.DataFrame(rows, columns=["school", "score"]).sort_values("score", ascending=False, kind="stable")
    stars, first = [0] * len(rows), 0
    for star, percent, line in STARS:
        last = min(int((frame["score"] >= line).sum()), first + len(rows) * percent // 100)
        stars[first:last] = [star] * max(0, last - first)
        first = max(first, last)
    return dict(zip(frame["school"], stars, strict=True))


def workbook(rows: Rows) -> bytes:
    """The scores as a bureau keeps them: a sheet with a row per school."""
    return _written("scores", COLUMNS, rows)


def in_a_workbook(book: bytes) -> bytes:
    """As it is done today, with the fastest reader and writer: workbook in, ranking, workbook out."""
    _head, *lines = CalamineWorkbook.from_filelike(BytesIO(book)).get_sheet_by_index(0).to_python()
    stars = ranked([(str(school), int(float(str(score)))) for school, score in lines])
    return _written("stars", (Column("school"), Column("star")), list(stars.items()))


def _written(name: str, columns: tuple[Column, ...], rows: Rows) -> bytes:
    target = BytesIO()
    write_xlsx(target, Sheet(name, columns, rows))
    return target.getvalue()
