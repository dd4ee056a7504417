//! `allhands rule propose`.

use app::govern::{decide, gates};
use serde::Serialize;

use super::{
    Office, refused,
    text::{self, Lines, Proposal},
};
use crate::{
    cli::Who,
    outcome::{CommandError, Outcome},
    output::Out,
};

/// What was handed over.
#[derive(Debug, Serialize)]
pub(super) struct Proposed {
    pub(super) proposals: Vec<Proposal>,
}

pub(super) fn propose(
    office: &Office<'_>,
    rules: &[String],
    who: &Who,
    out: &Out,
) -> Result<Outcome, CommandError> {
    let desk = office.desk()?;
    let author = office.signer(&desk, &who.mail)?;
    let drafts = desk.drafts(rules).map_err(refused)?;
    let decision = decide::propose(&desk, &drafts, &author).map_err(refused)?;
    office.keep(&decision)?;
    let languages = &office.site.workspace.settings.languages;
    let proposals = decision.prepared.iter().map(|one| {
        let fallbacks = gates::fallbacks(&one.rule, languages);
        Proposal::of(&desk, one, fallbacks)
    });
    let proposed = Proposed {
        proposals: proposals.collect(),
    };
    out.answer("allhands.rule_propose", office.at, proposed, &[], |all| {
        let mut lines = Lines::default();
        for proposal in &all.proposals {
            lines.line(format!("Proposed by {}.\n", author.name));
            text::proposal(&mut lines, proposal);
            lines.next(&[format!(
                "allhands rule approve {} --as NAME@...",
                proposal.rule
            )]);
        }
        lines.done()
    });
    Ok(Outcome::Clean)
}
