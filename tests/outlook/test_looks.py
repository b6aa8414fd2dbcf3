"""Can the table be read on a phone, and the picture as well?"""

from __future__ import annotations

import io
import subprocess
import sys

from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from bot.fairness_picture import BAR, MARGIN, MOST, TOO_MUCH, TOP, USUAL, WIDTH, picture
from core.outlook.table import Row, table

NARROW = 40
"""Signs of one width on a line of a phone in Slack."""


def row(name: str, hours: int = 100, *overloads: str) -> Row:
    return Row(name=name, hours=hours, nights=4, nights_in_row=3, weekends=1, of_mean=1.0, overloads=overloads)


@given(st.lists(st.builds(row, st.text(max_size=40), st.integers(0, 99999)), max_size=5))
def test_every_line_fits_a_phone(rows):
    assert all(len(line) <= NARROW for line in table(rows))
    assert len(table(rows)) == len(rows) + 1


def test_columns_stand_below_one_another():
    assert table([row("Ana"), row("Benedikt von Hohenstein", 20, "nights", "hours"), row("山田太郎山田太郎")]) == [
        "            hours nights  row we  mean",
        "Ana           100      4   3   1  1.0",
        "Benedikt v…    20      4   3!  1  1.0!",
        "山田太郎山…   100      4   3   1  1.0",
    ]


def drawn(*rows: Row) -> Image.Image:
    return Image.open(io.BytesIO(picture("On call in shop", "1 Mar to 1 May 2026", rows))).convert("RGB")


def test_bars_are_as_long_as_hours_and_too_much_has_a_colour_of_its_own():
    image = drawn(row("ana", 100, "nights"), row("ben", 50), row("cleo", 0))
    lines = [[image.getpixel((x, TOP + 166 * place + 52 + BAR - 3)) for x in range(WIDTH)] for place in range(3)]
    long = [sum(pixel in (rgb(USUAL), rgb(TOO_MUCH), (0, 0, 0)) for pixel in line) for line in lines]
    assert image.size[0] == WIDTH
    assert abs(long[0] - (WIDTH - 2 * MARGIN)) < 8
    assert abs(long[1] - (WIDTH - 2 * MARGIN) / 2) < 12
    assert rgb(TOO_MUCH) in lines[0]
    assert rgb(USUAL) not in lines[0]
    assert rgb(USUAL) in lines[1]


def test_a_picture_has_an_end():
    assert drawn(*(row(f"person {number}") for number in range(500))).size[1] < 170 * (MOST + 2)
    assert drawn().size[0] == WIDTH


def test_nobody_pays_for_the_library_who_wants_no_picture():
    code = "import sys, bot.cli, bot.main, bot.fairness_picture; sys.exit('PIL' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def rgb(colour: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(colour.removeprefix("#")))
