//! Settling a gap: what somebody says becomes acts and decisions, and the next pass judges on them.

use inventory::Decided;
use jiff::Timestamp;
use ledger::matrix::{
    MatrixAct, Settling,
    detectors::{Gap, Handle, Look, Row, Settled, settle},
};
use model::{Entity, EntityId, FindingId, Place, Problem, Verdict};

use super::Facts;
use crate::{
    decisions::{
        Author,
        answers::{self, Speaker},
    },
    workspace::nearest,
};

/// What somebody says of a gap.
#[derive(Clone, Debug)]
pub struct How<'a> {
    /// What.
    pub settling: Settling,
    /// Which of its rows, by key; all that concern whoever says so without it.
    pub row: Option<&'a str>,
    /// Why.
    pub because: &'a str,
    /// When.
    pub at: Timestamp,
}

/// What is to be kept.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Settlement {
    /// For the log of acts, in order; the last one says that the gap was settled, and how.
    pub acts: Vec<MatrixAct>,
    /// For the log of decisions about owners, in order.
    pub decisions: Vec<Decided>,
}

/// Works out what settles a gap.
///
/// # Errors
/// When there is no such gap, it does not concern whoever says so, or nothing that can be said here
/// would settle it.
pub fn settlement(
    facts: &Facts<'_>,
    looks: &[Look],
    gap: &str,
    author: &Author,
    how: &How<'_>,
) -> Result<Settlement, Problem> {
    let (look, found) = find(looks, gap)?;
    let id = FindingId::of(&look.detector.rule(), &found.subject);
    if found.rows.iter().all(|row| row.handle == Handle::Outside) {
        return Err(facts.outside(look, found, author));
    }
    let rows = rows(found, how, &author.person)?;
    if let Settling::Assigned(to) = &how.settling {
        facts.view.find_person(to)?;
    }
    let settled = Settled {
        by: &author.person,
        written: &author.by,
        because: how.because,
        today: crate::matrix::day(how.at, facts.view.zone),
    };
    let mut all = Settlement::default();
    for row in rows {
        if row.handle == Handle::Owner {
            let entity = facts.inventory().get(&found.subject);
            let entity = entity.ok_or_else(|| unknown(looks, gap))?;
            all.decisions.extend(facts.owner(entity, row, author, how)?);
        } else {
            let acts = settle(row, &how.settling, &settled);
            all.acts.extend(acts);
        }
    }
    if all.acts.is_empty() && all.decisions.is_empty() {
        return Err(facts.outside(look, found, author));
    }
    all.acts.push(MatrixAct::Settled {
        gap: id,
        how: how.settling.clone(),
    });
    Ok(all)
}

fn find<'l>(looks: &'l [Look], text: &str) -> Result<(&'l Look, &'l Gap), Problem> {
    let called = |look: &Look, gap: &Gap| {
        let long = FindingId::of(&look.detector.rule(), &gap.subject);
        let short = format!("{}@{}", look.detector.short(), gap.subject);
        long.as_str() == text || short.eq_ignore_ascii_case(text)
    };
    let mut all = looks
        .iter()
        .flat_map(|look| look.gaps.iter().map(move |gap| (look, gap)));
    let found = all.find(|(look, gap)| gap.verdict == Verdict::Missed && called(look, gap));
    found.ok_or_else(|| unknown(looks, text))
}

fn unknown(looks: &[Look], text: &str) -> Problem {
    let problem = refused("gap-unknown", format!("there is no gap `{text}`"));
    let ids: Vec<String> = looks
        .iter()
        .flat_map(|look| {
            let id = |gap: &Gap| FindingId::of(&look.detector.rule(), &gap.subject).to_string();
            look.gaps.iter().map(id).collect::<Vec<_>>()
        })
        .collect();
    let problem = match nearest(text, ids.iter().map(String::as_str)) {
        Some(near) => problem.advise(format!("did you mean `{near}`?")),
        None => problem,
    };
    problem.advise("`allhands matrix gaps` shows them all")
}

/// The rows it is about: the one that is named, else those that concern whoever says so.
fn rows<'g>(gap: &'g Gap, how: &How<'_>, by: &EntityId) -> Result<Vec<&'g Row>, Problem> {
    if let Some(key) = how.row {
        let named: Vec<&Row> = gap.rows.iter().filter(|row| row.key == key).collect();
        if named.is_empty() {
            let keys: Vec<String> = gap
                .rows
                .iter()
                .map(|row| format!("`{}`", row.key))
                .collect();
            let problem = refused("gap-row", format!("the gap has no row `{key}`"));
            return Err(problem.advise(format!("its rows are {}", keys.join(", "))));
        }
        return Ok(named);
    }
    // Somebody else's word is no answer of the two who are asked.
    let personal = !matches!(how.settling, Settling::Assigned(_) | Settling::Ended);
    let own = |row: &&Row| !personal || row.parties.contains(by);
    let mut rows: Vec<&Row> = gap.rows.iter().filter(own).collect();
    // What names nobody else, or one who is asked, somebody else may take.
    if rows.is_empty() {
        let free = |row: &&Row| row.parties.len() < 2 && may_take(row, how);
        rows.extend(gap.rows.iter().filter(free));
    }
    if rows.is_empty() {
        let says = "only those who are named can say that";
        let problem = refused("gap-not-named", says);
        return Err(problem.advise("name who has it with `--assign PERSON` instead"));
    }
    Ok(rows)
}

/// What nobody has, or somebody said no to, anybody may take.
fn may_take(row: &Row, how: &How<'_>) -> bool {
    how.settling == Settling::Mine && row.ways.contains(&ledger::matrix::detectors::Way::Mine)
}

impl Facts<'_> {
    /// What is decided about who answers for a thing.
    fn owner(
        &self,
        entity: &Entity,
        row: &Row,
        author: &Author,
        how: &How<'_>,
    ) -> Result<Vec<Decided>, Problem> {
        let speaker =
            |behalf: Option<&str>| answers::speaker(&self.view, self.workspace, author, behalf);
        let mine =
            |speaker: &Speaker<'_>| answers::mine(&self.view, self.workspace, entity, speaker);
        let not_mine =
            |speaker: &Speaker<'_>| answers::not_mine(&self.view, self.workspace, entity, speaker);
        match &how.settling {
            Settling::Mine => Ok(vec![mine(&speaker(None)?)?]),
            Settling::Theirs | Settling::Neither => Ok(vec![not_mine(&speaker(None)?)?]),
            Settling::Ended => Ok(Vec::new()),
            Settling::Assigned(to) => {
                let to = self.view.find_person(to)?;
                let others = row.parties.iter().filter(|one| **one != to.id);
                let took = |one: &&EntityId| {
                    let claims = entity.ownership.claims.iter();
                    let mut answered = claims.filter(|it| it.class == model::OwnerClass::Answered);
                    answered.any(|it| it.void.is_none() && it.people.contains(one))
                };
                let mut all = Vec::new();
                for other in others.filter(took) {
                    all.push(not_mine(&speaker(Some(&other.to_string()))?)?);
                }
                all.push(mine(&speaker(Some(&to.id.to_string()))?)?);
                Ok(all)
            }
        }
    }

    /// Nothing that can be said here settles it: what does.
    fn outside(&self, look: &Look, gap: &Gap, author: &Author) -> Problem {
        let says = format!(
            "nothing {} can say here settles it: {}",
            author.name,
            gap.says()
        );
        let manual = super::manual(self.workspace, &look.detector.rule());
        let steps = manual.iter().flat_map(|manual| &manual.steps);
        let problem = refused("gap-outside", says);
        steps.fold(problem, |problem, step| problem.advise(step.trim()))
    }
}

fn refused(code: &'static str, says: impl Into<String>) -> Problem {
    Problem::new(code, says.into(), Place::file("command line"))
}
