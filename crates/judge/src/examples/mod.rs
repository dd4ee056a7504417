//! The tests inside a rule: small made-up entities, and what each must come to.
//!
//! What a test does not state was not asked; what it states as unknown was asked, and nothing is
//! known. Examples are judged by the rule's own sentence, in UTC, at noon of the test's day.

mod stage;

use jiff::{civil::Date, tz::TimeZone};
use model::{Verdict, Vocabulary};
use rules::tree::{Given, Rule, RuleTest};

use crate::{
    Clock,
    assess::{Single, Teller, sentence},
    evaluate::{Frame, Pass, Positions, Reach, Unplaced},
    lexicon::Lexicon,
    ruling::Ruling,
    tables::empty,
};

/// The day of a test that names none, so that tests never rot.
pub(crate) const DEFAULT_DAY: Date = jiff::civil::date(2026, 6, 1);

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

fn run(rule: &Rule, test: &RuleTest, words: (&Vocabulary, &Lexicon)) -> Vec<TestOutcome> {
    let expected: Vec<(Verdict, &String)> = test
        .expect
        .iter()
        .flat_map(|expect| expect.names.iter().map(move |name| (expect.verdict, name)))
        .collect();
    let kind = rule.expectation.subject.kind.as_str();
    staged(
        &test.given,
        test.today.unwrap_or(DEFAULT_DAY),
        words,
        |staged| {
            let outcome = |(expected, name): (Verdict, &String)| {
                let told = staged.told(rule, name);
                let (got, because) = told.unwrap_or_else(|| {
                    let says = format!("no {kind} `{name}` is given");
                    (Verdict::NotApplicable, says)
                });
                let (test, example) = (test.name.clone(), name.clone());
                TestOutcome {
                    test,
                    example,
                    expected,
                    got,
                    because,
                }
            };
            expected.into_iter().map(outcome).collect()
        },
    )
}

/// Lays examples out as tables, so that any number of sentences can be judged on them.
pub(crate) fn staged<T>(
    given: &[Given],
    today: Date,
    (vocabulary, lexicon): (&Vocabulary, &Lexicon),
    work: impl FnOnce(&Staged<'_>) -> T,
) -> T {
    let noon = today.at(12, 0, 0, 0).to_zoned(TimeZone::UTC);
    let now = noon.map_or(jiff::Timestamp::UNIX_EPOCH, |noon| noon.timestamp());
    let clock = Clock::new(now, TimeZone::UTC);
    let stage = stage::Stage::of(given, vocabulary, today);
    let tables = stage.tables();
    let vacant = empty(&"".into());
    let words = (vocabulary, lexicon);
    let pass = |reach: Reach| Pass::new(words, &tables, &vacant, &clock, reach);
    work(&Staged {
        whole: pass(Reach::Whole),
        rows: pass(Reach::Rows),
        stage: &stage,
    })
}

/// Examples, ready to be judged.
pub(crate) struct Staged<'a> {
    /// Shares between sentences what they have in common.
    whole: Pass<'a>,
    /// Looks at one example only.
    rows: Pass<'a>,
    stage: &'a stage::Stage<'a>,
}

impl Staged<'_> {
    /// What a sentence says of examples; not applicable where there is none of that name.
    pub(crate) fn verdicts(&self, rule: &Rule, names: &[&str]) -> Vec<Verdict> {
        let spoken = rule.expectation.subject.kind.as_str();
        let rows: Vec<Option<u32>> = names
            .iter()
            .map(|name| self.stage.row(spoken, name))
            .collect();
        let present = rows.iter().copied().flatten().collect();
        let Some(frame) = frame(&self.whole, spoken, present) else {
            return vec![Verdict::NotApplicable; names.len()];
        };
        let ruling = Ruling::of(&self.whole, rule, &frame, Unplaced::Wherever);
        let mut next = 0;
        rows.iter()
            .map(|row| match row {
                Some(_) => {
                    next += 1;
                    ruling.verdict(next - 1)
                }
                None => Verdict::NotApplicable,
            })
            .collect()
    }

    /// What a sentence says of one example and why; nothing where there is none of that name.
    pub(crate) fn told(&self, rule: &Rule, name: &str) -> Option<(Verdict, String)> {
        let spoken = rule.expectation.subject.kind.as_str();
        let row = self.stage.row(spoken, name)?;
        let frame = frame(&self.rows, spoken, vec![row])?;
        let one = Single::new(&self.rows, rule, frame, Unplaced::Wherever);
        let told = Teller { pass: &self.rows }.verdict(&one);
        Some((one.verdict(), sentence(one.verdict(), &told)))
    }
}

/// Rows of a kind as it is spoken of; nothing where the vocabulary does not have it.
fn frame<'a, 'o>(pass: &Pass<'a>, kind: &str, rows: Vec<u32>) -> Option<Frame<'a, 'o>> {
    let kind = pass.vocabulary.kind(kind)?.kind.as_str();
    Some(Frame {
        kind,
        table: pass.table(kind),
        rows: Positions::These(rows),
        outer: None,
    })
}
