//! Killed at any moment and run again, the ledger is the one of never having been killed.

use std::{
    process::{Command, Stdio},
    time::Duration,
};

use crate::world::{World, laptops};

const AT: &str = "2026-06-01T07:00:00Z";
/// How often a process is killed, at moments spread over the time a pass takes.
const KILLS: u32 = 40;

fn fleet(world: &World) {
    let all: Vec<(String, String)> = (1..300)
        .map(|n| (n.to_string(), format!("C02K{n:05}")))
        .collect();
    let export: Vec<_> = all
        .iter()
        .map(|(n, s)| (n.as_str(), s.as_str(), "e1", n.len() == 1))
        .collect();
    world.write("exports/jamf.json", &laptops(&export));
}

/// Everything a person can see of the ledger.
fn ledger(world: &World) -> String {
    let mut seen = String::new();
    let list = [
        "finding", "list", "--all", "--most", "1000", "--format", "json",
    ];
    seen.push_str(&world.run_at(&list, AT).ends(0).stdout);
    let show = [
        "finding",
        "show",
        "laptops-are-encrypted@device-123",
        "--format",
        "json",
    ];
    seen.push_str(&world.run_at(&show, AT).ends(0).stdout);
    seen
}

#[test]
fn killing_a_pass_at_any_moment_leaves_no_trace() {
    let calm = World::with_laptops();
    fleet(&calm);
    let started = std::time::Instant::now();
    calm.pass_at(AT).ends(0);
    let whole = started.elapsed();

    let killed = World::with_laptops();
    fleet(&killed);
    let mut survived = 0;
    for kill in 0..KILLS {
        let mut child = quiet(killed.command(&["run"], AT))
            .spawn()
            .expect("the binary starts");
        // Not a wait for something to happen: the moment of the kill is the input of this test.
        std::thread::park_timeout(whole * kill / KILLS + Duration::from_micros(u64::from(kill)));
        survived += u32::from(child.try_wait().expect("it is ours").is_some());
        child.kill().ok();
        child.wait().expect("it is ours");
    }
    assert!(
        survived < KILLS,
        "no pass was still running when it was killed"
    );
    killed.pass_at(AT).ends(0);
    assert_eq!(ledger(&calm), ledger(&killed));
}

fn quiet(mut command: Command) -> Command {
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command
}
