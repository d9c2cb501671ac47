"""A database is begun with one person key and one origin, and nothing starts with others."""

from datetime import timedelta

import pytest

from undersigned.kit import crypto
from undersigned.ops import identity
from undersigned.ops.identity import WrongIdentity
from undersigned.ops.models import Identity

pytestmark = pytest.mark.django_db


@pytest.fixture
def another_person_key(settings):
    def change():
        crypto._person_key.cache_clear()
        settings.UNDERSIGNED_PERSON_KEY = settings.UNDERSIGNED_LOG_KEY

    yield change
    crypto._person_key.cache_clear()


def test_what_was_begun_may_go_on(now):
    identity.fix(now)
    identity.verify()
    identity.fix(now + timedelta(days=1))
    assert Identity.objects.get().fixed_at == now


def test_a_database_that_was_never_begun_does_not_start():
    with pytest.raises(WrongIdentity, match="undersigned migrate"):
        identity.verify()


def test_another_person_key_stops_the_start(now, another_person_key):
    identity.fix(now)
    another_person_key()
    with pytest.raises(WrongIdentity, match=r"people could sign twice\. Set the old key again"):
        identity.verify()


def test_another_person_key_stops_the_migration_too_and_is_not_written_down(now, another_person_key):
    identity.fix(now)
    begun_with = bytes(Identity.objects.get().person_key_check)
    another_person_key()
    with pytest.raises(WrongIdentity):
        identity.fix(now)
    assert bytes(Identity.objects.get().person_key_check) == begun_with


def test_another_origin_stops_the_start(now, settings):
    identity.fix(now)
    begun_as, settings.UNDERSIGNED_ORIGIN = settings.UNDERSIGNED_ORIGIN, "elsewhere.example"
    with pytest.raises(WrongIdentity, match=f"UNDERSIGNED_ORIGIN={begun_as}"):
        identity.verify()


def test_the_mark_of_the_key_is_not_the_key(now, settings):
    identity.fix(now)
    mark = bytes(Identity.objects.get().person_key_check)
    assert len(mark) == 16
    assert mark not in crypto.key_from(settings.UNDERSIGNED_PERSON_KEY, "KEY")
