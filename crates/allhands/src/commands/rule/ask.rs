//! `allhands rule ask`: yes and no at the edges of a rule, and the test that keeps the answers.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    io::{BufRead as _, Write as _},
    path::Path,
};

use judge::{Agreement, Answer, Answered, Question};
use model::{Place, Problem, RuleId, Verdict};
use rules::{Notation, tree::RuleTest};
use serde::Serialize;

use super::documents::{self, Document};
use crate::{
    cli::{Cli, RuleAskArgs, RuleFiles},
    outcome::{CommandError, Outcome},
    output::{BOLD, DIM, GREEN, Out, RED, paint},
    wire,
    words::{counted, wrapped},
};

/// The questions of a rule, for a page that asks them.
#[derive(Debug, Serialize)]
struct Asked {
    rule: RuleId,
    title: String,
    questions: Vec<Question>,
}

/// What the answers came to.
#[derive(Debug, Serialize)]
struct Told {
    rule: RuleId,
    title: String,
    answers: Vec<Answered>,
    /// How many the author and the rule differ on.
    disagreements: usize,
    /// The test that keeps the answers, as a rule document states it.
    test: Option<String>,
    /// The file it was written into.
    written: Option<String>,
}

pub(super) fn ask(cli: &Cli, args: &RuleAskArgs, out: &Out) -> Result<Outcome, CommandError> {
    let files = RuleFiles {
        files: vec![args.file.clone()],
        vocabulary: args.vocabulary.clone(),
    };
    let read = documents::read(cli, &files)?;
    let document = only(&read.documents)?;
    let Some(rule) = &document.rule else {
        return Err(CommandError::rules(document.problems.clone()));
    };
    let questions = judge::boundary_questions(rule, &read.vocabulary);
    let questions = judge::unanswered(questions, rule);
    if out.is_json() && args.answers.is_none() {
        let asked = Asked {
            rule: rule.id.clone(),
            title: rule.title.clone(),
            questions,
        };
        let now = wire::now(cli);
        out.answer("allhands.rule_questions", now, asked, &[], |_| {
            String::new()
        });
        return Ok(Outcome::Clean);
    }
    let answers = match &args.answers {
        Some(path) => from_file(path, questions)?,
        None => from_person(&rule.title, questions, out),
    };
    let test = judge::answers_as_test(&answers, rule);
    let written = match &test {
        Some(test) if args.write => Some(keep(document, test, &read.vocabulary)?),
        _ => None,
    };
    let told = Told {
        rule: rule.id.clone(),
        title: rule.title.clone(),
        disagreements: answers
            .iter()
            .filter(|one| one.agreement == Agreement::Disagree)
            .count(),
        test: test.map(|test| rules::print_test(&test, &read.vocabulary)),
        answers,
        written,
    };
    let differ = told.disagreements > 0;
    out.answer("allhands.rule_answers", wire::now(cli), told, &[], text);
    Ok(if differ {
        Outcome::Findings
    } else {
        Outcome::Clean
    })
}

/// The one rule that was given.
pub(super) fn only(documents: &[Document]) -> Result<&Document, CommandError> {
    match documents {
        [one] if one.sentence.is_none() => Ok(one),
        [_] => {
            let advice = "put it below `Rule`, `Severity` and `Expectation` in a file";
            let says = "a sentence alone has no place for examples";
            Err(CommandError::asked("rule-incomplete", says, advice))
        }
        many => {
            let says = format!(
                "there are {} rules here, and one is asked about",
                many.len()
            );
            let advice = "give each rule a file of its own";
            Err(CommandError::asked("rule-several", says, advice))
        }
    }
}

/// Asks on the terminal, or of whatever stands behind standard input, a line an answer.
fn from_person(title: &str, questions: Vec<Question>, out: &Out) -> Vec<Answered> {
    out.note(&format!(
        "{}\n{}\n",
        paint(BOLD, title),
        paint(DIM, "answer each with y (yes), n (no) or d (do not know)")
    ));
    let mut lines = std::io::stdin().lock().lines();
    let count = questions.len();
    let mut answers = Vec::new();
    for (at, question) in questions.into_iter().enumerate() {
        let asks = wrapped(&question.asks, 4);
        prompt(&format!("{}/{count} {asks} [y/n/d] ", at + 1));
        let answer = loop {
            let Some(Ok(line)) = lines.next() else {
                return answers;
            };
            match answer(&line) {
                Some(answer) => break answer,
                None => prompt("    y (yes), n (no) or d (do not know)? "),
            }
        };
        answers.push(Answered::new(question, answer));
    }
    answers
}

fn prompt(text: &str) {
    let mut stderr = anstream::stderr().lock();
    // When even stderr is gone there is nobody left to ask.
    let _ = write!(stderr, "{text}").and_then(|()| stderr.flush());
}

/// An answer in the words people use.
fn answer(line: &str) -> Option<Answer> {
    match line
        .trim()
        .to_lowercase()
        .replace(['\'', '’', '_'], " ")
        .as_str()
    {
        "y" | "yes" | "pass" => Some(Answer::Yes),
        "n" | "no" | "fail" => Some(Answer::No),
        "d" | "do not know" | "don t know" | "dont know" | "unknown" | "?" => {
            Some(Answer::DoNotKnow)
        }
        _ => None,
    }
}

/// Answers by the name of their example: `{"last seen 8 days ago": "no"}`.
fn from_file(path: &Path, questions: Vec<Question>) -> Result<Vec<Answered>, CommandError> {
    let text = io::read_text(path).map_err(|error| CommandError::wrong(error.problem()))?;
    let place = || Place::file(path.display().to_string());
    let said: BTreeMap<String, String> = serde_json::from_str(&text).map_err(|error| {
        let says = format!("these are no answers: {error}");
        let problem = Problem::new("answers-unreadable", says, place());
        CommandError::wrong(problem.advise("{\"last seen 8 days ago\": \"no\"}"))
    })?;
    let mut problems: Vec<Problem> = Vec::new();
    for name in said.keys() {
        if !questions.iter().any(|one| one.example.name == *name) {
            let says = format!("no question is about `{name}`");
            let problem = Problem::new("answer-unknown", says, place());
            let advice = "`allhands rule ask FILE --format json` lists the questions";
            problems.push(problem.advise(advice));
        }
    }
    let mut answers = Vec::new();
    for question in questions {
        let Some(word) = said.get(&question.example.name) else {
            continue;
        };
        match answer(word) {
            Some(answer) => answers.push(Answered::new(question, answer)),
            None => {
                let says = format!("`{word}` is no answer to `{}`", question.example.name);
                let problem = Problem::new("answer-unclear", says, place());
                problems.push(problem.advise("`yes`, `no` or `do not know`"));
            }
        }
    }
    if problems.is_empty() {
        Ok(answers)
    } else {
        Err(CommandError::rules(problems))
    }
}

/// Writes a test into the file of a rule and gives the file's name. A sentence document is kept
/// as its author wrote it, with the test at its end.
pub(super) fn keep(
    document: &Document,
    test: &RuleTest,
    vocabulary: &model::Vocabulary,
) -> Result<String, CommandError> {
    let (Some(path), Some(rule)) = (&document.path, &document.rule) else {
        let says = "what came from standard input cannot be written back";
        return Err(CommandError::asked(
            "file-missing",
            says,
            "give the rule as a file",
        ));
    };
    let text = match document.notation {
        Notation::Sentence => {
            let before = document.text.trim_end();
            format!("{before}\n{}", rules::print_test(test, vocabulary))
        }
        notation => {
            let mut rule = rule.clone();
            rule.tests.push(test.clone());
            notation.print(&rule, vocabulary)
        }
    };
    io::write_text(path, text.as_bytes())?;
    Ok(path.display().to_string())
}

fn text(told: &Told) -> String {
    let mut text = String::new();
    let answered = told.answers.len();
    let agreed = told
        .answers
        .iter()
        .filter(|one| one.agreement == Agreement::Agree)
        .count();
    let _ = match answered {
        0 => writeln!(text, "nothing was answered"),
        _ => writeln!(text, "you and your rule agree on {agreed} of {answered}"),
    };
    for one in &told.answers {
        if one.agreement == Agreement::Disagree {
            disagreement(&mut text, one);
        }
    }
    if told.disagreements > 0 {
        let _ = writeln!(
            text,
            "\nChange the sentence, or your answer: until then `allhands rule test` says so."
        );
    }
    match (&told.written, &told.test) {
        (Some(file), _) => {
            let kept = told
                .answers
                .iter()
                .filter(|one| one.meant.is_some())
                .count();
            let done = paint(GREEN, "written");
            let _ = writeln!(text, "\n{done} {} into {file}", counted(kept, "example"));
        }
        (None, Some(test)) => {
            let _ = writeln!(
                text,
                "\nThe test that keeps your answers (--write adds it):\n"
            );
            text.push_str(test);
        }
        (None, None) => {}
    }
    text
}

fn disagreement(text: &mut String, one: &Answered) {
    let said = match (one.question.verdict, one.answer) {
        (Verdict::NotApplicable, _) => "you said it is bound",
        (_, Answer::Yes) => "you said pass",
        (_, Answer::No | Answer::DoNotKnow) => "you said fail",
    };
    let says = match one.question.verdict {
        Verdict::Met => "your rule says pass",
        Verdict::Missed => "your rule says fail",
        Verdict::Unknown => "your rule cannot tell, and unknown is never a pass",
        Verdict::NotApplicable => "your rule does not speak of it",
    };
    let example = one.question.asks.rsplit_once(": ");
    let example = example.map_or(one.question.asks.as_str(), |(example, _)| example);
    let _ = writeln!(text, "\n{} {}", paint(RED, "differ:"), wrapped(example, 8));
    let _ = writeln!(text, "   {said}; {says}");
    let _ = writeln!(text, "   {}", paint(DIM, wrapped(&one.question.because, 3)));
}
