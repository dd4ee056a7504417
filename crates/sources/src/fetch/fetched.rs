//! What asking a tool came to: bodies, how each scope ended, and one problem for each cause.

use std::{collections::BTreeMap, io::Cursor};

use jiff::Timestamp;
use model::{Place, Problem};

use super::{
    plan::{Ended, Target},
    trouble::Trouble,
};
use crate::{
    collect::{Content, Input},
    connector::Connector,
    source::{OverHttp, SourceConfig},
};

/// What a source said when it was asked.
#[derive(Debug, Default)]
pub struct Fetched {
    /// Each scope that was asked for.
    pub scopes: Vec<FetchedScope>,
    /// One problem for each cause, however many scopes it hit.
    pub problems: Vec<Problem>,
}

/// One scope that was asked for.
#[derive(Debug)]
pub struct FetchedScope {
    /// Its name.
    pub scope: String,
    /// Its pages, in the order they came.
    pub inputs: Vec<Input>,
    /// How asking for it ended.
    pub ending: Ending,
}

/// How asking for a scope ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ending {
    /// Everything there is was read.
    Complete,
    /// Some was read; why not all.
    Partial(String),
    /// Nothing was read; why.
    Failed(String),
}

impl Fetched {
    /// A source that could not be asked at all, for a reason a person can act on.
    pub fn failed(connector: &Connector, over: &OverHttp, problems: Vec<Problem>) -> Self {
        let why: Vec<&str> = problems
            .iter()
            .map(|problem| problem.says.as_str())
            .collect();
        let why = why.join("; ");
        let scopes = super::plan(connector, &over.scopes)
            .iter()
            .filter(|target| target.scope.is_some())
            .map(|target| FetchedScope {
                scope: target.name.to_owned(),
                inputs: Vec::new(),
                ending: Ending::Failed(why.clone()),
            })
            .collect();
        Self { scopes, problems }
    }
}

pub(super) fn fetched(
    connector: &Connector,
    config: &SourceConfig,
    plan: Vec<Target<'_>>,
    hide: &impl Fn(&str) -> String,
    now: Timestamp,
) -> Fetched {
    let mut causes: BTreeMap<Trouble, Vec<String>> = BTreeMap::new();
    let mut scopes = BTreeMap::new();
    for target in plan {
        let why = match &target.ended {
            Ended::Whole => None,
            Ended::NotYet => Some("it was not asked for".to_owned()),
            Ended::Without(parent) => {
                Some(format!("`{parent}`, which names what to ask, is not whole"))
            }
            Ended::Trouble(trouble) => {
                let names = causes.entry(trouble.clone()).or_default();
                names.push(format!("`{}`", target.name));
                Some(hide(&trouble.says))
            }
        };
        let Some(_) = target.scope else { continue };
        let ending = match why {
            None => Ending::Complete,
            Some(why) if target.pages.is_empty() => Ending::Failed(why),
            Some(why) => Ending::Partial(why),
        };
        let name = target.name.to_owned();
        let inputs = target.pages.into_iter().enumerate();
        // Some answers do not say whose they are: the members of a team, say.
        let inputs = inputs.map(|(at, (id, bytes))| Input {
            name: match id {
                Some(id) => format!("{name}/{id}/page {}", at + 1),
                None => format!("{name}/page {}", at + 1),
            },
            modified: Some(now),
            content: Content::Bytes(Box::new(Cursor::new(bytes))),
        });
        let fetched = FetchedScope {
            scope: name.clone(),
            inputs: inputs.collect(),
            ending,
        };
        scopes.insert(name, fetched);
    }
    let source = &config.source;
    let problems = causes.into_iter().map(|(trouble, names)| {
        let says = format!(
            "{} of `{source}`: {}",
            names.join(", "),
            hide(&trouble.says)
        );
        let place = Place::file(format!("sources/{source}.yaml"));
        Problem::new(trouble.code, says, place).advise(trouble.advice)
    });
    let problems = problems.collect();
    // In the order of the connector, which is the order people know.
    let ordered = connector
        .scope_names()
        .filter_map(|name| scopes.remove(name));
    Fetched {
        scopes: ordered.collect(),
        problems,
    }
}
