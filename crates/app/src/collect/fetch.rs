//! Asking the tool of one source: each step of the value is done at the edge.

use std::collections::BTreeMap;

use jiff::Timestamp;
use model::{Place, Problem};
use sources::{
    Connector, OverHttp, SourceConfig,
    fetch::{Fetch, Fetched, Step},
};

use crate::ports::{Network, Progress};

/// Asks a tool until nothing more is to be asked.
pub(super) fn fetch(
    connector: &Connector,
    config: &SourceConfig,
    over: &OverHttp,
    network: &impl Network,
    now: Timestamp,
    progress: &impl Progress,
) -> Fetched {
    let source = &config.source;
    let mut secrets = BTreeMap::new();
    let mut missing = Vec::new();
    for (name, from) in &over.secrets {
        match network.secret(from) {
            Ok(secret) => drop(secrets.insert(name.clone(), secret)),
            Err(why) => {
                let says = format!("the secret `{name}` of `{source}` cannot be read: {why}");
                let place = Place::file(format!("sources/{source}.yaml"));
                missing.push(
                    Problem::new("secret-missing", says, place)
                        .advise("put the secret there, or correct where it is"),
                );
            }
        }
    }
    if !missing.is_empty() {
        return Fetched::failed(connector, over, missing);
    }
    let mut fetch = Fetch::new(connector, config, over, secrets, now);
    loop {
        match fetch.step() {
            Step::Send(request) => {
                if let Some((name, number)) = fetch.under_way() {
                    progress.note(&format!("asking {source} for {name}, answer {number}"));
                }
                fetch.take(network.send(&request));
            }
            Step::Wait(length) => {
                let seconds = length.as_secs().max(1);
                progress.note(&format!("{source} wants us to wait {seconds} seconds"));
                network.wait(length);
            }
            Step::Done => return fetch.finish(),
        }
    }
}
