//! What a source has to say so that its tool can be asked.

use std::collections::BTreeSet;

use model::{Place, Problem};

use super::plan::chosen;
use crate::{
    connector::{
        Auth, Connector,
        http::fill::{fill, names_in, names_of},
    },
    near::nearest,
    source::{OverHttp, SourceConfig},
};

/// The setting that takes the place of the connector's own address: a server of one's own, a
/// gateway.
pub(super) const BASE: &str = "base";
/// The setting that takes the place of the address that hands out tokens, as in a cloud of one's
/// own.
pub(super) const TOKEN_ADDRESS: &str = "token_address";
/// The setting with the name of an OAuth client (RFC 6749, 2.2).
pub(super) const CLIENT_ID: &str = "client_id";
/// The secret of an OAuth client (RFC 6749, 2.3.1).
pub(super) const CLIENT_SECRET: &str = "client_secret";
/// The secret with the key file of a service account.
pub(super) const KEY: &str = "key";
/// The setting with the person a service account acts for.
pub(super) const SUBJECT: &str = "subject";

/// What a connector needs of a source.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Needs {
    /// Settings that must be there.
    pub settings: BTreeSet<String>,
    /// Settings that may be there.
    pub optional: BTreeSet<String>,
    /// Secrets that must be there.
    pub secrets: BTreeSet<String>,
}

/// What a connector needs so that its tool can be asked for some scopes, or all where none is
/// named; `None` where it reads files only.
pub fn needs(connector: &Connector, scopes: &[String]) -> Option<Needs> {
    let http = connector.http.as_ref()?;
    let mut needs = Needs::default();
    needs.optional.insert(BASE.to_owned());
    let mut settings = names_in(&http.base).unwrap_or_default();
    let asked = chosen(connector, scopes);
    let asks = !asked.is_empty();
    for (_, request, _) in asked {
        let path = request.get.iter().chain(&request.post);
        for text in path.chain(request.query.values()) {
            settings.extend(names_in(text).unwrap_or_default());
        }
        settings.extend(request.body.iter().flat_map(names_of));
    }
    settings.extend(
        http.headers
            .values()
            .flat_map(|text| names_in(text).unwrap_or_default()),
    );
    let secrets = match &http.auth {
        Auth::None => Vec::new(),
        Auth::Bearer { token, .. } => names_in(token).unwrap_or_default(),
        Auth::Basic { username, password } => match password {
            Some(password) => {
                settings.extend(names_in(username).unwrap_or_default());
                names_in(password).unwrap_or_default()
            }
            // A key in place of a name, without a password.
            None => names_in(username).unwrap_or_default(),
        },
        Auth::Headers { headers } => {
            let texts = headers.values();
            texts
                .flat_map(|text| names_in(text).unwrap_or_default())
                .collect()
        }
        Auth::OauthClient { token, .. } => {
            needs.optional.insert(TOKEN_ADDRESS.to_owned());
            settings.push(CLIENT_ID);
            settings.extend(names_in(token).unwrap_or_default());
            vec![CLIENT_SECRET]
        }
        Auth::ServiceAccount { .. } => {
            needs.optional.insert(SUBJECT.to_owned());
            vec![KEY]
        }
    };
    needs.secrets = secrets.into_iter().map(str::to_owned).collect();
    let of_an_id = |name: &&str| !matches!(*name, "id" | "ids") && !name.is_empty();
    needs.settings = settings
        .into_iter()
        .filter(of_an_id)
        .filter(|name| !needs.secrets.contains(*name))
        .map(str::to_owned)
        .collect();
    asks.then_some(needs)
}

/// The address a source asks, as far as its settings say.
pub fn address(connector: &Connector, config: &SourceConfig) -> Option<String> {
    let over = config.http.as_ref()?;
    let http = connector.http.as_ref()?;
    let own = over.settings.get(BASE);
    Some(
        own.cloned()
            .unwrap_or_else(|| fill(&http.base, &|name| over.settings.get(name).cloned())),
    )
}

/// What keeps a source from asking its tool: everything that is missing, misplaced or not known.
pub fn check_source(connector: &Connector, config: &SourceConfig, file: &str) -> Vec<Problem> {
    let Some(over) = &config.http else {
        return Vec::new();
    };
    let problem = |code: &str, says: String| Problem::new(code, says, Place::file(file));
    let name = &connector.name;
    let mut problems = Vec::new();
    let scopes: Vec<&str> = connector.scope_names().collect();
    for written in over.scopes.iter().filter(|n| !scopes.contains(&n.as_str())) {
        problems.push(unknown(
            file,
            "scope",
            name,
            written,
            scopes.iter().copied(),
        ));
    }
    if !problems.is_empty() {
        return problems;
    }
    let Some(needs) = needs(connector, &over.scopes) else {
        let says = format!("`{name}` cannot be asked over HTTP: it reads files");
        return vec![problem("E-SOURCE", says).advise("write `files: exports/...`")];
    };
    problems.extend(missing(connector, over, &needs, file));
    problems.extend(misplaced(connector, over, &needs, file));
    problems
}

/// What the source does not say.
fn missing(connector: &Connector, over: &OverHttp, needs: &Needs, file: &str) -> Vec<Problem> {
    let name = &connector.name;
    let problem = |code: &str, says: String| Problem::new(code, says, Place::file(file));
    let http = connector.http.as_ref();
    let base = http.map_or("", |http| &http.base);
    let token = match http.map(|http| &http.auth) {
        Some(Auth::OauthClient { token, .. }) => token,
        _ => "",
    };
    // What only an address needs is not needed where another address is given.
    let given = |setting: &str, text: &str, name: &str| {
        over.settings.contains_key(setting) && text.contains(&format!("{{{name}}}"))
    };
    let mut problems = Vec::new();
    for missing in &needs.settings {
        let given = given(BASE, base, missing) || given(TOKEN_ADDRESS, token, missing);
        if given || over.settings.contains_key(missing) {
            continue;
        }
        let says = format!("`{name}` needs the setting `{missing}`");
        problems.push(problem("source-setting-missing", says).advise(format!(
            "write `settings: {{{missing}: ...}}`; the page of the connector says what it is"
        )));
    }
    for missing in &needs.secrets {
        if over.secrets.contains_key(missing) {
            continue;
        }
        let says = format!("`{name}` needs the secret `{missing}`");
        problems.push(problem("source-secret-missing", says).advise(format!(
            "write `secrets: {{{missing}: {{env: NAME}}}}`, or `{{file: path}}`"
        )));
    }
    problems
}

/// What the source says and the connector does not ask for, or not there.
fn misplaced(connector: &Connector, over: &OverHttp, needs: &Needs, file: &str) -> Vec<Problem> {
    let name = &connector.name;
    let mut problems = Vec::new();
    for written in over.settings.keys() {
        if needs.secrets.contains(written) {
            let says = format!("`{written}` is a secret and stands here as a setting, in clear");
            let problem = Problem::new("E-SOURCE", says, Place::file(file));
            problems.push(problem.advise(format!(
                "write `secrets: {{{written}: {{env: NAME}}}}`, and replace the secret in the \
                 tool: whoever saw this file has it"
            )));
        } else if !needs.settings.contains(written) && !needs.optional.contains(written) {
            let known = needs.settings.iter().chain(&needs.optional);
            let known = known.map(String::as_str);
            problems.push(unknown(file, "setting", name, written, known));
        }
    }
    for written in over.secrets.keys().filter(|n| !needs.secrets.contains(*n)) {
        let known = needs.secrets.iter().map(String::as_str);
        problems.push(unknown(file, "secret", name, written, known));
    }
    problems
}

fn unknown<'a>(
    file: &str,
    what: &str,
    connector: &str,
    written: &str,
    known: impl Iterator<Item = &'a str>,
) -> Problem {
    let says = format!("`{connector}` knows no {what} `{written}`");
    let problem = Problem::new("E-SOURCE", says, Place::file(file));
    let known: Vec<&str> = known.collect();
    match nearest(written, known.iter().copied()) {
        Some(near) => problem.advise(format!("did you mean `{near}`?")),
        None if known.is_empty() => problem.advise("drop it"),
        None => problem.advise(format!("it knows `{}`", known.join("`, `"))),
    }
}
