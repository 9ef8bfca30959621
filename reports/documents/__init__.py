"""What is made of a report and handed out: kinds.py says what and to whom, asking.py where a button leads, work.py is
the job, keeping.py what is kept and served for ever (rules 12 and 17)."""
