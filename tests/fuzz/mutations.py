"""How a file is harmed: always alike for the same seed."""

import io
import random
import re
import zipfile

HUGE = (b"99999999999999999999", b"-1", b"1e400", b"NaN", b"0x7fffffff", b"-99:99:99.999", b"4294967296")
BROKEN = (b"\xff\xfe", b"\xed\xa0\x80", b"\x00", b"\xc3", b"\xf0\x9f", b"\x1b[2J", b"\xef\xbb\xbf", b"\xe2\x80\xae")


def truncated(data, dice):
    return data[: dice.randrange(len(data))]


def flipped(data, dice):
    out = bytearray(data)
    for _ in range(dice.choice((1, 4, 40))):
        out[dice.randrange(len(out))] ^= 1 << dice.randrange(8)
    return bytes(out)


def nulled(data, dice):
    at, n = dice.randrange(len(data)), dice.choice((1, 16, 512))
    return data[:at] + b"\x00" * n + data[at + dice.choice((0, n)) :]


def repeated(data, dice):
    at = dice.randrange(len(data))
    chunk = data[at : at + dice.choice((3, 60, 600))]
    return data[:at] + chunk * dice.choice((2, 9)) + data[at:]


def swapped(data, dice):
    a, b, c = sorted(dice.randrange(len(data)) for _ in range(3))
    return data[:a] + data[b:c] + data[a:b] + data[c:]


def enlarged(data, dice):
    numbers = list(re.finditer(rb"\d+", data))
    if not numbers:
        return flipped(data, dice)
    number = dice.choice(numbers)
    return data[: number.start()] + dice.choice(HUGE) + data[number.end() :]


def broken(data, dice):
    at = dice.randrange(len(data))
    return data[:at] + dice.choice(BROKEN) * dice.choice((1, 5)) + data[at:]


def emptied(data, dice):
    """Take what stands between two marks out: a value without its content."""
    values = list(re.finditer(rb'"[^"]*"|>[^<]+<|(?<=,)[^,\n]+', data))
    if not values:
        return truncated(data, dice)
    value = dice.choice(values)
    keep = data[value.start() : value.start() + 1], data[value.end() - 1 : value.end()]
    return data[: value.start()] + (keep[0] + keep[1]) + data[value.end() :]


def retyped(data, dice):
    """Put a value of another kind where a text or a number stands."""
    values = list(re.finditer(rb'"[^"]*"|(?<=[:\[,])\s*-?\d[\d.]*', data))
    if not values:
        return swapped(data, dice)
    value = dice.choice(values)
    other = dice.choice((b"null", b"[]", b"{}", b"true", b"-7", b'"\\ud800"', b"[[1]]", b"1e999"))
    return data[: value.start()] + other + data[value.end() :]


WAYS = (truncated, flipped, nulled, repeated, swapped, enlarged, broken, emptied, retyped)


def harmed(data, seed):
    """Return the data harmed in one to three ways."""
    dice = random.Random(seed)
    for _ in range(dice.choice((1, 1, 2, 3))):
        data = dice.choice(WAYS)(data or b"0", dice)
    return data


def harmed_inside(data, seed):
    """Return a zip archive with one of its parts harmed and the archive whole."""
    dice = random.Random(seed)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = dice.choice(
        [name for name in parts if re.search(r"document|content|sheet1|shared|styles|\.qde|\.txt", name)]
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, inside in parts.items():
            archive.writestr(zipfile.ZipInfo(part), harmed(inside, seed) if part == name else inside)
    return out.getvalue()
