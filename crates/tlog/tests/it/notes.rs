//! Notes, keys, checkpoints, cosignatures and proofs of one entry.

use tlog::{
    Checkpoint, CheckpointError, Cosignature, EntryProof, Hash, KeyError, Note, NoteError,
    SignedCheckpoint, SigningKey, Tree, VerifierKey,
    cosign::{cosign, cosignatures},
};

/// The examples of <https://c2sp.org/signed-note>.
const KEY: &str = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
const NOTE: &str = "This is an example message.\n\n\u{2014} example.com/foo \
    Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";
const POEM: &str = "Ognuno sta solo sul cuor della terra\ntrafitto da un raggio di sole:\n\n\
    ed è subito sera.\n\n\u{2014} quasimodo.example/salvatore \
    NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=\n";

/// The example of <https://c2sp.org/tlog-cosignature>.
const COSIGNED: &str = "example.com/behind-the-sofa\n20852163\n\
    CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n\u{2014} example.com/behind-the-sofa \
    Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n\
    \u{2014} witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrD\
    JsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n";

fn log_key() -> SigningKey {
    SigningKey::from_seed("example.org/log", &[1; 32]).expect("a key")
}

fn witness_key() -> SigningKey {
    SigningKey::from_seed("example.org/witness", &[2; 32]).expect("a key")
}

#[test]
fn the_key_of_the_standard_verifies_its_note_and_no_other() {
    let key: VerifierKey = KEY.parse().expect("the key");
    assert_eq!(key.id(), 0x530d_903a);
    assert_eq!(key.to_string(), KEY);
    let note: Note = NOTE.parse().expect("the note");
    assert_eq!(note.to_string(), NOTE);
    let signers = note.verify(std::slice::from_ref(&key));
    assert_eq!(signers, Ok(vec![&key]));

    let changed = NOTE.replace("example message", "example massage");
    let changed: Note = changed.parse().expect("a note still");
    let says = changed.verify(std::slice::from_ref(&key));
    assert_eq!(says, Err(NoteError::Wrong("example.com/foo".to_owned())));

    let poem: Note = POEM.parse().expect("the poem");
    assert_eq!(poem.text.lines().count(), 4, "an empty line is part of it");
    assert_eq!(poem.to_string(), POEM);
    let names = vec!["quasimodo.example/salvatore".to_owned()];
    assert_eq!(poem.verify(&[key]), Err(NoteError::Unsigned(names)));
}

#[test]
fn a_key_with_a_wrong_letter_is_refused_with_the_reason() {
    let read = |text: &str| text.parse::<VerifierKey>().expect_err("no key");
    let found = read(&KEY.replace("530d903a", "530d903b"));
    let (found_id, expected) = (0x530d_903b, 0x530d_903a);
    assert_eq!(
        found,
        KeyError::Id {
            found: found_id,
            expected
        }
    );
    assert_eq!(read("example.com/foo"), KeyError::Form);
    assert_eq!(read(&KEY.replace("530d903a", "530D903A")), KeyError::Form);
    let spaced = KEY.replace("example.com/foo", "example com");
    assert_eq!(read(&spaced), KeyError::Name("example com".to_owned()));
    assert_eq!(read("a+00000000+AgAA"), KeyError::Ed25519);
    let ecdsa = format!(
        "a+00000000+{}",
        KEY.rsplit('+').next().unwrap().replace("Aeky", "Auky")
    );
    assert_eq!(read(&ecdsa), KeyError::Kind(2));
}

#[test]
fn a_text_that_is_no_note_is_refused() {
    for text in [
        "",
        "text\n",
        "text\n\n",
        "text\n\nno dash here\n",
        "text\n\n\u{2014} name\n",
        "text\n\n\u{2014} name AAAA\n",
        "text\n\n\u{2014} name AAAAAA==\n",
        "text\n\n\u{2014} na+me AAAAAAA=\n",
        "text\n\n\u{2014} name AAAAAAA= \n",
        "text\n\n\u{2014} name AAAAAAA=",
        "te\tt\n\n\u{2014} name AAAAAAA=\n",
        "text\r\n\r\n\u{2014} name AAAAAAA=\n",
    ] {
        let read = text.parse::<Note>();
        assert!(matches!(read, Err(NoteError::Malformed(_))), "{text:?}");
    }
    assert!("text\n\n\u{2014} name AAAAAAA=\n".parse::<Note>().is_ok());
}

#[test]
fn a_signed_checkpoint_comes_back_as_it_was_and_holds_for_its_key_only() {
    let (log, witness) = (log_key(), witness_key());
    let checkpoint = Checkpoint::new("example.org/log", 7, Hash([9; 32]));
    let signed = checkpoint.sign(&log).expect("signed");
    let read: SignedCheckpoint = signed.to_string().parse().expect("read");
    assert_eq!(read, signed);
    let keys = [log.verifier().expect("a key")];
    assert!(read.verify(&keys).is_ok());

    let others = [witness.verifier().expect("a key")];
    let says = read.verify(&others).expect_err("signed by somebody else");
    let says = says.to_string();
    assert_eq!(
        says,
        "no known key signed it; it carries those of `example.org/log`"
    );
    // A key that does sign, but of another log.
    let elsewhere = Checkpoint::new("example.org/other", 7, Hash([9; 32]));
    let elsewhere = elsewhere.sign(&log).expect("signed");
    let says = elsewhere.verify(&keys);
    assert!(matches!(says, Err(CheckpointError::Origin { .. })));
    // Two line breaks in an origin would be another checkpoint.
    let split = Checkpoint::new("example.org/log\n8", 7, Hash([9; 32]));
    assert!(split.sign(&log).is_err());
}

#[test]
fn a_text_that_is_no_checkpoint_is_refused() {
    let root = Hash([0; 32]);
    let good = format!("origin\n0\n{root}\n");
    assert!(good.parse::<Checkpoint>().is_ok());
    for text in [
        format!("origin\n0\n{root}"),
        format!("\n0\n{root}\n"),
        format!("origin\n00\n{root}\n"),
        format!("origin\n+1\n{root}\n"),
        format!("origin\n18446744073709551616\n{root}\n"),
        format!("origin\n0\n{root}\n\n"),
        "origin\n0\nAAAA\n".to_owned(),
        "origin\n0\n".to_owned(),
    ] {
        let read = text.parse::<Checkpoint>();
        assert!(
            matches!(read, Err(CheckpointError::Malformed(_))),
            "{text:?}"
        );
    }
}

#[test]
fn the_cosigned_checkpoint_of_the_standard_is_read_with_both_signatures() {
    let signed: SignedCheckpoint = COSIGNED.parse().expect("the checkpoint");
    assert_eq!(signed.checkpoint.size, 20_852_163);
    assert_eq!(signed.to_string(), COSIGNED);
    let names: Vec<&str> = signed
        .note
        .signatures
        .iter()
        .map(|line| &*line.name)
        .collect();
    assert_eq!(
        names,
        ["example.com/behind-the-sofa", "witness.example.com/w1"]
    );
    let witness = &signed.note.signatures[1].bytes;
    assert_eq!(witness.len(), 8 + 64);
    // The time in the text of the standard.
    assert_eq!(witness[..8], 1_679_315_147u64.to_be_bytes());
}

#[test]
fn a_witness_cosigns_and_a_changed_time_is_noticed() {
    let (log, witness) = (log_key(), witness_key());
    let checkpoint = Checkpoint::new("example.org/log", 7, Hash([9; 32]));
    let mut signed = checkpoint.sign(&log).expect("signed");
    cosign(&mut signed, &witness, 1_790_000_000).expect("cosigned");
    cosign(&mut signed, &witness, 1_790_000_001).expect("cosigned again");
    assert_eq!(signed.note.signatures.len(), 2, "the later one replaces");
    let mut read: SignedCheckpoint = signed.to_string().parse().expect("read");
    let keys = [log.verifier().unwrap(), witness.cosigner().unwrap()];
    assert_eq!(read.verify(&keys).map(|signers| signers.len()), Ok(2));
    let at = 1_790_000_001;
    let by = Cosignature {
        witness: "example.org/witness".to_owned(),
        at,
    };
    assert_eq!(cosignatures(&read, &keys), Ok(vec![by]));
    // A witness alone does not speak for the log.
    assert!(read.verify(&keys[1..]).is_err());

    read.note.signatures[1].bytes[7] ^= 1;
    let wrong = NoteError::Wrong("example.org/witness".to_owned());
    assert_eq!(cosignatures(&read, &keys), Err(wrong));
}

#[test]
fn one_entry_is_proven_in_a_file_of_its_own() {
    let log = log_key();
    let keys = [log.verifier().expect("a key")];
    let mut tree = Tree::new();
    for at in 0..1000 {
        tree.append(format!("entry {at}").as_bytes());
    }
    let checkpoint = Checkpoint::new("example.org/log", 1000, tree.root());
    let proof = EntryProof {
        extra: Some(b"said with it".to_vec()),
        index: 613,
        path: tree.inclusion(613, 1000).expect("a proof"),
        signed: checkpoint.sign(&log).expect("signed"),
    };
    let read: EntryProof = proof.to_string().parse().expect("read");
    assert_eq!(read, proof);
    assert_eq!(read.verify(b"entry 613", &keys), Ok(()));
    assert!(read.verify(b"entry 614", &keys).is_err());
    let moved = EntryProof {
        index: 612,
        ..read.clone()
    };
    assert!(moved.verify(b"entry 613", &keys).is_err());
    let grown = proof.to_string().replace("\n1000\n", "\n1001\n");
    let grown: EntryProof = grown.parse().expect("read");
    assert!(grown.verify(b"entry 613", &keys).is_err());
}

#[test]
fn a_text_that_is_no_proof_is_refused() {
    let checkpoint = Checkpoint::new("example.org/log", 1, Hash([9; 32]));
    let signed = checkpoint.sign(&log_key()).expect("signed");
    let head = "c2sp.org/tlog-proof@v1\nindex 0\n";
    assert!(format!("{head}\n{signed}").parse::<EntryProof>().is_ok());
    for text in [
        String::new(),
        format!("c2sp.org/tlog-proof@v2\nindex 0\n\n{signed}"),
        format!("c2sp.org/tlog-proof@v1\n\n{signed}"),
        format!("c2sp.org/tlog-proof@v1\nindex 00\n\n{signed}"),
        format!("c2sp.org/tlog-proof@v1\nindex -1\n\n{signed}"),
        format!("c2sp.org/tlog-proof@v1\nindex 0\nextra AAAA\n\n{signed}"),
        format!("c2sp.org/tlog-proof@v1\nextra A\nindex 0\n\n{signed}"),
        format!("{head}AAAA\n\n{signed}"),
        format!("{head}\nexample.org/log\n"),
        format!(
            "{head}{}\n{signed}",
            format!("{}\n", Hash([0; 32])).repeat(65)
        ),
    ] {
        assert!(text.parse::<EntryProof>().is_err(), "{text:?}");
    }
}

#[test]
fn a_signing_key_is_read_as_it_was_written() {
    let text = SigningKey::text("example.org/log", &[1; 32]).expect("a key");
    assert!(text.starts_with("PRIVATE+KEY+example.org/log+"));
    let key: SigningKey = text.parse().expect("a key");
    assert_eq!(key.verifier(), log_key().verifier());
    assert!(!format!("{key:?}").contains(text.rsplit('+').next().unwrap()));
    for wrong in [
        "",
        KEY,
        &text.replace("example.org", "example.com"),
        &text[..60],
    ] {
        assert!(wrong.parse::<SigningKey>().is_err(), "{wrong}");
    }
}
