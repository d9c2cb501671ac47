"""A published site in memory: the files of a petition's log, a register, and what a page says."""

import json
from hashlib import sha256

from undersigned.audit.fetch import Absent
from undersigned.tlog import bundle, entry, proof, register, tile, tree
from undersigned.tlog.checkpoint import Checkpoint
from undersigned.tlog.note import COSIGNATURE, Signer
from undersigned.tlog.receipt import Promise, Receipt, TlogProof
from undersigned.tlog.replay import Replay

HOST = "petitions.example"
SEED = bytes(range(32))
LOG_PATH = "petitions/abc123def456"
NOW = 1_795_348_800
TEXT = b"Keep the library open\n\nOn Sundays too."
OPEN = f"open abc123def456 {sha256(TEXT).hexdigest()} 2026-11-20".encode()
WITNESS = Signer("witness.example/w1", bytes([7]) * 32)
POLICY = f"witness w1 {WITNESS.verifier(COSIGNATURE)}\nquorum w1\n"


def signer(path=LOG_PATH, seed=SEED):
    return Signer(f"{HOST}/{path}", seed)


def salt(number):
    return sha256(b"salt %d" % number).digest()


def add(number):
    committed = entry.commitment(f"{HOST}/{LOG_PATH}", f"signer{number}@example.org", "US-WI", salt(number))
    return entry.add_line("2026-11-21", committed)


def adds(count):
    return [add(number) for number in range(count)]


def log_files(path, lines, seed=SEED):
    """checkpoint, tiles and bundles of one log, by address."""
    growing = tile.Growing()
    tiles = growing.add([tree.leaf_hash(line) for line in lines])
    files = {f"/{path}/{tile.Name(*where, len(row) // 32).path()}": row for where, row in tiles.items()}
    for name in tile.bundle_names(len(lines)):
        files[f"/{path}/{name.path()}"] = bundle.pack(lines[name.number * 256 :][: name.width])
    head = Checkpoint(f"{HOST}/{path}", len(lines), growing.root())
    return {**files, f"/{path}/checkpoint": head.signed([signer(path, seed)]).encode()}, head


def path_to(index, lines):
    leaves = [tree.leaf_hash(line) for line in lines]
    return proof.inclusion(index, len(leaves), lambda h, n: tree.root_of(leaves[n << h : (n + 1) << h]))


class Shelf:
    """Files by address; what an audit takes for a site."""

    def __init__(self, files):
        self.files = dict(files)
        self.waited = 0.0

    def get(self, path, at_most=1_000_000):
        if path not in self.files:
            raise Absent(f"{path}: 404")
        if isinstance(self.files[path], Exception):
            raise self.files[path]
        return self.files[path]

    def in_order(self, jobs, ahead=1):
        return (job() for job in jobs)

    def wait(self, seconds):
        self.waited += seconds


def site(lines, *, epochs=3, others=2, seed=SEED, cosigned_at=NOW - 60):
    """A site with this petition, some others, and a register that anchors them."""
    files, head = log_files(LOG_PATH, lines, seed)
    replay = Replay()
    replay.read(lines)
    heads = [register.Head(f"other{number}", 5, bytes([number]) * 32, 4) for number in range(others)]
    ours = min(1, others)
    heads.insert(ours, register.Head("abc123def456", head.size, head.root, replay.count))
    raw = register.heads_file(heads)
    last = register.Epoch(NOW - 90, len(heads), register.heads_root(raw), register.total_of(heads))
    entries = [register.Epoch(NOW - 1000 + n, 1, bytes(32), n).line() for n in range(epochs - 1)] + [last.line()]
    register_files, register_head = log_files("register", entries, seed)
    files |= register_files
    signed = files["/register/checkpoint"].decode() + WITNESS.cosign(register_head.text(), cosigned_at)
    files["/register/checkpoint"] = signed.encode()
    files[f"/register/heads/{epochs - 1}"] = raw
    found = TlogProof(epochs - 1, tuple(path_to(epochs - 1, entries)), signed)
    files[f"/{LOG_PATH}/anchor"] = str(register.Anchor.make(raw, ours, last, found)).encode()
    files[f"/{LOG_PATH}/text"] = TEXT
    files[f"/{LOG_PATH}/count.json"] = json.dumps({"signatures": replay.count, "log_size": len(lines)}).encode()
    key = signer("register", seed).verifier()
    files["/.well-known/tlog-policy"] = f"log {key}\nquorum none\n".encode()
    files["/.well-known/undersigned-keys"] = f"{key}\n{signer('promise').verifier()}\n".encode()
    return Shelf(files)


def receipt(lines, index, number, seed=SEED):
    head = Checkpoint.parse(
        log_files(LOG_PATH, lines, seed)[0][f"/{LOG_PATH}/checkpoint"].decode().split("\n\n")[0]
    )
    return Receipt.make(lines[index], salt(number), index, path_to(index, lines), head.signed([signer(seed=seed)]))


def promise(number, deadline):
    committed = entry.commitment(f"{HOST}/{LOG_PATH}", f"signer{number}@example.org", "US-WI", salt(number))
    return Promise(f"{HOST}/{LOG_PATH}", committed, deadline).signed(signer("promise"))
