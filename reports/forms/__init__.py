"""What people type about reports, one module per noun. The rules are the services'."""
