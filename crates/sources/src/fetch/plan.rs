//! What is asked for, in an order in which ids are known before they are needed.

use std::collections::BTreeSet;

use indexmap::IndexSet;
use serde_json::Value;

use super::trouble::Trouble;
use crate::{
    connector::{
        Connector, Paging, Request as Asks, Scope,
        http::fill::{names_in, names_of},
    },
    format::Format,
    program::{Program, Scene},
    reading::scalar,
};

/// How many ids one request takes where the connector does not say.
const AT_ONCE: usize = 100;

static ONE_ANSWER: Paging = Paging::None;

/// One request of a connector with all its pages.
#[derive(Debug)]
pub(super) struct Target<'a> {
    pub(super) name: &'a str,
    pub(super) asks: &'a Asks,
    /// The scope it is for; none where it only lists ids.
    pub(super) scope: Option<&'a Scope>,
    pub(super) paging: &'a Paging,
    /// Where the ids stand in its own answers, for a list.
    listed: Option<Program>,
    /// Which target gives the ids, and where they stand in its answers, where said.
    each: Option<(&'a str, Option<Program>)>,
    /// Ids it is asked with, in order, each once.
    pub(super) ids: IndexSet<String>,
    /// Bodies that were read, each with the one id it was asked with, if any.
    pub(super) pages: Vec<(Option<String>, Vec<u8>)>,
    pub(super) ended: Ended,
}

/// How asking for one target ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Ended {
    /// It was not asked for yet.
    NotYet,
    /// Every page of it was read.
    Whole,
    /// Something went wrong.
    Trouble(Trouble),
    /// The target that gives its ids is not whole.
    Without(String),
}

/// The requests of a connector that some scopes need, with those they wait for; all of them where
/// no scope is chosen.
pub(super) fn chosen<'a>(
    connector: &'a Connector,
    scopes: &[String],
) -> Vec<(&'a str, &'a Asks, Option<&'a Scope>)> {
    let Some(http) = &connector.http else {
        return Vec::new();
    };
    let lists = http
        .lists
        .iter()
        .map(|(name, asks)| (name.as_str(), asks, None));
    let own = connector.scopes.iter().filter_map(|scope| {
        let asks = scope.request.as_ref()?;
        Some((scope.name.as_str(), asks, Some(scope)))
    });
    let all: Vec<_> = lists.chain(own).collect();
    let mut wanted: BTreeSet<&str> = match scopes.is_empty() {
        true => connector.scope_names().collect(),
        false => scopes.iter().map(String::as_str).collect(),
    };
    for _ in 0..all.len() {
        let asked = all.iter().filter(|(name, ..)| wanted.contains(name));
        let before = asked.flat_map(|(_, asks, _)| asks.each.iter().chain(&asks.with));
        let before: Vec<&str> = before.map(String::as_str).collect();
        wanted.extend(before);
    }
    let mut all = all;
    all.retain(|(name, asks, _)| wanted.contains(name) && asks.with.is_none());
    all
}

/// What is asked for, those first that others wait for.
pub(super) fn plan<'a>(connector: &'a Connector, scopes: &[String]) -> Vec<Target<'a>> {
    let common = connector
        .http
        .as_ref()
        .and_then(|http| http.paging.as_ref());
    let mut waiting: Vec<Target<'_>> = chosen(connector, scopes)
        .into_iter()
        .map(|(name, asks, scope)| {
            // Programs were read once when the connector was checked.
            let ids = asks
                .ids
                .as_deref()
                .and_then(|text| Program::read(text).ok());
            let (listed, of_each) = match scope {
                None => (ids, None),
                Some(_) => (None, ids),
            };
            Target {
                name,
                asks,
                scope,
                paging: asks.paging.as_ref().or(common).unwrap_or(&ONE_ANSWER),
                listed,
                each: asks.each.as_deref().map(|each| (each, of_each)),
                ids: IndexSet::new(),
                pages: Vec::new(),
                ended: Ended::NotYet,
            }
        })
        .collect();
    let mut ordered: Vec<Target<'_>> = Vec::new();
    // The checks of the connector saw that no chain of `each` is a circle, so each round finds one.
    while let Some(at) = waiting.iter().position(|target| match &target.each {
        None => true,
        Some((each, _)) => ordered.iter().any(|known| known.name == *each),
    }) {
        ordered.push(waiting.remove(at));
    }
    ordered
}

impl Target<'_> {
    /// The name of the target that gives its ids.
    pub(super) fn parent(&self) -> Option<&str> {
        self.each.as_ref().map(|(each, _)| *each)
    }

    /// What one page holds: records of a scope, ids of a list.
    pub(super) fn items(&self, body: &Value) -> Result<Vec<Value>, String> {
        let program = match (self.scope, &self.listed) {
            (Some(scope), _) => &scope.records,
            (None, Some(listed)) => listed,
            (None, None) => return Ok(Vec::new()),
        };
        let outputs = program.run(body, &Scene::new("", "", body));
        let outputs = outputs.map_err(|error| error.to_string())?;
        Ok(outputs
            .into_iter()
            .map(|value| value.into_owned())
            .collect())
    }

    /// Takes ids from an answer of the target that gives them.
    pub(super) fn take_ids(&mut self, from: Option<&Scope>, body: &Value, items: &[Value]) {
        let Some((_, own)) = &self.each else { return };
        let ids: Vec<String> = match (own, from) {
            (Some(own), _) => {
                let found = own.run(body, &Scene::new("", "", body)).unwrap_or_default();
                found.iter().filter_map(|id| scalar(id)).collect()
            }
            (None, Some(scope)) => {
                let Some(emit) = scope.emits.first() else {
                    return;
                };
                let key = |item: &Value| {
                    let scene = Scene::new("", "", item);
                    let key = emit.key.first(item, &scene).ok()??;
                    scalar(&key)
                };
                items.iter().filter_map(key).collect()
            }
            (None, None) => items.iter().filter_map(scalar).collect(),
        };
        self.ids.extend(ids.into_iter().filter(|id| !id.is_empty()));
    }

    /// The ids of each request: one by one, or many at once where the request holds `{ids}`.
    pub(super) fn rounds(&self) -> Vec<Vec<String>> {
        if self.each.is_none() {
            return vec![Vec::new()];
        }
        let path = self.asks.get.iter().chain(&self.asks.post);
        let texts = path.chain(self.asks.query.values());
        let mut names: Vec<&str> = texts
            .flat_map(|t| names_in(t).unwrap_or_default())
            .collect();
        names.extend(self.asks.body.iter().flat_map(names_of));
        let size = match names.contains(&"ids") {
            true => self.asks.at_once.unwrap_or(AT_ONCE).max(1),
            false => 1,
        };
        let ids: Vec<String> = self.ids.iter().cloned().collect();
        ids.chunks(size).map(<[String]>::to_vec).collect()
    }

    /// Whether its answers are JSON, which can be looked into.
    pub(super) fn is_json(&self) -> bool {
        self.scope.is_none_or(|scope| scope.format == Format::Json)
    }
}
