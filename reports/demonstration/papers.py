"""What stands for a scanned paper in the demonstration: one page that says so."""


def pdf(*lines: str) -> bytes:
    """A page of PDF with these lines in Latin letters under a word that it is invented."""
    shown = ("Demonstration: stands for the scan of a signed paper", *lines)
    text = " T* ".join(f"({line}) Tj" for line in shown)
    content = f"BT /F 12 Tf 16 TL 60 780 Td {text} ET".encode("ascii")
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )
    page, places = b"%PDF-1.4\n", []
    for number, told in enumerate(objects, 1):
        places.append(len(page))
        page += b"%d 0 obj%s\nendobj\n" % (number, told)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    tail = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(page))
    return page + head + table + tail
