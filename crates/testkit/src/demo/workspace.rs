//! What the organisation wrote itself: how its tools are read, which rules are in force.

mod gaps;
mod responsibilities;

use std::collections::BTreeMap;

use super::world::World;

/// What it is called.
pub(super) const NAME: &str = "Linden Works";

/// The catalogue rules in force.
pub(super) const ADOPTED: [&str; 14] = [
    "laptops-run-the-endpoint-agent",
    "laptops-are-encrypted",
    "laptops-run-a-supported-system",
    "new-hires-are-screened-before-they-start",
    "screening-is-ordered-in-time",
    "leavers-have-no-working-accounts",
    "accounts-use-two-factor-sign-in",
    "privileged-accounts-are-in-use",
    "people-who-handle-customer-data-are-trained",
    "everyone-has-signed-the-data-guideline",
    "services-have-an-owner",
    "repositories-are-protected",
    "vendors-are-reviewed-before-renewal",
    "departments-have-a-security-contact",
];

/// One source: its name, its connector, its files, and how old an answer may be.
struct Source {
    name: &'static str,
    connector: &'static str,
    files: &'static [&'static str],
    fresh_for: &'static str,
}

const SOURCES: [Source; 12] = [
    source("jamf", "jamf", &["exports/jamf/*.json"], "8 days"),
    source("kandji", "kandji", &["exports/kandji/**/*.json"], "8 days"),
    source(
        "crowdstrike",
        "crowdstrike",
        &["exports/crowdstrike/*.json"],
        "8 days",
    ),
    source("workday", "workday", &["exports/workday/*.json"], "8 days"),
    // Daily in truth: after a week without an export something is wrong with the job.
    source("checkr", "checkr", &["exports/checkr/*.json"], "7 days"),
    source(
        "google-workspace",
        "google-workspace",
        &["exports/google-workspace/*.json"],
        "8 days",
    ),
    source("github", "github", &["exports/github/*.json"], "8 days"),
    source(
        "backstage",
        "backstage",
        &["exports/backstage/*/catalog-info.yaml"],
        "9 days",
    ),
    source(
        "departments",
        "departments-csv",
        &["exports/departments/*.csv"],
        "9 days",
    ),
    source(
        "vendors",
        "vendors-csv",
        &["exports/vendors/*.csv"],
        "9 days",
    ),
    source(
        "training",
        "training-csv",
        &["exports/training/*.csv"],
        "9 days",
    ),
    source(
        "acknowledgements",
        "acknowledgements-csv",
        &["exports/acknowledgements/*.csv"],
        "9 days",
    ),
];

const fn source(
    name: &'static str,
    connector: &'static str,
    files: &'static [&'static str],
    fresh_for: &'static str,
) -> Source {
    Source {
        name,
        connector,
        files,
        fresh_for,
    }
}

const SETTINGS: &str = r#"# Linden Works: an organisation that never existed.
organisation = "Linden Works"
time_zone = "Europe/Amsterdam"
currency = "EUR"
languages = ["en"]
# A rule is in force once somebody else than its author has signed it.
rules = "published"
"#;

/// Finance asks more of its laptops than the baseline does.
const FINANCE_RULE: &str = include_str!("workspace/finance-laptops-report-daily.rule");

/// All files, by path.
pub(super) fn files(world: &World) -> BTreeMap<String, String> {
    let mut files = BTreeMap::from([
        (
            "responsibilities/security.csv".to_owned(),
            responsibilities::table(world),
        ),
        ("allhands.toml".to_owned(), SETTINGS.to_owned()),
        ("rules/adopted.yaml".to_owned(), adopted()),
        (
            "rules/finance-laptops-report-daily.rule".to_owned(),
            FINANCE_RULE.to_owned(),
        ),
    ]);
    files.extend(gaps::files(world));
    files.extend(
        SOURCES
            .iter()
            .map(|s| (format!("sources/{}.yaml", s.name), s.yaml())),
    );
    files
}

impl Source {
    fn yaml(&self) -> String {
        let files: Vec<_> = self
            .files
            .iter()
            .map(|glob| format!("\"{glob}\""))
            .collect();
        format!(
            "connector: {}\nfiles: [{}]\nfresh for: {}\n",
            self.connector,
            files.join(", "),
            self.fresh_for
        )
    }
}

fn adopted() -> String {
    let rules = ADOPTED.iter().map(|id| format!("  - {{rule: {id}}}\n"));
    format!(
        "# Catalogue rules in force.\nadopted:\n{}",
        rules.collect::<String>()
    )
}
