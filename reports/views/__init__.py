"""Pages that need all three apps, one module per noun."""
