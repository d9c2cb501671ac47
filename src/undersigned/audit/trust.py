"""Whose word an audit takes: the site's key, from where it was had, and the witnesses of a policy."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from undersigned.audit.fetch import Absent, Site, Unreachable
from undersigned.audit.report import Report
from undersigned.tlog.checkpoint import Checkpoint, verified_head
from undersigned.tlog.note import BadKey, Note, Verifier
from undersigned.tlog.policy import BadPolicy, Policy

WELL_KNOWN = "/.well-known/tlog-policy"
WELL_KNOWN_KEYS = "/.well-known/undersigned-keys"


class NoTrust(ValueError):
    """There is no key to check with."""


@dataclass(frozen=True, slots=True)
class Trust:
    """The public keys of a site's logs, the host that its origins begin with, and perhaps a policy."""

    keys: tuple[Verifier, ...]
    host: str
    source: str
    policy: Policy | None = None

    @classmethod
    def of(cls, keys: list[Verifier], source: str, policy: Policy | None = None) -> "Trust":
        """Trust these keys; their names may be the origin of any log of the site. Raises NoTrust."""
        hosts = {key.name.split("/")[0] for key in keys}
        if len(hosts) != 1:
            raise NoTrust(f"the keys in {source} are of {len(hosts)} sites; one is needed")
        return cls(tuple(keys), hosts.pop(), source, policy)

    def for_log(self, path: str) -> list[Verifier]:
        """The keys under the origin of the log at this path, such as `petitions/abc` or `register`."""
        return [key.renamed(f"{self.host}/{path}") for key in self.keys]

    def open(self, raw: bytes, path: str) -> Checkpoint:
        """The head in the checkpoint of the log at this path; raises BadNote."""
        return verified_head(Note.parse(raw), *self.for_log(path))


def from_key(vkey: str) -> Trust:
    """Trust in a key given on the command line; raises BadKey, NoTrust."""
    return Trust.of([Verifier.parse(vkey)], "--key")


def from_policy(raw: bytes, source: str) -> Trust:
    """Trust in the logs and witnesses of a policy; raises BadPolicy, NoTrust."""
    policy = Policy.parse(raw)
    if not policy.logs:
        raise NoTrust(f"{source} names no log")
    return Trust.of([member.key for member in policy.logs], source, policy)


def from_site(site: Site) -> Trust:
    """Trust in what the site itself says, for want of better; raises fetch.Unreachable, NoTrust."""
    try:
        told = from_policy(site.get(WELL_KNOWN), "the site itself")
    except (BadPolicy, BadKey) as error:
        raise NoTrust(f"the policy that the site publishes cannot be used: {error}") from error
    return Trust(told.keys, told.host, told.source)


def hold_published_keys(site: Site, trust: Trust, report: Report) -> None:
    """The keys that a site gives to those who come without one must be those that its logs are checked with."""
    ours = {key.public for key in trust.keys}
    for path, read in ((WELL_KNOWN, _policy_keys), (WELL_KNOWN_KEYS, _listed_keys)):
        try:
            published = {key.public for key in read(site.get(path)) if key.name == f"{trust.host}/register"}
        except Absent:
            report.note("keys", f"the site publishes none at {path}")
        except Unreachable as error:
            report.unknown("keys", str(error))
        except (BadPolicy, BadKey) as error:
            report.failed("keys", f"what the site publishes at {path} cannot be used: {error}")
        else:
            if ours.isdisjoint(published):
                report.failed("keys", f"the site publishes another key at {path} than the one from {trust.source}")


def _policy_keys(raw: bytes) -> list[Verifier]:
    return [member.key for member in Policy.parse(raw).logs]


def _listed_keys(raw: bytes) -> list[Verifier]:
    *lines, last = raw.decode("utf-8", "replace").split("\n")
    if last:
        raise BadKey("the last line has no end")
    return [Verifier.parse(line) for line in lines]


def promise_key(vkey: str | None, site: Site, trust: Trust) -> Verifier:
    """The key that signs a site's promises: the one given, or what the site says; raises NoTrust, BadKey."""
    if vkey:
        return Verifier.parse(vkey)
    name = f"{trust.host}/promise"
    for line in site.get(WELL_KNOWN_KEYS).decode("utf-8", "replace").splitlines():
        if line.startswith(f"{name}+"):
            return Verifier.parse(line)
    raise NoTrust("the site does not say with which key it signs promises")


def split_address(url: str) -> tuple[str, str | None]:
    """(base of the site, petition's id or None for the whole site) from an address; raises ValueError.

    The address of the page "Check this count" will do too.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"not the address of a petition or a site: {url}")
    before, found, petition = parts.path.rstrip("/").removesuffix("/check").rpartition("/petitions/")
    if not found:
        return f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}", None
    if not (petition.isascii() and petition.isalnum() and petition == petition.lower()):
        raise ValueError(f"no petition has an address like {url}")
    return f"{parts.scheme}://{parts.netloc}{before}", petition
