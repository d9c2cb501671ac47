"""Everything that runs every minute or every night, as procrastinate jobs."""

from __future__ import annotations

import logging

from procrastinate.contrib.django import app

from undersigned.guard import agree
from undersigned.kit import clock
from undersigned.ledger import register
from undersigned.mail import forget, letters
from undersigned.petitions import lifecycle
from undersigned.petitions.models import Petition
from undersigned.responses import due
from undersigned.retention import expire
from undersigned.signatures import audience, recount

logger = logging.getLogger(__name__)


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="close", pass_context=False)
def close_petitions(timestamp: int) -> None:
    """Close every petition whose last moment has passed."""
    now = clock.now()
    for petition in Petition.objects.due_to_close(now).values_list("pk", flat=True):
        try:
            lifecycle.close(petition, now)
        except lifecycle.WrongState as error:
            logger.info("%s: someone was faster", error)


@app.periodic(cron="7 * * * *")
@app.task(queueing_lock="lapse", pass_context=False)
def lapse_petitions(timestamp: int) -> None:
    """Erase drafts and petitions short of supporters whose time is up."""
    expire.lapse(clock.now())


@app.periodic(cron="37 * * * *")
@app.task(queueing_lock="late", pass_context=False)
def enlist_late_signers(timestamp: int) -> None:
    """Let those who signed after an answer was published have it too."""
    audience.enlist_late_signers(clock.now())


@app.periodic(cron="23 3 * * *")
@app.task(queueing_lock="expire", pass_context=False)
def expire_every_night(timestamp: int) -> None:
    """Let go of what is kept no longer."""
    now = clock.now()
    expire.submissions(now)
    expire.signers(now)
    forget.forget_old(now)
    letters.tidy(now)
    agree.tidy(now)
    register.thin(now)


@app.periodic(cron="53 3 * * *")
@app.task(queueing_lock="recount", pass_context=False)
def recount_every_night(timestamp: int) -> None:
    """Set right what a recount of all signatures finds wrong in the statistics, and warn of each number."""
    for difference in recount.repair():
        logger.warning("A recount set a number right: %s", difference)


@app.periodic(cron="11 * * * *")
@app.task(queueing_lock="remind", pass_context=False)
def remind_responders(timestamp: int) -> None:
    """Write to responders whose answers fall due; each date and distance is told once."""
    due.remind(clock.now())
