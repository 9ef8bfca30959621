"""The list of events as a file: which columns, how Excel and CSV hold them, and the job where it is long."""
