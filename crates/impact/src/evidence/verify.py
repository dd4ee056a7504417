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
    if not holds:
        raise Wrong(says)


def sha256(*pieces):
    return hashlib.sha256(b"".join(pieces)).digest()


def b64(text):
    """Base64 that can be written in one way only: no bit of it can change unseen."""
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError:
        raise Wrong("`%s` is not base64" % text)
    need(base64.b64encode(data).decode() == text, "`%s` is not how base64 is written" % text)
    return data


# --- trees: RFC 6962, 2.1; checked as in RFC 9162, 2.1.3.2 and 2.1.4.2 ---------------------------
def leaf_hash(entry):
    return sha256(b"\0", entry)


def node_hash(left, right):
    return sha256(b"\1", left, right)


def climb(at, last, proof, right, left):
    """Walks up from entry `at` of `last` + 1; says whether it arrives at the top."""
    for part in proof:
        need(last > 0 and len(part) == 32, "the proof is too long")
        if at & 1 or at == last:
            left(part)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            right(part)
        at, last = at >> 1, last >> 1
    return last == 0


def check_inclusion(index, size, leaf, proof, root):
    """That `leaf` (a hash) is entry `index`, from 0, of the tree of `size` entries."""
    need(0 <= index < size and len(leaf) == 32, "there is no entry %d among %d" % (index, size))
    seen = [leaf]
    top = climb(index, size - 1, proof, lambda part: seen.append(node_hash(seen[-1], part)),
                lambda part: seen.append(node_hash(part, seen[-1])))
    need(top and seen[-1] == root, "it is not entry %d of what was sealed" % index)


def check_consistency(old, new, old_root, new_root, proof):
    """That the tree of `old` entries is how the tree of `new` entries began."""
    need(0 < old <= new, "the log shrank from %d to %d entries" % (old, new))
    if old == new:
        return need(old_root == new_root and not proof, "two logs of %d entries differ" % old)
    path, at, last = list(proof) if old & (old - 1) else [old_root, *proof], old - 1, new - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    need(proof and all(len(part) == 32 for part in path), "the proof is too short")
    was, is_ = [path[0]], [path[0]]

    def left(part):
        was.append(node_hash(part, was[-1]))
        is_.append(node_hash(part, is_[-1]))
    top = climb(at, last, path[1:], lambda part: is_.append(node_hash(is_[-1], part)), left)
    need(top and was[-1] == old_root and is_[-1] == new_root,
         "the %d entries of before are not how the %d of now begin" % (old, new))


# --- signatures: RFC 8032, Ed25519 ---------------------------------------------------------------
P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P


def point(data):
    """The point that 32 bytes stand for, as (x, y, 1, xy)."""
    y, odd = int.from_bytes(data, "little") & (2**255 - 1), data[31] >> 7
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    x = x if x * x % P == square else x * pow(2, (P - 1) // 4, P) % P
    need(y < P and x * x % P == square and (x or not odd), "a key or a signature is no point")
    x = x if x & 1 == odd else P - x
    return x, y, 1, x * y % P


def add(p, q):
    a, b = (p[1] - p[0]) * (q[1] - q[0]), (p[1] + p[0]) * (q[1] + q[0])
    c, d = 2 * p[3] * q[3] * D, 2 * p[2] * q[2]
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(number, p):
    total = (0, 1, 1, 0)
    for bit in bin(number)[2:]:
        total = add(total, total)
        total = add(total, p) if bit == "1" else total
    return total


def is_signed(key, text, signature):
    """Whether `signature` of `text` was made with what belongs to the public `key`."""
    r, s = signature[:32], int.from_bytes(signature[32:], "little")
    if len(key) != 32 or len(signature) != 64 or s >= L:
        return False
    h = int.from_bytes(hashlib.sha512(r + key + text).digest(), "little") % L
    base = point((4 * pow(5, -1, P) % P).to_bytes(32, "little"))
    one, two = times(s, base), add(point(r), times(h, point(key)))
    return all((one[i] * two[2] - two[i] * one[2]) % P == 0 for i in (0, 1))


def open_note(note, vkey):
    """The text of a signed note and who signed it, once the signature of `vkey` is checked."""
    name, key_id, key = (vkey.strip().split("+", 2) + ["", ""])[:3]
    key = b64(key)
    known = sha256(name.encode(), b"\n", key)[:4]
    need(name and len(key) == 33 and key[0] == 1 and known.hex() == key_id,
         "`%s` is not an Ed25519 key, written NAME+ID+KEY" % vkey)
    text, _, signatures = note.decode("utf-8", "replace").rpartition("\n\n")
    need(text and signatures.endswith("\n") and not re.search("[\0-\t\v-\x1f]", text + signatures),
         "it is no signed text")
    text, found = text + "\n", False
    for line in signatures[:-1].split("\n"):
        parts = re.fullmatch("\u2014 ([^ +]+) ([^ ]+)", line)
        need(parts, "`%s` is no line of a signature" % line)
        signature = b64(parts[2])
        if parts[1] == name and signature[:4] == known:
            need(is_signed(key[1:], text.encode(), signature[4:]), "its signature is wrong")
            found = True
    need(found, "it is not signed by `%s`" % name)
    return text, name


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
        return {p.relative_to(path).as_posix(): p.read_bytes() for p in path.rglob("*")
                if not p.is_dir()}
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
    for row in (row for row in rows if row["finding"] in stands):
        for name in "state severity missed_since opened_at due closed_at regressions".split():
            sealed = stands[row["finding"]][name]
            need(row[name] == ("" if sealed is None else str(sealed)),
                 "`%s` of `%s` is not what was sealed" % (name, row["finding"]))
    return len(rows), sum(row["finding"] not in stands for row in rows)


def check_bundle(files, vkey, against=None):
    """Says what holds, sentence by sentence, and raises what does not."""
    text, _ = at("MANIFEST.note", open_note, files["MANIFEST.note"], vkey)
    yield "%d files are as the key signed them, and no other is there" % at(
        "MANIFEST", check_manifest, files, text)
    checkpoint = files["checkpoint"]
    size, root = at("checkpoint", read_checkpoint, checkpoint, vkey)
    yield "the checkpoint is signed: %d entries, root %s" % (size, root.hex())
    stems, stands = sorted(n[:-11] for n in files if n.endswith(".tlog-proof")), {}
    items = sum(at(stem, check_record, files, stem, checkpoint, size, root, stands)
                for stem in stems)
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
