//! A rule of the catalogue: one file in its area.

use anyhow::{Result, bail};

use super::{Scaffold, kebab};
use crate::tree::Tree;

/// The name is `AREA/ID`, as in `devices/laptops-are-encrypted`.
pub(super) fn scaffold(tree: &Tree, name: &str) -> Result<Scaffold> {
    let areas = tree.folders("catalogue/rules").join(", ");
    let Some((area, id)) = name.split_once('/') else {
        bail!("`{name}`: write AREA/ID; areas there are: {areas}");
    };
    let (area, id) = (kebab(area)?, kebab(id)?);
    let title = id.replace('-', " ");
    let rule = format!(
        r#"Rule: {title}
Id: {id}
Severity: medium
Because: Say in a sentence why it matters to the person who reads it.
Expectation:
  Every laptop where status is "active" must have disk encryption on
Fix within: 14 days
Activity: "Device management"
Fixed by: user
Message (en): {{user.first name}}, say what about {{laptop.name}} needs doing, by {{due date}}.
Steps:
  1. Say what to press or whom to ask.
Test "met, missed, unknown, not applicable":
  given laptop "good": status "active"; disk encryption on
  given laptop "bad": status "active"; disk encryption off
  given laptop "not told": status "active"
  given laptop "retired": status "retired"; disk encryption off
  expect pass "good"
  expect fail "bad"
  expect unknown "not told"
  expect not applicable "retired"
"#
    );
    Ok(Scaffold {
        files: vec![(format!("catalogue/rules/{area}/{id}.rule"), rule)],
        listed: Vec::new(),
        next: vec![
            "an id states the good case and reads after \"We expect that ...\"".to_owned(),
            format!("`allhands rule test catalogue/rules/{area}/{id}.rule`"),
            "`cargo xtask docs`, then `cargo xtask test`".to_owned(),
        ],
    })
}
