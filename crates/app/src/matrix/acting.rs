//! Acts on the matrix, worked out as values: who may, and what is kept.

use jiff::{Timestamp, ToSpan as _, civil::Date};
use ledger::matrix::{Reached, folded};
use ledger::{
    acts::{Act, Acted},
    matrix::{Answer, Held, Letter, MatrixAct, Resolved, Scope, Seat, Through, Validity},
};
use model::{Entity, Problem, id::ActivityId, problem::Place};

use super::{Parties, day, may::Changers, row, why_unreached};
use crate::{decisions::Author, parties::View, workspace::Workspace};

/// The activity whose accountable may change the whole matrix.
pub const KEEPING: &str = "Keep the responsibility matrix";

/// Everything an act is worked out from.
#[derive(Clone, Copy, Debug)]
pub struct Room<'a> {
    /// What was observed.
    pub view: View<'a>,
    /// The matrix as it stands.
    pub matrix: &'a Resolved,
    /// The workspace.
    pub workspace: &'a Workspace,
    /// The instant of the act.
    pub at: Timestamp,
}

/// What somebody wants to say of an activity.
#[derive(Clone, Debug)]
pub struct Named {
    /// The activity.
    pub activity: ActivityId,
    /// The letter; any of those held where none is said.
    pub letter: Option<Letter>,
    /// Over what; any scope where it is the whole and nothing fits better.
    pub scope: Scope,
}

impl Room<'_> {
    /// A party holds a letter.
    ///
    /// # Errors
    /// When the author may not, the party is nobody who is here, or holds it already.
    pub fn assign(
        &self,
        author: &Author,
        seat: Seat,
        validity: Validity,
    ) -> Result<MatrixAct, Problem> {
        self.changers()
            .refuse_others((&seat.activity, &seat.scope), author)?;
        if row::parties(&seat.party) != [seat.party.clone()] {
            let says = format!("`{}` is not one party", seat.party);
            return Err(refused("matrix-party", says).advise("name one person, team or role"));
        }
        if let Some(selector) = &seat.scope.selector {
            rules::parse_subject(selector, "command line", self.view.vocabulary)
                .map_err(|problems| first(problems.0))?;
        }
        reachable(&self.view, &seat.party)?;
        let held = self.matrix.held.iter();
        let mut twice = held.filter(|held| held.assignment.seat.is_same(&seat));
        if twice.next().is_some() {
            let says = format!("{} already", super::show::says(&seat, &self.title(&seat)));
            return Err(
                refused("matrix-twice", says).advise("`allhands matrix show` tells who holds what")
            );
        }
        Ok(MatrixAct::Assigned { seat, validity })
    }

    /// A party holds a letter, in the place of another one where that is said: two acts then.
    ///
    /// # Errors
    /// As [`Room::assign`] and [`Room::end`].
    pub fn hand_over(
        &self,
        author: &Author,
        before: Option<&Seat>,
        seat: Seat,
        validity: Validity,
    ) -> Result<Vec<MatrixAct>, Problem> {
        let eve = validity.from.map(|first| first.saturating_sub(1.day()));
        let last_day = eve.unwrap_or_else(|| self.yesterday());
        let ends = before.map(|before| self.end(author, before, last_day));
        let mut acts: Vec<MatrixAct> = ends.transpose()?.into_iter().collect();
        acts.push(self.assign(author, seat, validity)?);
        Ok(acts)
    }

    /// An assignment ends, wherever it is written.
    ///
    /// # Errors
    /// When the author may not, or nobody holds it.
    pub fn end(&self, author: &Author, seat: &Seat, last_day: Date) -> Result<MatrixAct, Problem> {
        let parties = Parties::new(self.view);
        let person = parties.reach(&seat.party);
        let mut held = self.matrix.held.iter().filter(|held| {
            let one = &held.assignment.seat;
            let same_party = folded(&one.party) == folded(&seat.party)
                || (person.person().is_some() && held.reached.person() == person.person());
            one.activity == seat.activity
                && one.letter == seat.letter
                && one.scope.is_same(&seat.scope)
                && same_party
        });
        let Some(found) = held.next() else {
            let says = format!(
                "it is not so that {}",
                super::show::says(seat, &self.title(seat))
            );
            let problem = refused("matrix-not-held", says);
            return Err(problem.advise(format!(
                "`allhands matrix show {}` tells who holds what",
                seat.activity
            )));
        };
        let own = found.reached.person() == Some(&author.person);
        if !own {
            let scope = &found.assignment.seat.scope;
            self.changers()
                .refuse_others((&seat.activity, scope), author)?;
        }
        Ok(MatrixAct::Ended {
            seat: found.assignment.seat.clone(),
            last_day,
        })
    }

    /// A person says whether what they were given is theirs: one act for each assignment meant.
    ///
    /// # Errors
    /// When they hold nothing of it.
    pub fn acknowledge(
        &self,
        author: &Author,
        named: &Named,
        answer: Answer,
    ) -> Result<Vec<MatrixAct>, Problem> {
        let seats = self.theirs(author, named)?;
        let act = |held: &Held| MatrixAct::Acknowledged {
            seat: held.assignment.seat.clone(),
            answer,
        };
        Ok(seats.into_iter().map(act).collect())
    }

    /// Somebody stands in for a person up to and with a day: one act for each assignment meant.
    ///
    /// # Errors
    /// When they hold nothing of it, the other is not here, or the day is over.
    pub fn delegate(
        &self,
        author: &Author,
        named: &Named,
        (to, until): (&str, Date),
    ) -> Result<Vec<MatrixAct>, Problem> {
        let seats = self.theirs(author, named)?;
        let deputy = self.view.find_person(to)?;
        if !self.view.is_living(&deputy.id) {
            let says = format!("{} is not here any more", deputy.name);
            return Err(refused("deputy-none", says).advise("name somebody who is"));
        }
        if deputy.id == author.person {
            let says = format!("{} holds it already", author.name);
            return Err(refused("deputy-self", says).advise("name somebody else"));
        }
        if until < day(self.at, self.view.zone) {
            let says = format!("{until} is over");
            return Err(refused("deputy-past", says).advise("name a day from today on"));
        }
        let to = called(deputy);
        let act = |held: &Held| MatrixAct::Delegated {
            seat: held.assignment.seat.clone(),
            to: to.clone(),
            until,
        };
        Ok(seats.into_iter().map(act).collect())
    }

    /// The day before the act: what ends today is over by then.
    pub fn yesterday(&self) -> Date {
        day(self.at, self.view.zone).saturating_sub(1.day())
    }

    /// What a person holds of an activity, in their own right.
    fn theirs(&self, author: &Author, named: &Named) -> Result<Vec<&Held>, Problem> {
        let is_theirs = |held: &&Held| match &held.reached {
            Reached::Person {
                through: Through::Delegate { of, .. },
                ..
            } => of.as_ref() == Some(&author.person),
            reached => reached.person() == Some(&author.person),
        };
        let held = self.matrix.held.iter().filter(|held| {
            let seat = &held.assignment.seat;
            seat.activity == named.activity
                && named.letter.is_none_or(|letter| letter == seat.letter)
                && (named.scope.is_whole() || named.scope.is_same(&seat.scope))
        });
        let theirs: Vec<&Held> = held.filter(is_theirs).collect();
        if theirs.is_empty() {
            let says = format!("{} was not assigned any of this", author.name);
            return Err(refused("matrix-not-yours", says).advise(format!(
                "`allhands matrix duties \"{}\"` lists what was",
                author.name
            )));
        }
        Ok(theirs)
    }

    /// Who may change the matrix.
    fn changers(&self) -> Changers<'_> {
        Changers::new(self.view, self.matrix, self.workspace)
    }

    fn title(&self, seat: &Seat) -> String {
        let activity = self.matrix.activities.get(&seat.activity);
        activity.map_or_else(|| seat.activity.to_string(), |one| one.title.clone())
    }
}

/// Whether a party comes to somebody who is here.
///
/// # Errors
/// When it reaches nobody, with the reason.
pub(crate) fn reachable(view: &View<'_>, party: &str) -> Result<(), Problem> {
    let Reached::Nobody(why) = Parties::new(*view).reach(party) else {
        return Ok(());
    };
    let why = why_unreached(&why, view);
    let problem = refused("matrix-party", format!("`{party}` {why}"));
    Err(problem.advise("name somebody by mail address, full name, team or role"))
}

/// Acts as the log takes them: those after all that are there.
pub fn numbered(
    log: &[Act],
    (author, because): (&Author, &str),
    at: Timestamp,
    what: Vec<MatrixAct>,
) -> Vec<Act> {
    let latest = log.iter().map(|act| act.number).max().unwrap_or(0);
    (latest + 1..)
        .zip(what)
        .map(|(number, what)| Act {
            number,
            at,
            by: author.by.clone(),
            because: because.trim().to_owned(),
            what: Acted::Matrix(what),
        })
        .collect()
}

/// How the matrix writes a person: their mail address, else their name.
pub fn called(person: &Entity) -> String {
    let mail = person.reading("email").text();
    mail.map_or_else(|| person.name.clone(), str::to_lowercase)
}

fn refused(code: &'static str, says: impl Into<String>) -> Problem {
    Problem::new(code, says.into(), Place::file("command line"))
}

fn first(problems: Vec<Problem>) -> Problem {
    let mut problems = problems.into_iter();
    problems
        .next()
        .unwrap_or_else(|| refused("matrix-scope", "this cannot be read"))
}
