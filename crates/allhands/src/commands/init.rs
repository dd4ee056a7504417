//! `allhands init DIR`: an empty workspace that says how to go on.

use std::path::Path;

use app::workspace::Settings;
use serde::Serialize;

use crate::{
    cli::{Cli, InitArgs},
    outcome::{CommandError, Outcome},
    output::Out,
    wire,
};

/// Folders of a new workspace, each with what belongs in it.
const FOLDERS: [(&str, &str); 6] = [
    (
        "sources",
        "One file a source; `allhands source add` writes them.",
    ),
    (
        "rules",
        "Your own rules: `NAME.rule`, one sentence document each.",
    ),
    (
        "vocabulary",
        "Your own kinds, fields and words, in the format of the shipped ones.",
    ),
    ("connectors", "Your own connectors: `NAME/connector.yaml`."),
    (
        "calendars",
        "The days off of each place: `Berlin.ics` as downloaded, or `Berlin.yaml`.",
    ),
    (
        "deadlines",
        "Your own deadline tables, in the format of the shipped ones.",
    ),
];

const ADOPTED: &str = "\
# Shipped rules that are in force here. `allhands rule list` shows them all.
# adopted:
#   - rule: laptops-are-encrypted
";

#[derive(Serialize)]
struct Made {
    folder: String,
    organisation: String,
}

pub(crate) fn init(cli: &Cli, args: &InitArgs, out: &Out) -> Result<Outcome, CommandError> {
    let organisation = make(&args.folder, args.organisation.as_deref())?;
    let folder = args.folder.display().to_string();
    let made = Made {
        folder,
        organisation,
    };
    out.answer("allhands.init", wire::now(cli), made, &[], |made| {
        format!(
            "Made a workspace for {} in {}.\n\nNext:\n  \
             cd {1}\n  \
             allhands source list --connectors    what can be read\n  \
             allhands source add jamf --files 'exports/jamf/*.json'\n  \
             allhands rule list                   \
             what can be asked; adopt some in rules/adopted.yaml\n  \
             allhands run",
            made.organisation, made.folder
        )
    });
    Ok(Outcome::Clean)
}

/// Writes the files of an empty workspace and returns the organisation's name.
fn make(folder: &Path, organisation: Option<&str>) -> Result<String, CommandError> {
    if folder.join("allhands.toml").exists() {
        return Err(CommandError::asked(
            "workspace-exists",
            format!("`{}` is a workspace already", folder.display()),
            format!(
                "choose another folder, or work with it: `allhands run -w {}`",
                folder.display()
            ),
        ));
    }
    let named = folder
        .file_name()
        .map(|name| name.to_string_lossy().into_owned());
    let organisation = organisation
        .map(str::to_owned)
        .or(named)
        .unwrap_or("My org".to_owned());
    for (name, about) in FOLDERS {
        io::write_text(
            &folder.join(name).join("README.md"),
            format!("{about}\n").as_bytes(),
        )?;
    }
    io::write_text(&folder.join("rules/adopted.yaml"), ADOPTED.as_bytes())?;
    io::write_text(&folder.join(".gitignore"), b"/data/\n")?;
    let settings = Settings::template(&organisation);
    io::write_text(&folder.join("allhands.toml"), settings.as_bytes())?;
    Ok(organisation)
}
