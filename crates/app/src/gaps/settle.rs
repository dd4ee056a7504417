//! Settling a gap: what somebody says becomes acts and decisions, and the next pass judges on them.

use inventory::Decided;
use jiff::Timestamp;
use ledger::matrix::{
    MatrixAct, Settling,
    detectors::{Gap, Handle, Look, Row, Settled, Way, settle},
};
use model::{Entity, EntityId, FindingId, Place, Problem, Verdict};

use super::{
    Facts,
    answer::short,
    commands::{Commands, scopes},
};
use crate::{
    decisions::{
        Author,
        answers::{self, Speaker},
    },
    matrix::{acting::reachable, may::Changers},
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

impl How<'_> {
    /// Whether it is an answer of the two who are asked, and nobody else's.
    pub(super) fn is_personal(&self) -> bool {
        matches!(
            self.settling,
            Settling::Mine | Settling::Theirs | Settling::Neither
        )
    }
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
/// When there is no such gap, it does not concern whoever says so, they may not, or nothing that
/// can be said here would settle it.
pub fn settlement(
    facts: &Facts<'_>,
    looks: &[Look],
    gap: &str,
    author: &Author,
    how: &How<'_>,
) -> Result<Settlement, Problem> {
    let found = find(looks, gap)?;
    let changers = Changers::new(facts.view, facts.matrix, facts.workspace);
    settled(facts, &changers, found, author, how)
}

/// What settles one gap that was found.
pub(super) fn settled(
    facts: &Facts<'_>,
    changers: &Changers<'_>,
    (look, found): (&Look, &Gap),
    author: &Author,
    how: &How<'_>,
) -> Result<Settlement, Problem> {
    let id = FindingId::of(&look.detector.rule(), &found.subject);
    let nothing_here = |row: &Row| matches!(row.handle, Handle::Outside | Handle::Pick(_));
    if found.rows.iter().all(nothing_here) {
        return Err(facts.outside((look, found), author, how));
    }
    if !is_offered(found, how) {
        return Err(facts.outside((look, found), author, how));
    }
    let rows = rows(found, how, &author.person)?;
    for row in &rows {
        may_say(facts, changers, row, author, how)?;
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
            let entity = entity.ok_or_else(|| unknown(&[], found.subject.to_string().as_str()))?;
            all.decisions.extend(facts.owner(entity, row, author, how)?);
        } else {
            let acts = settle(row, &how.settling, &settled);
            all.acts.extend(acts);
        }
    }
    if all.acts.is_empty() && all.decisions.is_empty() {
        return Err(facts.outside((look, found), author, how));
    }
    all.acts.push(MatrixAct::Settled {
        gap: id,
        how: how.settling.clone(),
    });
    Ok(all)
}

/// Whether a gap can be answered like that at all: some are nobody's to take, and what depends on
/// tier 1 is not left unmeasured.
fn is_offered(gap: &Gap, how: &How<'_>) -> bool {
    let mut ways = gap.rows.iter().flat_map(|row| &row.ways);
    match how.settling {
        Settling::Unmeasured => ways.any(|way| *way == Way::Unmeasured),
        Settling::Assigned(_) | Settling::Ended => true,
        _ => ways.any(|way| matches!(way, Way::Mine | Way::Theirs | Way::Neither)),
    }
}

/// Whether somebody may say this of a row: naming another person, ending what is written and
/// leaving something unmeasured is for those who may change the matrix. Everybody may end their
/// own.
fn may_say(
    facts: &Facts<'_>,
    changers: &Changers<'_>,
    row: &Row,
    author: &Author,
    how: &How<'_>,
) -> Result<(), Problem> {
    let own = |seats: &[(_, Option<EntityId>)]| {
        let people = seats.iter().map(|(_, person)| person.as_ref());
        people.into_iter().all(|one| one == Some(&author.person))
    };
    match (&how.settling, &row.handle) {
        (Settling::Mine | Settling::Theirs | Settling::Neither, _) => return Ok(()),
        (Settling::Ended, Handle::Seats(seats)) if own(seats) => return Ok(()),
        (Settling::Assigned(to), Handle::Owner) => {
            facts.view.find_person(to)?;
        }
        (Settling::Assigned(to), _) => reachable(&facts.view, to)?,
        (Settling::Ended | Settling::Unmeasured, _) => {}
    }
    let mut scopes = scopes(row).into_iter();
    scopes.try_for_each(|over| changers.refuse_others(over, author))
}

/// A gap by its finding or its short name. What is not known can be answered too, where somebody
/// could say something to it.
fn find<'l>(looks: &'l [Look], text: &str) -> Result<(&'l Look, &'l Gap), Problem> {
    let called = |look: &Look, gap: &Gap| {
        let long = FindingId::of(&look.detector.rule(), &gap.subject);
        long.as_str() == text || short(look, gap).eq_ignore_ascii_case(text)
    };
    let mut all = looks
        .iter()
        .flat_map(|look| look.gaps.iter().map(move |gap| (look, gap)));
    let found = all.find(|(look, gap)| is_asked(gap) && called(look, gap));
    found.ok_or_else(|| unknown(looks, text))
}

/// Whether something can be said to a gap.
pub(super) fn is_asked(gap: &Gap) -> bool {
    gap.verdict == Verdict::Missed || gap.rows.iter().any(|row| !row.ways.is_empty())
}

fn unknown(looks: &[Look], text: &str) -> Problem {
    let problem = refused("gap-unknown", format!("there is no gap `{text}`"));
    let gaps = |look: &Look| -> Vec<String> {
        let asked = look.gaps.iter().filter(|gap| is_asked(gap));
        asked.map(|gap| short(look, gap)).collect()
    };
    let ids: Vec<String> = looks.iter().flat_map(gaps).collect();
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
    let personal = how.is_personal();
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
    how.settling == Settling::Mine && row.ways.contains(&Way::Mine)
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
            Settling::Ended | Settling::Unmeasured => Ok(Vec::new()),
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

    /// Nothing that was said settles it: what does.
    fn outside(&self, (look, gap): (&Look, &Gap), author: &Author, how: &How<'_>) -> Problem {
        let short = short(look, gap);
        let commands = Commands::new(self);
        let rows = gap.rows.iter();
        let typed = rows.flat_map(|row| commands.of(&short, row, gap.rows.len()));
        let typed: Vec<String> = typed.collect();
        let says = match typed.is_empty() {
            true => format!(
                "nothing {} can say here settles it: {}",
                author.name,
                gap.says()
            ),
            false => format!("{} does not settle it: {}", how.settling.word(), gap.says()),
        };
        let problem = refused("gap-outside", says);
        if !typed.is_empty() {
            let advise = |problem: Problem, command| problem.advise(format!("`{command}`"));
            return typed.into_iter().fold(problem, advise);
        }
        let manual = super::manual(self.workspace, &look.detector.rule());
        let steps = manual.iter().flat_map(|manual| &manual.steps);
        steps.fold(problem, |problem, step| {
            problem.advise(step.trim().replace("GAP", &short))
        })
    }
}

fn refused(code: &'static str, says: impl Into<String>) -> Problem {
    Problem::new(code, says.into(), Place::file("command line"))
}
