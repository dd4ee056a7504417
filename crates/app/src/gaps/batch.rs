//! The same said to all gaps of one detector: forty of them are not forty commands.

use ledger::matrix::detectors::{Detector, Gap, Look};
use model::Problem;
use serde::Serialize;

use super::{
    Facts, How, Settlement,
    answer::short,
    settle::{is_asked, settled},
};
use crate::{decisions::Author, matrix::may::Changers};

/// What saying it to all of them comes to.
#[derive(Clone, Debug, Default)]
pub struct Batch {
    /// The gaps it settles, in the order of the list.
    pub settles: Vec<Settles>,
    /// The others, each with the reason.
    pub left_out: Vec<LeftOut>,
}

/// One gap that is settled.
#[derive(Clone, Debug)]
pub struct Settles {
    /// Its short name.
    pub gap: String,
    /// What is wrong.
    pub says: String,
    /// What is to be kept.
    pub settlement: Settlement,
}

/// One gap that is not settled by it.
#[derive(Clone, Debug, Serialize)]
pub struct LeftOut {
    /// Its short name.
    pub gap: String,
    /// What is wrong.
    pub says: String,
    /// Why not.
    pub why: Problem,
}

/// Works out what saying the same to all gaps of a detector comes to. What is said by one of two
/// who are asked holds only for gaps that name them.
pub fn batch(
    facts: &Facts<'_>,
    looks: &[Look],
    detector: &'static Detector,
    author: &Author,
    how: &How<'_>,
) -> Batch {
    let changers = Changers::new(facts.view, facts.matrix, facts.workspace);
    let names = |gap: &Gap| {
        let mut parties = gap.rows.iter().flat_map(|row| &row.parties);
        !how.is_personal() || parties.any(|one| *one == author.person)
    };
    let of = looks.iter().filter(|look| look.detector.id == detector.id);
    let all = of.flat_map(|look| look.gaps.iter().map(move |gap| (look, gap)));
    let mut batch = Batch::default();
    for (look, gap) in all.filter(|(_, gap)| is_asked(gap) && names(gap)) {
        let (name, says) = (short(look, gap), gap.says().to_owned());
        match settled(facts, &changers, (look, gap), author, how) {
            Ok(settlement) => batch.settles.push(Settles {
                gap: name,
                says,
                settlement,
            }),
            Err(why) => batch.left_out.push(LeftOut {
                gap: name,
                says,
                why,
            }),
        }
    }
    batch
}
