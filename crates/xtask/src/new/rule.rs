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
Rule (de): Der Titel auf Deutsch
Id: {id}
Severity: medium
Because: Say in a sentence why it matters to the person who reads it.
Because (de): In einem Satz, warum es denen wichtig ist, die es lesen.
Expectation:
  Every laptop where status is "active" must have disk encryption on
Fix within: 14 days
Activity: "Device management"
Fixed by: user; activity
Effort: 10 minutes
References: NIST CSF 2.0 PR.DS-01; NIST SP 800-53 SC-28
Message (en): Say what about {{laptop.name}} needs doing, and how long it takes.
Message (de): Was an {{laptop.name}} zu tun ist und wie lange es dauert.
Steps:
  1. Say what to press or whom to ask.
Steps (de):
  1. Was zu tun oder wer zu fragen ist.
Exceptions: allowed up to 30 days, approved by "Head of IT"
Test "met, missed, unknown, not applicable":
  given laptop "good": status "active"; disk encryption on
  given laptop "bad": status "active"; disk encryption off
  given laptop "has none": status "active"; disk encryption none
  given laptop "not known": status "active"; disk encryption unknown
  given laptop "not told": status "active"
  given laptop "retired": status "retired"; disk encryption off
  expect pass "good"
  expect fail "bad", "has none"
  expect unknown "not known", "not told"
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
