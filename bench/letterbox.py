"""A letterbox that takes every letter and presses the button behind its link at once, until it is told to end.

`python letterbox.py SMTP_PORT WEB_URL` speaks SMTP on one side and HTTP on the other, in one thread, as little as
it must. When it is told to end it prints one line of JSON: letters, links that differ, answers by status, and its
own processor time. TCP_QUICKACK is set after every read: a mail sink that delays its acknowledgements makes any
sender look three times slower.
"""

from __future__ import annotations

import json
import re
import resource
import selectors
import signal
import socket
import sys
import time
from collections import Counter, deque
from collections.abc import Callable
from urllib.parse import urlsplit

BUTTONS_AT_ONCE = 32
TRY_AGAIN_AFTER = 1.0
QUICKACK = getattr(socket, "TCP_QUICKACK", None)
_LINK = re.compile(rb"/confirm/([A-Za-z0-9_-]{1,100})")
_STATUS = re.compile(rb"HTTP/1\.1 ([0-9]{3})")
_LENGTH = re.compile(rb"\r\ncontent-length: *([0-9]+)\r\n", re.IGNORECASE)
Reader = Callable[[socket.socket], None]


class Letterbox:
    """Letters come in, buttons are pressed."""

    def __init__(self, port: int, url: str) -> None:
        """Listens on the port; `url` is the site's."""
        self._selector = selectors.DefaultSelector()
        self._web = urlsplit(url)
        self._letters: dict[int, tuple[bytearray, bool]] = {}
        self._to_press: deque[bytes] = deque()
        self._idle: list[socket.socket] = []
        self._pressing: dict[int, tuple[bytes, bytearray]] = {}
        self._later: deque[tuple[float, bytes]] = deque()
        self._seen: set[bytes] = set()
        self._open = True
        self.letters = 0
        self.without_link = 0
        self.answers: Counter[str] = Counter()
        listening = socket.create_server(("127.0.0.1", port), backlog=256)
        self._selector.register(listening, selectors.EVENT_READ, self._welcome)
        for _ in range(BUTTONS_AT_ONCE):
            self._dial()

    def run(self) -> None:
        """Work until told to end, and until the buttons pressed by then are answered."""
        while self._open or self._pressing:
            for key, _events in self._selector.select(0.05):
                read: Reader = key.data
                read(key.fileobj)  # type: ignore[arg-type]  # only sockets are registered
            while self._later and self._later[0][0] <= time.monotonic():
                self._to_press.append(self._later.popleft()[1])
            while self._to_press and self._idle:
                self._press(self._idle.pop(), self._to_press.popleft())
        for key in list(self._selector.get_map().values()):
            key.fileobj.close()  # type: ignore[union-attr]  # only sockets are registered
        self._selector.close()

    def end(self, *_signal: object) -> None:
        """Press no more buttons."""
        self._open = False
        self._to_press.clear()
        self._later.clear()

    def told(self) -> dict[str, object]:
        """What was taken and pressed."""
        used = resource.getrusage(resource.RUSAGE_SELF)
        return {
            "letters": self.letters,
            "without_link": self.without_link,
            "links": len(self._seen),
            "answers": dict(self.answers),
            "cpu": used.ru_utime + used.ru_stime,
        }

    # Letters.

    def _welcome(self, listening: socket.socket) -> None:
        line, _address = listening.accept()
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        line.sendall(b"220 localhost ESMTP\r\n")
        self._letters[line.fileno()] = (bytearray(), False)
        self._selector.register(line, selectors.EVENT_READ, self._hear)

    def _hear(self, line: socket.socket) -> None:
        heard = _read(line)
        if not heard:
            del self._letters[line.fileno()]
            self._selector.unregister(line)
            line.close()
            return
        buffer, in_letter = self._letters[line.fileno()]
        buffer += heard
        replies = bytearray()
        while True:
            end = buffer.find(b"\r\n.\r\n" if in_letter else b"\r\n")
            if end < 0:
                break
            said = bytes(buffer[:end])
            del buffer[: end + (5 if in_letter else 2)]
            if in_letter:
                self._take(said)
                in_letter = False
                replies += b"250 taken\r\n"
            else:
                reply, in_letter = _reply(said)
                replies += reply
        self._letters[line.fileno()] = (buffer, in_letter)
        if replies:
            line.sendall(replies)

    def _take(self, letter: bytes) -> None:
        self.letters += 1
        found = _LINK.search(letter.replace(b"=\r\n", b""))
        if found is None:
            self.without_link += 1
        elif found[1] not in self._seen:
            self._seen.add(found[1])
            self._to_press.append(found[1])

    # Buttons.

    def _dial(self) -> None:
        line = socket.create_connection((self._web.hostname or "", self._web.port or 80))
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._selector.register(line, selectors.EVENT_READ, self._answered)
        self._idle.append(line)

    def _press(self, line: socket.socket, token: bytes) -> None:
        host = self._web.netloc.encode()
        client = b"100.%d.%d.%d" % (64 + token[0] % 64, token[1], token[2])
        line.sendall(
            b"POST /confirm/" + token + b" HTTP/1.1\r\nHost: " + host + b"\r\nOrigin: http://" + host + b"\r\n"
            b"Sec-Fetch-Site: same-origin\r\nContent-Type: application/x-www-form-urlencoded\r\n"
            b"User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0\r\n"
            b"X-Forwarded-For: " + client + b"\r\nContent-Length: 0\r\n\r\n"
        )
        self._pressing[line.fileno()] = (token, bytearray())

    def _answered(self, line: socket.socket) -> None:
        heard = _read(line)
        token, answer = self._pressing.get(line.fileno(), (b"", bytearray()))
        answer += heard
        if not heard:
            self._hung_up(line, token)
            return
        head = answer.find(b"\r\n\r\n")
        length = _LENGTH.search(answer[: head + 2]) if head >= 0 else None
        if head < 0 or len(answer) < head + 4 + (int(length[1]) if length else 0):
            return
        del self._pressing[line.fileno()]
        self._idle.append(line)
        status = _STATUS.match(answer)
        said = status[1].decode() if status else "none"
        self.answers[said] += 1
        if said == "503":
            self._later.append((time.monotonic() + TRY_AGAIN_AFTER, token))

    def _hung_up(self, line: socket.socket, token: bytes) -> None:
        self._selector.unregister(line)
        if self._pressing.pop(line.fileno(), None):
            self.answers["none"] += 1
            self._later.append((time.monotonic() + TRY_AGAIN_AFTER, token))
        elif line in self._idle:
            self._idle.remove(line)
        line.close()
        if self._open:
            self._dial()


def _read(line: socket.socket) -> bytes:
    try:
        heard = line.recv(1 << 16)
        if QUICKACK is not None:
            line.setsockopt(socket.IPPROTO_TCP, QUICKACK, 1)
    except ConnectionError:
        return b""
    return heard


def _reply(said: bytes) -> tuple[bytes, bool]:
    """What SMTP answers to a command, and whether a letter follows."""
    match said[:4].upper():
        case b"EHLO":
            return b"250-localhost\r\n250-PIPELINING\r\n250 8BITMIME\r\n", False
        case b"DATA":
            return b"354 go on\r\n", True
        case b"QUIT":
            return b"221 goodbye\r\n", False
    return b"250 ok\r\n", False


def main() -> None:
    """Work until SIGTERM, then tell."""
    letterbox = Letterbox(int(sys.argv[1]), sys.argv[2])
    signal.signal(signal.SIGTERM, letterbox.end)
    letterbox.run()
    print(json.dumps(letterbox.told()), flush=True)


if __name__ == "__main__":
    main()
