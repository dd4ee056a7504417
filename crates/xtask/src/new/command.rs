//! A command of the binary: one file.

use super::Scaffold;

pub(super) fn scaffold(name: &str) -> Scaffold {
    let spoken = name.replace('_', " ");
    let text = format!(
        "//! `allhands {spoken}`: say here what it answers.\n//!\n\
         //! Reads arguments, calls one use case of `app`, prints what it returns.\n"
    );
    Scaffold {
        files: vec![(format!("crates/allhands/src/commands/{name}.rs"), text)],
        next: vec![
            "add its `mod` line and its variant beside the other commands; the match over them \
             demands the rest"
                .to_owned(),
            "print data to standard output, messages to standard error, and honour `--format`"
                .to_owned(),
            "`cargo xtask docs`, then `cargo xtask test`".to_owned(),
        ],
    }
}
