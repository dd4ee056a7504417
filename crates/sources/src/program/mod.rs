//! Small programs over one JSON value: jq, with a fast way for plain paths.
//!
//! A plain path (`.a.b`, `.a[].b`) never enters the jq engine. Everything else is compiled once
//! and runs in bounds: no clock, no environment, no own definitions, a budget of steps and of
//! outputs. So every program ends.

mod jq;
mod names;
mod path;

use std::{borrow::Cow, cell::OnceCell};

use jaq_json::Val;
use serde_json::Value;

pub(crate) use self::path::word;

/// How many outputs one run of a program may have.
pub(crate) const OUTPUTS_MOST: usize = 1_000_000;

/// A program that was read and compiled.
#[derive(Clone)]
pub(crate) struct Program {
    text: String,
    body: Body,
}

#[derive(Clone)]
enum Body {
    Path(Vec<path::Step>),
    Jq(std::sync::Arc<jq::Filter>),
}

impl std::fmt::Debug for Program {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Program({})", self.text)
    }
}

/// What a program sees beside its input.
#[derive(Debug)]
pub(crate) struct Scene<'a> {
    /// The file, as `$file`.
    pub(crate) file: &'a str,
    /// The instant of the snapshot, as `$snapshot`.
    pub(crate) snapshot: &'a str,
    /// The raw record, as `$record`.
    pub(crate) record: &'a Value,
    /// File, snapshot and record as the engine has them, made when it is first entered.
    converted: OnceCell<[Val; 3]>,
}

impl<'a> Scene<'a> {
    /// The scene around one raw record.
    pub(crate) fn new(file: &'a str, snapshot: &'a str, record: &'a Value) -> Self {
        Self {
            file,
            snapshot,
            record,
            converted: OnceCell::new(),
        }
    }

    /// The values of `$file`, `$snapshot` and `$record`.
    fn vars(&self) -> [Val; 3] {
        let text = |text: &str| Val::from(text.to_owned());
        let make = || {
            let record = jq::to_val(self.record);
            [text(self.file), text(self.snapshot), record]
        };
        self.converted.get_or_init(make).clone()
    }

    fn val_of(&self, input: &Value) -> Val {
        if std::ptr::eq(input, self.record) {
            let [_, _, record] = self.vars();
            record
        } else {
            jq::to_val(input)
        }
    }
}

/// A program that failed on a value.
#[derive(Debug, thiserror::Error)]
#[error("`{program}` failed: {why}")]
pub(crate) struct RunError {
    program: String,
    why: String,
}

impl Program {
    /// Reads a program.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    pub(crate) fn read(text: &str) -> Result<Self, String> {
        let text = text.trim().to_owned();
        if let Some(steps) = path::read(&text) {
            return Ok(Self {
                text,
                body: Body::Path(steps),
            });
        }
        let filter = jq::compile(&text)?;
        Ok(Self {
            text,
            body: Body::Jq(std::sync::Arc::new(filter)),
        })
    }

    /// A program that gives its input, in place of one that could not be read.
    pub(crate) fn nothing() -> Self {
        Self {
            text: ".".to_owned(),
            body: Body::Path(Vec::new()),
        }
    }

    /// As it was written.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Runs it. A missing key gives no output, null gives null.
    pub(crate) fn run<'v>(
        &self,
        input: &'v Value,
        scene: &Scene<'_>,
    ) -> Result<Vec<Cow<'v, Value>>, RunError> {
        let fail = |why| RunError {
            program: self.text.clone(),
            why,
        };
        match &self.body {
            Body::Path(steps) => Ok(path::walk(steps, input)
                .map_err(fail)?
                .into_iter()
                .map(Cow::Borrowed)
                .collect()),
            Body::Jq(filter) => {
                let outputs = jq::run(filter, scene.val_of(input), scene).map_err(fail)?;
                Ok(outputs
                    .iter()
                    .map(|val| Cow::Owned(jq::to_value(val)))
                    .collect())
            }
        }
    }

    /// Its first output.
    pub(crate) fn first<'v>(
        &self,
        input: &'v Value,
        scene: &Scene<'_>,
    ) -> Result<Option<Cow<'v, Value>>, RunError> {
        Ok(self.run(input, scene)?.into_iter().next())
    }

    /// Whether its first output is true (jq: neither false nor null).
    pub(crate) fn holds(&self, input: &Value, scene: &Scene<'_>) -> Result<bool, RunError> {
        let first = self.first(input, scene)?;
        Ok(first.is_some_and(|value| !matches!(*value, Value::Null | Value::Bool(false))))
    }

    /// The items of a list, or `None` where the list itself is not there. Only a list that is
    /// there says that what it does not hold is not there either.
    pub(crate) fn list<'v>(
        &self,
        input: &'v Value,
        scene: &Scene<'_>,
    ) -> Result<Option<Vec<Cow<'v, Value>>>, RunError> {
        if let Body::Path(steps) = &self.body
            && let Some((path::Step::Each, before)) = steps.split_last()
        {
            let fail = |why| RunError {
                program: self.text.clone(),
                why,
            };
            let lists = path::walk(before, input).map_err(fail)?;
            if lists.is_empty() || lists.iter().all(|list| list.is_null()) {
                return Ok(None);
            }
        }
        self.run(input, scene).map(Some)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn run(program: &str, input: &Value) -> String {
        let scene = Scene::new("dir/file.json", "2026-03-31T00:00:00Z", input);
        match Program::read(program).map(|program| program.run(input, &scene)) {
            Ok(Ok(outputs)) => outputs
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
                .join(" "),
            Ok(Err(error)) => format!("failed: {error}"),
            Err(error) => format!("refused: {error}"),
        }
    }

    #[test]
    fn a_plain_path_says_what_jq_says() {
        let input = json!({"a": {"b c": [1, {"d": null}], "e": "x"}, "n": null});
        for program in [
            ".a.e",
            ".a.\"b c\"[0]",
            ".a[\"b c\"][]",
            ".a.\"b c\"[1].d",
            ".n",
            ".",
            ".a",
        ] {
            let plain = Program::read(program).unwrap();
            assert!(matches!(plain.body, Body::Path(_)), "{program}");
            assert_eq!(
                run(program, &input),
                run(&format!("{program} | ."), &input),
                "{program}"
            );
        }
    }

    #[test]
    fn a_missing_key_is_not_null() {
        let input = json!({"a": null});
        assert_eq!(run(".b", &input), "");
        assert_eq!(run(".a", &input), "null");
        assert_eq!(run(".a.b", &input), "null");
    }

    #[test]
    fn a_list_that_is_not_there_is_not_an_empty_one() {
        let scene = Scene::new("", "", &Value::Null);
        let list = |input: &Value| {
            let program = Program::read(".apps[]").unwrap();
            program
                .list(input, &scene)
                .unwrap()
                .map(|items| items.len())
        };
        assert_eq!(list(&json!({"apps": [1, 2]})), Some(2));
        assert_eq!(list(&json!({"apps": []})), Some(0));
        assert_eq!(list(&json!({"apps": null})), None);
        assert_eq!(list(&json!({})), None);
    }

    #[test]
    fn jq_sees_the_file_and_the_record() {
        let input = json!({"a": [1, 2]});
        assert_eq!(run("$file | split(\"/\") | .[0]", &input), "\"dir\"");
        assert_eq!(run(".a[] | . + ($record.a | length)", &input), "3 4");
        assert_eq!(run("$snapshot[:10]", &input), "\"2026-03-31\"");
    }

    #[test]
    fn numbers_survive_the_engine() {
        let input = json!([1, -2.5, 18_446_744_073_709_551_615_u64, "é"]);
        assert_eq!(run(".[] | .", &input), "1 -2.5 18446744073709551615 \"é\"");
    }

    #[test]
    fn the_sort_of_a_value_is_what_comparing_says() {
        let values = json!([null, false, true, -1.5, 0, "", "x", [], [1], {}, {"a": 1}]);
        for (asked, compared) in [
            ("isnumber", ". > (0 == 0) and . < \"\""),
            ("isstring", ". >= \"\" and . < []"),
            ("isarray", ". >= [] and . < {}"),
            ("isobject", ". >= {}"),
            ("true", "0 == 0"),
            ("false", "0 != 0"),
        ] {
            let said = run(&format!("[.[] | {asked}]"), &values);
            let expected = run(&format!("[.[] | {compared}]"), &values);
            assert_eq!(said, expected, "{asked}");
        }
        let types = run("map(type) | unique | join(\" \")", &values);
        assert_eq!(types, "\"array boolean null number object string\"");
    }

    #[test]
    fn what_could_run_away_is_refused_or_stopped() {
        let input = json!([1]);
        for program in [
            "def f: f; f",
            "now",
            "env",
            "repeat(1)",
            "input",
            "while(true; .)",
        ] {
            assert!(run(program, &input).starts_with("refused"), "{program}");
        }
        for program in [
            "[recurse(.)]",
            "[range(0; infinite)]",
            "[range(1e12)] | length",
        ] {
            assert!(run(program, &input).starts_with("failed"), "{program}");
        }
    }

    #[test]
    fn a_mistake_is_named_with_its_place() {
        assert_eq!(
            run(".a | lenght", &Value::Null),
            "refused: `lenght` is not defined, at character 6 of `.a | lenght`"
        );
        assert!(run(".a | (", &Value::Null).starts_with("refused: "));
    }
}
