//! What an author answered, beside what the rule says, and the test that keeps the answers.

use model::Verdict;
use rules::tree::{Expect, Rule, RuleTest};

use super::question::Question;

/// What a test made of answers is called.
const TEST: &str = "asked at the edges";

/// An answer to a question about an example.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// It should pass; or, where that was asked, the rule binds it.
    Yes,
    /// It should fail; or the rule does not bind it.
    No,
    /// Nobody can say, or the author cannot.
    DoNotKnow,
}

/// Whether author and rule agree on an example.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Agreement {
    /// They do.
    Agree,
    /// They do not: the sentence or the author's idea of it must change.
    Disagree,
    /// The author did not say.
    Open,
}

/// A question with its answer.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Answered {
    /// The question.
    pub question: Question,
    /// The answer.
    pub answer: Answer,
    /// The verdict that the author means; `None` where none can be told from the answer.
    pub meant: Option<Verdict>,
    /// Whether the rule says the same.
    pub agreement: Agreement,
}

impl Answered {
    /// Compares an answer with what the rule says.
    pub fn new(question: Question, answer: Answer) -> Self {
        let bound = question.verdict != Verdict::NotApplicable;
        let meant = match (bound, answer) {
            (true, Answer::Yes) => Some(Verdict::Met),
            (true, Answer::No) => Some(Verdict::Missed),
            // Where nothing is known, nobody knows is the right answer.
            (true, Answer::DoNotKnow) if question.verdict == Verdict::Unknown => {
                Some(Verdict::Unknown)
            }
            (false, Answer::No) => Some(Verdict::NotApplicable),
            (_, Answer::DoNotKnow) | (false, Answer::Yes) => None,
        };
        let agreement = match (meant, answer) {
            (Some(meant), _) if meant == question.verdict => Agreement::Agree,
            (None, Answer::DoNotKnow) => Agreement::Open,
            _ => Agreement::Disagree,
        };
        Self {
            question,
            answer,
            meant,
            agreement,
        }
    }
}

/// The questions that no example of a rule's tests answers already.
pub fn unanswered(questions: Vec<Question>, rule: &Rule) -> Vec<Question> {
    let given = || rule.tests.iter().flat_map(|test| &test.given);
    questions
        .into_iter()
        .filter(|question| !given().any(|given| given.states == question.example.states))
        .collect()
}

/// The answers as a test of the rule: each example comes to what its author means, also where
/// the rule still says something else. None where no answer says what is meant.
pub fn answers_as_test(answers: &[Answered], rule: &Rule) -> Option<RuleTest> {
    let mut expect = Vec::new();
    for verdict in [
        Verdict::Met,
        Verdict::Missed,
        Verdict::Unknown,
        Verdict::NotApplicable,
    ] {
        let names: Vec<String> = answers
            .iter()
            .filter(|one| one.meant == Some(verdict))
            .map(|one| one.question.example.name.clone())
            .collect();
        if !names.is_empty() {
            expect.push(Expect { verdict, names });
        }
    }
    let said = answers.iter().filter(|one| one.meant.is_some());
    let given = said.map(|one| one.question.example.clone()).collect();
    (!expect.is_empty()).then(|| RuleTest {
        name: name(rule),
        today: None,
        given,
        expect,
    })
}

/// A name that no test of the rule has.
fn name(rule: &Rule) -> String {
    let taken = |name: &str| rule.tests.iter().any(|test| test.name == name);
    let numbered = (2..).map(|nth| format!("{TEST} {nth}"));
    std::iter::once(TEST.to_owned())
        .chain(numbered)
        .find(|name| !taken(name))
        .unwrap_or_else(|| TEST.to_owned())
}
