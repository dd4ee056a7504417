//! The checks of the web app: types, units, budgets, and every page in a real browser.

use std::{env, path::Path};

use anyhow::Result;

use super::{Machine, Tally, absent, step};
use crate::{
    shell::{self, say},
    ui::{self, Built},
};

/// Whether `ui/dist` holds what the browser is to see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pages {
    /// Built and within budget.
    There,
    /// Not built: why was said, and counted.
    Absent,
}

/// Builds the web app, which checks types and budgets, and runs its unit tests. It comes before the
/// binary is built, so that the binary takes it in.
pub(super) fn build(root: &Path, machine: Machine, tally: &mut Tally) -> Result<Pages> {
    step("web app: types, budgets, units");
    match ui::build(root)? {
        Built::There => tally.gate("web app: build", true),
        Built::Failed => {
            tally.gate("web app: build", false);
            return Ok(Pages::Absent);
        }
        Built::NoNode(why) => {
            say(&format!("SKIPPED: {why}"));
            absent(machine, tally);
            return Ok(Pages::Absent);
        }
    }
    let units = shell::run(&root.join("ui"), "npm", &["run", "--silent", "test"])?;
    tally.gate("web app: units", units);
    Ok(Pages::There)
}

/// Every page in Chromium, against the binary that the tests have just built.
pub(super) fn browse(root: &Path, machine: Machine, pages: Pages, tally: &mut Tally) -> Result<()> {
    if pages == Pages::Absent {
        return Ok(());
    }
    step("web app: every page in a browser");
    if !shell::works(root, "chromium", &["--version"]) {
        say("SKIPPED: Chromium is not installed; run `apt-get install chromium`");
        absent(machine, tally);
        return Ok(());
    }
    let target = env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), Into::into);
    let program = target.join("debug").join("allhands");
    let words = [
        "ui/browser/run.mjs".into(),
        program.into_os_string(),
        target.join("browser").into_os_string(),
    ];
    let before = tally.failed;
    let held = shell::lines(root, "node", &words, |line| tally.read(line))?;
    if !held && tally.failed == before {
        tally.gate("web app: every page in a browser", false);
    }
    Ok(())
}
