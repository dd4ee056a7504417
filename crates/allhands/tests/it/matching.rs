//! People say which records are one thing: it is written down, listed and taken back.

use crate::world::{World, laptops, people};

/// Two laptops of one serial number, which are one device until somebody says otherwise.
fn world() -> World {
    let world = World::with_laptops();
    world.write(
        "exports/jamf.json",
        &laptops(&[
            ("1", "C02AAA111", "e1", true),
            ("2", "C02AAA111", "e2", true),
            ("3", "C02CCC333", "e2", true),
        ]),
    );
    world.write("exports/workday.json", &people(&["e1", "e2"]));
    world.run(&["run"]).ends(0);
    world
}

const AS: [&str; 4] = ["--as", "e1@linden.example", "--because", "two stickers"];

fn with<'a>(command: &[&'a str]) -> Vec<&'a str> {
    [command, &AS].concat()
}

#[test]
fn a_decision_about_records_is_kept_listed_and_taken_back() {
    let world = world();
    world
        .run(&["match", "list"])
        .ends(0)
        .says("Nobody decided about records");
    world
        .run(&with(&["match", "apart", "jamf 1", "jamf device 3"]))
        .ends(0)
        .says("Decision 1: `jamf device 1` and `jamf device 3` are different things.")
        .says("It takes effect with the next `allhands collect` or `allhands run`.");
    let listed = world.run(&["match", "list", "--format", "json"]).ends(0);
    let pin = &listed.data()["pins"][0];
    assert_eq!(pin["pinned"], "apart");
    assert_eq!(pin["by"], "e1@linden.example");
    assert_eq!(pin["because"], "two stickers");
    world
        .run(&["match", "undo", "1", "--as", "Person e2"])
        .ends(0)
        .says("Decision 2: decision 1 does not hold any more.");
    world
        .run(&["match", "undo", "1", "--as", "Person e2"])
        .ends(2)
        .says("decision 1 is not in force any more");
    world
        .run(&["match", "list"])
        .ends(0)
        .says("Nobody decided about records");
}

#[test]
fn what_cannot_be_decided_says_what_can() {
    let world = world();
    let refused = |command: &[&str], says: &str| {
        world.run(&with(command)).ends(2).says(says);
    };
    refused(&["match", "same", "jamf 1", "jamf 1"], "is one record");
    refused(
        &["match", "same", "jamf 1", "person-1"],
        "they are never one",
    );
    refused(
        &["match", "same", "jamf 1", "jamf 9"],
        "nothing is called `jamf 9`",
    );
    refused(&["match", "apart", "jamf 1"], "apart from what?");
    let nobody = ["match", "same", "jamf 1", "jamf 3", "--because", "x"];
    world
        .run(&[&nobody[..], &["--as", "e7@linden.example"]].concat())
        .ends(2)
        .says("nothing is called `e7@linden.example`");
    world.run(&nobody).ends(2).says("--as");
    world
        .run(&["match", "list"])
        .ends(0)
        .says("Nobody decided about records");
}

#[test]
fn a_decision_is_followed_from_the_next_collect_on_and_until_it_is_undone() {
    let world = world();
    world
        .run(&["explain", "device-1"])
        .ends(0)
        .says("2 records");
    world
        .run(&with(&["match", "same", "jamf 1", "jamf 3"]))
        .ends(0);
    // Nothing moves before: no question shows a number that no run has given.
    world
        .run(&["explain", "device-1"])
        .ends(0)
        .says("2 records");
    world.run(&["collect"]).ends(0);
    world
        .run(&["explain", "device-1"])
        .ends(0)
        .says("3 records")
        .says("was also device-2")
        .says("jamf 3 are the same device: e1@linden.example said so (decision 1)");
    world.run(&["run"]).ends(0);
    world
        .run(&["explain", "device-2"])
        .ends(0)
        .says("3 records");
    world
        .run(&["match", "undo", "1", "--as", "Person e2"])
        .ends(0);
    world.run(&["run"]).ends(0);
    world
        .run(&["explain", "device-1"])
        .ends(0)
        .says("2 records");
}
