//! Deciding about an exception.

use jiff::civil::Date;
use ledger::acts::ExceptionAct;
use model::{EntityId, Exception, Problem, exception::Standing};

use super::{
    Desk,
    approvers::{departments, who_may},
    refused,
};
use crate::{handling::Acting, ports::ActWrite};

impl Desk<'_> {
    /// An approval, as everything that its author may approve as. `due` sets a due date for when
    /// it ends.
    ///
    /// # Errors
    /// When there is no such request, or its author asked for it themselves or may not approve it.
    pub fn approve(
        &self,
        acting: &Acting,
        number: u64,
        until: Option<Date>,
        due: Option<Date>,
    ) -> Result<ActWrite, Problem> {
        let exception = self.named(number)?;
        if exception.standing != Standing::Requested {
            return Err(decided(exception));
        }
        let person = &acting.author.person;
        if *person == exception.asked.requester {
            let says = "whoever asks for an exception cannot approve it";
            return Err(refused("exception-own", says).advise(self.who(exception)));
        }
        let levels = who_may(self, exception);
        let open = levels
            .iter()
            .find(|one| one.approved.is_none() && one.people.contains(person));
        let Some(open) = open else {
            let says = format!("{} may not approve exception {number}", acting.author.name);
            return Err(refused("exception-level", says).advise(self.who(exception)));
        };
        let until = until.map(|day| self.end_of(day));
        if until.is_some_and(|until| until <= acting.at) {
            let says = "it would end before it begins";
            let advice = "name a day to come after `--until`, or refuse it";
            return Err(refused("exception-terms", says).advise(advice));
        }
        let due = due.map(|day| self.end_of(day));
        let what = ExceptionAct::Approve {
            exception: number,
            approver: person.clone(),
            level: open.level,
            until,
            due,
        };
        Ok(self.follow(acting, what))
    }

    /// A refusal by somebody who may approve, or by the one who asked.
    ///
    /// # Errors
    /// When there is no such request, or it is not for the author to decide.
    pub fn refuse(&self, acting: &Acting, number: u64) -> Result<ActWrite, Problem> {
        let exception = self.named(number)?;
        if exception.standing != Standing::Requested {
            return Err(decided(exception));
        }
        self.may_end(acting, exception)?;
        Ok(self.follow(acting, ExceptionAct::Refuse { exception: number }))
    }

    /// The end of an exception that is in force.
    ///
    /// # Errors
    /// When there is none of that number in force, or it is not for the author to decide.
    pub fn revoke(&self, acting: &Acting, number: u64) -> Result<ActWrite, Problem> {
        let exception = self.named(number)?;
        if !matches!(exception.standing, Standing::Approved { .. }) {
            return Err(decided(exception));
        }
        self.may_end(acting, exception)?;
        Ok(self.follow(acting, ExceptionAct::Revoke { exception: number }))
    }

    fn named(&self, number: u64) -> Result<&Exception, Problem> {
        self.exceptions.get(number).ok_or_else(|| {
            let says = format!("there is no exception {number}");
            refused("exception-unknown", says).advise("`allhands exception list` shows them")
        })
    }

    /// Ending one is easier than granting it: who asked, who carries the risk, who may approve.
    fn may_end(&self, acting: &Acting, exception: &Exception) -> Result<(), Problem> {
        let person = &acting.author.person;
        let asked = &exception.asked;
        let approver = || {
            let mut levels = who_may(self, exception).into_iter();
            levels.any(|one| one.people.contains(person))
        };
        if *person == asked.requester || *person == asked.risk_owner || approver() {
            return Ok(());
        }
        let number = exception.number;
        let says = format!("{} may not end exception {number}", acting.author.name);
        Err(refused("exception-level", says).advise(self.who(exception)))
    }

    /// Who could, in a sentence.
    fn who(&self, exception: &Exception) -> String {
        let view = self.view();
        let name = |id: &EntityId| {
            view.inventory
                .get(id)
                .map_or(String::new(), |e| e.name.clone())
        };
        let levels = who_may(self, exception).into_iter();
        let levels: Vec<String> = levels
            .map(|one| {
                let people: Vec<String> = one.people.iter().map(&name).collect();
                match people.as_slice() {
                    [] => format!("{} (nobody is, for all of it)", one.level.words()),
                    people => format!("{} ({})", one.level.words(), people.join(", ")),
                }
            })
            .collect();
        let several = departments(self, &exception.asked);
        let hint = match several.len() {
            0 | 1 => "",
            _ => "; it is about several departments: ask for one exception each",
        };
        format!("it is for {}{hint}", levels.join(" and "))
    }
}

fn decided(exception: &Exception) -> Problem {
    let stands = match &exception.standing {
        Standing::Requested => "waits for an answer",
        Standing::Approved { .. } => "is in force already",
        Standing::Ended { .. } => "is over",
    };
    let says = format!("exception {} {stands}", exception.number);
    refused("exception-decided", says).advise("`allhands exception list --all` shows how it went")
}
