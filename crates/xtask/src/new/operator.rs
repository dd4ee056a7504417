//! An operator of the rule language: what it says and what it does, two files of one name.

use super::{Scaffold, capitalised};

pub(super) fn scaffold(name: &str) -> Scaffold {
    let phrase = name.replace('_', " ");
    let variant: String = name.split('_').map(capitalised).collect();
    let words = format!(
        r#"//! `{phrase} X`: say here when it holds; this comment is its meaning.
//!
//! None: say what a none does. Unknown: unknown.

use super::{{Operands, Spec, types}};

pub(super) const SPEC: Spec = Spec {{
    phrase: "{phrase}",
    negative: None,
    suffix: "",
    aliases: &[],
    takes: types::TEXT,
    operands: Operands::One,
}};
"#
    );
    let kernel = format!(
        r"//! `{phrase}`: text, without regard to case.

use super::{{Side, Terms, Truth, folded}};

pub(super) fn truth(left: &Side<'_>, right: &[Side<'_>], terms: &Terms<'_>) -> Truth {{
    folded(left, right, terms, |left, right| left == right)
}}
"
    );
    Scaffold {
        files: vec![
            (format!("crates/rules/src/operators/{name}.rs"), words),
            (format!("crates/judge/src/kernels/{name}.rs"), kernel),
        ],
        listed: vec![
            (
                "crates/rules/src/operators/mod.rs".to_owned(),
                name.to_owned(),
            ),
            (
                "crates/judge/src/kernels/mod.rs".to_owned(),
                name.to_owned(),
            ),
        ],
        next: vec![
            format!("add `{variant}` to `Operator` in `crates/rules/src/tree.rs` and to its `ALL`"),
            "the matches over `Operator` then do not compile until both files are joined"
                .to_owned(),
            "write down what it means, and what none does, in the first of the two files"
                .to_owned(),
            "add a rule with tests to `crates/rules/conformance/rules.txt` that uses it".to_owned(),
        ],
    }
}
