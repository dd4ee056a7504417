//! What the organisation wrote itself: how its tools are read, which rules are in force.

use std::collections::BTreeMap;

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
"#;

const FINANCE_RULE: &str = r#"Rule: Finance laptops report daily
Id: finance-laptops-report-daily
In: "Finance"
Tightens: laptops-run-the-endpoint-agent
Severity: critical
Because: Finance can move money. A laptop that is silent for days may already be somebody else's.
Settings: max silence = 1 day
Expectation:
  Every company-owned laptop where status is "active" must have an endpoint agent where last seen is within the last [max silence]
Fix within: 1 working day
Activity: "Endpoint protection"
Fixed by: user; department's security contact
Message (en): {user.first name}, your laptop {laptop.name} has not reported to our protection agent today. Please connect it to the network; if that does not help, reinstall the agent by {due date}.
Steps:
  1. Connect {laptop.name} to the network and wait ten minutes.
  2. If it still does not report, open the Self Service app, choose "Endpoint agent" and press Reinstall.
Test "stricter than the baseline":
  given laptop "today": company-owned; status "active"; endpoint agents (last seen today)
  given laptop "two days": company-owned; status "active"; endpoint agents (last seen 2 days ago)
  given laptop "source down": company-owned; status "active"; endpoint agents unknown
  given laptop "retired": company-owned; status "retired"; endpoint agents none
  expect pass "today"
  expect fail "two days"
  expect unknown "source down"
  expect not applicable "retired"
"#;

/// All files, by path.
pub(super) fn files() -> BTreeMap<String, String> {
    let mut files = BTreeMap::from([
        ("allhands.toml".to_owned(), SETTINGS.to_owned()),
        ("rules/adopted.yaml".to_owned(), adopted()),
        (
            "rules/finance-laptops-report-daily.rule".to_owned(),
            FINANCE_RULE.to_owned(),
        ),
    ]);
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
