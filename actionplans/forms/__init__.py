"""What people type about plans and events, one module per noun; the rules themselves are in checks.py."""
