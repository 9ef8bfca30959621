"""The demonstration: eight councils' invented history from May 2018 to 7 January 2020, lived through the services."""
