//! Two passes at once: one works, the other is told so and changes nothing.

use std::{
    fs,
    fs::File,
    io::Write,
    path::PathBuf,
    process::{Child, Command, Stdio},
};

use crate::world::{NOW, Ran, World, laptops};

/// A pass that is in the middle of reading: its export is a pipe that nobody fills yet.
struct Working {
    child: Child,
    pipe: File,
    path: PathBuf,
}

impl Working {
    fn on(world: &World) -> Self {
        let path = world.root().join("exports/jamf.json");
        fs::remove_file(&path).unwrap();
        let made = Command::new("mkfifo").arg(&path).status().unwrap();
        assert!(made.success(), "this test needs named pipes");
        let mut command = world.command(&["run"], NOW);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let child = command.spawn().unwrap();
        // Opening waits until the pass has opened its end: from here on it is at work.
        let pipe = File::options().write(true).open(&path).unwrap();
        Self { child, pipe, path }
    }
}

#[test]
fn a_second_pass_ends_with_three_and_names_the_first() {
    let world = World::with_laptops();
    let mut first = Working::on(&world);
    let holder = format!("process {}", first.child.id());
    for command in ["run", "collect", "judge"] {
        world
            .run(&[command])
            .ends(3)
            .says("another pass is at work here")
            .says(&holder)
            .says("try: wait");
    }
    world.run(&["finding", "list"]).ends(0);
    let fleet = laptops(&[("1", "C02AAA111", "e1", false)]);
    first.pipe.write_all(fleet.as_bytes()).unwrap();
    drop(first.pipe);
    Ran::from(first.child.wait_with_output().unwrap()).ends(0);
    world.run(&["finding", "list"]).says("Laptop 1");
}

#[test]
fn a_pass_that_was_killed_leaves_no_lock() {
    let world = World::with_laptops();
    let mut first = Working::on(&world);
    first.child.kill().unwrap();
    first.child.wait().unwrap();
    fs::remove_file(&first.path).unwrap();
    let fleet = laptops(&[("1", "C02AAA111", "e1", false)]);
    world.write("exports/jamf.json", &fleet);
    world.pass_at(NOW).ends(0);
}
