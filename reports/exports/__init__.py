"""Report workbooks: base.py knows Excel, a module a sheet its columns, national.py and council.py which sheets."""
