//! Several servers on one PostgreSQL: nothing is lost and nothing doubled, whoever is killed.

use std::{
    fs,
    process::{Command, Stdio},
    time::Duration,
};

use crate::world::{World, laptops};

const AT: &str = "2026-06-01T07:00:00Z";
const LATER: &str = "2026-06-02T07:00:00Z";
/// How often one server is killed, at moments spread over the time a pass takes.
const KILLS: u32 = 8;

/// A workspace whose ledger is in the public schema of the server of this test binary.
fn on_postgres() -> Option<World> {
    let server = testkit::postgres::shared()?;
    let world = World::with_laptops();
    settle(&world, &server.address("public"));
    Some(world)
}

fn settle(world: &World, store: &str) {
    let settings = world.root().join("allhands.toml");
    let text = fs::read_to_string(&settings).expect("a workspace has settings");
    fs::write(settings, format!("{text}store = \"{store}\"\n")).expect("it can be written");
    let fleet: Vec<(String, String)> = (1..200)
        .map(|n| (n.to_string(), format!("C02K{n:05}")))
        .collect();
    let fleet: Vec<_> = fleet
        .iter()
        .map(|(n, serial)| (n.as_str(), serial.as_str(), "e1", n.len() == 1))
        .collect();
    world.write("exports/jamf.json", &laptops(&fleet));
}

/// Everything a person can see of the ledger.
fn ledger(world: &World) -> String {
    let list = [
        "finding", "list", "--all", "--most", "1000", "--format", "json",
    ];
    let show = [
        "finding",
        "show",
        "laptops-are-encrypted@device-23",
        "--format",
        "json",
    ];
    let seen = [&list[..], &show[..]].map(|words| world.run_at(words, LATER).ends(0).stdout);
    seen.concat()
}

fn quiet(mut command: Command) -> Command {
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// One process after the other is killed in the middle of a pass of the first server; the second
/// one, which sees the same observations, goes on as if nothing had happened.
#[test]
fn a_server_that_is_killed_in_the_middle_of_a_pass_loses_and_doubles_nothing() {
    let Some(one) = on_postgres() else { return };
    let calm = World::with_laptops();
    settle(&calm, "sqlite:data/ledger.db");
    let started = std::time::Instant::now();
    calm.pass_at(AT).ends(0);
    let whole = started.elapsed();
    calm.pass_at(LATER).ends(0);

    let two = World::with_laptops();
    settle(
        &two,
        &testkit::postgres::shared()
            .expect("it runs")
            .address("public"),
    );
    fs::create_dir_all(one.root().join("data/observations")).expect("it can be made");
    fs::create_dir_all(two.root().join("data")).expect("it can be made");
    let (shared, seen) = (
        one.root().join("data/observations"),
        two.root().join("data/observations"),
    );
    fs::remove_dir_all(&seen).ok();
    std::os::unix::fs::symlink(shared, seen).expect("a link to a folder");

    let mut killed = 0;
    for kill in 0..KILLS {
        let mut child = quiet(one.command(&["run"], AT))
            .spawn()
            .expect("the binary starts");
        // Not a wait for something to happen: the moment of the kill is the input of this test.
        std::thread::park_timeout(whole * kill / KILLS + Duration::from_millis(1));
        killed += u32::from(child.try_wait().expect("it is ours").is_none());
        child.kill().ok();
        child.wait().expect("it is ours");
    }
    assert!(killed > 0, "no pass was still running when it was killed");
    two.pass_at(AT).ends(0);

    // Both at once: one works, the other one does the same pass afterwards or is told to wait.
    let mut children: Vec<_> = [&one, &two]
        .map(|world| {
            quiet(world.command(&["run"], LATER))
                .spawn()
                .expect("the binary starts")
        })
        .into_iter()
        .collect();
    let ends: Vec<_> = children
        .iter_mut()
        .map(|child| child.wait().expect("it is ours").code())
        .collect();
    assert!(ends.contains(&Some(0)), "{ends:?}");
    assert!(
        ends.iter().all(|end| matches!(end, Some(0 | 3))),
        "{ends:?}"
    );
    assert_eq!(ledger(&calm), ledger(&two));
    assert_eq!(ledger(&one), ledger(&two));
}
