//! Gaps and disagreements: 28 detectors that compare the matrix with what is observed.
//!
//! A [`Detector`] is a pure function over [`Seen`], the facts that the caller gathers, to what it
//! [`Looked`] at: a [`Gap`] for each subject that is missed or unknown, and nothing for what is as
//! it should be. A detector whose facts no source supplies is silent with a reason ([`Look`]): it
//! says unknown, never met. What people read of a detector is data ([`Manual`]).
//!
//! One more detector is one file here and its line in [`ALL`], and its page in
//! `catalogue/detectors`.

mod assess;
mod gap;
mod manual;
mod scopes;
mod seen;
mod settle;

mod r01;
mod r02;
mod r03;
mod r04;
mod r05;
mod r06;
mod r07;
mod r08;
mod r09;
mod r10;
mod r11;
mod r12;
mod r13;
mod r14;
mod r15;
mod r16;
mod r17;
mod r18;
mod r19;
mod r20;
mod r21;
mod r22;
mod r23;
mod r24;
mod r25;
mod r26;
mod r27;
mod r28;

use std::collections::BTreeSet;

pub use assess::assessments;
pub use gap::{Gap, Handle, Looked, Row, Said, Way, Weight};
pub use manual::{Limit, Limits, Manual};
use model::RuleId;
pub use seen::{
    Activity, AnswerSeen, ConsultationSeen, Department, DutiesSeen, Fix, Manager, OwnerSaid, Party,
    Person, RuleSeen, SeatSeen, Seen, Status, Table, Thing, Ticket, Told, Topic, UnitSays,
    VendorSeen,
};
pub use settle::{Settled, settle};

/// One way of looking for gaps.
#[derive(Clone, Copy, Debug)]
pub struct Detector {
    /// Its id: the stem of its page in `catalogue/detectors`, and the rule of its findings.
    pub id: &'static str,
    /// What it has to be told about. Without one of them it says unknown.
    pub needs: &'static [Topic],
    look: fn(&Seen, &Limits) -> Looked,
}

/// All detectors, in the order of their numbers.
pub const ALL: &[Detector] = &[
    r01::DETECTOR,
    r02::DETECTOR,
    r03::DETECTOR,
    r04::DETECTOR,
    r05::DETECTOR,
    r06::DETECTOR,
    r07::DETECTOR,
    r08::DETECTOR,
    r09::DETECTOR,
    r10::DETECTOR,
    r11::DETECTOR,
    r12::DETECTOR,
    r13::DETECTOR,
    r14::DETECTOR,
    r15::DETECTOR,
    r16::DETECTOR,
    r17::DETECTOR,
    r18::DETECTOR,
    r19::DETECTOR,
    r20::DETECTOR,
    r21::DETECTOR,
    r22::DETECTOR,
    r23::DETECTOR,
    r24::DETECTOR,
    r25::DETECTOR,
    r26::DETECTOR,
    r27::DETECTOR,
    r28::DETECTOR,
];

/// What one detector says of everything it was shown.
#[derive(Clone, Debug)]
pub struct Look {
    /// The detector.
    pub detector: &'static Detector,
    /// What it would have to be told about and nobody tells; then it found nothing out.
    pub silent: BTreeSet<Topic>,
    /// How many subjects it looked at.
    pub subjects: u64,
    /// Those that are missed or unknown, in order of subject.
    pub gaps: Vec<Gap>,
}

impl Detector {
    /// Its id as that of a rule.
    pub fn rule(&self) -> RuleId {
        RuleId::new(self.id)
    }

    /// Its short name: `R09`.
    pub fn short(&self) -> String {
        let short = self.id.split('-').next().unwrap_or(self.id);
        short.to_uppercase()
    }

    /// A detector by id or short name, whatever the case.
    pub fn find(text: &str) -> Option<&'static Self> {
        let wanted = text.trim().to_lowercase();
        let called = |one: &&Self| one.id == wanted || one.short().to_lowercase() == wanted;
        ALL.iter().find(called)
    }

    /// Looks at the facts, with its limits.
    pub fn look(&'static self, seen: &Seen, limits: &Limits) -> Look {
        let needs = self.needs.iter().copied();
        let silent: BTreeSet<Topic> = needs.filter(|one| !seen.told.contains_key(one)).collect();
        let looked = match silent.is_empty() {
            true => (self.look)(seen, limits),
            false => Looked::default(),
        };
        Look {
            detector: self,
            silent,
            subjects: looked.subjects,
            gaps: looked.gaps,
        }
    }
}
