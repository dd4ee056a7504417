"""The standards' own vectors, through verify.py: python3 vectors.py FOLDER-OF-VERIFY VECTORS..."""
import base64, json, sys

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
import verify


def accepts(check, *args):
    try:
        check(*args)
        return True
    except verify.Wrong:
        return False


def data(text):
    return base64.b64decode(text or "")


def path(case):
    return [data(part) for part in case["proof"] or []]


def inclusion(case):
    return accepts(verify.check_inclusion, case["leafIdx"], case["treeSize"],
                   data(case["leafHash"]), path(case), data(case["root"]))


def consistency(case):
    return accepts(verify.check_consistency, case["size1"], case["size2"],
                   data(case["root1"]), data(case["root2"]), path(case))


count, wrong = 0, []
for file in sys.argv[2:]:
    for case in json.load(open(file))["cases"]:
        answer = inclusion(case) if "leafIdx" in case else consistency(case)
        count += 1
        if answer == case["wantErr"]:
            wrong.append(case["name"])

# https://c2sp.org/signed-note: the example, and every byte of it changed.
KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
NOTE = ("This is an example message.\n\n\u2014 example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfX"
        "ppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n").encode()
if not accepts(verify.open_note, NOTE, KEY):
    wrong.append("the example of signed-note")
for at in range(len(NOTE)):
    changed = NOTE[:at] + bytes([NOTE[at] ^ 1]) + NOTE[at + 1:]
    if accepts(verify.open_note, changed, KEY):
        wrong.append("signed-note with byte %d changed" % at)

# https://www.rfc-editor.org/rfc/rfc8032.html, 7.1: tests 1 to 3, and each with another text.
for key, text, signature in [
    ("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
     "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
     "d25bf5f0595bbe24655141438e7a100b"),
    ("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
     "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c"
     "387b2eaeb4302aeeb00d291612bb0c00"),
    ("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
     "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc659"
     "4a7c15e9716ed28dc027beceea1ec40a"),
]:
    key, text, signature = map(bytes.fromhex, (key, text, signature))
    if not verify.is_signed(key, text, signature) or verify.is_signed(key, text + b"x", signature):
        wrong.append("RFC 8032 with text %r" % text)

print("%d cases, %d wrong: %s" % (count, len(wrong), wrong))
