//! Asking a tool over HTTP, as a value: the next request comes out, its answer goes in.
//!
//! Nothing is sent here and no clock is read, so every course of things can be tested, and a wait
//! is a value too. Start with [`Fetch`]: [`Fetch::step`] says what to do next, [`Fetch::take`]
//! takes what came of it, and [`Fetch::finish`] gives what was read, for
//! [`collect_fetched`](crate::collect_fetched).
//!
//! - `needs`: which settings and secrets a connector asks for
//! - `access`: how we prove who we are, and to whom alone
//! - `plan`: what is asked for, in which order
//! - `walk`: from page to page, and how it is noticed that it does not get on
//! - `trouble`: what can go wrong, in words, and whether it helps to ask again
//! - `fetched`: what it came to

mod access;
mod fetched;
mod message;
mod needs;
mod plan;
mod secret;
mod trouble;
mod walk;

use std::{collections::BTreeMap, time::Duration};

use jiff::Timestamp;
use url::Url;

use self::{
    access::Access,
    plan::{Ended, Target, plan},
    trouble::{Heard, Trouble, hear},
    walk::{Next, Page, Walk},
};
pub use self::{
    fetched::{Ending, Fetched, FetchedScope},
    message::{Body, Method, Request, Response, Text, Unreached},
    needs::{Needs, address, check_source, needs},
    secret::Secret,
};
use crate::{
    connector::Connector,
    source::{Limits, OverHttp, SourceConfig},
};

/// The longest wait for one request.
const WAIT_MOST: Duration = Duration::from_secs(120);
/// The longest wait of a source in all.
const WAITS_MOST: Duration = Duration::from_secs(15 * 60);
/// The first pause before asking again; each further one is twice as long.
const PAUSE: Duration = Duration::from_secs(1);
/// How often one request may be sent on to another address.
const MOVES_MOST: u32 = 5;

/// What is to be done next.
#[derive(Debug)]
pub enum Step {
    /// Send this, and give the answer to [`Fetch::take`].
    Send(Request),
    /// Wait so long.
    Wait(Duration),
    /// Nothing any more.
    Done,
}

/// One source being asked.
#[derive(Debug)]
pub struct Fetch<'a> {
    config: &'a SourceConfig,
    connector: &'a Connector,
    plan: Vec<Target<'a>>,
    access: Result<Access<'a>, Trouble>,
    limits: Limits,
    now: Timestamp,
    /// The target being asked for.
    at: usize,
    walk: Option<Walk>,
    /// The address of the request under way, and whether it asks for a token.
    sent: Option<Sent>,
    /// Where the request under way stands now.
    moved: Option<Url>,
    moves: u32,
    tries: u32,
    renewed: bool,
    pause: Option<Duration>,
    waited: Duration,
    bytes: u64,
    answered: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Sent {
    Token(String),
    Page(String),
}

impl Sent {
    fn url(&self) -> &str {
        match self {
            Self::Token(url) | Self::Page(url) => url,
        }
    }
}

impl<'a> Fetch<'a> {
    /// Begins to ask the tool of a source, with its secrets, at an instant.
    pub fn new(
        connector: &'a Connector,
        config: &'a SourceConfig,
        over: &'a OverHttp,
        secrets: BTreeMap<String, Secret>,
        now: Timestamp,
    ) -> Self {
        let access = match &connector.http {
            Some(http) => Access::new(http, over, secrets, now),
            None => Err(Trouble::new(
                "http-unsendable",
                format!("`{}` cannot be asked over HTTP", connector.name),
                "write `files: exports/...`",
            )),
        };
        Self {
            config,
            connector,
            plan: plan(connector, &over.scopes),
            access,
            limits: over.limits,
            now,
            at: 0,
            walk: None,
            sent: None,
            moved: None,
            moves: 0,
            tries: 0,
            renewed: false,
            pause: None,
            waited: Duration::ZERO,
            bytes: 0,
            answered: false,
        }
    }

    /// What is being asked for, and the number of its request, for whoever watches.
    pub fn under_way(&self) -> Option<(&str, u32)> {
        let target = self.plan.get(self.at)?;
        Some((target.name, self.walk.as_ref().map_or(1, Walk::number)))
    }

    /// What is to be done next.
    pub fn step(&mut self) -> Step {
        if let Some(pause) = self.pause.take() {
            return Step::Wait(pause);
        }
        while self.at < self.plan.len() {
            match self.request() {
                Ok(Some(request)) => return Step::Send(request),
                Ok(None) => self.at += 1,
                Err(trouble) => self.give_up(trouble),
            }
        }
        Step::Done
    }

    /// The next request of the target being asked for; `None` where there is nothing to ask.
    fn request(&mut self) -> Result<Option<Request>, Trouble> {
        if let Err(trouble) = &self.access {
            return Err(trouble.clone());
        }
        if self.walk.is_none() && !self.begin() {
            return Ok(None);
        }
        let access = match access_of(&self.access) {
            Some(access) => access,
            None => return Ok(None),
        };
        let mut request = match (access.wants_token(), &self.walk) {
            (true, _) => access.token_request(&self.limits)?,
            (false, Some(walk)) => {
                walk.within(&self.limits)?;
                walk.request(&self.plan[self.at], access, &self.limits)?
            }
            (false, None) => return Ok(None),
        };
        if let Some(url) = &self.moved {
            request.url = url.to_string();
        }
        self.sent = Some(match access.wants_token() {
            true => Sent::Token(request.url.clone()),
            false => Sent::Page(request.url.clone()),
        });
        Ok(Some(request))
    }

    /// Begins the next target; false where it needs no request.
    fn begin(&mut self) -> bool {
        let parent = self.plan[self.at].parent();
        let whole = |target: &Target<'_>| target.ended == Ended::Whole;
        let found = parent.and_then(|each| self.plan.iter().find(|known| known.name == each));
        let without = found
            .filter(|parent| !whole(parent))
            .map(|parent| parent.name.to_owned());
        let target = &mut self.plan[self.at];
        self.walk = Walk::new(target);
        target.ended = match without {
            Some(parent) => Ended::Without(parent),
            None if self.walk.is_none() => Ended::Whole,
            None => Ended::NotYet,
        };
        self.walk.is_some()
    }

    /// Takes what came of the request of the last step.
    pub fn take(&mut self, answer: Result<Response, Unreached>) {
        let Some(sent) = self.sent.take() else { return };
        self.answered |= answer.is_ok();
        if let Ok(response) = &answer {
            self.bytes += response.bytes.len() as u64;
        }
        match hear(answer) {
            Heard::Good(response) => {
                (self.tries, self.moves, self.moved) = (0, 0, None);
                self.good(&sent, &response);
            }
            Heard::Later(wait, trouble) => self.later(wait, trouble),
            Heard::Moved(to) => self.follow(&sent, &to),
            Heard::Unknown(trouble) => self.unknown(&sent, trouble),
            Heard::No(trouble) => self.refused(&sent, trouble),
        }
    }

    fn good(&mut self, sent: &Sent, response: &Response) {
        if self.bytes > self.limits.total_megabytes << 20 {
            let says = format!(
                "the source is larger than {} MB",
                self.limits.total_megabytes
            );
            let advice = "allow more: `limits: {total megabytes: 4096}`";
            return self.stop(Trouble::new("http-limit", says, advice));
        }
        match sent {
            Sent::Token(_) => {
                let taken = match &mut self.access {
                    Ok(access) => access.take_token(response),
                    Err(_) => Ok(()),
                };
                if let Err(trouble) = taken {
                    self.stop(trouble);
                }
            }
            Sent::Page(url) => {
                self.renewed = false;
                match self.page(response, url) {
                    Ok(Next::More) => {}
                    Ok(Next::End) => self.end(),
                    Err(trouble) => self.give_up(trouble),
                }
            }
        }
    }

    fn page(&mut self, response: &Response, url: &str) -> Result<Next, Trouble> {
        let (Some(walk), Some(access)) = (&mut self.walk, access_of(&self.access)) else {
            return Ok(Next::End);
        };
        let (before, rest) = self.plan.split_at_mut(self.at + 1);
        let target = &mut before[self.at];
        let page = match walk.read(target, response) {
            Ok(page) => page,
            Err(trouble) => return walk.fail(target, trouble),
        };
        let asked_with = walk.id().map(str::to_owned);
        target.pages.push((asked_with, response.bytes.clone()));
        if let Some(Page { body, items }) = &page {
            let waits = |later: &&mut Target<'_>| later.parent() == Some(target.name);
            for later in rest.iter_mut().filter(waits) {
                later.take_ids(target.scope, body, items);
            }
        }
        walk.advance(target, page.as_ref(), response, url, access)
    }

    /// The target was asked to its end.
    fn end(&mut self) {
        let trouble = self.walk.take().and_then(|walk| walk.trouble());
        let ended = &mut self.plan[self.at].ended;
        match trouble {
            Some(trouble) => *ended = Ended::Trouble(trouble),
            None if *ended == Ended::NotYet => *ended = Ended::Whole,
            None => {}
        }
        self.at += 1;
    }

    /// The target being asked for is left as it is; the others are still asked for.
    fn give_up(&mut self, trouble: Trouble) {
        self.forget();
        if self.access.is_err() {
            return self.stop(trouble);
        }
        self.plan[self.at].ended = Ended::Trouble(trouble);
        self.walk = None;
        self.at += 1;
    }

    /// Nothing more is asked of this source.
    fn stop(&mut self, trouble: Trouble) {
        self.forget();
        for target in self.plan.iter_mut().skip(self.at) {
            target.ended = Ended::Trouble(trouble.clone());
        }
        self.walk = None;
        self.at = self.plan.len();
    }

    fn forget(&mut self) {
        (self.tries, self.moves, self.moved) = (0, 0, None);
    }

    /// Asks again after a pause, unless it was tried often enough.
    fn later(&mut self, wait: Option<Duration>, trouble: Trouble) {
        self.tries += 1;
        let pause = wait.unwrap_or(PAUSE * 2u32.saturating_pow(self.tries.saturating_sub(1)));
        let too_long = pause > WAIT_MOST || self.waited + pause > WAITS_MOST;
        if self.tries < self.limits.tries && !too_long {
            self.waited += pause;
            self.pause = Some(pause);
            return;
        }
        let says = match (too_long, wait) {
            (true, Some(wait)) => format!(
                "{}; it wants us to wait {} seconds",
                trouble.says,
                wait.as_secs()
            ),
            _ => format!("{}, after {}", trouble.says, times(self.tries)),
        };
        let trouble = Trouble { says, ..trouble };
        // Where nobody ever answered, the other requests would only take as long to fail.
        match (self.answered, &self.walk) {
            (false, _) => self.stop(trouble),
            (true, _) => self.failed_one(trouble),
        }
    }

    /// A token may have run out: another is asked for once. Else nobody here knows us.
    fn unknown(&mut self, sent: &Sent, trouble: Trouble) {
        let forgot = match &mut self.access {
            Ok(access) if matches!(sent, Sent::Page(_)) && !self.renewed => access.forget_token(),
            _ => false,
        };
        if forgot {
            self.renewed = true;
            return;
        }
        self.stop(trouble);
    }

    fn follow(&mut self, sent: &Sent, to: &str) {
        self.moves += 1;
        let followed = match (Url::parse(sent.url()), access_of(&self.access)) {
            (Ok(from), Some(access)) if self.moves <= MOVES_MOST => access.follow(&from, to),
            _ => Err(Trouble::new(
                "http-moved",
                "the tool sends us from one address to the next",
                "check the address in the settings",
            )),
        };
        match followed {
            Ok(url) => self.moved = Some(url),
            Err(trouble) => self.refused(sent, trouble),
        }
    }

    fn refused(&mut self, sent: &Sent, trouble: Trouble) {
        match sent {
            Sent::Token(_) => self.stop(trouble),
            Sent::Page(_) => self.failed_one(trouble),
        }
    }

    /// One request of the target failed for good.
    fn failed_one(&mut self, trouble: Trouble) {
        self.forget();
        let Some(walk) = &mut self.walk else {
            return self.give_up(trouble);
        };
        match walk.fail(&self.plan[self.at], trouble) {
            Ok(Next::More) => {}
            Ok(Next::End) => self.end(),
            Err(trouble) => self.give_up(trouble),
        }
    }

    /// What was read, when there is nothing more to do.
    pub fn finish(self) -> Fetched {
        let hide = |text: &str| match access_of(&self.access) {
            Some(access) => access.hide_in(text),
            None => text.to_owned(),
        };
        fetched::fetched(self.connector, self.config, self.plan, &hide, self.now)
    }
}

fn access_of<'f, 'a>(access: &'f Result<Access<'a>, Trouble>) -> Option<&'f Access<'a>> {
    access.as_ref().ok()
}

fn times(tries: u32) -> String {
    match tries {
        1 => "one try".to_owned(),
        n => format!("{n} tries"),
    }
}
