"""What the public logs are made of: logs, intents that wait or were placed, tiles, and bundles of entries."""

from collections.abc import Iterable

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length, Mod
from django.db.models.lookups import Exact, LessThan

from undersigned.tlog.entry import REASONS
from undersigned.tlog.tree import EMPTY_ROOT, HASH_SIZE

FIRST_PART = 249 * HASH_SIZE
"""Bytes of a tile that lie in its first column: the most that fit into four pieces of 1,996 bytes."""


def _is_a_hash(column: str) -> Q:
    return Q(**{f"{column}__isnull": False}) & Q(Exact(Length(column), HASH_SIZE))


class LogQuerySet(models.QuerySet["Log"]):
    """Questions about logs; a count is always the published one, which the signed checkpoint stands behind."""

    def of_petitions(self) -> "LogQuerySet":
        """The logs of petitions, without the register."""
        return self.filter(petition_id__isnull=False)

    def register(self) -> "LogQuerySet":
        """The log over all petitions' logs."""
        return self.filter(petition_id__isnull=True)

    def count_of(self, petition_id: str) -> int:
        """The published count of one petition; 0 when nothing of it was published."""
        return self.filter(petition_id=petition_id).values_list("count", flat=True).first() or 0

    def counts_of(self, petition_ids: Iterable[str]) -> dict[str, int]:
        """The published counts of many petitions; those without a log are left out."""
        found = self.filter(petition_id__in=list(petition_ids)).values_list("petition_id", "count")
        return {str(petition_id): count for petition_id, count in found}


class Log(models.Model):
    """One public log: of a petition, or (petition_id null) the register over all of them.

    `petition_id` is text, as this room lies below petitions and does not know them. size, root, count and
    checkpoint change only together, with the tiles, in the sequencer's transaction. `opened_as` is its line in
    the register's heads; `registered_size` the size that the register's newest epoch holds.
    """

    petition_id = models.CharField(max_length=64, unique=True, null=True)
    origin = models.CharField(max_length=255, unique=True)
    size = models.BigIntegerField(default=0)
    root = models.BinaryField(default=EMPTY_ROOT)
    count = models.BigIntegerField(default=0)
    checkpoint = models.TextField(blank=True, default="")
    accepting = models.BooleanField(default=True)
    ready = models.BooleanField(default=False)
    closed = models.BooleanField(default=False)
    opened_as = models.IntegerField(null=True, unique=True)
    published_at = models.DateTimeField(null=True)
    registered_size = models.BigIntegerField(default=0, db_default=0)
    halted = models.TextField(blank=True, default="")

    objects = LogQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="ledger_log_count_within_size", condition=Q(count__gte=0) & Q(count__lte=F("size"))
            ),
            models.CheckConstraint(name="ledger_log_root_is_a_hash", condition=_is_a_hash("root")),
            models.CheckConstraint(
                name="ledger_log_closed_accepts_nothing", condition=Q(closed=False) | Q(accepting=False)
            ),
            models.CheckConstraint(
                name="ledger_log_numbered_once_published",
                condition=Q(petition_id__isnull=True)
                | Q(size=0, opened_as__isnull=True)
                | Q(size__gt=0, opened_as__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                name="ledger_log_running",
                fields=["id"],
                condition=Q(ready=True, closed=False, halted=""),
            ),
            models.Index(name="ledger_log_published", fields=["published_at"]),
        ]

    def __str__(self) -> str:
        return self.origin


class Kind(models.TextChoices):
    """What an intent wants written."""

    OPEN = "open"
    ADD = "add"
    REMOVE = "remove"
    RESTORE = "restore"
    CLOSE = "close"


class IntentQuerySet(models.QuerySet["Intent"]):
    """Questions about intents."""

    def waiting(self) -> "IntentQuerySet":
        """Those that are not in a log yet."""
        return self.filter(placed_at__isnull=True)

    def add_of(self, signature_id: int) -> "Intent | None":
        """The add of a signature: `placed_at` is its index in the log, None while it waits."""
        return self.filter(kind=Kind.ADD, signature=signature_id).first()


class Intent(models.Model):
    """Something an upper room wants in a log, written in that room's own transaction.

    It names the signature (the signatures room's row id), never an index: the sequencer sets `placed_at`, the
    entry's index, once. A remove or restore points at the add it is `about`, so that the signature can be
    forgotten without losing what is still to be written; `turn` counts them from 1, removes being odd.
    """

    log = models.ForeignKey(Log, on_delete=models.PROTECT, db_index=False)
    kind = models.CharField(max_length=7, choices=Kind.choices)
    signature = models.BigIntegerField(null=True)
    about = models.ForeignKey("self", on_delete=models.PROTECT, null=True, db_index=False)
    turn = models.IntegerField(null=True)
    commitment = models.BinaryField(null=True)
    reason = models.CharField(max_length=10, blank=True, default="")
    text_sha256 = models.BinaryField(null=True)
    created_at = models.DateTimeField()
    placed_at = models.BigIntegerField(null=True)

    objects = IntentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="ledger_intent_holds_what_its_kind_needs",
                condition=(
                    (Q(kind=Kind.ADD, about=None, text_sha256=None, reason="") & _is_a_hash("commitment"))
                    | (Q(kind=Kind.OPEN, commitment=None, about=None, signature=None) & _is_a_hash("text_sha256"))
                    | Q(kind=Kind.CLOSE, text_sha256=None, commitment=None, about=None, signature=None)
                    | Q(kind=Kind.REMOVE, about__isnull=False, reason__in=REASONS, signature=None, commitment=None)
                    | Q(kind=Kind.RESTORE, about__isnull=False, reason="", signature=None, commitment=None)
                ),
            ),
            models.CheckConstraint(
                name="ledger_intent_removes_and_restores_alternate",
                condition=(
                    Q(about=None, turn=None)
                    | (Q(kind=Kind.REMOVE, turn__gt=0) & Q(Exact(Mod("turn", 2), 1)))
                    | (Q(kind=Kind.RESTORE, turn__gt=0) & Q(Exact(Mod("turn", 2), 0)))
                ),
            ),
            models.CheckConstraint(
                name="ledger_intent_place_not_negative", condition=Q(placed_at=None) | Q(placed_at__gte=0)
            ),
            models.UniqueConstraint(
                name="ledger_intent_one_add_per_signature", fields=["signature"], condition=Q(kind=Kind.ADD)
            ),
            models.UniqueConstraint(
                name="ledger_intent_one_per_turn", fields=["about", "turn"], condition=Q(about__isnull=False)
            ),
            models.UniqueConstraint(
                name="ledger_intent_one_open_and_one_close",
                fields=["log", "kind"],
                condition=Q(kind__in=[Kind.OPEN, Kind.CLOSE]),
            ),
            models.UniqueConstraint(
                name="ledger_intent_one_per_place",
                fields=["log", "placed_at"],
                condition=Q(placed_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                name="ledger_intent_waiting", fields=["log", "created_at"], condition=Q(placed_at__isnull=True)
            )
        ]


class TileQuerySet(models.QuerySet["Tile"]):
    """Questions about tiles."""

    def row_of(self, log: Log, level: int, number: int) -> bytes:
        """The hashes of one tile, its two parts joined; empty when there is no such tile."""
        found = self.filter(log=log, level=level, number=number).values_list("hashes", "rest").first()
        return b"".join(map(bytes, found)) if found else b""


class Tile(models.Model):
    """The widest version of one tile of a log's tree; every partial one is a prefix of it.

    A row of 8,192 bytes would take five pieces of PostgreSQL's storage, four of which fill a page: a quarter of the
    space would be lost. So `hashes` ends where the fourth piece does, and the last seven hashes stand in `rest`.
    """

    pk = models.CompositePrimaryKey("log_id", "level", "number")
    log = models.ForeignKey(Log, on_delete=models.PROTECT, db_index=False)
    level = models.SmallIntegerField()
    number = models.BigIntegerField()
    hashes = models.BinaryField()
    rest = models.BinaryField(db_default=b"")

    objects = TileQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="ledger_tile_fills_its_first_part_first",
                condition=Q(Exact(Length("hashes"), FIRST_PART))
                | (Q(LessThan(Length("hashes"), FIRST_PART)) & Q(Exact(Length("rest"), 0))),
            )
        ]


class Bundle(models.Model):
    """Up to 256 entries of a log in the form in which they are served; partial ones are prefixes."""

    pk = models.CompositePrimaryKey("log_id", "number")
    log = models.ForeignKey(Log, on_delete=models.PROTECT, db_index=False)
    number = models.BigIntegerField()
    entries = models.BinaryField()


class PublicKey(models.Model):
    """A key that signs our logs, as outsiders need it: its 32 public bytes, and when it was first used."""

    public = models.BinaryField(unique=True)
    since = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(name="ledger_key_has_32_bytes", condition=_is_a_hash("public"))]


class Epoch(models.Model):
    """One epoch entry of the register: its index there, what it says, and whether its heads are still kept."""

    index = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    petitions = models.IntegerField()
    heads_root = models.BinaryField()
    total = models.BigIntegerField()
    has_heads = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="ledger_epoch_root_is_a_hash", condition=_is_a_hash("heads_root"))
        ]


class Head(models.Model):
    """Where one petition's log stood in an epoch; kept only for epochs in which it had moved."""

    pk = models.CompositePrimaryKey("number", "epoch")
    number = models.IntegerField()
    epoch = models.BigIntegerField()
    size = models.BigIntegerField()
    root = models.BinaryField()
    count = models.BigIntegerField()

    class Meta:
        constraints = [models.CheckConstraint(name="ledger_head_root_is_a_hash", condition=_is_a_hash("root"))]


class Witness(models.Model):
    """A witness as last heard of: what it cosigned, and what it answered."""

    name = models.CharField(max_length=255, unique=True)
    size = models.BigIntegerField(default=0)
    line = models.TextField(blank=True, default="")
    cosigned_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True)
    trouble = models.TextField(blank=True, default="")


class Cosigned(models.Model):
    """A checkpoint of the register with the cosignatures it has gathered."""

    size = models.BigIntegerField(primary_key=True)
    checkpoint = models.TextField()
    has_quorum = models.BooleanField(default=False)
    at = models.DateTimeField()
