"""Which address of the desk leads where; everything of an authority is below /desk/at/ and its name."""

from django.urls import URLPattern, path, register_converter

from undersigned.desk import (
    answers,
    approval,
    campaigns,
    due,
    exhibits,
    following,
    home,
    languages,
    letter,
    people,
    queue,
    referring,
    sign_in,
)


class Slug:
    """The name of an authority."""

    regex = "[a-z0-9]+(?:[.-][a-z0-9]+)*"

    def to_python(self, value: str) -> str:
        """The name as it stands."""
        return value

    def to_url(self, value: str) -> str:
        """The name as it stands."""
        return value


class Twelve:
    """Twelve lower-case letters and digits."""

    regex = "[a-z0-9]{12}"

    def to_python(self, value: str) -> str:
        """The id as it stands."""
        return value

    def to_url(self, value: str) -> str:
        """The id as it stands."""
        return value


register_converter(Slug, "authority")
register_converter(Twelve, "twelve")

_AT = "desk/at/<authority:authority>"
_ANSWER = f"{_AT}/answers/<twelve:response_id>"
_PERSON = f"{_AT}/people/<int:user_id>"

urlpatterns: list[URLPattern] = [
    path("desk", home.home, name="desk"),
    path("desk/", home.home),
    path("desk/enter/<str:token>", sign_in.enter, name="desk_enter"),
    path("desk/sign-in", sign_in.sign_in, name="account_login"),
    path("desk/sign-in/code", sign_in.code, name="mfa_authenticate"),
    path("desk/sign-in/passkey", sign_in.by_passkey, name="mfa_login_webauthn"),
    path("desk/sign-out", sign_in.sign_out, name="account_logout"),
    path("desk/inactive", sign_in.inactive, name="account_inactive"),
    path("desk/again", sign_in.password_again, name="account_reauthenticate"),
    path("desk/again/code", sign_in.code_again, name="mfa_reauthenticate"),
    path("desk/again/passkey", sign_in.passkey_again, name="mfa_reauthenticate_webauthn"),
    path("desk/you", sign_in.you, name="mfa_index"),
    path("desk/you/app", sign_in.set_up_app, name="mfa_activate_totp"),
    path("desk/you/password", sign_in.first_password, name="account_set_password"),
    path("desk/you/password/new", sign_in.new_password, name="account_change_password"),
    path("desk/you/codes", sign_in.codes, name="mfa_view_recovery_codes"),
    path("desk/you/codes/new", sign_in.new_codes, name="mfa_generate_recovery_codes"),
    path("desk/you/passkeys/new", sign_in.add_passkey, name="mfa_add_webauthn"),
    path("desk/you/passkeys/<int:pk>/remove", sign_in.remove_passkey, name="mfa_remove_webauthn"),
    path(_AT, home.at, name="desk_at"),
    path(f"{_AT}/queue", queue.queue, name="desk_queue"),
    path(f"{_AT}/petitions/<twelve:petition_id>", queue.petition, name="desk_petition"),
    path(f"{_AT}/petitions/<twelve:petition_id>/remove", queue.remove, name="desk_remove"),
    path(f"{_AT}/answers", answers.answers, name="desk_answers"),
    path(f"{_AT}/answers/new", answers.begin, name="desk_begin"),
    path(_ANSWER, approval.answer, name="desk_answer"),
    path(f"{_ANSWER}/draft", answers.draft, name="desk_draft"),
    path(f"{_ANSWER}/start-from-finding", answers.start_from_finding, name="desk_start_from_finding"),
    path(f"{_ANSWER}/take-over", answers.take_over, name="desk_take_over"),
    path(f"{_ANSWER}/petitions", answers.petitions, name="desk_covered"),
    path(f"{_ANSWER}/exhibits", exhibits.choose, name="desk_exhibits"),
    path(f"{_ANSWER}/exhibits/add", exhibits.add, name="desk_exhibit_add"),
    path(f"{_ANSWER}/exhibits/<int:place>/drop", exhibits.drop, name="desk_exhibit_drop"),
    path(f"{_ANSWER}/languages", languages.choose, name="desk_languages"),
    path(f"{_ANSWER}/languages/<slug:language>", languages.write, name="desk_words"),
    path(f"{_ANSWER}/letter/<slug:language>", letter.shown, name="desk_letter"),
    path(f"{_ANSWER}/letter/<slug:language>/test", letter.send_test, name="desk_test_letter"),
    path(f"{_ANSWER}/discard", answers.discard, name="desk_discard"),
    path(f"{_ANSWER}/submit", answers.submit, name="desk_submit"),
    path(f"{_ANSWER}/take-back", approval.take_back, name="desk_take_back"),
    path(f"{_ANSWER}/publish", approval.sign_off, name="desk_publish"),
    path(f"{_ANSWER}/versions/<int:version>", approval.revision, name="desk_revision"),
    path(f"{_ANSWER}/actions", following.actions, name="desk_actions"),
    path(f"{_ANSWER}/actions/<int:action_id>/withdraw", following.withdraw, name="desk_action_withdraw"),
    path(f"{_AT}/petitions/<twelve:petition_id>/refer", referring.refer, name="desk_refer"),
    path(f"{_AT}/petitions/<twelve:petition_id>/date", due.move, name="desk_move_date"),
    path(f"{_AT}/referrals", referring.referrals, name="desk_referrals"),
    path(f"{_AT}/referrals/<int:referral_id>", referring.referral, name="desk_referral"),
    path(f"{_AT}/referrals/<int:referral_id>/decide", referring.decide, name="desk_referral_decide"),
    path(f"{_AT}/letters", campaigns.letters, name="desk_letters"),
    path(f"{_AT}/letters/<int:campaign_id>", campaigns.campaign, name="desk_campaign"),
    path(f"{_AT}/letters/<int:campaign_id>/change", campaigns.change, name="desk_campaign_change"),
    path(f"{_AT}/people", people.people, name="desk_people"),
    path(f"{_PERSON}/take", people.take, name="desk_take_role"),
    path(f"{_PERSON}/link", people.link, name="desk_link"),
    path(f"{_AT}/decisions", people.decisions, name="desk_decisions"),
]
