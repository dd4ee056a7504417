//! `cargo xtask demo | test | tidy | docs | new | ui`.

use std::process::ExitCode;

use anyhow::{Result, bail};
use xtask::{
    demo, docs, new,
    shell::{self, say},
    test::{self, Machine, RealData, Surroundings},
    tree::Tree,
    ui,
};

const HELP: &str = "\
cargo xtask demo [DIR]             build allhands and show the sample organisation
cargo xtask test                   everything that must hold; what CI runs
cargo xtask tidy                   the checks of the tree alone, in a second
cargo xtask docs [--check]         write docs/reference from the catalogue and the binary
cargo xtask ui                     build the web app, if Node is here and anything changed
cargo xtask new connector|rule|operator|command NAME
                                   the files of a new unit, in the right places";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match run(&words) {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            say(&format!("{error:#}"));
            ExitCode::from(2)
        }
    }
}

fn run(words: &[String]) -> Result<u8> {
    let root = shell::root();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["demo", further @ ..] => {
            let further: Vec<String> = further.iter().map(|word| (*word).to_owned()).collect();
            demo::run(&root, &further)
        }
        ["test"] => Ok(u8::from(test::run(&root, surroundings())?.failed > 0)),
        ["tidy"] => Ok(u8::from(!test::tell(&Tree::read(&root)?))),
        ["docs"] => docs::run(&root, docs::Mode::Write).map(told),
        ["docs", "--check"] => docs::run(&root, docs::Mode::Check).map(told),
        ["ui"] => ui::build_or_say(&root).map(|()| 0),
        ["new", unit, name] => add(unit, name),
        [] | ["help" | "--help" | "-h"] => Ok(told(HELP.to_owned())),
        other => bail!("`{}` is none of these:\n{HELP}", other.join(" ")),
    }
}

fn add(unit: &str, name: &str) -> Result<u8> {
    let root = shell::root();
    let Some(unit) = new::Unit::named(unit) else {
        bail!("`{unit}` is none of connector, rule, operator, command");
    };
    let scaffold = new::scaffold(&Tree::read(&root)?, unit, name)?;
    new::write(&root, &scaffold)?;
    for (path, _) in &scaffold.files {
        say(&format!("wrote {path}"));
    }
    for (path, _) in &scaffold.listed {
        say(&format!("listed it in {path}"));
    }
    for next in &scaffold.next {
        say(&format!("next: {next}"));
    }
    Ok(0)
}

fn told(text: String) -> u8 {
    say(&text);
    0
}

/// CI says so itself; everything else is somebody's desk.
fn surroundings() -> Surroundings {
    let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    Surroundings {
        machine: if set("CI") {
            Machine::Ci
        } else {
            Machine::Desk
        },
        real_data: if set(test::DATA) {
            RealData::There
        } else {
            RealData::Absent
        },
    }
}
