//! What everybody does, as the log of acts tells it: guidelines and who acknowledged which version,
//! reports of something suspicious, questions to Security.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Serialize;

use super::{DutyAct, MatrixAct};
use crate::acts::{Act, Acted};

/// All of it, by an instant, each list the oldest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Duties {
    /// Every version of every guideline that was ever published.
    pub guidelines: Vec<Guideline>,
    /// Who acknowledged which version.
    pub acknowledgements: Vec<Acknowledged>,
    /// Reports and questions.
    pub messages: Vec<Message>,
}

/// One version of a guideline, as it was published; its text never changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Guideline {
    /// Its id, the same for all its versions: `data-handling`.
    pub id: String,
    /// What people call it.
    pub title: String,
    /// Which version it is.
    pub version: String,
    /// Whom it concerns: `everyone`, or in the words of rules.
    pub audience: String,
    /// The whole text.
    pub text: String,
    /// Whether it holds.
    pub status: GuidelineStatus,
    /// When it was published.
    pub published_at: Timestamp,
    /// Who published it.
    pub by: String,
    /// Why.
    pub because: String,
    /// The number of the act.
    pub act: u64,
}

/// Whether a version of a guideline holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum GuidelineStatus {
    /// It holds.
    Current,
    /// A newer version holds.
    Replaced,
    /// It was taken back, and no version holds.
    Withdrawn,
}

impl GuidelineStatus {
    /// As the vocabulary writes it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Current => "current",
            Self::Replaced => "replaced",
            Self::Withdrawn => "withdrawn",
        }
    }
}

/// Somebody read a version of a guideline and will keep to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Acknowledged {
    /// The guideline's id.
    pub guideline: String,
    /// The version.
    pub version: String,
    /// Who: their mail address.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// The number of the act.
    pub act: u64,
}

/// What a message to Security is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum MessageKind {
    /// Something looked suspicious.
    Report,
    /// Somebody wants advice.
    Question,
}

/// A report of something suspicious, or a question to Security.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Message {
    /// Which of both.
    pub kind: MessageKind,
    /// What they said, in their words.
    pub what: String,
    /// Who.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// The number of the act, by which it is answered.
    pub act: u64,
    /// The last answer.
    pub answer: Option<Reply>,
}

/// What Security answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reply {
    /// In their words.
    pub text: String,
    /// Who.
    pub by: String,
    /// When the first answer was given: that is what ends the wait.
    pub at: Timestamp,
}

impl Duties {
    /// What the acts come to that were made by an instant. Acts about other things are passed over,
    /// and so is an answer to something nobody said.
    pub fn replay(acts: &[Act], at: Timestamp) -> Self {
        let mut duties = Self::default();
        for act in acts.iter().filter(|act| act.at <= at) {
            if let Acted::Matrix(MatrixAct::Duty(duty)) = &act.what {
                duties.apply(act, duty);
            }
        }
        duties
    }

    /// Whether nothing of the sort was ever recorded.
    pub fn is_empty(&self) -> bool {
        self.guidelines.is_empty() && self.messages.is_empty()
    }

    fn apply(&mut self, act: &Act, duty: &DutyAct) {
        match duty {
            DutyAct::GuidelinePublished {
                guideline,
                title,
                version,
                audience,
                text,
            } => {
                self.end(guideline, GuidelineStatus::Replaced);
                self.guidelines.push(Guideline {
                    id: guideline.clone(),
                    title: title.clone(),
                    version: version.clone(),
                    audience: audience.clone(),
                    text: text.clone(),
                    status: GuidelineStatus::Current,
                    published_at: act.at,
                    by: act.by.clone(),
                    because: act.because.clone(),
                    act: act.number,
                });
            }
            DutyAct::GuidelineWithdrawn { guideline } => {
                self.end(guideline, GuidelineStatus::Withdrawn);
            }
            DutyAct::GuidelineAcknowledged { guideline, version } => {
                self.acknowledgements.push(Acknowledged {
                    guideline: guideline.clone(),
                    version: version.clone(),
                    by: act.by.clone(),
                    at: act.at,
                    act: act.number,
                });
            }
            DutyAct::Reported { what } => self.hear(act, MessageKind::Report, what),
            DutyAct::Requested { what } => self.hear(act, MessageKind::Question, what),
            DutyAct::Answered { message, answer } => self.answer(act, *message, answer),
        }
    }

    fn end(&mut self, id: &str, status: GuidelineStatus) {
        let holding = |one: &&mut Guideline| one.id == id && one.status == GuidelineStatus::Current;
        for one in self.guidelines.iter_mut().filter(holding) {
            one.status = status;
        }
    }

    fn hear(&mut self, act: &Act, kind: MessageKind, what: &str) {
        self.messages.push(Message {
            kind,
            what: what.to_owned(),
            by: act.by.clone(),
            at: act.at,
            act: act.number,
            answer: None,
        });
    }

    fn answer(&mut self, act: &Act, message: u64, text: &str) {
        let Some(message) = self.messages.iter_mut().find(|one| one.act == message) else {
            return;
        };
        let first = message.answer.as_ref().map_or(act.at, |reply| reply.at);
        message.answer = Some(Reply {
            text: text.to_owned(),
            by: act.by.clone(),
            at: first,
        });
    }

    /// The version of a guideline that holds, by id or title, whatever the case.
    pub fn current(&self, text: &str) -> Option<&Guideline> {
        let holding = self.guidelines.iter();
        let mut holding = holding.filter(|one| one.status == GuidelineStatus::Current);
        holding.find(|one| one.is_called(text))
    }

    /// The latest version of every guideline, by id; one that was withdrawn too.
    pub fn latest(&self) -> BTreeMap<&str, &Guideline> {
        let all = self.guidelines.iter();
        all.map(|one| (one.id.as_str(), one)).collect()
    }
}

impl Guideline {
    /// Whether a text means it: its id or its title, whatever the case and the spaces.
    pub fn is_called(&self, text: &str) -> bool {
        let wanted = super::folded(text);
        super::folded(&self.id) == wanted || super::folded(&self.title) == wanted
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Acts of one author, a day apart.
    fn replay(duties: &[DutyAct]) -> Duties {
        let start: Timestamp = "2026-06-01T09:00:00Z".parse().unwrap();
        let acts: Vec<Act> = (0..)
            .zip(duties)
            .map(|(day, duty)| Act {
                number: day + 1,
                at: start + jiff::SignedDuration::from_hours(24 * day as i64),
                by: "ana@example.org".to_owned(),
                because: String::new(),
                what: Acted::Matrix(MatrixAct::Duty(duty.clone())),
            })
            .collect();
        Duties::replay(&acts, "2027-01-01T00:00:00Z".parse().unwrap())
    }

    fn publish(version: &str) -> DutyAct {
        DutyAct::GuidelinePublished {
            guideline: "data-handling".to_owned(),
            title: "Data handling".to_owned(),
            version: version.to_owned(),
            audience: "everyone".to_owned(),
            text: format!("text {version}"),
        }
    }

    #[test]
    fn a_new_version_replaces_the_old_one_and_both_are_kept() {
        let duties = replay(&[publish("1"), publish("2")]);
        let told = duties.guidelines.iter();
        let told = told.map(|g| (&*g.version, g.status.word()));
        assert_eq!(
            told.collect::<Vec<_>>(),
            [("1", "replaced"), ("2", "current")]
        );
        assert_eq!(duties.current("data HANDLING").unwrap().text, "text 2");
        assert_eq!(duties.latest()["data-handling"].version, "2");
    }

    #[test]
    fn what_was_withdrawn_holds_no_more_and_can_be_published_again() {
        let withdrawn = DutyAct::GuidelineWithdrawn {
            guideline: "data-handling".to_owned(),
        };
        let gone = replay(&[publish("1"), withdrawn.clone()]);
        assert_eq!(gone.current("data-handling"), None);
        let back = replay(&[publish("1"), withdrawn, publish("2")]);
        assert_eq!(back.guidelines[0].status, GuidelineStatus::Withdrawn);
        assert_eq!(back.current("data-handling").unwrap().version, "2");
    }

    #[test]
    fn who_acknowledged_which_version_is_kept() {
        let read = |version: &str| DutyAct::GuidelineAcknowledged {
            guideline: "data-handling".to_owned(),
            version: version.to_owned(),
        };
        let duties = replay(&[publish("1"), read("1"), publish("2"), read("2")]);
        let versions: Vec<_> = duties
            .acknowledgements
            .iter()
            .map(|a| &*a.version)
            .collect();
        assert_eq!(versions, ["1", "2"]);
    }

    #[test]
    fn the_first_answer_ends_the_wait_and_the_last_one_is_what_counts() {
        let answer = |text: &str| DutyAct::Answered {
            message: 1,
            answer: text.to_owned(),
        };
        let asked = DutyAct::Requested {
            what: "may we?".to_owned(),
        };
        let duties = replay(&[asked, answer("yes"), answer("yes, until May")]);
        let reply = duties.messages[0].answer.clone().unwrap();
        assert_eq!(reply.text, "yes, until May");
        assert_eq!(reply.at, "2026-06-02T09:00:00Z".parse().unwrap());
    }

    #[test]
    fn an_answer_to_nothing_is_passed_over() {
        let answer = DutyAct::Answered {
            message: 7,
            answer: "yes".to_owned(),
        };
        assert!(replay(&[answer]).is_empty());
    }
}
