//! Writes what fuzzing starts from: the conformance rules in each notation below `corpus/`, and
//! the words of the language as `words.dict`.

use std::{collections::BTreeSet, fs, io::Result, path::Path};

use fuzz::VOCABULARY;
use rules::Notation;

const RULES: &str = include_str!("../../../crates/rules/conformance/rules.txt");
const KINDS: &str = include_str!("../../../crates/rules/conformance/vocabulary.yaml");

const TABLE: &str = "Every,vendor
Activity,\"\"\"Vendor reviews\"\"\"
Rule,where status,must have security review completed on,Severity,Fix within
Reviewed,active,within the last 180 days,high,14 days
Known,-,known,low,30 days
";
const FLEET: &str = "apiVersion: v1
kind: policy
spec:
  name: Is the disk encrypted?
  query: SELECT 1 FROM disk_encryption WHERE encrypted = 1;
  description: Lost laptops lose no data.
  resolution: Turn FileVault on.
  platform: darwin
  critical: true
";

fn main() -> Result<()> {
    let home = Path::new(env!("CARGO_MANIFEST_DIR"));
    let seed = |target: &str, name: &str, text: &str| {
        let folder = home.join("corpus").join(target);
        fs::create_dir_all(&folder)?;
        fs::write(folder.join(name), text)
    };
    for document in rules::parse_file(RULES, "rules.txt", "rule", &VOCABULARY) {
        let Some(rule) = document.rule else { continue };
        let id = rule.id.as_str();
        let sentence = rules::print_expectation(&rule.expectation, &VOCABULARY);
        seed("sentence", id, &sentence)?;
        for (target, notation) in [
            ("document", Notation::Sentence),
            ("completion", Notation::Sentence),
            ("yaml", Notation::Yaml),
            ("form", Notation::Form),
        ] {
            seed(target, id, &notation.print(&rule, &VOCABULARY))?;
        }
    }
    for (nth, kind) in KINDS.split("\n---\n").enumerate() {
        seed("vocabulary", &nth.to_string(), kind)?;
    }
    seed("table", "services", TABLE)?;
    seed("fleet", "policies", FLEET)?;
    let words: BTreeSet<&str> = RULES
        .split(|c: char| c.is_whitespace() || c == '"' || c == '\\')
        .filter(|word| !word.is_empty() && word.is_ascii())
        .collect();
    let lines: Vec<String> = words.iter().map(|word| format!("\"{word} \"\n")).collect();
    fs::write(home.join("words.dict"), lines.concat())
}
