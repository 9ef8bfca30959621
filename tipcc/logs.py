"""What the log must not hold: the secrets that stand in two kinds of addresses."""

import logging
import re

# An organisation's link, and an invitation's: whoever reads the log could open them.
_SECRET = re.compile(r"(/c/|/accounts/invitation/\d+/)[^/\s?#'\"]+")


class WithoutSecrets(logging.Filter):
    """Stars in the place of each secret, in the message as it will be written."""

    def filter(self, record: logging.LogRecord) -> bool:
        words = record.getMessage()
        told = _SECRET.sub(r"\1***", words)
        if told != words:
            record.msg, record.args = told, ()
        return True
