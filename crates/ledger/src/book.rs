//! The ledger while a pass is written: findings as they were, and pages for those touched.

use std::collections::BTreeMap;

use jiff::Timestamp;
use model::{CloseReason, Event, Finding, FindingId, FindingState, SourceId, finding::EventKind};

use crate::pass::Changes;

/// All findings; a page is opened for each one that is looked at closely.
pub(crate) struct Book<'a> {
    before: BTreeMap<&'a str, &'a Finding>,
    pages: BTreeMap<FindingId, Page>,
    at: Timestamp,
}

/// One finding while it changes, with what happened to it.
pub(crate) struct Page {
    /// The finding as it stands now.
    pub(crate) finding: Finding,
    /// The instant of the pass.
    pub(crate) at: Timestamp,
    /// What is looked at: the sources, each with the snapshot it had produced.
    pub(crate) evidence: BTreeMap<SourceId, Timestamp>,
    events: Vec<Event>,
    opened: bool,
    closed: bool,
}

impl<'a> Book<'a> {
    /// The book before the pass.
    pub(crate) fn open(findings: &'a [Finding], at: Timestamp) -> Self {
        let before = findings
            .iter()
            .map(|finding| (finding.id.as_str(), finding))
            .collect();
        Self {
            before,
            pages: BTreeMap::new(),
            at,
        }
    }

    /// The page of a finding that exists.
    pub(crate) fn page(&mut self, id: &FindingId) -> Option<&mut Page> {
        if !self.pages.contains_key(id) {
            let finding = (*self.before.get(id.as_str())?).clone();
            self.pages.insert(id.clone(), Page::new(finding, self.at));
        }
        self.pages.get_mut(id)
    }

    /// A finding as it stands now.
    pub(crate) fn finding(&self, id: &FindingId) -> Option<&Finding> {
        let page = self.pages.get(id).map(|page| &page.finding);
        page.or_else(|| self.before.get(id.as_str()).copied())
    }

    /// Findings as they stand now that fit, in order of id.
    pub(crate) fn all(&self, fits: impl Fn(&Finding) -> bool) -> Vec<&Finding> {
        let untouched = self.before.values().copied();
        let untouched = untouched.filter(|finding| !self.pages.contains_key(&finding.id));
        let touched = self.pages.values().map(|page| &page.finding);
        let all = untouched.chain(touched).filter(|finding| fits(finding));
        let mut all: Vec<&Finding> = all.collect();
        all.sort_by(|a, b| a.id.cmp(&b.id));
        all
    }

    /// A page for a finding that does not exist yet.
    pub(crate) fn new_page(&mut self, finding: Finding) -> &mut Page {
        let id = finding.id.clone();
        self.pages.entry(id).or_insert(Page::new(finding, self.at))
    }

    /// Findings as they stand now that are not closed and fit, in order of id.
    pub(crate) fn pending(&self, fits: impl Fn(&Finding) -> bool) -> Vec<FindingId> {
        let all = self.all(|finding| finding.state != FindingState::Closed && fits(finding));
        all.into_iter().map(|finding| finding.id.clone()).collect()
    }

    /// What changed.
    pub(crate) fn changes(self) -> Changes {
        let mut changes = Changes::default();
        for (id, page) in self.pages {
            if self.before.get(id.as_str()) == Some(&&page.finding) {
                continue;
            }
            changes.opened += u64::from(page.opened);
            changes.closed += u64::from(page.closed);
            changes.findings.push(page.finding);
            changes.events.extend(page.events);
        }
        changes
    }
}

impl Page {
    /// A page of a finding as it stands.
    pub(crate) fn new(finding: Finding, at: Timestamp) -> Self {
        Self {
            finding,
            at,
            evidence: BTreeMap::new(),
            events: Vec::new(),
            opened: false,
            closed: false,
        }
    }

    /// The finding as it stands now, and what happened to it.
    pub(crate) fn taken(self) -> (Finding, Vec<Event>) {
        (self.finding, self.events)
    }

    /// Writes down what happened, and why.
    pub(crate) fn event(&mut self, what: EventKind, reason: impl Into<String>) {
        self.events.push(Event {
            finding: self.finding.id.clone(),
            at: self.at,
            actor: "judge".to_owned(),
            what,
            reason: reason.into(),
            evidence: self.evidence.clone(),
        });
    }

    /// Makes it somebody's turn. `what` is `Opened` or `Reopened`.
    pub(crate) fn open(&mut self, what: EventKind, reason: impl Into<String>) {
        self.finding.state = FindingState::Open;
        self.finding.closed_because = None;
        self.finding.closed_at = None;
        self.finding.opened_at.get_or_insert(self.at);
        self.opened = true;
        self.event(what, reason);
    }

    /// Closes it. What waits to open lapses instead: nobody was told, so it counts as nothing;
    /// one that had come back stays closed as it was.
    pub(crate) fn close(&mut self, because: CloseReason, reason: impl Into<String>) {
        let waited = self.finding.state == FindingState::Detected;
        self.finding.handling.let_go();
        self.closed |= !waited;
        self.finding.state = FindingState::Closed;
        if !waited || self.finding.closed_at.is_none() {
            self.finding.closed_because = Some(because);
            self.finding.closed_at = Some(self.at);
        }
        let what = if waited {
            EventKind::Lapsed { because }
        } else {
            EventKind::Closed { because }
        };
        self.event(what, reason);
    }
}
