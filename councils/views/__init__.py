"""Pages of councils, one module by noun."""
