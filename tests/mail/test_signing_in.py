"""Letters and passwords travel only over a connection whose certificate is right."""

import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

import pytest
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from postoffice import FAST, post
from undersigned.mail import deliver, smtp
from undersigned.mail.models import Letter, State
from undersigned.mail.receiver import QuickSMTP, Receiver


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate for 127.0.0.1 that signs itself, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "mail.example")])
    today = datetime.now(UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    made = made.not_valid_before(today - timedelta(days=1)).not_valid_after(today + timedelta(days=1))
    made = made.add_extension(
        x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
    )
    made = made.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    file = tmp_path_factory.mktemp("certificate") / "both.pem"
    plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, *plain)
        + made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    )
    return file


class Guarded(Receiver):
    """Takes letters after STARTTLS and a password."""

    def guard(self, certificate):
        self.context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self.context.load_cert_chain(certificate)
        return self

    def _protocol(self):
        def knows(server, session, envelope, mechanism, data):
            is_right = (data.login, data.password) == (b"petitions", b"right")
            return AuthResult(success=is_right, handled=False)  # so that the server says 535

        options = {"require_starttls": True, "tls_context": self.context, "auth_required": True}
        return QuickSMTP(self._handler, loop=self._loop, authenticator=knows, hostname="localhost", **options)


@pytest.fixture
def guarded(server, certificate):
    with Guarded(server).guard(certificate) as running:
        yield running


def sent(pool, now, running, password="right", starttls=True):
    post(now)
    there = smtp.Server(running.host, running.port, "petitions", password, starttls=starttls)
    return deliver.deliver_batch(pool, now, there, FAST)


def test_letters_go_over_tls_with_a_password(pool, now, guarded, server, certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    assert sent(pool, now, guarded).sent == 1
    assert server.recipients == ["ana@example.org"]


@pytest.mark.parametrize(("password", "trusted", "starttls"), [("wrong", 1, 1), ("right", 0, 1), ("right", 1, 0)])
def test_with_a_wrong_password_or_certificate_or_none_nothing_goes(
    pool, now, guarded, server, certificate, monkeypatch, password, trusted, starttls
):
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    assert sent(pool, now, guarded, password, starttls).unreachable
    assert server.received == []
    assert Letter.objects.filter(state=State.WAITING, attempts=0).exists()
