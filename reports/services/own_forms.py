"""SMS hands in a form of its own: a new version, in force until the next (rule 17)."""

from django.db import transaction
from django.db.models import Max

from councils import audit, files
from councils.locks import lock_system
from councils.models import User
from councils.services.allowed import need_sms
from reports.models import OwnForm


def take_form(scope: str, name: str, content: bytes, file_name: str, *, marks: int, lost: str, actor: User) -> OwnForm:
    """The next version of the form; what is in it was looked at before. Raises NotAllowed."""
    need_sms(actor)
    with files.undone_together(), transaction.atomic():
        lock_system()
        last = OwnForm.objects.filter(scope=scope).aggregate(last=Max("number"))["last"] or 0
        stored = files.keep(content, "xlsx", file_name, council=None, actor=actor)
        form = OwnForm.objects.create(
            scope=scope, number=last + 1, name=name, stored=stored, marks=marks, lost=lost
        )  # fmt: skip
        audit.record(
            "own_form.taken", f"own_form:{form.pk}", actor=actor,
            after={"for": scope, "version": form.number, "name": name, "sha256": stored.sha256, "marks": marks},
        )  # fmt: skip
    return form
