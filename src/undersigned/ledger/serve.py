"""What the public logs serve, from the rows that are the logs: checkpoints, tiles, bundles, heads and anchors."""

from dataclasses import dataclass
from enum import Enum

from django.conf import settings

from undersigned.ledger.append import origin_of
from undersigned.ledger.keys import log_verifiers, promise_signer, register_origin
from undersigned.ledger.models import Cosigned, Epoch, Head, Log, Tile
from undersigned.ledger.publish import rows
from undersigned.ledger.register import NoSuchEpoch, heads_at
from undersigned.tlog import bundle, proof, tile
from undersigned.tlog import register as form
from undersigned.tlog.receipt import TlogProof
from undersigned.tlog.tree import HASH_SIZE


class Missing(LookupError):
    """Nothing is published there now; it may be later, so nobody may remember its absence."""


class Keep(Enum):
    """How long caches may keep an answer, as a Cache-Control value."""

    FRESH = "public, max-age=2"
    FOREVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class Served:
    """An answer: bytes, media type, how long to keep it, and whether compressing it pays."""

    body: bytes
    media_type: str
    keep: Keep
    compress: bool = False


TEXT = "text/plain; charset=utf-8"
BYTES = "application/octet-stream"


def log_of(petition_id: str | None) -> Log:
    """The published log of a petition, or (None) the register; raises Missing."""
    log = Log.objects.filter(petition_id=petition_id, size__gt=0).first()
    if log is None:
        raise Missing("nothing is published in this log yet")
    return log


def checkpoint(petition_id: str | None) -> Served:
    """The newest signed checkpoint; of the register, the newest one that witnesses cosigned, for up to an hour
    after which the newest is served as it is. Raises Missing."""
    log = log_of(petition_id)
    text = log.checkpoint
    if petition_id is None:
        text = _cosigned(log) or text
    return Served(text.encode(), TEXT, Keep.FRESH)


def resource(petition_id: str | None, path: str) -> Served:
    """The tile or bundle at a path of tlog-tiles; raises tile.BadPath, and Missing beyond the log's edge."""
    name = tile.Name.parse(path)
    origin = register_origin() if petition_id is None else origin_of(petition_id)
    query = "served_bundle" if name.level == tile.ENTRIES else "served_tile"
    if name.number >> 55:
        raise Missing("no log grows to there")
    found = rows(query, origin=origin, level=name.level, number=name.number, bytes=name.width * HASH_SIZE)
    if not found or name.width > tile.width_at(found[0][0], name.level, name.number):
        raise Missing("the log has not grown to there")
    body = bytes(found[0][1])
    if name.level == tile.ENTRIES:
        whole = name.width == tile.WIDTH
        return Served(body if whole else bundle.prefix(body, name.width), BYTES, Keep.FOREVER, compress=True)
    return Served(body, BYTES, Keep.FOREVER)


def hashes(log: Log, name: tile.Name) -> bytes:
    """A tile's hashes at the width asked for; raises Missing when there are fewer."""
    row = Tile.objects.row_of(log, name.level, name.number)[: name.width * HASH_SIZE]
    if len(row) != name.width * HASH_SIZE:
        raise Missing("the log has not grown to there")
    return row


def tree_of(log: Log) -> tile.Checked:
    """The log's tree at the size that was read, every tile checked against the root; raises tile.BadTile."""
    return tile.Checked(
        log.size, bytes(log.root), lambda level, number, width: hashes(log, tile.Name(level, number, width))
    )


def heads(index: int | None = None) -> Served:
    """The heads file of an epoch, or of the newest one; raises Missing."""
    wanted = newest_epoch() if index is None else index
    try:
        if wanted is None:
            raise NoSuchEpoch("there is no epoch yet")
        return Served(heads_at(wanted), TEXT, Keep.FRESH if index is None else Keep.FOREVER, compress=True)
    except NoSuchEpoch as error:
        raise Missing(str(error)) from error


def newest_epoch() -> int | None:
    """The index of the register's newest epoch whose heads are kept, if there is one."""
    return Epoch.objects.filter(has_heads=True).order_by("-index").values_list("index", flat=True).first()


def public_keys() -> str:
    """The keys outsiders need, one a line: of the logs under the register's name, and of promises."""
    lines = [str(key) for key in log_verifiers(register_origin())]
    if settings.UNDERSIGNED_PROMISE_KEY:
        lines.append(str(promise_signer().verifier()))
    return "".join(f"{line}\n" for line in lines)


def anchor(petition_id: str) -> Served:
    """The petition's anchor in the newest epoch that the register's served checkpoint holds; raises Missing."""
    number = Log.objects.filter(petition_id=petition_id).values_list("opened_as", flat=True).first()
    register = log_of(None)
    signed = checkpoint(None).body.decode()
    size = int(signed.split("\n")[1])
    epoch = Epoch.objects.filter(index__lt=size, has_heads=True).order_by("-index").first()
    if epoch is None or number is None or number >= epoch.petitions:
        raise Missing("no epoch of the register holds this petition yet")
    path = proof.inclusion(epoch.index, size, tree_of(register).node)
    entry = form.Epoch(int(epoch.at.timestamp()), epoch.petitions, bytes(epoch.heads_root), epoch.total)
    found = TlogProof(epoch.index, tuple(path), signed)
    return Served(str(form.Anchor.make(heads_at(epoch.index), number, entry, found)).encode(), TEXT, Keep.FRESH)


def is_anchored(petition_id: str) -> bool:
    """Whether an epoch of the register holds this petition's log."""
    return Head.objects.filter(number__in=Log.objects.filter(petition_id=petition_id).values("opened_as")).exists()


def _cosigned(register: Log) -> str | None:
    """The checkpoint with a quorum, while it is not more than an hour behind."""
    found = Cosigned.objects.filter(has_quorum=True, size__lte=register.size).order_by("-size").first()
    if found is None or register.published_at is None:
        return None
    behind = (register.published_at - found.at).total_seconds()
    return found.checkpoint if behind <= 3600 or found.size == register.size else None
