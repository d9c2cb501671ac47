"""One lasting conversation with the mail server, in as few round trips as the server allows."""

from __future__ import annotations

import smtplib
import socket
import ssl
from contextlib import AbstractContextManager
from dataclasses import dataclass

from django.conf import settings

#: How long the server may take for a greeting or a reply, and for its last word on a letter.
REPLY_SECONDS = 30.0
VERDICT_SECONDS = 60.0
OWN_NAME_LENGTH = 255


@dataclass(frozen=True)
class Server:
    """The mail server that takes our letters."""

    host: str
    port: int
    user: str = ""
    password: str = ""
    tls: bool = False
    starttls: bool = False
    own_name: str = "localhost"


class Unreachable(Exception):
    """The server cannot be talked to at the moment: nothing is said about any letter."""


class Refused(Exception):
    """The server refused this letter; `code` below 500 means for the moment.

    `said` names the step and the codes, never the server's words. `about_address`: this address takes no letters,
    whoever writes them (not a matter of policy, RFC 3463 5.7.x).
    """

    def __init__(self, step: str, code: int, words: bytes = b"") -> None:
        status = _enhanced(words)
        self.code = code
        self.step = step
        self.about_address = step == "address" and code >= 500 and not status.startswith("5.7.")
        self.said = f"{step}: {code} {status}".rstrip()
        super().__init__(self.said)


class Lost(Exception):
    """The conversation broke off; `handed_over`: the whole letter was on its way, so it may have arrived."""

    def __init__(self, step: str, *, handed_over: bool = False) -> None:
        self.handed_over = handed_over
        self.said = f"{step}: connection lost"
        super().__init__(self.said)


def _enhanced(words: bytes) -> str:
    """The status code of RFC 3463 at the start of a reply, or nothing."""
    first = words.split(None, 1)[0] if words.strip() else b""
    digits = first.split(b".")
    if len(digits) == 3 and all(part.isdigit() and len(part) <= 3 for part in digits):
        return first.decode("ascii")
    return ""


def _socket(smtp: smtplib.SMTP) -> socket.socket:
    if smtp.sock is None:
        raise smtplib.SMTPServerDisconnected("hung up")
    return smtp.sock


def configured() -> Server:
    """The server that the settings name."""
    host = settings.UNDERSIGNED_BOUNCE_ADDRESS.rpartition("@")[2]
    return Server(
        host=settings.EMAIL_HOST,
        port=settings.EMAIL_PORT,
        user=settings.EMAIL_HOST_USER,
        password=settings.EMAIL_HOST_PASSWORD,
        tls=settings.EMAIL_USE_SSL,
        starttls=settings.EMAIL_USE_TLS,
        own_name=host,
    )


class Line:
    """A connection to the mail server that is opened when needed and kept. Not for several threads."""

    def __init__(self, server: Server, reply_seconds: float, verdict_seconds: float) -> None:
        self._server = server
        self._reply_seconds = reply_seconds
        self._verdict_seconds = verdict_seconds
        self._smtp: smtplib.SMTP | None = None
        self._used = False

    def open(self) -> None:
        """Connect, greet, switch to TLS and sign in, unless that is done already; raises Unreachable."""
        if self._smtp is not None:
            return
        server, smtp = self._server, None
        kind = smtplib.SMTP_SSL if server.tls else smtplib.SMTP
        try:
            smtp = kind(server.host, server.port, local_hostname=server.own_name, timeout=self._reply_seconds)
            _socket(smtp).setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            smtp.ehlo_or_helo_if_needed()
            if server.starttls:
                smtp.starttls(context=ssl.create_default_context())
                smtp.ehlo()
            if server.user:
                smtp.login(server.user, server.password)
        except (OSError, smtplib.SMTPException) as error:
            if smtp is not None:
                smtp.close()
            raise Unreachable(f"{server.host}:{server.port}: {error or type(error).__name__}") from error
        self._smtp, self._used = smtp, False

    def close(self) -> None:
        """Say goodbye and hang up; does nothing on a closed line."""
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            try:
                _socket(smtp).settimeout(1.0)
                smtp.quit()
            except (OSError, smtplib.SMTPException):
                smtp.close()

    def send(
        self, sender: str, recipient: str, content: bytes, handing_over: AbstractContextManager[object]
    ) -> None:
        """Send one letter; returns once the server took it.

        `content` ends in CRLF and is dot-stuffed. `handing_over` is entered when all that is left to do is to hand
        the letter over, and left when the server has answered; entering may wait, or raise, and then nothing was
        sent. Raises Unreachable, Refused, Lost. A server that ended a used connection before the letter is not held
        against the letter: it is tried on a new one.
        """
        self.open()
        fresh = not self._used
        try:
            self._envelope(sender, recipient)
        except (Lost, Refused) as error:
            if fresh or (isinstance(error, Refused) and error.code != 421):
                raise
            self.open()
            self._envelope(sender, recipient)
        self._used, entered = True, False
        try:
            with handing_over:
                entered = True
                self._hand_over(content)
        finally:
            if not entered:
                self._drop()

    def _drop(self) -> None:
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            smtp.close()

    def _talk(self) -> smtplib.SMTP:
        if self._smtp is None:
            raise Lost("before the letter")
        return self._smtp

    def _envelope(self, sender: str, recipient: str) -> None:
        smtp = self._talk()
        pipelining, dsn = smtp.has_extn("pipelining"), smtp.has_extn("dsn")
        commands = {
            "sender": f"MAIL FROM:<{sender}>{' RET=HDRS' if dsn else ''}",
            "address": f"RCPT TO:<{recipient}>{' NOTIFY=FAILURE' if dsn else ''}",
            "letter": "DATA",
        }
        refusal: Refused | None = None
        code = 0
        try:
            if pipelining:
                smtp.send("\r\n".join(commands.values()) + "\r\n")
            for step, command in commands.items():
                if not pipelining:
                    if refusal:
                        break
                    smtp.putcmd(command)
                code, words = smtp.getreply()
                taken = code == 354 if step == "letter" else 200 <= code < 300
                if refusal is None and not taken:
                    refusal = Refused(step, code, words)
            if refusal is not None and code == 354:
                # The server waits for a letter without a recipient: an empty one ends that, and goes nowhere.
                smtp.send(b".\r\n")
                smtp.getreply()
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            raise refusal or Lost("envelope") from error
        if refusal is not None and refusal.step == "sender" and refusal.code >= 500:
            # Our own address is refused, so every letter would be: a matter of settings, not of this letter.
            self._drop()
            raise Unreachable(refusal.said)
        if refusal is not None:
            self._after(refusal)

    def _hand_over(self, content: bytes) -> None:
        smtp = self._talk()
        handed_over = False
        try:
            _socket(smtp).settimeout(self._verdict_seconds)
            _socket(smtp).sendall(content + b".\r\n")
            handed_over = True
            code, words = smtp.getreply()
            _socket(smtp).settimeout(self._reply_seconds)
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            raise Lost("letter", handed_over=handed_over) from error
        if not 200 <= code < 300:
            self._after(Refused("letter", code, words))

    def _after(self, refusal: Refused) -> None:
        """Leave the line ready for the next letter, or hang up, and raise the refusal."""
        if refusal.code == 421 or refusal.code < 400:
            self._drop()
        else:
            try:
                self._talk().rset()
            except (OSError, smtplib.SMTPException):
                self._drop()
        raise refusal
