"""The roles in which people work here, and which decisions each role may take."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _


class RoleName(models.TextChoices):
    """A role is held for one authority; a person may hold several."""

    MODERATOR = "moderator", _("moderator")
    RESPONDER = "responder", _("responder")
    APPROVER = "approver", _("approver")
    ADMINISTRATOR = "administrator", _("administrator")


#: The role written on a decision that was taken at the command line of the server, where nobody signs in.
OPERATOR: Final = "operator"


class Verb(models.TextChoices):
    """Everything a person here can decide."""

    APPROVE = "approve", _("approved the petition")
    REJECT = "reject", _("rejected the petition")
    REMOVE = "remove", _("removed the petition")
    EXTEND = "extend", _("moved the date by which the answer is due")
    SUBMIT = "submit", _("submitted the answer for approval")
    TAKE_BACK = "take-back", _("took the answer back to drafting")
    DISCARD = "discard", _("discarded a draft of an answer")
    PUBLISH = "publish", _("published the answer")
    ADD_ACTION = "add-action", _("added what was done")
    WITHDRAW_ACTION = "withdraw-action", _("took back what was said to be done")
    REFER = "refer", _("referred the petition to another office")
    TAKE_REFERRAL = "take-referral", _("decided on a petition that was referred here")
    RECORD_REPLY = "record-reply", _("recorded what became of the referral")
    PAUSE = "pause", _("paused the letters")
    RESUME = "resume", _("resumed the letters")
    GIVE_ROLE = "give-role", _("gave a role")
    TAKE_ROLE = "take-role", _("took a role away")
    MAKE_LINK = "make-link", _("made a sign-in link")
    RESET = "reset-sign-in", _("reset a person’s way of signing in")


_RESPONDERS = frozenset({RoleName.RESPONDER, RoleName.APPROVER})
_ADMINISTRATORS = frozenset({RoleName.ADMINISTRATOR})

#: Which roles may take a decision. Whoever is not named here may not.
WHO_MAY: Final[Mapping[Verb, frozenset[RoleName]]] = MappingProxyType(
    {
        Verb.APPROVE: frozenset({RoleName.MODERATOR}),
        Verb.REJECT: frozenset({RoleName.MODERATOR}),
        Verb.REMOVE: frozenset({RoleName.ADMINISTRATOR}),
        Verb.EXTEND: frozenset({RoleName.APPROVER}),
        Verb.SUBMIT: _RESPONDERS,
        Verb.TAKE_BACK: _RESPONDERS,
        Verb.DISCARD: _RESPONDERS,
        Verb.PUBLISH: frozenset({RoleName.APPROVER}),
        Verb.ADD_ACTION: _RESPONDERS,
        Verb.WITHDRAW_ACTION: _RESPONDERS,
        Verb.REFER: _RESPONDERS,
        Verb.TAKE_REFERRAL: _RESPONDERS,
        Verb.RECORD_REPLY: _RESPONDERS,
        Verb.PAUSE: frozenset({RoleName.APPROVER, RoleName.ADMINISTRATOR}),
        Verb.RESUME: frozenset({RoleName.APPROVER, RoleName.ADMINISTRATOR}),
        Verb.GIVE_ROLE: _ADMINISTRATORS,
        Verb.TAKE_ROLE: _ADMINISTRATORS,
        Verb.MAKE_LINK: _ADMINISTRATORS,
        Verb.RESET: _ADMINISTRATORS,
    }
)


def acting_role(verb: Verb, held: frozenset[RoleName]) -> RoleName | None:
    """The role in which someone who holds these roles takes the decision; None when they may not."""
    allowed = sorted(WHO_MAY[verb] & held)
    return allowed[0] if allowed else None
