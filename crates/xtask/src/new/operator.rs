//! An operator of the rule language: what it says and what it does, two files of one name.

use super::Scaffold;

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
        "//! `{phrase}`: the meaning is written in `rules::operators::{name}`.\n//!\n\
         //! Over a whole column: surely true and possibly true, as bitmaps.\n"
    );
    Scaffold {
        files: vec![
            (format!("crates/rules/src/operators/{name}.rs"), words),
            (format!("crates/judge/src/kernels/{name}.rs"), kernel),
        ],
        next: vec![
            format!("add `{variant}` to `Operator` in `crates/rules/src/tree.rs`"),
            format!("add `mod {name};` beside the other operators and beside the other kernels"),
            "the exhaustive matches then do not compile until both are joined; model the kernel \
             on its neighbour"
                .to_owned(),
            "add a rule with tests to `crates/rules/conformance/rules.txt` that uses it".to_owned(),
        ],
    }
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    let first = letters.next().map(|c| c.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}
