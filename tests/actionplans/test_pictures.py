"""actionplans/pictures.py: small, upright, and nothing in it but pixels (rule 9)."""

from io import BytesIO

import pytest
from PIL import Image

from actionplans import pictures
from tests import bad_files

RED, WHITE = (200, 0, 0), (255, 255, 255)


def opened(content):
    return Image.open(BytesIO(content))


def near(found, wanted):
    return all(abs(one - other) < 30 for one, other in zip(found, wanted, strict=True))


def test_the_photo_of_the_test_does_carry_a_place():
    photo = bad_files.photo_with_place()

    assert opened(photo).getexif().get_ifd(0x8825)[2] == (39.0, 56.0, 20.0)
    for trace in (b"Samsung", b"Aigul", b"Batken", b"ICC_PROFILE", b"2019:11:13"):
        assert trace in photo


@pytest.mark.parametrize("side", [pictures.PHOTO_SIDE, 100])
def test_nothing_but_pixels_is_left(side):
    """No EXIF, place, comment, XMP or profile: only the markers that a JPEG needs."""
    small = pictures.reduced(bad_files.photo_with_place(), "jpeg", side)

    again = opened(small)
    assert not again.getexif() and set(again.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "progressive", "progression"}  # fmt: skip # noqa: E501
    for trace in (b"Exif", b"Samsung", b"Aigul", b"Batken", b"ICC_PROFILE", b"http:", b"2019"):
        assert trace not in small and trace not in pictures.thumbnail(small)
    assert not {0xE1, 0xE2, 0xED, 0xFE} & markers(small)


def markers(jpeg):
    """The second byte of every segment before the pixels: E1 is EXIF and XMP, E2 profiles, FE comments."""
    found, at = set(), 2
    while jpeg[at + 1] != 0xDA:
        found.add(jpeg[at + 1])
        at += 2 + int.from_bytes(jpeg[at + 2 : at + 4], "big")
    return found


@pytest.mark.parametrize(
    ("orientation", "size", "red_at", "white_at"),
    [
        (1, (640, 480), (50, 240), (600, 240)),
        (3, (640, 480), (600, 240), (50, 240)),
        (6, (480, 640), (240, 50), (240, 600)),
        (8, (480, 640), (240, 600), (240, 50)),
    ],
)
def test_it_stands_as_the_camera_was_held(orientation, size, red_at, white_at):
    photo = opened(pictures.reduced(bad_files.photo_with_place(orientation=orientation), "jpeg"))

    assert photo.size == size
    assert near(photo.getpixel(red_at), RED) and near(photo.getpixel(white_at), WHITE)


@pytest.mark.parametrize(("size", "wanted"), [((4000, 3000), (1600, 1200)), ((900, 3000), (480, 1600))])
def test_it_is_at_most_1600_pixels_and_its_thumbnail_240(size, wanted):
    small = pictures.reduced(bad_files.picture("JPEG", size), "jpeg")

    assert opened(small).size == wanted
    assert max(opened(pictures.thumbnail(small)).size) == 240


def test_a_small_picture_is_not_blown_up():
    assert opened(pictures.reduced(bad_files.picture("JPEG", (64, 48)), "jpeg")).size == (64, 48)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
def test_pictures_of_every_kind_of_colour_become_jpeg(mode):
    made = Image.new("RGB", (60, 40), RED).convert("L").convert("I").convert("I;16") if mode == "I;16" else (
        Image.new("RGB", (60, 40), RED).convert(mode)
    )  # fmt: skip
    out = BytesIO()
    made.save(out, "PNG")

    small = opened(pictures.reduced(out.getvalue(), "png"))
    assert (small.format, small.mode, small.size) == ("JPEG", "RGB", (60, 40))


def test_what_is_transparent_becomes_white():
    out = BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(out, "PNG")

    assert near(opened(pictures.reduced(out.getvalue(), "png")).getpixel((10, 10)), WHITE)


@pytest.mark.parametrize(
    "content",
    [bad_files.photo_with_place()[:900], bad_files.huge_png(), bad_files.huge_png(5000, 5000), bad_files.HEIC],
    ids=["cut off", "giant", "without its pixels", "no picture"],
)
def test_what_cannot_be_decoded_is_said_to_be_so(content):
    kind = "png" if content.startswith(b"\x89PNG") else "jpeg"

    with pytest.raises(pictures.NotDecoded):
        pictures.reduced(content, kind)
