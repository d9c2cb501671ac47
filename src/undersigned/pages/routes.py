"""Which addresses the public pages answer at; those of other files of the room are added beside them."""

from __future__ import annotations

from django.urls import URLPattern, path, register_converter

from undersigned.pages import (
    about,
    answers,
    browse,
    confirm,
    erase,
    gather,
    home,
    letters,
    mail_reports,
    owed,
    petition,
    sign,
    withdraw,
)


class PublicId:
    """Twelve lower-case letters and digits."""

    regex = "[a-z0-9]{12}"

    def to_python(self, value: str) -> str:
        """The id as it stands."""
        return value

    def to_url(self, value: str) -> str:
        """The id as it stands."""
        return value


class Token:
    """The token of a link from a letter."""

    regex = "[A-Za-z0-9_-]{1,100}"

    def to_python(self, value: str) -> str:
        """The token as it stands."""
        return value

    def to_url(self, value: str) -> str:
        """The token as it stands."""
        return value


register_converter(PublicId, "public_id")
register_converter(Token, "token")

urlpatterns: list[URLPattern] = [
    path("", home.home, name="home"),
    path("petitions", browse.browse, name="petitions"),
    path("owed", owed.owed, name="owed"),
    path("responses", answers.answers, name="responses"),
    path("responses/<public_id:response_id>", answers.answer, name="response"),
    path("help", about.help_page, name="help"),
    path("privacy", about.privacy, name="privacy"),
    path("accessibility", about.accessibility, name="accessibility"),
    path("petitions/<public_id:petition_id>", petition.petition, name="petition"),
    path("petitions/<public_id:petition_id>/count.json", petition.count, name="count"),
    path("petitions/<public_id:petition_id>/statistics.json", petition.where_and_when, name="statistics"),
    path("petitions/<public_id:petition_id>/sign", sign.sign, name="sign"),
    path("petitions/<public_id:petition_id>/check-your-email", sign.sent, name="sign_sent"),
    path("gather/<token:token>", gather.gather, name="gather"),
    path("gather/<token:token>/sign", sign.support, name="support"),
    path("confirm/<token:token>", confirm.confirm, name="confirm"),
    path("receipt/<token:token>", confirm.receipt, name="receipt"),
    path("withdraw", withdraw.withdraw, name="withdraw"),
    path("withdraw/check-your-email", withdraw.sent, name="withdraw_sent"),
    path("withdraw/<token:token>", withdraw.by_link, name="withdraw_link"),
    path("erase", erase.erase, name="erase"),
    path("erase/check-your-email", erase.sent, name="erase_sent"),
    path("erase/<token:token>", erase.by_link, name="erase_link"),
    path("unsubscribe/<token:token>", letters.unsubscribe, name="unsubscribe"),
    path("never/<token:token>", letters.never, name="never"),
    path("mail/reports", mail_reports.reports, name="mail_reports"),
]
