"""The load of people as a picture that can be read on a phone: a bar for each, and a line where the mean is."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING

from core.outlook.table import Row

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

WIDTH, MARGIN = 1080, 48
TITLE, NAME, TEXT = 46, 40, 32
TOP, STEP, BAR = 168, 166, 40
MOST = 40
"""People; the picture would be too high for a phone, and the table has them all."""

PAPER, INK, FAINT = "#FFFFFF", "#1A1A1A", "#595959"
USUAL, TOO_MUCH, MEAN = "#0072B2", "#D55E00", "#000000"
"""Of the palette of Okabe and Ito, which everybody can tell apart; what is too much is told in words as well."""
TOO_MUCH_IN_WORDS = "#A34700"
"""The same, dark enough to be read."""
FONTS = ("NotoSansCJK-Regular.ttc", "DejaVuSans.ttf", "NotoSans-Regular.ttf", "Arial.ttf")
"""Those with the most alphabets first."""


def picture(title: str, subtitle: str, rows: Sequence[Row]) -> bytes:
    """A PNG, who bears most first."""
    from PIL import Image, ImageDraw  # only where somebody wants a picture: it costs memory

    shown = rows[:MOST]
    image = Image.new("RGB", (WIDTH, TOP + STEP * len(shown) + 90), PAPER)
    draw = ImageDraw.Draw(image)
    draw.text((MARGIN, 34), _fitted(title, TITLE, WIDTH - 2 * MARGIN), INK, _font(TITLE))
    draw.text((MARGIN, 98), _fitted(subtitle, TEXT, WIDTH - 2 * MARGIN), FAINT, _font(TEXT))
    longest = max((row.hours for row in shown), default=0) or 1
    for place, row in enumerate(shown):
        _person(draw, row, TOP + STEP * place, longest)
    _mean(draw, rows, longest, TOP + STEP * len(shown))
    kept = BytesIO()
    image.save(kept, "PNG", optimize=True)
    return kept.getvalue()


def _person(draw: ImageDraw, row: Row, top: int, longest: int) -> None:
    """A name and what is too much, the bar, and what it holds."""
    told = _told(row)
    room = WIDTH - 2 * MARGIN - (round(_font(TEXT).getlength(told)) + 24 if told else 0)
    draw.text((MARGIN, top), _fitted(row.name, NAME, room), INK, _font(NAME))
    if told:
        draw.text((WIDTH - MARGIN, top + 8), told, TOO_MUCH_IN_WORDS, _font(TEXT), anchor="ra")
    right = MARGIN + max(_long(row.hours, longest), 3)
    draw.rectangle((MARGIN, top + 52, right, top + 52 + BAR), fill=TOO_MUCH if row.overloads else USUAL)
    holds = f"{row.hours:,} h · {_count(row.nights, 'night')} · {_count(row.weekends, 'weekend')}"
    draw.text((MARGIN, top + 52 + BAR + 8), holds, FAINT, _font(TEXT))


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _mean(draw: ImageDraw, rows: Sequence[Row], longest: int, bottom: int) -> None:
    """A dashed line through all bars, and what it means."""
    if not rows:
        return
    mean = sum(row.hours for row in rows) / len(rows)
    at = MARGIN + _long(mean, longest)
    for top in range(TOP + 52, bottom, STEP):
        draw.line((at, top - 6, at, top + BAR + 6), MEAN, 5)
    draw.line((MARGIN + 2, bottom + 6, MARGIN + 2, bottom + 46), MEAN, 5)
    more = f"; {len(rows) - MOST} more people are in the table" if len(rows) > MOST else ""
    draw.text((MARGIN + 20, bottom + 26), f"the mean: {mean:,.0f} h each{more}", INK, _font(TEXT), anchor="lm")


def _told(row: Row) -> str:
    nights = [f"{row.nights_in_row} nights in a row"] if "nights" in row.overloads else []
    hours = [f"{row.of_mean:.1f} × the mean"] if "hours" in row.overloads else []
    return " · ".join([*nights, *hours])


def _long(hours: float, longest: int) -> int:
    return round((WIDTH - 2 * MARGIN) * hours / longest)


def _fitted(text: str, size: int, room: float) -> str:
    text = " ".join(text.split())
    if _font(size).getlength(text) <= room:
        return text
    while text and _font(size).getlength(text + "…") > room:
        text = text[:-1]
    return text.rstrip() + "…"


@cache
def _font(size: int) -> FreeTypeFont:
    """One of the machine's own, which have more alphabets, or else Pillow's."""
    from PIL import ImageFont

    for name in FONTS:
        try:
            return ImageFont.truetype(name, size)
        except OSError:
            continue
    return ImageFont.load_default(size)  # type: ignore[return-value]  # FreeType is in every wheel of Pillow
