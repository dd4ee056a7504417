//! A year of a small organisation, from a seed: things break and are mended, sources come late or
//! not at all, people claim, dispute, except and leave, passes are killed, backups restored. What
//! must hold is checked on every day of it.
//!
//! `ALLHANDS_YEARS=2000 cargo test -p ledger --test it year -- --nocapture` lives through more of
//! them than the usual few.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use ledger::{
    acts::{Acted, ExceptionAct, FindingAct},
    exceptions::{Tier, freeze, longest, needed_for},
    view,
};
use model::{
    CloseReason, EntityId, FindingId, FindingState, Verdict,
    exception::{Asked, Covers, Level, Standing, Subject, applies},
    finding::{DisputeAbout, EventKind, SettledAs},
};

use crate::story::{Fallen, Says, Story, at, device, says};

const DEVICES: u64 = 8;
const PEOPLE: u64 = 5;
const DAYS: i64 = 365;
/// The rule of every finding here.
const RULE: &str = "laptops-are-encrypted";
/// A snapshot older than this is believed no more.
const FRESH: i64 = 3;

/// SplitMix64 (Steele, Lea, Flood 2014): small, and the same everywhere.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// True in so many of a thousand cases.
    fn happens(&mut self, of_thousand: u64) -> bool {
        self.next() % 1000 < of_thousand
    }

    fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }
}

/// What the one tool said last of a device.
#[derive(Clone, Copy)]
struct Said {
    missed: bool,
    day: i64,
    complete: bool,
}

struct Year {
    dice: Dice,
    story: Story,
    /// What is so, whether or not anybody knows.
    broken: BTreeMap<u64, bool>,
    said: BTreeMap<u64, Said>,
    /// Days on which a complete snapshot showed a device clean.
    clean: BTreeMap<u64, Vec<i64>>,
    backups: Vec<Story>,
    restored: u32,
    killed: u32,
    refused: u32,
}

fn day(number: i64) -> Timestamp {
    at("2026-01-01") + SignedDuration::from_hours(24 * number)
}

fn noon(number: i64) -> Timestamp {
    day(number) + SignedDuration::from_hours(12)
}

fn date(number: i64) -> String {
    day(number).strftime("%Y-%m-%d").to_string()
}

impl Year {
    fn new(seed: u64) -> Self {
        Self {
            dice: Dice(seed),
            story: Story::default(),
            broken: (1..=DEVICES).map(|device| (device, false)).collect(),
            said: BTreeMap::new(),
            clean: BTreeMap::new(),
            backups: Vec::new(),
            restored: 0,
            killed: 0,
            refused: 0,
        }
    }

    fn live(&mut self) {
        for today in 0..DAYS {
            self.world(today);
            self.sources(today);
            self.people(today);
            self.pass(today);
            self.check(today);
            self.operate(today);
        }
    }

    /// Things break, and are mended.
    fn world(&mut self, _today: i64) {
        for device in 1..=DEVICES {
            let broken = self.broken[&device];
            let turns = self.dice.happens(if broken { 60 } else { 15 });
            self.broken.insert(device, broken ^ turns);
        }
        if self.dice.happens(4) && self.story.left.len() < PEOPLE as usize - 2 {
            let person = person(self.dice.below(PEOPLE));
            self.story.left.insert(person);
        }
    }

    /// The tool exports, or does not, or forgets somebody.
    fn sources(&mut self, today: i64) {
        if self.dice.happens(150) {
            return;
        }
        for device in 1..=DEVICES {
            if self.dice.happens(30) {
                continue;
            }
            let missed = self.broken[&device];
            let complete = !self.dice.happens(100);
            let said = Said {
                missed,
                day: today,
                complete,
            };
            self.said.insert(device, said);
            if !missed {
                self.clean.entry(device).or_default().push(today);
            }
        }
    }

    fn people(&mut self, today: i64) {
        let open: Vec<u64> = (1..=DEVICES)
            .filter(|number| self.finding(*number).is_some_and(|f| f.state.is_open()))
            .collect();
        for number in open {
            let finding = FindingId::of(&RULE.into(), &device(number));
            let dispute = |about| FindingAct::Dispute {
                finding: finding.clone(),
                about,
            };
            let settle = |how| FindingAct::Settle {
                finding: finding.clone(),
                how,
            };
            match self.dice.below(30) {
                0 => self.on(today, FindingAct::Claim { finding }, number),
                1 => self.on(
                    today,
                    dispute(DisputeAbout::NotMine { whose: None }),
                    number,
                ),
                2 => self.on(today, settle(SettledAs::Stands), number),
                3 => self.ask(today, number),
                4 if self.dice.happens(300) => {
                    self.on(today, dispute(DisputeAbout::NotTrue), number);
                    self.on(today, settle(SettledAs::Upheld), number);
                }
                _ => {}
            }
        }
        self.decide(today);
    }

    /// Somebody says something; what does not fit is refused, as it is to people.
    fn on(&mut self, today: i64, act: FindingAct, number: u64) {
        let by = format!("p{}@example.org", self.dice.below(PEOPLE));
        let said = self
            .story
            .act_on(device(number), &date(today), &by, Acted::Finding(act));
        self.refused += u32::from(said.is_err());
    }

    /// Somebody asks, within the terms.
    fn ask(&mut self, today: i64, number: u64) {
        let Some(finding) = self.finding(number) else {
            return;
        };
        let frozen = freeze(finding).remove(RULE);
        let Some(frozen) = frozen else { return };
        let tier = Tier::of_finding(finding);
        let days = 1 + self.dice.below(longest(tier) as u64) as i64;
        let asked = Asked {
            rule: RULE.into(),
            covers: Covers::Entities([device(number)].into()),
            until: noon(today + days),
            requester: person(0),
            risk_owner: person(1 + self.dice.below(PEOPLE - 1)),
            approver: None,
            instead: String::new(),
            watched_by: None,
            renews: None,
            frozen: [(device(number), frozen)].into(),
        };
        let act = Acted::Exception(ExceptionAct::Request(Box::new(asked)));
        self.story
            .act_on(device(number), &date(today), "p0@example.org", act)
            .unwrap();
    }

    /// Somebody approves, refuses or revokes.
    fn decide(&mut self, today: i64) {
        let exceptions = self.story.exceptions();
        for one in exceptions.iter() {
            let exception = one.number;
            let acts: Vec<ExceptionAct> = match &one.standing {
                Standing::Requested if self.dice.happens(400) => needed_for(one)
                    .into_iter()
                    .map(|level: Level| ExceptionAct::Approve {
                        exception,
                        approver: person(3),
                        level,
                        until: None,
                        due: None,
                    })
                    .collect(),
                Standing::Requested if self.dice.happens(100) => {
                    vec![ExceptionAct::Refuse { exception }]
                }
                Standing::Approved { .. } if self.dice.happens(10) => {
                    vec![ExceptionAct::Revoke { exception }]
                }
                _ => Vec::new(),
            };
            for act in acts {
                let act = Acted::Exception(act);
                self.story
                    .act_on(device(1), &date(today), "p3@example.org", act)
                    .unwrap();
            }
        }
    }

    /// What the rule says today, from what the tool said last.
    fn judged(&self, today: i64) -> Vec<Says> {
        let of = |(number, said): (&u64, &Said)| {
            let verdict = match (today - said.day > FRESH, said.missed) {
                (true, _) => Verdict::Unknown,
                (false, true) => Verdict::Missed,
                (false, false) => Verdict::Met,
            };
            let says = says(verdict, &date(said.day)).about(*number);
            let whole = verdict != Verdict::Unknown && said.complete;
            if whole { says } else { says.partial() }
        };
        let missed_or_pending = |says: &Says| {
            says.0.verdict == Verdict::Missed
                || self.story.all().iter().any(|finding| {
                    finding.entity == says.0.entity && finding.state != FindingState::Closed
                })
        };
        self.said.iter().map(of).filter(missed_or_pending).collect()
    }

    /// The pass of the day; sometimes it is killed before it is written, and made again later.
    fn pass(&mut self, today: i64) {
        let judged = self.judged(today);
        if self.dice.happens(50) {
            let mut lost = self.story.clone();
            lost.pass_at(noon(today), judged.clone(), &Fallen::default());
            self.killed += 1;
        }
        let before = self.story.all();
        let changes = self
            .story
            .pass_at(noon(today), judged.clone(), &Fallen::default());
        for event in &changes.events {
            let silent = judged
                .iter()
                .find(|says| FindingId::of(&RULE.into(), &says.0.entity) == event.finding)
                .is_none_or(|says| says.0.verdict == Verdict::Unknown);
            let moves = matches!(
                event.what,
                EventKind::Opened | EventKind::Reopened | EventKind::Closed { .. }
            );
            assert!(!(silent && moves), "day {today}: silence moved {event:?}");
        }
        for after in &changes.findings {
            let was = before.iter().find(|finding| finding.id == after.id);
            let was = was.map(|finding| finding.state);
            let told = changes.events.iter().any(|event| event.finding == after.id);
            assert!(
                was == Some(after.state) || told,
                "day {today}: a state without an event"
            );
        }
    }

    fn check(&self, today: i64) {
        let exceptions = self.story.exceptions();
        for finding in self.story.all() {
            let number = finding.entity.number;
            let told = format!("day {today}, device {number}: {finding:#?}");
            let nothing = BTreeSet::new();
            let subject = Subject {
                entity: &finding.entity,
                surely: &nothing,
            };
            let covered = exceptions
                .iter()
                .any(|one| applies(one, subject, &finding.rule, noon(today)));
            assert_eq!(
                finding.state == FindingState::Excepted,
                covered && finding.state.is_open(),
                "{told}"
            );
            let page = view::state(&finding, &exceptions, &BTreeMap::new(), noon(today));
            assert_eq!(page, finding.state, "{told}");
            self.is_sound(&finding, today, &told);
        }
        for one in exceptions.iter() {
            let all = one.first.map_or(one.asked_at, |first| first);
            let lasts = one.asked.until.duration_since(all);
            assert!(lasts <= SignedDuration::from_hours(366 * 24), "{one:?}");
        }
    }

    fn is_sound(&self, finding: &model::Finding, today: i64, told: &str) {
        let number = finding.entity.number;
        for clock in &finding.clocks {
            let clean_start = clock.anchor + SignedDuration::from_hours(24 * 32);
            assert!(clock.due.is_none_or(|due| due <= clean_start), "{told}");
            assert!(clock.anchor <= noon(today), "{told}");
        }
        if finding.state.is_open() {
            assert!(
                finding.opened_at.is_some() && finding.closed_at.is_none(),
                "{told}"
            );
        }
        if finding.closed_because == Some(CloseReason::FixedVerified) {
            let clean = self
                .clean
                .get(&number)
                .map(Vec::as_slice)
                .unwrap_or_default();
            let missed = finding.missed_snapshot.unwrap_or_default();
            let newer = clean.iter().any(|clean| day(*clean) > missed);
            assert!(newer, "closed without evidence: {told}");
        }
        // What a fresh and complete snapshot shows missed is known to somebody.
        let said = self.said.get(&number);
        let surely = said.is_some_and(|said| said.missed && today - said.day <= FRESH);
        let decided = finding.closed_because.is_some_and(CloseReason::is_decided);
        if surely && !decided {
            assert_ne!(finding.state, FindingState::Closed, "{told}");
        }
    }

    /// Backups are made, and now and then one is restored: the days since are forgotten.
    fn operate(&mut self, today: i64) {
        if today % 7 == 0 {
            self.backups.push(self.story.clone());
            self.backups.reverse();
            self.backups.truncate(3);
            self.backups.reverse();
        }
        if self.dice.happens(8)
            && let Some(backup) = self.backups.pop()
        {
            let left = std::mem::take(&mut self.story.left);
            self.story = backup;
            self.story.left = left;
            self.restored += 1;
        }
    }

    fn finding(&self, number: u64) -> Option<&model::Finding> {
        self.story.maybe(number)
    }
}

fn person(number: u64) -> EntityId {
    EntityId::new("person", number)
}

/// How many years, and from which seed.
#[allow(
    clippy::disallowed_methods,
    reason = "how long a test runs is asked of whoever runs it"
)]
fn years() -> u64 {
    let years = std::env::var("ALLHANDS_YEARS").ok();
    years.and_then(|years| years.parse().ok()).unwrap_or(12)
}

#[test]
fn what_must_hold_holds_on_every_day_of_every_year() {
    let (mut events, mut acts, mut killed, mut restored, mut closed) = (0, 0, 0, 0, 0);
    let mut stale = 0;
    for seed in 0..years() {
        let mut year = Year::new(seed);
        year.live();
        events += year.story.events.len();
        acts += year.story.acts.len();
        stale += year.story.stale.len();
        killed += year.killed;
        restored += year.restored;
        let over = |event: &&model::Event| matches!(event.what, EventKind::Closed { .. });
        closed += year.story.events.iter().filter(over).count();
    }
    // A year in which nothing happens would prove nothing.
    assert!(acts > 0 && closed > 0 && killed > 0 && restored > 0 && stale > 0);
    println!(
        "{} years of {DAYS} days: {events} events, {acts} acts, {closed} closed, \
         {stale} exceptions stale, {killed} passes killed, {restored} backups restored",
        years()
    );
}

#[test]
fn the_same_seed_lives_the_same_year() {
    let live = |seed| {
        let mut year = Year::new(seed);
        year.live();
        (year.story.all(), year.story.events)
    };
    assert_eq!(live(7), live(7));
}
