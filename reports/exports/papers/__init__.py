"""Papers of a report: a note to edit (.docx), a letter and a report to sign (PDF). facts.py and measures.py say what
stands in them, in the active language; note.py knows Word, pdf.py typst."""
