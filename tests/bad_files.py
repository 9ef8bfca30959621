"""Files that people hand in by mistake or in bad faith, small enough to build in a test."""

import struct
import zipfile
import zlib
from io import BytesIO
from typing import Any

from PIL import Image

EXE = b"MZ\x90\x00" + b"\x00" * 200
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!DOCTYPE html><script>alert(1)</script>"
HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + b"\x00" * 100


def zipped(members: dict[str, bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def workbook_with_macros() -> bytes:
    return zipped({"xl/workbook.xml": b"<workbook/>", "xl/vbaProject.bin": b"Sub Auto_Open()"})


def workbook() -> bytes:
    return zipped({"xl/workbook.xml": b"<workbook/>", "[Content_Types].xml": b"<Types/>"})


def zip_bomb(members: int = 160, size: int = 32 * 1024 * 1024) -> bytes:
    """An .xlsx of 42 KB that unpacks to 5 GB: each member is the same deflated run of zeros.

    Every entry of the list points at one stored body, so the bytes are there once.
    """
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    body = packer.compress(bytes(size)) + packer.flush()
    check = zlib.crc32(bytes(size))
    name = b"xl/workbook.xml"
    local = struct.pack("<4s5H3L2H", b"PK\x03\x04", 20, 0, 8, 0, 0, check, len(body), size, len(name), 0) + name
    central = b""
    for _number in range(members):
        central += struct.pack(
            "<4s6H3L5H2L", b"PK\x01\x02", 20, 20, 0, 8, 0, 0, check, len(body), size, len(name), 0, 0, 0, 0, 0, 0
        )
        central += name
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, members, members, len(central), len(local) + len(body), 0)
    return local + body + central + end


def huge_png(width: int = 30_000, height: int = 30_000) -> bytes:
    """A sound header and pixels that all compress away: small to send, 2.7 GB to decode."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">L", len(data)) + kind + data + struct.pack(">L", zlib.crc32(kind + data))

    header = struct.pack(">2L5B", width, height, 8, 2, 0, 0, 0)
    packed = zlib.compress(bytes(1000), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def huge_jpeg(width: int = 30_000, height: int = 30_000) -> bytes:
    """A small photo whose header claims to be a giant."""
    content = bytearray(picture("JPEG", (16, 16)))
    start = content.index(b"\xff\xc0")
    content[start + 5 : start + 9] = struct.pack(">2H", height, width)
    return bytes(content)


def picture(kind: str = "JPEG", size: tuple[int, int] = (64, 48), **options: Any) -> bytes:
    """A picture with a red left half, so that one can tell how it was turned."""
    made = Image.new("RGB", size, "white")
    made.paste((200, 0, 0), (0, 0, size[0] // 2, size[1]))
    out = BytesIO()
    made.save(out, kind, **options)
    return out.getvalue()


def photo_with_place(size: tuple[int, int] = (640, 480), orientation: int = 1) -> bytes:
    """A JPEG as a phone makes it: camera, moment, the school's coordinates, a comment, XMP, a preview's profile."""
    exif = Image.Exif()
    exif[0x010F], exif[0x0110], exif[0x0112] = "Samsung", "SM-A515F", orientation
    exif.get_ifd(0x8769)[0x9003] = "2019:11:13 10:00:00"
    gps = exif.get_ifd(0x8825)
    gps[1], gps[2], gps[3], gps[4] = "N", (39.0, 56.0, 20.0), "E", (69.0, 34.0, 10.0)
    return picture(
        "JPEG", size, exif=exif, comment=b"Aigul, class 9b", xmp=b"<x:xmpmeta>Batken school 21</x:xmpmeta>",
        icc_profile=b"profile of Aigul's phone" + b"\x00" * 128,
    )  # fmt: skip
