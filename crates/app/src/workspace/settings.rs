//! `allhands.toml`.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;
use model::{Place, Problem, Problems, Vocabulary, vocabulary::IdentifierForm};
use serde::Deserialize;
use sources::SecretFrom;

use super::{Texts, nearest};

const FILE: &str = "allhands.toml";
const KEYS: [&str; 20] = [
    "organisation",
    "time_zone",
    "currency",
    "languages",
    "calendar",
    "deadlines",
    "store",
    "store_password",
    "log_name",
    "log_key",
    "lake",
    "lake_keep",
    "serve",
    "mail",
    "secrets",
    "rules",
    "security_activity",
    "same_domains",
    "host_domains",
    "plus_is_alias",
];

/// What an organisation decides once.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// Its name.
    pub organisation: String,
    /// The zone its days begin and end in.
    pub time_zone: TimeZone,
    /// The currency it reports in, ISO 4217.
    pub currency: String,
    /// The languages its people read, best first, BCP 47.
    pub languages: Vec<String>,
    /// The place whose calendar counts the working days of everybody of whom no place is known.
    pub calendar: Option<String>,
    /// Where the ledger rests.
    pub store: StoreSetting,
    /// Where the lake is that keeps what was observed: a folder, or `s3://bucket/prefix`; none
    /// where it is kept as plain folders.
    pub lake: Option<String>,
    /// How long runs are kept in it: `90 days`, `30 runs`; none where all are.
    pub lake_keep: Option<String>,
    /// The name of its sealed log, where it is not made of its own.
    pub log_name: Option<String>,
    /// Where the key is that signs the log, where it is not beside what was observed.
    pub log_key: Option<SecretFrom>,
    /// The deadline tables in force, by id; the earliest date of all of them counts. None where
    /// the workspace leaves that to us.
    pub deadlines: Option<Vec<String>>,
    /// What puts a rule in force.
    pub rules: RulesFrom,
    /// The activity whose Accountable also signs strict rules.
    pub security_activity: String,
    /// What it knows of its domains.
    pub domains: Domains,
}

/// Where the ledger rests, and where the password for it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoreSetting {
    /// `sqlite:data/ledger.db`, or `postgres://account@server/database`.
    pub at: String,
    /// Where the password of the account is; never the password itself.
    pub password: Option<SecretFrom>,
}

/// What an organisation knows of its mail and host domains, so that nobody has to guess which
/// addresses and machine names are one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Domains {
    /// Domains that are another name of a second one, of mailboxes and machines alike.
    pub same: BTreeMap<String, String>,
    /// Domains whose machines are known by their first name alone.
    pub hosts: Vec<String>,
    /// Whether what stands behind a `+` in a mail address is no part of the mailbox.
    pub plus_is_alias: bool,
}

impl Domains {
    /// Teaches the identifiers of every kind what is known.
    pub(super) fn teach(&self, vocabulary: &mut Vocabulary) {
        let own = |name: &String| name.trim_matches('.').to_lowercase();
        let same: BTreeMap<String, String> = self
            .same
            .iter()
            .map(|(one, two)| (own(one), own(two)))
            .collect();
        let identifiers = vocabulary
            .kinds
            .values_mut()
            .flat_map(|kind| kind.identifiers.values_mut());
        for identifier in identifiers {
            match identifier.form {
                IdentifierForm::Email => {
                    identifier.same_domains.extend(same.clone());
                    identifier.plus_is_alias |= self.plus_is_alias;
                }
                IdentifierForm::Hostname => {
                    identifier.same_domains.extend(same.clone());
                    let hosts = self.hosts.iter().map(|domain| (own(domain), String::new()));
                    identifier.same_domains.extend(hosts);
                }
                _ => {}
            }
        }
    }
}

/// What puts a rule in force.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RulesFrom {
    /// Its file, or its id in the list of adopted ones.
    #[default]
    Files,
    /// Having been published: somebody else than its author signed it.
    Published,
}

#[derive(Deserialize)]
struct Written {
    organisation: String,
    #[serde(default = "utc")]
    time_zone: String,
    #[serde(default = "euro")]
    currency: String,
    #[serde(default = "english")]
    languages: Vec<String>,
    #[serde(default)]
    calendar: Option<String>,
    #[serde(default = "file")]
    store: String,
    #[serde(default)]
    store_password: Option<SecretFrom>,
    #[serde(default)]
    lake: Option<String>,
    #[serde(default)]
    lake_keep: Option<String>,
    #[serde(default)]
    log_name: Option<String>,
    #[serde(default)]
    log_key: Option<SecretFrom>,
    #[serde(default)]
    deadlines: Option<Vec<String>>,
    #[serde(default)]
    rules: RulesFrom,
    #[serde(default = "security_rules")]
    security_activity: String,
    #[serde(default)]
    same_domains: BTreeMap<String, String>,
    #[serde(default)]
    host_domains: Vec<String>,
    #[serde(default)]
    plus_is_alias: bool,
}

fn file() -> String {
    "sqlite:data/ledger.db".to_owned()
}

fn security_rules() -> String {
    "Security rules".to_owned()
}

fn utc() -> String {
    "UTC".to_owned()
}

fn euro() -> String {
    "EUR".to_owned()
}

fn english() -> Vec<String> {
    vec!["en".to_owned()]
}

impl Settings {
    /// The text of a new workspace's settings.
    pub fn template(organisation: &str) -> String {
        let name = organisation.replace(['"', '\\'], "'");
        format!(
            "# What this organisation decides once.\n\
             organisation = \"{name}\"\n\
             # The zone its days begin and end in, as in the IANA database.\n\
             time_zone = \"UTC\"\n\
             # The currency it reports in, ISO 4217.\n\
             currency = \"EUR\"\n\
             # Whose holidays count where no place is known: a file of `calendars/`.\n\
             # calendar = \"Berlin\"\n\
             # How much time there is to fix a vulnerability: the earliest date of these tables\n\
             # counts. `allhands deadline list` shows them all.\n\
             # deadlines = [\"cisa-bod-26-04\"]\n\
             # The languages its people read, best first.\n\
             languages = [\"en\"]\n"
        )
    }

    pub(super) fn read(texts: &Texts) -> Result<Self, Problems> {
        let refuse = |says: String, advice: &str| {
            Problems(vec![
                Problem::new("settings", says, Place::file(FILE)).advise(advice),
            ])
        };
        let Some(text) = texts.get(FILE) else {
            return Err(refuse(
                format!("this folder has no `{FILE}`, so it is not a workspace"),
                "make one with `allhands init DIR`, or name it with `--workspace DIR`",
            ));
        };
        let table: toml::Table = text.parse().map_err(|error: toml::de::Error| {
            refuse(
                format!("it is not TOML: {}", error.message()),
                "see https://toml.io",
            )
        })?;
        if let Some(key) = table.keys().find(|key| !KEYS.contains(&key.as_str())) {
            let advice = match nearest(key, KEYS.into_iter()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("the keys are {}", KEYS.join(", ")),
            };
            return Err(refuse(format!("`{key}` is not a setting"), &advice));
        }
        let written: Written = table.try_into().map_err(|error: toml::de::Error| {
            refuse(
                error.message().to_owned(),
                "`organisation = \"...\"` is the one it needs",
            )
        })?;
        let time_zone = TimeZone::get(&written.time_zone).map_err(|_| {
            let says = format!("`{}` is not a time zone", written.time_zone);
            refuse(
                says,
                "write it as in the IANA database: `Europe/Berlin`, `UTC`",
            )
        })?;
        if written.currency.len() != 3 || !written.currency.bytes().all(|b| b.is_ascii_uppercase())
        {
            let says = format!("`{}` is not a currency", written.currency);
            return Err(refuse(says, "write its three letters: `EUR`, `USD`"));
        }
        Ok(Self {
            organisation: written.organisation,
            time_zone,
            currency: written.currency,
            languages: written.languages,
            calendar: written.calendar,
            store: StoreSetting {
                at: written.store,
                password: written.store_password,
            },
            lake: written.lake,
            lake_keep: written.lake_keep,
            log_name: written.log_name,
            log_key: written.log_key,
            deadlines: written.deadlines,
            rules: written.rules,
            security_activity: written.security_activity,
            domains: Domains {
                same: written.same_domains,
                hosts: written.host_domains,
                plus_is_alias: written.plus_is_alias,
            },
        })
    }
}
