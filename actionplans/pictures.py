"""Pictures made small and bare: every byte that is kept is ours, so no place, time or camera goes with it (rule 9)."""

from io import BytesIO

from PIL import Image, ImageOps

from councils.files import PILLOW_FORMATS

PHOTO_SIDE = 1600  # pixels of the longer side
PAPER_SIDE = 2400  # a photographed sheet must stay legible
THUMBNAIL_SIDE = 240


class NotDecoded(Exception):
    """The picture's header is sound, its content is not."""


def reduced(content: bytes, kind: str, side: int = PHOTO_SIDE) -> bytes:
    """A JPEG of at most `side` pixels, upright, without any metadata. Raises NotDecoded."""
    return _jpeg(_bare(content, kind, side), quality=82)


def thumbnail(jpeg: bytes) -> bytes:
    """A JPEG of at most THUMBNAIL_SIDE pixels, of one that `reduced` made."""
    return _jpeg(_bare(jpeg, "jpeg", THUMBNAIL_SIDE), quality=72)


def _bare(content: bytes, kind: str, side: int) -> Image.Image:
    try:
        with Image.open(BytesIO(content), formats=[PILLOW_FORMATS[kind]]) as opened:
            picture = opened if opened.mode in {"RGB", "L", "RGBA"} else _painted(opened)
            # Of a JPEG this decodes no more than it needs: a half, a quarter, an eighth of each side.
            picture.thumbnail((side, side))
            return _upright(picture)
    except Exception as error:  # Pillow raises errors of many kinds at damaged content
        raise NotDecoded from error


def _painted(picture: Image.Image) -> Image.Image:
    """In full colours: a palette cannot be scaled, CMYK not shown by every browser."""
    return picture.convert("RGBA" if picture.has_transparency_data else "RGB")


def _upright(picture: Image.Image) -> Image.Image:
    """Turned as the camera was held, on white, copied to a new picture: nothing but pixels goes over."""
    try:
        turned = ImageOps.exif_transpose(picture)
    except Exception:  # a broken note of the camera must not cost the photo
        turned = picture
    bare = Image.new("RGB", turned.size, "white")
    bare.paste(turned, mask=turned.getchannel("A") if turned.mode == "RGBA" else None)
    return bare


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    out = BytesIO()
    picture.save(out, "JPEG", quality=quality, optimize=True, progressive=True)
    return out.getvalue()
