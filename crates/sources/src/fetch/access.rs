//! How we prove who we are, and to whom alone.

use std::collections::BTreeMap;

use base64::{
    Engine as _, engine::general_purpose::STANDARD, engine::general_purpose::URL_SAFE_NO_PAD,
};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::json;
use url::{Url, form_urlencoded};

use super::{
    Body, Method, Request, Secret, Text,
    message::Response,
    needs::{BASE, CLIENT_ID, CLIENT_SECRET, KEY, SUBJECT, TOKEN_ADDRESS},
    trouble::{Trouble, words_of},
};
use crate::{
    connector::{Auth, Http, http::fill::fill},
    source::{Limits, OverHttp, PlainHttp},
};

/// Everything that is the same for all requests of a source.
#[derive(Debug)]
pub(super) struct Access<'a> {
    http: &'a Http,
    over: &'a OverHttp,
    secrets: BTreeMap<String, Secret>,
    base: Url,
    /// The base as it is put before a path.
    prefix: String,
    token: Option<Secret>,
    /// Tokens that ran out: still nobody's business.
    forgotten: Vec<Secret>,
    now: Timestamp,
}

/// What is used of the key file of a service account.
#[derive(Deserialize)]
struct KeyFile {
    client_email: String,
    private_key: String,
    #[serde(default)]
    private_key_id: Option<String>,
    token_uri: Option<String>,
}

impl<'a> Access<'a> {
    pub(super) fn new(
        http: &'a Http,
        over: &'a OverHttp,
        secrets: BTreeMap<String, Secret>,
        now: Timestamp,
    ) -> Result<Self, Trouble> {
        let settings = |name: &str| over.settings.get(name).cloned();
        let filled = match over.settings.get(BASE) {
            Some(base) => base.clone(),
            None => fill(&http.base, &settings),
        };
        let prefix = filled.trim_end_matches('/').to_owned();
        let base = Url::parse(&prefix).map_err(|error| {
            let says = format!("`{prefix}` is no address: {error}");
            Trouble::new("http-unsendable", says, "check the settings of the source")
        })?;
        let plain = base.username().is_empty()
            && base.password().is_none()
            && base.query().is_none()
            && base.fragment().is_none();
        if !plain {
            let says = "the address holds more than a server and a path".to_owned();
            let advice = "write `https://SERVER`, and keys below `secrets`";
            return Err(Trouble::new("http-unsendable", says, advice));
        }
        let access = Self {
            http,
            over,
            secrets,
            base,
            prefix,
            token: None,
            forgotten: Vec::new(),
            now,
        };
        access.is_safe(&access.base)?;
        Ok(access)
    }

    /// Whether an address may be asked at all: encrypted, on this machine, or accepted.
    fn is_safe(&self, url: &Url) -> Result<(), Trouble> {
        let here = match url.host() {
            Some(url::Host::Domain(name)) => name == "localhost",
            Some(url::Host::Ipv4(address)) => address.is_loopback(),
            Some(url::Host::Ipv6(address)) => address.is_loopback(),
            None => false,
        };
        let accepted = self.over.plain_http == PlainHttp::Accepted;
        match url.scheme() {
            "https" => Ok(()),
            "http" if here || accepted => Ok(()),
            _ => Err(Trouble::new(
                "http-unsendable",
                format!("`{}` is not encrypted", url.origin().ascii_serialization()),
                "write `https://...`; or `plain http: accepted` where the way there is safe",
            )),
        }
    }

    /// The address a path or a link leads to. Only where the base is: a key of one server is
    /// never shown to another.
    pub(super) fn follow(&self, from: &Url, link: &str) -> Result<Url, Trouble> {
        let refused = |says: String| {
            let advice = "if the tool has moved, write its new address into the settings";
            Trouble::new("http-moved", says, advice)
        };
        let url = from.join(link).map_err(|error| {
            refused(format!(
                "it leads to `{link}`, which is no address: {error}"
            ))
        })?;
        if url.origin() != self.base.origin() {
            let to = url.origin().ascii_serialization();
            return Err(refused(format!("it leads to another server, `{to}`")));
        }
        Ok(url)
    }

    /// The base with a path behind it.
    pub(super) fn url(&self, path: &str) -> Result<Url, Trouble> {
        let whole = format!("{}{path}", self.prefix);
        Url::parse(&whole).map_err(|error| {
            let says = format!("`{whole}` is no address: {error}");
            Trouble::new("http-unsendable", says, "check the settings of the source")
        })
    }

    pub(super) fn setting(&self, name: &str) -> Option<&str> {
        self.over.settings.get(name).map(String::as_str)
    }

    /// A text of others with every secret taken out of it.
    pub(super) fn hide_in(&self, text: &str) -> String {
        let all = self.secrets.values().chain(&self.token);
        let all = all.chain(&self.forgotten);
        all.fold(text.to_owned(), |text, secret| secret.hide_in(&text))
    }

    /// Headers of a request, with the proof of who we are.
    pub(super) fn headers(&self) -> Vec<(String, Text)> {
        let word = |name: &str| {
            let secret = self.secrets.get(name).map(Secret::reveal);
            secret.or_else(|| self.setting(name)).map(str::to_owned)
        };
        let secret = |text: String| Text::Secret(Secret::new(&text));
        let mut headers = vec![(
            "accept".to_owned(),
            Text::Plain("application/json".to_owned()),
        )];
        for (name, text) in &self.http.headers {
            let name = name.to_ascii_lowercase();
            headers.retain(|(known, _)| *known != name);
            headers.push((
                name,
                Text::Plain(fill(text, &|name| self.setting(name).map(str::to_owned))),
            ));
        }
        let proof = match &self.http.auth {
            Auth::None => return headers,
            Auth::Bearer { token, scheme } => {
                let scheme = scheme.as_deref().unwrap_or("Bearer");
                format!("{scheme} {}", fill(token, &word))
            }
            Auth::Basic { username, password } => {
                let password = password.as_deref().unwrap_or_default();
                let pair = format!("{}:{}", fill(username, &word), fill(password, &word));
                format!("Basic {}", STANDARD.encode(pair))
            }
            Auth::Headers { headers: own } => {
                let own = own
                    .iter()
                    .map(|(name, text)| (name.to_ascii_lowercase(), secret(fill(text, &word))));
                headers.extend(own);
                return headers;
            }
            Auth::OauthClient { .. } | Auth::ServiceAccount { .. } => match &self.token {
                Some(token) => format!("Bearer {}", token.reveal()),
                None => return headers,
            },
        };
        headers.push(("authorization".to_owned(), secret(proof)));
        headers
    }

    /// Whether a token has to be asked for first.
    pub(super) fn wants_token(&self) -> bool {
        let by_token = matches!(
            self.http.auth,
            Auth::OauthClient { .. } | Auth::ServiceAccount { .. }
        );
        by_token && self.token.is_none()
    }

    /// Forgets the token, so that another is asked for; false where there is none to forget.
    pub(super) fn forget_token(&mut self) -> bool {
        let token = self.token.take();
        let any = token.is_some();
        self.forgotten.extend(token);
        any
    }

    /// The request for a token (RFC 6749, 4.4; RFC 7523, 2.1).
    pub(super) fn token_request(&self, limits: &Limits) -> Result<Request, Trouble> {
        let (url, body) = match &self.http.auth {
            Auth::OauthClient { token, scopes } => (self.token_url(token)?, self.client(scopes)),
            Auth::ServiceAccount { token, scopes } => self.statement(token, scopes)?,
            _ => (self.base.clone(), Body::Empty),
        };
        self.is_safe(&url)?;
        Ok(Request {
            method: Method::Post,
            url: url.to_string(),
            headers: vec![(
                "accept".to_owned(),
                Text::Plain("application/json".to_owned()),
            )],
            body,
            within: limits.within(),
            bytes_most: 1 << 20,
        })
    }

    fn token_url(&self, token: &str) -> Result<Url, Trouble> {
        let token = self.setting(TOKEN_ADDRESS).unwrap_or(token);
        let filled = fill(token, &|name| self.setting(name).map(str::to_owned));
        match filled.starts_with('/') {
            true => self.url(&filled),
            false => Url::parse(&filled).map_err(|error| {
                let says = format!("`{filled}` is no address: {error}");
                Trouble::new("http-unsendable", says, "check the settings of the source")
            }),
        }
    }

    fn client(&self, scopes: &[String]) -> Body {
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.append_pair("grant_type", "client_credentials");
        form.append_pair(CLIENT_ID, self.setting(CLIENT_ID).unwrap_or_default());
        let secret = self.secrets.get(CLIENT_SECRET);
        form.append_pair(CLIENT_SECRET, secret.map_or("", Secret::reveal));
        if !scopes.is_empty() {
            form.append_pair("scope", &scopes.join(" "));
        }
        Body::Form(Secret::new(&form.finish()))
    }

    /// The statement of a service account, good for an hour, which is the most Google takes.
    fn statement(&self, token: &str, scopes: &[String]) -> Result<(Url, Body), Trouble> {
        let text = self.secrets.get(KEY).map_or("", Secret::reveal);
        let key: KeyFile = serde_json::from_str(text).map_err(|_| {
            // What serde says would repeat pieces of the key.
            let says = "the secret `key` is not the key file of a service account".to_owned();
            let advice = "point it to the JSON file that was downloaded with the key";
            Trouble::new("http-token", says, advice)
        })?;
        let address = key.token_uri.unwrap_or_else(|| token.to_owned());
        let issued = self.now.as_second();
        let mut claims = json!({
            "iss": key.client_email, "scope": scopes.join(" "), "aud": address,
            "iat": issued, "exp": issued + 3600,
        });
        if let Some(subject) = self.setting(SUBJECT) {
            claims["sub"] = json!(subject);
        }
        let mut header = json!({"alg": "RS256", "typ": "JWT"});
        if let Some(id) = key.private_key_id {
            header["kid"] = json!(id);
        }
        let part = |value: serde_json::Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let body = Body::Signed {
            form: "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion="
                .to_owned(),
            statement: format!("{}.{}", part(header), part(claims)),
            key: Secret::new(&key.private_key),
        };
        Ok((self.token_url(&address)?, body))
    }

    /// Takes the answer to the request for a token.
    pub(super) fn take_token(&mut self, response: &Response) -> Result<(), Trouble> {
        #[derive(Deserialize)]
        struct Given {
            access_token: String,
        }
        match serde_json::from_slice::<Given>(&response.bytes) {
            Ok(given) if !given.access_token.is_empty() => {
                self.token = Some(Secret::new(&given.access_token));
                Ok(())
            }
            _ => {
                let said =
                    words_of(&response.bytes).map_or_else(String::new, |w| format!(": \"{w}\""));
                let says = format!("the tool gave no token{said}");
                Err(Trouble::new(
                    "http-token",
                    says,
                    "check the client and its secret",
                ))
            }
        }
    }
}
