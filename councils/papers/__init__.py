"""Papers to be printed and signed: pdf.py knows typst, each other module what one paper says."""
