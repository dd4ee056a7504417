#!/usr/bin/env python3
"""Checks a bundle of evidence, alone: python3 verify.py BUNDLE.zip --vkey NAME+ID+KEY

Python's standard library is all it needs. Formats: c2sp.org/signed-note, c2sp.org/tlog-checkpoint,
c2sp.org/tlog-proof; trees as in RFC 6962; signatures as in RFC 8032. Get this file and the key from
somebody other than who gave you the bundle. Ends with 0 if all holds, 1 if not, 2 if asked wrongly.
"""
import argparse, base64, csv, hashlib, io, json, pathlib, re, sys, zipfile

class Wrong(Exception):
    """What is wrong, in a sentence."""

def need(holds, says):
    if not holds: raise Wrong(says)

def sha256(*pieces): return hashlib.sha256(b"".join(pieces)).digest()

def b64(text):
    """Base64 that can be written in one way only: no bit of it can change unseen."""
    try: data = base64.b64decode(text, validate=True)
    except ValueError: raise Wrong("`%s` is not base64" % text)
    need(base64.b64encode(data).decode() == text, "`%s` is not how base64 is written" % text)
    return data

# --- trees: RFC 6962, 2.1; each function reads one definition there backwards --------------------
def leaf_hash(entry): return sha256(b"\0", entry)
def node_hash(left, right): return sha256(b"\1", left, right)

def split(size, proof):
    """The size of the left subtree, the proof within one of the two, and the hash of the other."""
    need(proof and len(proof[-1]) == 32, "the proof is too short")
    return 1 << (size - 1).bit_length() - 1, proof[:-1], proof[-1]

def root_over(index, size, leaf, proof):
    """The root that a proof of inclusion leads to (2.1.1)."""
    if size == 1:
        need(not proof, "the proof is too long")
        return leaf
    left, within, other = split(size, proof)
    if index < left:
        return node_hash(root_over(index, left, leaf, within), other)
    return node_hash(other, root_over(index - left, size - left, leaf, within))

def roots_over(old, new, proof, known=None):
    """The old and the new root that a proof of consistency leads to (2.1.2)."""
    if old == new:
        need(len(proof) == (0 if known else 1), "the proof is too long or too short")
        return (known or proof[0],) * 2
    left, within, other = split(new, proof)
    if old <= left:
        was, now = roots_over(old, left, within, known)
        return was, node_hash(now, other)
    was, now = roots_over(old - left, new - left, within)
    return node_hash(other, was), node_hash(other, now)

def check_inclusion(index, size, leaf, proof, root):
    """That `leaf` (a hash) is entry `index`, from 0, of the tree of `size` entries."""
    need(0 <= index < size and len(leaf) == 32, "there is no entry %d among %d" % (index, size))
    need(root_over(index, size, leaf, proof) == root, "it is not entry %d of the log" % index)

def check_consistency(old, new, old_root, new_root, proof):
    """That the tree of `old` entries is how the tree of `new` entries began."""
    need(0 < old <= new, "the log shrank from %d to %d entries" % (old, new))
    need(all(len(part) == 32 for part in proof), "a hash of the proof is too short")
    need(roots_over(old, new, proof, old_root) == (old_root, new_root),
         "the %d entries of before are not how the %d of now begin" % (old, new))

# --- signatures: RFC 8032, Ed25519 ---------------------------------------------------------------
P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P

def point(data):
    """The point (x, y) that 32 bytes stand for."""
    y, odd = int.from_bytes(data, "little") & (2**255 - 1), data[31] >> 7
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    x = x if x * x % P == square else x * pow(2, (P - 1) // 4, P) % P
    need(y < P and x * x % P == square and (x or not odd), "a key or a signature is no point")
    return x if x & 1 == odd else P - x, y

def add(p, q):
    bend = D * p[0] * q[0] * p[1] * q[1]
    return ((p[0] * q[1] + p[1] * q[0]) * pow(1 + bend, -1, P) % P,
            (p[1] * q[1] + p[0] * q[0]) * pow(1 - bend, -1, P) % P)

def times(number, p):
    if not number: return 0, 1
    half = times(number >> 1, p)
    return add(add(half, half), p) if number & 1 else add(half, half)

def is_signed(key, text, signature):
    """Whether `signature` of `text` was made with what belongs to the public `key`."""
    r, s = signature[:32], int.from_bytes(signature[32:], "little")
    if len(key) != 32 or len(signature) != 64 or s >= L: return False
    h = int.from_bytes(hashlib.sha512(r + key + text).digest(), "little") % L
    base = point((4 * pow(5, -1, P) % P).to_bytes(32, "little"))
    return times(s, base) == add(point(r), times(h, point(key)))

def open_note(note, vkey):
    """The text of a signed note and who signed it, once the signature of `vkey` is checked."""
    name, key_id, key = (vkey.strip().split("+", 2) + ["", ""])[:3]
    key = b64(key)
    known = sha256(name.encode(), b"\n", key)[:4]
    need(name and len(key) == 33 and key[0] == 1 and known.hex() == key_id,
         "`%s` is not an Ed25519 key, written NAME+ID+KEY" % vkey)
    text, _, end = note.decode("utf-8", "replace").rpartition("\n\n")
    need(text and end.endswith("\n") and not re.search("[\0-\t\v-\x1f]", text + end),
         "it is no signed text")
    lines = [re.fullmatch("\u2014 ([^ +]+) ([^ ]+)", line) for line in end[:-1].split("\n")]
    need(all(lines), "a line below its text is no signature")
    signatures = [(line[1], b64(line[2])) for line in lines]
    own = [data[4:] for by, data in signatures if by == name and data[:4] == known]
    need(own, "it is not signed by `%s`" % name)
    need(all(is_signed(key[1:], (text + "\n").encode(), one) for one in own),
         "its signature is wrong")
    return text + "\n", name

def read_checkpoint(note, vkey):
    """Number of entries and root of a checkpoint that the log's own key signed."""
    text, name = open_note(note, vkey)
    lines = text.split("\n")
    need(len(lines) > 3 and lines[0] == name and re.fullmatch("0|[1-9][0-9]*", lines[1])
         and len(b64(lines[2])) == 32, "it is no checkpoint of `%s`" % name)
    return int(lines[1]), b64(lines[2])

def read_proof(proof):
    """Index, hashes and checkpoint of a proof of one entry."""
    head, _, checkpoint = proof.decode("utf-8", "replace").partition("\n\n")
    parts = re.fullmatch("c2sp.org/tlog-proof@v1\n(?:extra [^\n]*\n)?"
                         "index (0|[1-9][0-9]*)((?:\n.+)*)", head)
    need(parts, "it is no proof of an entry")
    return int(parts[1]), [b64(line) for line in parts[2].split("\n")[1:]], checkpoint.encode()

# --- bundles -------------------------------------------------------------------------------------
def read_bundle(path):
    """Its files by name. A zip has to be, to the byte, the one that these files make."""
    if path.is_dir():
        inside = [one for one in path.rglob("*") if not one.is_dir()]
        return {one.relative_to(path).as_posix(): one.read_bytes() for one in inside}
    whole, again = path.read_bytes(), io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as packed, zipfile.ZipFile(again, "w") as anew:
        files = {name: packed.read(name) for name in packed.namelist()}
        for name, data in files.items():
            info = zipfile.ZipInfo(name)
            info.create_system, info.create_version, info.extract_version = 3, 10, 10
            info.external_attr = 0o100644 << 16
            anew.writestr(info, data)
    need(again.getvalue() == whole, "the zip is not as it was packed")
    return files

def at(name, check, *args):
    try:
        return check(*args)
    except Exception as why:
        raise Wrong("%s: %s" % (name, why if isinstance(why, Wrong) else repr(why)))

def check_manifest(files, text):
    digest = hashlib.sha256(files["MANIFEST"]).hexdigest()
    need(text.startswith("allhands evidence v1\n") and text.endswith("\nsha256 %s\n" % digest),
         "it is not the list that was signed")
    named = [line.split("  ", 1) for line in files["MANIFEST"].decode().splitlines()]
    for digest, name in named:
        need(name in files, "`%s` is missing" % name)
        need(hashlib.sha256(files[name]).hexdigest() == digest, "`%s` was changed" % name)
    more = sorted(set(files) - {name for _, name in named} - {"MANIFEST", "MANIFEST.note"})
    need(not more, "`%s` was added" % "`, `".join(more))
    return len(named)

def check_record(files, stem, checkpoint, size, root, stands):
    """One entry of the log; what stands beside it; how findings stood after it, into `stands`."""
    entry, beside = files[stem + ".json"], json.loads(files.get(stem + ".beside.json", "{}"))
    index, path, signed = read_proof(files[stem + ".tlog-proof"])
    need(signed == checkpoint, "its proof is of another checkpoint")
    check_inclusion(index, size, leaf_hash(entry), path, root)
    leaf = json.loads(entry)
    for part in beside.get("opened", []):
        seen = (b"allhands.commitment/1\0", bytes.fromhex(part["salt"]), part["text"].encode())
        need(sha256(*seen).hex() == leaf[part["part"]], "`%s` was changed" % part["part"])
    items = [(sort, item) for sort in ("events", "findings") for item in beside.get(sort, [])]
    for sort, item in items:
        check_inclusion(item["index"], leaf[sort]["count"], leaf_hash(item["text"].encode()),
                        [b64(part) for part in item["path"]], bytes.fromhex(leaf[sort]["root"]))
        if sort == "findings":
            stands[json.loads(item["text"])["finding"]] = json.loads(item["text"])
    return len(items)

def check_table(files, stands):
    """That findings.csv says of each finding what was sealed last; how many were never sealed."""
    rows = list(csv.DictReader(io.StringIO(files["findings.csv"].decode(), newline="")))
    sealed = [(row, stands[row["finding"]]) for row in rows if row["finding"] in stands]
    for row, was in sealed:
        for name in "state severity missed_since opened_at due closed_at regressions".split():
            need(row[name] == ("" if was[name] is None else str(was[name])),
                 "`%s` of `%s` is not what was sealed" % (name, row["finding"]))
    return len(rows), len(rows) - len(sealed)

def check_bundle(files, vkey, against=None):
    """Says what holds, sentence by sentence, and raises what does not."""
    text, _ = at("MANIFEST.note", open_note, files["MANIFEST.note"], vkey)
    count = at("MANIFEST", check_manifest, files, text)
    yield "%d files are as the key signed them, and no other is there" % count
    checkpoint = files["checkpoint"]
    size, root = at("checkpoint", read_checkpoint, checkpoint, vkey)
    yield "the checkpoint is signed: %d entries, root %s" % (size, root.hex())
    stems, stands = sorted(n[:-11] for n in files if n.endswith(".tlog-proof")), {}
    items = sum(at(n, check_record, files, n, checkpoint, size, root, stands) for n in stems)
    yield "%d records are entries of that log, with %d events and states under them" % (
        len(stems), items)
    yield "findings.csv says of %d findings what was sealed; %d are from before the log" % at(
        "findings.csv", check_table, files, stands)
    if against:
        old, old_root = at("your checkpoint", read_checkpoint, against, vkey)
        path = files.get("consistency/%d" % old, b"").decode().split()
        at("consistency/%d" % old, check_consistency, old, size, old_root, root, [*map(b64, path)])
        yield "the log only grew since your checkpoint of %d entries" % old

if __name__ == "__main__":
    ask = argparse.ArgumentParser(description="Checks a bundle of evidence.")
    ask.add_argument("bundle", type=pathlib.Path, help="the zip, or the folder it was unpacked to")
    ask.add_argument("--vkey", required=True, help="the key of the log: NAME+ID+KEY")
    ask.add_argument("--against", type=pathlib.Path, help="a checkpoint that you kept")
    asked = ask.parse_args()
    try:
        kept = asked.against and asked.against.read_bytes()
        for sentence in check_bundle(read_bundle(asked.bundle), asked.vkey, kept):
            print("ok    ", sentence)
    except Exception as why:
        sys.exit(print("WRONG ", why if isinstance(why, Wrong) else repr(why)) or 1)
    print("Everything in this bundle is as it was sealed.")
