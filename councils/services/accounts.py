"""Which accounts the verbs of this app act on."""

from django.utils.translation import gettext as _

from councils.models import User
from councils.rights import OPERATOR
from councils.states import Unfit


def own_kind(user: User) -> User:
    """The account, fresh; the system account acts for commands, and nobody ever signs in as it."""
    if user.username == OPERATOR:
        raise Unfit(_("This is the system's own account; nobody signs in with it."))
    return User.objects.get(pk=user.pk)
