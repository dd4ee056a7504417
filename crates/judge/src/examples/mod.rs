//! The tests inside a rule: small made-up entities, and what each must come to.
//!
//! What a test does not state was not asked; what it states as unknown was asked, and nothing is
//! known. Examples are judged by the rule's own sentence, in UTC, at noon of the test's day.

mod stage;

use jiff::{civil::Date, tz::TimeZone};
use model::{Verdict, Vocabulary};
use rules::tree::{Rule, RuleTest};

use crate::{
    Clock,
    assess::{Single, Teller, sentence},
    evaluate::{Frame, Pass, Positions, Reach, Unplaced},
    lexicon::Lexicon,
    tables::empty,
};

/// The day of a test that names none, so that tests never rot.
const DEFAULT_DAY: Date = jiff::civil::date(2026, 6, 1);

/// What one example of a test came to.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct TestOutcome {
    /// The test's name.
    pub test: String,
    /// The example's name.
    pub example: String,
    /// What the author expects.
    pub expected: Verdict,
    /// What it is.
    pub got: Verdict,
    /// Why, in a sentence.
    pub because: String,
}

impl TestOutcome {
    /// Whether the example came to what its author expects.
    pub fn holds(&self) -> bool {
        self.expected == self.got
    }
}

/// Runs the tests inside a rule, one outcome per expected example.
///
/// The other rules are not needed to judge an example: a tightening is tested by its own
/// sentence, apart from the baseline that it is added to.
pub fn run_tests(rule: &Rule, _all: &[Rule], vocabulary: &Vocabulary) -> Vec<TestOutcome> {
    match Lexicon::of(vocabulary) {
        Ok(lexicon) => rule
            .tests
            .iter()
            .flat_map(|test| run(rule, test, (vocabulary, &lexicon)))
            .collect(),
        Err(problems) => unreadable(rule, &problems.to_string()),
    }
}

/// Without its definitions nothing can be said of a rule.
fn unreadable(rule: &Rule, problems: &str) -> Vec<TestOutcome> {
    let all = rule
        .tests
        .iter()
        .flat_map(|test| test.expect.iter().map(move |e| (test, e)));
    all.flat_map(|(test, expect)| {
        expect.names.iter().map(|name| TestOutcome {
            test: test.name.clone(),
            example: name.clone(),
            expected: expect.verdict,
            got: Verdict::Unknown,
            because: format!("the vocabulary cannot be read: {problems}"),
        })
    })
    .collect()
}

fn run(
    rule: &Rule,
    test: &RuleTest,
    (vocabulary, lexicon): (&Vocabulary, &Lexicon),
) -> Vec<TestOutcome> {
    let today = test.today.unwrap_or(DEFAULT_DAY);
    let noon = today.at(12, 0, 0, 0).to_zoned(TimeZone::UTC);
    let now = noon.map_or(jiff::Timestamp::UNIX_EPOCH, |noon| noon.timestamp());
    let clock = Clock {
        now,
        zone: TimeZone::UTC,
    };
    let staged = stage::Stage::of(&test.given, vocabulary, today);
    let tables = staged.tables();
    let vacant = empty(&"".into());
    let pass = Pass::new((vocabulary, lexicon), &tables, &vacant, &clock, Reach::Rows);
    let kind = rule.expectation.subject.kind.as_str();
    let outcome = |expected: Verdict, name: &String| {
        let (got, because) = match (staged.row(kind, name), vocabulary.kind(kind)) {
            (Some(row), Some(kind)) => {
                let kind = kind.kind.as_str();
                let rows = Positions::These(vec![row]);
                let frame = Frame {
                    kind,
                    table: pass.table(kind),
                    rows,
                    outer: None,
                };
                let one = Single::new(&pass, rule, frame, Unplaced::Wherever);
                let told = Teller { pass: &pass }.verdict(&one);
                (one.verdict(), sentence(one.verdict(), &told))
            }
            _ => (
                Verdict::NotApplicable,
                format!("no {kind} `{name}` is given"),
            ),
        };
        let (test, example) = (test.name.clone(), name.clone());
        TestOutcome {
            test,
            example,
            expected,
            got,
            because,
        }
    };
    test.expect
        .iter()
        .flat_map(|expect| expect.names.iter().map(move |name| (expect.verdict, name)))
        .map(|(expected, name)| outcome(expected, name))
        .collect()
}
