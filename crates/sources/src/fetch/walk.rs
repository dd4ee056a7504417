//! From page to page of one target, and how it is noticed that it does not get on.

use std::collections::{BTreeSet, VecDeque};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;
use url::Url;

use super::{
    Body, Method, Request, Text,
    access::Access,
    message::Response,
    plan::Target,
    trouble::{Trouble, words_of},
};
use crate::{
    connector::{
        Paging,
        http::fill::{fill, fill_body},
    },
    program::{Program, Scene},
    reading::scalar,
    source::Limits,
};

/// What stands for itself in a path (RFC 3986, 2.3).
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// Ids in a row that could not be read, after which a scope is given up.
const FAILED_IN_A_ROW_MOST: u32 = 5;

/// Where the next page begins.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Position {
    First,
    Number(u64),
    Cursor(String),
    Address(String),
}

/// The way through the pages of one target.
#[derive(Debug)]
pub(super) struct Walk {
    /// Ids still to be asked with, one list for each request.
    rounds: VecDeque<Vec<String>>,
    round: Vec<String>,
    asked_rounds: u32,
    failed_rounds: u32,
    failed_in_a_row: u32,
    /// The first thing that went wrong with one of many ids.
    first_trouble: Option<Trouble>,
    position: Position,
    seen: BTreeSet<Position>,
    pages_seen: BTreeSet<[u8; 32]>,
    items: u64,
    requests: u32,
}

/// What a page leads to.
#[derive(Debug)]
pub(super) enum Next {
    /// Another request of this target.
    More,
    /// Its end.
    End,
}

impl Walk {
    pub(super) fn new(target: &Target<'_>) -> Option<Self> {
        let mut rounds: VecDeque<_> = target.rounds().into();
        let round = rounds.pop_front()?;
        Some(Self {
            rounds,
            round,
            asked_rounds: 1,
            failed_rounds: 0,
            failed_in_a_row: 0,
            first_trouble: None,
            position: first(target.paging),
            seen: BTreeSet::new(),
            pages_seen: BTreeSet::new(),
            items: 0,
            requests: 0,
        })
    }

    /// The number of the request under way, from 1.
    pub(super) fn number(&self) -> u32 {
        self.requests + 1
    }

    /// The id that is asked with, where it is one.
    pub(super) fn id(&self) -> Option<&str> {
        match self.round.as_slice() {
            [one] => Some(one),
            _ => None,
        }
    }

    /// The request that is to be sent now.
    pub(super) fn request(
        &self,
        target: &Target<'_>,
        access: &Access<'_>,
        limits: &Limits,
    ) -> Result<Request, Trouble> {
        let asks = target.asks;
        let plain = |name: &str| match name {
            "id" => self.round.first().cloned(),
            "ids" => Some(self.round.join(",")),
            name => access.setting(name).map(str::to_owned),
        };
        let encoded = |name: &str| Some(utf8_percent_encode(&plain(name)?, PLAIN).to_string());
        let (method, path) = match (&asks.get, &asks.post) {
            (Some(path), _) => (Method::Get, path.as_str()),
            (None, path) => (Method::Post, path.as_deref().unwrap_or_default()),
        };
        let mut url = access.url(&fill(path, &encoded))?;
        for (name, text) in &asks.query {
            url.query_pairs_mut().append_pair(name, &fill(text, &plain));
        }
        let mut body = asks.body.as_ref().map(|body| {
            fill_body(body, &|name| match name {
                "ids" => Some(self.round.iter().map(String::as_str).collect()),
                name => plain(name).map(Value::from),
            })
        });
        self.place(target.paging, &mut url, body.as_mut(), access)?;
        let mut headers = access.headers();
        let body = match body {
            Some(body) => {
                let json = Text::Plain("application/json".to_owned());
                headers.push(("content-type".to_owned(), json));
                Body::Json(body.to_string())
            }
            None => Body::Empty,
        };
        Ok(Request {
            method,
            url: url.to_string(),
            headers,
            body,
            within: limits.within(),
            bytes_most: limits.megabytes << 20,
        })
    }

    /// Writes where the page begins into the request.
    fn place(
        &self,
        paging: &Paging,
        url: &mut Url,
        mut body: Option<&mut Value>,
        access: &Access<'_>,
    ) -> Result<(), Trouble> {
        let mut put = |url: &mut Url, name: &str, value: Value| match body.as_deref_mut() {
            Some(body) => put_in(body, name, value),
            None => {
                let text = scalar(&value).unwrap_or_default();
                url.query_pairs_mut().append_pair(name, &text);
            }
        };
        match (paging, &self.position) {
            (Paging::Page { page, size, of, .. }, Position::Number(number)) => {
                put(url, page, (*number).into());
                put(url, size, (*of).into());
            }
            (Paging::Offset { offset, size, of }, Position::Number(number)) => {
                put(url, offset, (*number).into());
                put(url, size, (*of).into());
            }
            (Paging::Cursor { to, .. }, Position::Cursor(cursor)) => {
                put(url, to, cursor.as_str().into());
            }
            (_, Position::Address(address)) => *url = access.follow(url, address)?,
            _ => {}
        }
        Ok(())
    }

    /// Goes on to the next page, the next ids, or to the end.
    pub(super) fn advance(
        &mut self,
        target: &Target<'_>,
        page: Option<&Page>,
        response: &Response,
        url: &str,
        access: &Access<'_>,
    ) -> Result<Next, Trouble> {
        let Some(position) = self.following(target, page, response, url, access)? else {
            self.failed_in_a_row = 0;
            return Ok(self.next_round(target));
        };
        if position == self.position || !self.seen.insert(position.clone()) {
            return Err(stands_still(
                "the tool sent us back to a page that was read",
            ));
        }
        self.position = position;
        Ok(Next::More)
    }

    /// Whether another request may be sent.
    pub(super) fn within(&self, limits: &Limits) -> Result<(), Trouble> {
        if self.requests < limits.pages {
            return Ok(());
        }
        let says = format!("it takes more than {} requests", limits.pages);
        let advice = "allow more: `limits: {pages: 100000}`";
        Err(Trouble::new("http-limit", says, advice))
    }

    /// Reads a page, which is not one that was read before; `None` where it is not JSON by nature.
    pub(super) fn read(
        &mut self,
        target: &Target<'_>,
        response: &Response,
    ) -> Result<Option<Page>, Trouble> {
        self.requests += 1;
        if !target.is_json() {
            return Ok(None);
        }
        let body: Value = serde_json::from_slice(&response.bytes).map_err(|error| {
            let (code, says) = match error.is_eof() {
                true => ("http-cut", format!("the answer breaks off: {error}")),
                false => ("http-not-json", format!("the answer is no JSON: {error}")),
            };
            let advice = "run again; if it stays so, look whether something stands in between, \
                          such as a page to sign in";
            Trouble::new(code, says, advice)
        })?;
        let errors = body.get("errors").and_then(Value::as_array);
        if errors.is_some_and(|errors| !errors.is_empty()) {
            let words = words_of(&response.bytes).unwrap_or_else(|| "no reason".to_owned());
            let says = format!("the tool answered only in part: \"{words}\"");
            let advice = "give the key the right to read it; the page of the connector says which";
            return Err(Trouble::new("http-errors", says, advice));
        }
        let items = target.items(&body).map_err(|error| {
            let says = format!("the answer is not of its usual shape: {error}");
            let advice = "see whether the tool has changed, or the settings lead elsewhere";
            Trouble::new("http-not-its-answer", says, advice)
        })?;
        let many = target.paging.goes_on() && !items.is_empty();
        if many {
            let mut hasher = blake3::Hasher::new();
            for item in &items {
                hasher.update(item.to_string().as_bytes());
                hasher.update(b"\n");
            }
            if !self.pages_seen.insert(*hasher.finalize().as_bytes()) {
                return Err(stands_still("the tool gave the same page again"));
            }
        }
        self.items += items.len() as u64;
        Ok(Some(Page { body, items }))
    }

    fn following(
        &self,
        target: &Target<'_>,
        page: Option<&Page>,
        response: &Response,
        url: &str,
        access: &Access<'_>,
    ) -> Result<Option<Position>, Trouble> {
        let here = Url::parse(url).ok();
        let follow = |link: String| match &here {
            Some(here) => Ok(access.follow(here, &link)?.to_string()),
            None => Ok(link),
        };
        let number = match self.position {
            Position::Number(number) => number,
            _ => 0,
        };
        let text = |from: &str| -> Option<String> {
            let page = page?;
            let program = Program::read(from).ok()?;
            let scene = Scene::new("", "", &page.body);
            let found = program.first(&page.body, &scene).ok()??;
            scalar(&found).filter(|text| !text.is_empty() && text != "false")
        };
        let ended = page.is_none_or(|page| page.items.is_empty() || self.is_last(target, page));
        Ok(match target.paging {
            Paging::None => None,
            Paging::Page { .. } => (!ended).then_some(Position::Number(number + 1)),
            Paging::Offset { .. } => (!ended).then_some(Position::Number(self.items)),
            Paging::Cursor { from, .. } => text(from).map(Position::Cursor),
            Paging::NextLink { from } => match text(from) {
                Some(link) => Some(Position::Address(follow(link)?)),
                None => None,
            },
            Paging::LinkHeader => match response.all("link").find_map(next_link) {
                Some(link) => Some(Position::Address(follow(link)?)),
                None => None,
            },
        })
    }

    /// Whether the page itself says that it is the last. A page that is merely short says nothing:
    /// a tool may give fewer than were asked for.
    fn is_last(&self, target: &Target<'_>, page: &Page) -> bool {
        let Some(scope) = target.scope else {
            return false;
        };
        let scene = Scene::new("", "", &page.body);
        let total = scope.total.as_ref().and_then(|total| {
            let total = total.first(&page.body, &scene).ok()??;
            total.as_u64()
        });
        let more = scope
            .more
            .as_ref()
            .map(|more| more.holds(&page.body, &scene));
        total.is_some_and(|total| self.items >= total) || matches!(more, Some(Ok(false)))
    }

    /// Takes the trouble with one request: of many ids one may fail, and the rest is still read.
    pub(super) fn fail(&mut self, target: &Target<'_>, trouble: Trouble) -> Result<Next, Trouble> {
        if target.parent().is_none() {
            return Err(trouble);
        }
        self.failed_rounds += 1;
        self.failed_in_a_row += 1;
        let first = self.first_trouble.get_or_insert(trouble).clone();
        if self.failed_in_a_row >= FAILED_IN_A_ROW_MOST {
            return Err(first);
        }
        Ok(self.next_round(target))
    }

    fn next_round(&mut self, target: &Target<'_>) -> Next {
        let Some(round) = self.rounds.pop_front() else {
            return Next::End;
        };
        self.round = round;
        self.asked_rounds += 1;
        self.position = first(target.paging);
        self.seen.clear();
        self.pages_seen.clear();
        self.items = 0;
        Next::More
    }

    /// What went wrong on the way, when the end was reached nevertheless.
    pub(super) fn trouble(&self) -> Option<Trouble> {
        let first = self.first_trouble.clone()?;
        let (failed, all) = (self.failed_rounds, self.asked_rounds);
        Some(Trouble {
            says: format!("{failed} of {all} answers are missing: {}", first.says),
            ..first
        })
    }
}

/// A page that was read.
#[derive(Debug)]
pub(super) struct Page {
    pub(super) body: Value,
    pub(super) items: Vec<Value>,
}

fn first(paging: &Paging) -> Position {
    match paging {
        Paging::Page { first, .. } => Position::Number(u64::from(*first)),
        Paging::Offset { .. } => Position::Number(0),
        _ => Position::First,
    }
}

fn stands_still(says: &str) -> Trouble {
    let advice = "run again; if it stays so, the paging of the connector does not fit the tool";
    Trouble::new("http-stands-still", says, advice)
}

/// Puts a value into a body at a path: `variables.after`.
fn put_in(body: &mut Value, path: &str, value: Value) {
    let mut at = body;
    for name in path.split('.') {
        if !at.is_object() {
            *at = Value::Object(serde_json::Map::new());
        }
        at = &mut at[name];
    }
    *at = value;
}

/// The target of the link called `next` in one `Link` header (RFC 8288, 3).
fn next_link(header: &str) -> Option<String> {
    let mut rest = header;
    while let Some(start) = rest.find('<') {
        let end = start + rest[start..].find('>')?;
        let target = &rest[start + 1..end];
        rest = &rest[end + 1..];
        // Parameters go up to the comma before the next `<`.
        let parameters = rest.split_once('<').map_or(rest, |(before, _)| before);
        let is_next = parameters.split([';', ',']).any(|parameter| {
            let Some((name, value)) = parameter.split_once('=') else {
                return false;
            };
            let mut words = value.trim().trim_matches('"').split_whitespace();
            name.trim().eq_ignore_ascii_case("rel")
                && words.any(|word| word.eq_ignore_ascii_case("next"))
        });
        if is_next {
            return Some(target.to_owned());
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_page_is_found_among_links() {
        let header =
            "<https://a.example/1?x=1,2>; rel=\"self\", </2>; title=\"n\"; rel=\"next last\"";
        assert_eq!(next_link(header).as_deref(), Some("/2"));
        assert_eq!(next_link("</2>; rel=next").as_deref(), Some("/2"));
        assert_eq!(next_link("</2>; rel=\"prev\""), None);
        assert_eq!(next_link("nothing"), None);
    }

    #[test]
    fn a_cursor_stands_where_the_query_looks_for_it() {
        let mut body = serde_json::json!({"query": "q"});
        put_in(&mut body, "variables.after", "c1".into());
        assert_eq!(body["variables"]["after"], "c1");
        assert_eq!(body["query"], "q");
    }
}
