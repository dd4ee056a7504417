"""Changes one byte of a bundle at a time: python3 flips.py FOLDER-OF-VERIFY BUNDLE VKEY SEED COUNT

Of every file, COUNT changes at random places. Each has to be refused.
"""
import pathlib, random, sys

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
import verify


def refuses(files):
    try:
        list(verify.check_bundle(files, sys.argv[3]))
        return False
    except Exception:
        return True


files = verify.read_bundle(pathlib.Path(sys.argv[2]))
assert not refuses(files), "it refuses the bundle as it is"
dice, tried, accepted = random.Random(int(sys.argv[4])), 0, []
for name, data in files.items():
    for _ in range(int(sys.argv[5])):
        at = dice.randrange(len(data))
        changed = bytearray(data)
        changed[at] ^= 1 << dice.randrange(8)
        tried += 1
        if not refuses({**files, name: bytes(changed)}):
            accepted.append((name, at))
    for cut in (data[:-1], data + b"\n"):
        tried += 1
        if not refuses({**files, name: cut}):
            accepted.append((name, len(cut)))
    tried += 1
    if not refuses({other: bytes_ for other, bytes_ in files.items() if other != name}):
        accepted.append((name, "removed"))
print("%d changes, %d accepted: %s" % (tried, len(accepted), accepted))
