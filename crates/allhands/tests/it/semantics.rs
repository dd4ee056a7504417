//! What is known, what is missed, what a finding is: one example for each thing that would
//! otherwise go wrong, from exports to the ledger.

mod calendars;
mod exports;
mod identity;
mod known;
mod ledger;
mod tighten;
mod units;

use serde_json::Value;

use crate::world::World;

/// An instant of a day in June 2026: exports are made at six, passes start at seven.
fn june(day: u32, hour: u32) -> String {
    format!("2026-06-{day:02}T{hour:02}:00:00Z")
}

/// An own rule: its id, what it expects, and further labels.
fn rule(id: &str, expectation: &str, labels: &str) -> (String, String) {
    let labels = match labels.contains("Severity:") {
        true => labels.to_owned(),
        false => format!("Severity: low\n{labels}"),
    };
    let text = format!(
        "Rule: {id}\n{labels}Expectation:\n  {expectation}\nActivity: \"Endpoint protection\"\n\
         Message (en): Please have a look.\nSteps:\n  1. Have a look.\n"
    );
    (format!("rules/{id}.rule"), text)
}

impl World {
    /// A source of a connector that reads the folder of its name.
    fn source(&self, connector: &str) {
        let files = format!("exports/{connector}/*");
        self.run(&["source", "add", connector, "--files", &files])
            .ends(0);
    }

    /// Writes an export, as of six o'clock of a day in June.
    fn export(&self, connector: &str, file: &str, body: impl ToString, day: u32) {
        let path = format!("exports/{connector}/{file}");
        self.write_at(&path, body.to_string().as_bytes(), &june(day, 6));
    }

    /// An own rule in force.
    fn rule(&self, id: &str, expectation: &str, labels: &str) {
        let (file, text) = rule(id, expectation, labels);
        self.write(&file, &text);
    }

    /// A pass at seven o'clock of a day in June that ends well.
    #[track_caller]
    fn day(&self, day: u32) -> Pass {
        Pass(self.pass_at(&june(day, 7)).ends(0).data())
    }

    /// The same, whatever its exit code: a source that fails ends a pass with 3.
    fn troubled_day(&self, day: u32) -> Pass {
        Pass(self.pass_at(&june(day, 7)).data())
    }

    /// A finding with its history, as it stands on a day.
    #[track_caller]
    fn finding(&self, id: &str, day: u32) -> Value {
        let show = ["finding", "show", id, "--format", "json"];
        self.run_at(&show, &june(day, 8)).ends(0).data()
    }

    /// The kinds of events of a finding, oldest first.
    #[track_caller]
    fn history(&self, id: &str, day: u32) -> Vec<String> {
        let story = self.finding(id, day);
        let events = story["events"].as_array().unwrap().iter();
        let word = |event: &Value| {
            let what = &event["what"];
            let because = what["because"].as_str();
            let event = what["event"].as_str().unwrap().to_owned();
            because.map_or(event.clone(), |because| format!("{event}: {because}"))
        };
        events.map(word).collect()
    }

    /// Ids of the open findings, in order.
    fn findings(&self, day: u32) -> Vec<String> {
        let list = ["finding", "list", "--format", "json"];
        let rows = self.run_at(&list, &june(day, 8)).ends(0).data();
        let mut ids: Vec<String> = rows.as_array().unwrap().iter().map(id_of).collect();
        ids.sort();
        ids
    }

    /// Entities of a kind: name and id, in order of name.
    fn entities(&self, kind: &str, day: u32) -> Vec<(String, String)> {
        let ask = ["who", "--kind", kind, "--format", "json"];
        let data = self.run_at(&ask, &june(day, 8)).ends(0).data();
        let answers = data["answers"].as_array().unwrap().iter();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let mut all: Vec<_> = answers
            .map(|one| (text(&one["name"]), text(&one["entity"])))
            .collect();
        all.sort();
        all
    }
}

fn id_of(finding: &Value) -> String {
    finding["id"].as_str().unwrap().to_owned()
}

/// What a pass came to.
struct Pass(Value);

impl Pass {
    /// The verdicts of a rule that are not zero, in words: `met 1, missed 2`.
    #[track_caller]
    fn verdicts(&self, rule: &str) -> String {
        let rules = self.0["judged"]["rules"].as_array().unwrap();
        let found = rules.iter().find(|judged| judged["rule"] == rule);
        let found = found.unwrap_or_else(|| panic!("`{rule}` is not in force: {}", self.0));
        let words = ["met", "missed", "unknown", "not_applicable"];
        let said = words.iter().filter(|word| found[**word] != 0);
        let said: Vec<String> = said
            .map(|word| format!("{} {}", word.replace('_', " "), found[*word]))
            .collect();
        said.join(", ")
    }

    /// How often something happened: `opened`, `closed`, `fixed`, `detected`, `reopened`.
    fn count(&self, change: &str) -> u64 {
        self.0["changes"][change].as_u64().unwrap()
    }
}
