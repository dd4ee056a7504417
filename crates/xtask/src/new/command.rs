//! A command of the binary: one file.

use super::{Scaffold, capitalised};

pub(super) fn scaffold(name: &str) -> Scaffold {
    let spoken = name.replace('_', " ");
    let variant: String = name.split('_').map(capitalised).collect();
    let text = format!(
        r#"//! `allhands {spoken}`: says what the organisation of this workspace is called.

use crate::{{
    cli::Cli,
    outcome::{{CommandError, Outcome}},
    output::Out,
    wire,
}};

pub(crate) fn {name}(cli: &Cli, out: &Out) -> Result<Outcome, CommandError> {{
    let site = wire::open(cli)?;
    let answer = site.workspace.settings.organisation;
    out.answer("allhands.{name}", wire::now(cli), answer, &[], String::clone);
    Ok(Outcome::Clean)
}}
"#
    );
    Scaffold {
        files: vec![(format!("crates/allhands/src/commands/{name}.rs"), text)],
        listed: vec![(
            "crates/allhands/src/commands.rs".to_owned(),
            name.to_owned(),
        )],
        next: vec![
            format!(
                "add `{variant}` to `Command` in `crates/allhands/src/cli.rs`; the match over \
                     it demands the rest"
            ),
            "print data to standard output, messages to standard error, and honour `--format`"
                .to_owned(),
            "`cargo xtask docs`, then `cargo xtask test`".to_owned(),
        ],
    }
}
