"""Whatever happens in whatever order: nobody twice, nobody who declined, and every count is right."""

from collections import Counter
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from postoffice import FAST, campaign, check_mail, post
from undersigned.kit.crypto import person_of
from undersigned.mail import campaigns, letters, unsubscribe
from undersigned.mail.claim import claim
from undersigned.mail.models import Bounce, Budget, Campaign, Hold, Letter, State, Suppression

PEOPLE = [f"{name}@{host}.example" for name in ("ana", "ben", "cleo") for host in ("one", "two")]
WHO = st.sampled_from(PEOPLE)
STEPS = st.one_of(
    st.tuples(st.just("post"), WHO),
    st.tuples(st.just("answer"), st.lists(WHO, unique=True, max_size=6)),
    st.tuples(st.just("send"), st.sampled_from(["", "450 4.2.0 x", "421 4.3.2 x", "550 5.1.1 x", "drop"])),
    st.tuples(st.just("die"), st.integers(1, 5)),
    st.tuples(st.just("decline"), WHO),
    st.tuples(st.just("resume"), WHO),
    st.tuples(st.just("withdraw"), WHO),
    st.tuples(st.just("hold"), st.booleans()),
    st.tuples(st.just("wait"), st.integers(1, 600)),
)


class Story:
    """What happens to a post office, and what must hold after every step."""

    def __init__(self, pool, send, server, now):
        self.pool, self.deliver, self.server, self.now = pool, send, server, now
        self.answers = 0
        for model in (Letter, Campaign, Suppression, Budget, Hold, Bounce):
            model.objects.all().delete()
        server.received.clear()

    def post(self, who):
        post(self.now, who)

    def answer(self, signers):
        self.answers += 1
        campaign(self.now, *signers, subject=f"answer{self.answers}")

    def send(self, refusal):
        before = len(self.server.received)
        declined = {bytes(person) for person in Suppression.objects.values_list("person", flat=True)}
        self.server.to_recipient = lambda address: refusal if refusal != "drop" and "ben" in address else None
        self.server.to_letter = lambda address: "drop" if refusal == "drop" and "ben" in address else None
        self.deliver(self.now)
        assert not declined & {person_of(to) for _, to, _ in self.server.received[before:]}

    def die(self, count):
        with self.pool.connection() as connection:
            claim(connection, self.now, count, FAST.lease)

    def decline(self, who):
        Suppression.objects.get_or_create(person=person_of(who), defaults={"scope": "all", "at": self.now})

    def resume(self, who):
        Suppression.objects.filter(person=person_of(who)).delete()
        assert unsubscribe.declined(person_of(who)) is None

    def withdraw(self, who):
        letters.drop(person_of(who), Campaign.objects.unfinished(), "withdrawn", self.now)

    def hold(self, held):
        for found in Campaign.objects.filter(stage="sending" if held else "paused"):
            (campaigns.pause if held else campaigns.resume)(found)

    def wait(self, minutes):
        self.now += timedelta(minutes=minutes)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(STEPS, max_size=25))
def test_after_every_step_all_is_in_order_and_in_the_end_all_is_said(pool, send, server, now, steps):
    story = Story(pool, send, server, now)
    for step, detail in steps:
        getattr(story, step)(detail)
        check_mail()
    story.hold(False)
    story.wait(7 * 24 * 60)
    story.send("")
    assert not Letter.objects.filter(state=State.WAITING).exists()
    check_mail()
    ids = Counter(server.letter(number)["Message-ID"] for number in range(len(server.received)))
    assert Letter.objects.filter(state=State.SENT).count() == len(ids)
    assert max(ids.values(), default=1) == 1
