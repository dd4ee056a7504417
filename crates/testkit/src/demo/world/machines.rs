//! Macs, phones and servers, and what is true of each on each day.

use jiff::Timestamp;

use super::{
    cast,
    people::{Department, Person},
};
use crate::{
    demo::calendar::{Day, days_after, instant},
    dice::Dice,
};

/// How many Macs the first device manager holds.
pub(in crate::demo) const JAMF_MACS: usize = 350;
/// How many Macs the second one holds.
pub(in crate::demo) const KANDJI_MACS: usize = 110;
/// How many phones and tablets the first one holds besides.
pub(in crate::demo) const PHONES: usize = 60;
/// How many servers there are.
pub(in crate::demo) const SERVERS: usize = 24;

/// Who manages a Mac.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::demo) enum Manager {
    /// The device manager Linden Works always had; the number of the record there.
    Jamf(u32),
    /// The one that came with Harbour Desk.
    Kandji,
    /// Nobody: only the endpoint agent sees it.
    Nobody,
}

/// A Mac.
#[derive(Clone, Debug)]
pub(in crate::demo) struct Machine {
    /// The number, from 0.
    pub(in crate::demo) number: usize,
    /// Who manages it.
    pub(in crate::demo) manager: Manager,
    /// What the manufacturer engraved.
    pub(in crate::demo) serial: String,
    /// The hardware's own UUID.
    pub(in crate::demo) uuid: String,
    /// The id in Kandji, where it is there.
    pub(in crate::demo) kandji_id: String,
    /// The address of its own network interface, `AA:BB:...`.
    pub(in crate::demo) mac: String,
    /// Its name at first.
    name: String,
    /// What it is sold as.
    pub(in crate::demo) model: &'static str,
    /// What the manufacturer calls it.
    pub(in crate::demo) model_identifier: &'static str,
    /// Who works on it.
    pub(in crate::demo) user: Option<usize>,
    /// The id of its endpoint agent, whether or not one is installed.
    pub(in crate::demo) agent_id: String,
    /// What part it plays, beyond its person's.
    pub(in crate::demo) part: Part,
    seed: u64,
}

/// What sort of machine it is in the story.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::demo) enum Part {
    /// Somebody's first laptop: their part is its part.
    Main,
    /// A second laptop, a spare, one on a desk.
    Other,
    /// The laptop that was replaced and never signed off.
    Replaced,
}

const MODELS: [(&str, &str); 5] = [
    ("MacBook Pro (14-inch, M3, 2023)", "Mac15,3"),
    ("MacBook Air (13-inch, M3, 2024)", "Mac15,12"),
    ("MacBook Pro (16-inch, M4, 2024)", "Mac16,5"),
    ("MacBook Air (M2, 2022)", "Mac14,2"),
    ("MacBook Pro (14-inch, 2021)", "MacBookPro18,3"),
];
const DESK_MODEL: (&str, &str) = ("Mac mini (2024)", "Mac16,10");

impl Machine {
    /// Who works on it although the device manager names somebody else.
    pub(in crate::demo) fn works_on_it(&self) -> Option<usize> {
        let user = self.user.filter(|_| self.part == Part::Main)?;
        let mut handed_on = cast::HANDED_ON.into_iter();
        let (_, to) = handed_on.find(|(from, _)| cast::person(*from) == user)?;
        Some(cast::person(to))
    }

    fn plays(&self, seat: cast::Seat) -> bool {
        self.part == Part::Main && self.user == Some(cast::person(seat))
    }

    fn plays_any(&self, seats: &[cast::Seat]) -> bool {
        seats.iter().any(|&seat| self.plays(seat))
    }

    /// Whether it is carried about.
    pub(in crate::demo) fn is_laptop(&self) -> bool {
        self.model_identifier != DESK_MODEL.1
    }

    /// Its name on a day.
    pub(in crate::demo) fn name_on(&self, day: Day) -> String {
        if self.plays(cast::RENAMED) && day >= Day::June1 {
            "build-bench-7".to_owned()
        } else {
            self.name.clone()
        }
    }

    /// When its device manager last heard of it.
    pub(in crate::demo) fn contact(&self, day: Day) -> Timestamp {
        let mut dice = Dice::of(self.seed, "contact", self.number * 8 + day.index());
        if self.part == Part::Replaced {
            return instant(days_after(Day::May18.date(), -46), 15 * 60 + 12);
        }
        // Most within the last half day, one in twelve away for up to six days.
        let away = if dice.one_in(12) {
            1 + dice.below(5) as i64
        } else {
            0
        };
        instant(days_after(day.date(), -away), 5 * 60) - minutes(dice.below(700))
    }

    /// Whether its disk is encrypted, where the device manager says.
    pub(in crate::demo) fn filevault(&self, day: Day) -> Option<bool> {
        if self.plays(cast::FILEVAULT_NOT_REPORTED) {
            None
        } else if self.plays(cast::FILEVAULT_SWITCHED_ON) {
            Some(day >= Day::June1)
        } else if self.plays(cast::FILEVAULT_RETURNS) {
            Some((Day::May25..=Day::June2).contains(&day))
        } else if self.plays_any(&cast::FILEVAULT_IN_TIME) {
            Some(day >= Day::May25)
        } else {
            Some(!self.plays_any(&cast::FILEVAULT_OFF))
        }
    }

    /// The version of its system on a day.
    pub(in crate::demo) fn system(&self, day: Day) -> System {
        if self.plays(cast::UPGRADED_IN_JUNE) && day >= Day::June2 {
            return SYSTEMS[1];
        }
        if self.plays_any(&cast::UPGRADED_IN_TIME) {
            let late = day >= Day::June1;
            return if late { SYSTEMS[1] } else { OLD_SYSTEMS[1] };
        }
        if self.plays_any(&cast::OLD_SYSTEM) || self.part == Part::Replaced {
            return OLD_SYSTEMS[self.number % OLD_SYSTEMS.len()];
        }
        let current = Dice::of(self.seed, "system", self.number).below(SYSTEMS.len() + 2);
        // The update of late May reaches one after the other.
        let updated = self.number % 5 < day.index();
        match (current.min(SYSTEMS.len() - 1), updated) {
            (2, true) => SYSTEMS[3],
            (at, _) => SYSTEMS[at],
        }
    }

    /// When its endpoint agent last reported; none where there is no agent.
    pub(in crate::demo) fn agent_seen(&self, day: Day) -> Option<Timestamp> {
        if self.part == Part::Replaced {
            return Some(self.contact(day));
        }
        if !self.is_laptop() && self.number.is_multiple_of(2) {
            return None;
        }
        if self.plays(cast::AGENT_IN_JUNE) && day < Day::June1 {
            return None;
        }
        if !self.plays(cast::AGENT_IN_JUNE) && self.plays_any(&cast::WITHOUT_AGENT) {
            return None;
        }
        let mut dice = Dice::of(self.seed, "agent seen", self.number * 8 + day.index());
        let minute = dice.below(300) as i64;
        if self.plays(cast::AGENT_SILENT) && day < Day::June2 {
            return Some(instant(days_after(Day::May18.date(), -6), 16 * 60 + 40));
        }
        let days = match self {
            _ if self.plays(cast::AGENT_EVERY_THIRD_DAY) => 3,
            // Finance works every day; elsewhere one in ten is away for some days.
            _ if self.user.is_some_and(works_in_finance) => 0,
            _ if dice.one_in(10) => 1 + dice.below(5) as i64,
            _ => 0,
        };
        Some(instant(days_after(day.date(), -days), minute))
    }

    /// The serial number as the endpoint agent reads it.
    pub(in crate::demo) fn serial_of_agent(&self) -> String {
        if !self.plays(cast::SERIAL_TYPO) {
            return self.serial.clone();
        }
        let (start, end) = self.serial.split_at(self.serial.len() - 1);
        format!("{start}{}", if end == "7" { "1" } else { "7" })
    }

    /// The network address as the endpoint agent reads it: that of the dock, at a dock.
    pub(in crate::demo) fn mac_of_agent(&self) -> String {
        if self.plays_any(&cast::SHARED_DOCK) {
            DOCK.to_owned()
        } else {
            self.mac.clone()
        }
    }

    /// The second record of the same machine, after it was installed anew.
    pub(in crate::demo) fn second_record(&self, day: Day) -> Option<u32> {
        (self.plays(cast::REIMAGED) && day >= Day::May25).then_some(7_000 + 900)
    }

    /// Whether its device manager has it as missing.
    pub(in crate::demo) fn is_missing(&self) -> bool {
        self.plays(cast::LAPTOP_MISSING)
    }
}

/// The network address of the docks on the third floor.
pub(in crate::demo) const DOCK: &str = "00:50:B6:3C:11:D4";

/// A version of macOS.
#[derive(Clone, Copy, Debug)]
pub(in crate::demo) struct System {
    /// Its number.
    pub(in crate::demo) version: &'static str,
    /// Its build.
    pub(in crate::demo) build: &'static str,
    /// What the endpoint agent calls its line.
    pub(in crate::demo) line: &'static str,
}

const fn system(version: &'static str, build: &'static str, line: &'static str) -> System {
    System {
        version,
        build,
        line,
    }
}

const SYSTEMS: [System; 4] = [
    system("14.8.4", "23J319", "Sonoma (14)"),
    system("15.7.4", "24G517", "Sequoia (15)"),
    system("26.4", "25E246", "Tahoe (26)"),
    system("26.4.1", "25E253", "Tahoe (26)"),
];
const OLD_SYSTEMS: [System; 2] = [
    system("12.7.6", "21H1320", "Monterey (12)"),
    system("13.6.7", "22G720", "Ventura (13)"),
];

fn works_in_finance(person: usize) -> bool {
    let first = Department::Finance.first();
    (first..first + Department::Finance.size()).contains(&person)
}

fn minutes(count: usize) -> jiff::SignedDuration {
    jiff::SignedDuration::from_mins(count as i64)
}

/// What a Mac is made of, before somebody gets it.
fn machine(seed: u64, number: usize, manager: Manager, name: String) -> Machine {
    let mut dice = Dice::of(seed, "machine", number);
    let (model, model_identifier) = *dice.pick(&MODELS);
    Machine {
        number,
        manager,
        serial: serial(&mut dice),
        uuid: dice.uuid().to_uppercase(),
        kandji_id: dice.uuid(),
        mac: mac(&mut dice),
        name,
        model,
        model_identifier,
        user: None,
        agent_id: dice.hex(32),
        part: Part::Other,
        seed,
    }
}

/// Ten letters and digits without those that people confuse, as Apple engraves them.
fn serial(dice: &mut Dice) -> String {
    (0..10)
        .map(|_| char::from(*dice.pick(b"CDFGHJKLMNPQRTVWXY234679")))
        .collect()
}

/// A network address that a manufacturer gave (the bit for locally given ones is off).
fn mac(dice: &mut Dice) -> String {
    let mut bytes = dice.roll().to_be_bytes();
    bytes[0] &= 0xfc;
    let pairs: Vec<_> = bytes[..6]
        .iter()
        .map(|byte| format!("{byte:02X}"))
        .collect();
    pairs.join(":")
}

/// All Macs: one for each who works here, second ones, spares, some on desks, one replaced.
pub(super) fn macs(seed: u64, people: &[Person]) -> Vec<Machine> {
    let mut yard = Yard {
        seed,
        macs: Vec::new(),
        jamf: 0,
        kandji: 0,
    };
    for person in people.iter().filter(|person| person.is_here_on(Day::May18)) {
        let name = format!("{}-mbp", person.login().replace('.', "-"));
        let machine = yard.enrol(person.is_from_harbour_desk(), name);
        machine.user = Some(person.number);
        machine.part = Part::Main;
    }
    let replaced = &people[cast::person(cast::REPLACED)];
    let same_name = format!("{}-mbp", replaced.login().replace('.', "-"));
    let old = yard.enrol(replaced.is_from_harbour_desk(), same_name);
    old.user = Some(replaced.number);
    old.part = Part::Replaced;
    for person in people
        .iter()
        .filter(|person| person.title == "Senior Software Engineer")
    {
        if yard.jamf >= JAMF_MACS - 20 {
            break;
        }
        let name = format!("{}-mbp-2", person.login().replace('.', "-"));
        yard.enrol(false, name).user = Some(person.number);
    }
    let mut spare: usize = 0;
    while yard.jamf < JAMF_MACS || yard.kandji < KANDJI_MACS {
        spare += 1;
        let kandji = yard.jamf >= JAMF_MACS;
        let on_a_desk = !kandji && spare.is_multiple_of(2);
        let name = if on_a_desk {
            format!("room-{spare}-mini")
        } else {
            format!("spare-{spare}")
        };
        let machine = yard.enrol(kandji, name);
        // Most are booked out to the one who keeps them; a few were put away and forgotten.
        if !spare.is_multiple_of(5) {
            machine.user = Some(cast::person(cast::KEEPS_SPARES));
        }
        if on_a_desk {
            (machine.model, machine.model_identifier) = DESK_MODEL;
        }
    }
    for name in ["harbour-legacy-1", "lab-loan-3"] {
        let number = yard.macs.len();
        yard.macs
            .push(machine(seed, number, Manager::Nobody, name.to_owned()));
    }
    yard.macs
}

/// Where Macs are enrolled, one after the other.
struct Yard {
    seed: u64,
    macs: Vec<Machine>,
    jamf: usize,
    kandji: usize,
}

impl Yard {
    fn enrol(&mut self, kandji: bool, name: String) -> &mut Machine {
        let number = self.macs.len();
        let manager = if kandji {
            self.kandji += 1;
            Manager::Kandji
        } else {
            self.jamf += 1;
            Manager::Jamf(7_000 + u32::try_from(self.jamf).unwrap_or(u32::MAX))
        };
        self.macs.push(machine(self.seed, number, manager, name));
        &mut self.macs[number]
    }
}

/// A phone or tablet.
#[derive(Clone, Debug)]
pub(in crate::demo) struct Phone {
    /// The number of its record in the device manager.
    pub(in crate::demo) id: u32,
    /// What it is: `iPhone` or `iPad`.
    pub(in crate::demo) sort: &'static str,
    /// Its name.
    pub(in crate::demo) name: String,
    /// What it is sold as.
    pub(in crate::demo) model: &'static str,
    /// What the manufacturer calls it.
    pub(in crate::demo) model_identifier: &'static str,
    /// What the manufacturer engraved.
    pub(in crate::demo) serial: String,
    /// Who has it.
    pub(in crate::demo) user: usize,
    /// When it was enrolled.
    pub(in crate::demo) enrolled: Timestamp,
}

/// All phones and tablets: sales and support people get them first.
pub(super) fn phones(seed: u64, people: &[Person]) -> Vec<Phone> {
    let on_the_road = [Department::Sales, Department::Marketing];
    let here = |person: &&Person| person.is_here_on(Day::May18) && person.end.is_none();
    let users = people
        .iter()
        .filter(here)
        .filter(|p| on_the_road.contains(&p.department));
    let phone = |(at, person): (usize, &Person)| {
        let mut dice = Dice::of(seed, "phone", at);
        let (sort, model, model_identifier) = *dice.pick(&[
            ("iPhone", "iPhone 15", "iPhone15,4"),
            ("iPhone", "iPhone 16", "iPhone17,3"),
            ("iPad", "iPad Air 11-inch (M2)", "iPad14,8"),
        ]);
        Phone {
            id: 9_001 + u32::try_from(at).unwrap_or(0),
            sort,
            name: format!(
                "{}-{}",
                person.login().replace('.', "-"),
                sort.to_lowercase()
            ),
            model,
            model_identifier,
            serial: serial(&mut dice),
            user: person.number,
            enrolled: instant(days_after(person.start, 3), 9 * 60),
        }
    };
    users.take(PHONES).enumerate().map(phone).collect()
}

/// A server.
#[derive(Clone, Debug)]
pub(in crate::demo) struct Server {
    /// Its name.
    pub(in crate::demo) name: String,
    /// The id of its endpoint agent.
    pub(in crate::demo) agent_id: String,
    /// Its serial number as its firmware has it.
    pub(in crate::demo) serial: String,
    /// Its network address.
    pub(in crate::demo) mac: String,
    /// Who made it, and what.
    pub(in crate::demo) product: (&'static str, &'static str),
    /// Its id at the cloud provider, where it stands there.
    pub(in crate::demo) instance: Option<String>,
}

/// What firmware says where nobody filled in a serial number.
pub(in crate::demo) const PLACEHOLDER_SERIALS: [&str; 5] = [
    "To be filled by O.E.M.",
    "To be filled by O.E.M.",
    "To be filled by O.E.M.",
    "Default string",
    "System Serial Number",
];

/// All servers: most in the cloud, some in the cellar with what their firmware says.
pub(super) fn servers(seed: u64) -> Vec<Server> {
    let server = |at: usize| {
        let mut dice = Dice::of(seed, "server", at);
        let placeholder = PLACEHOLDER_SERIALS.get(at);
        let instance = (at >= 8).then(|| format!("i-0{}", dice.hex(16)));
        let role = ["gate", "queue", "store", "render"][at % 4];
        Server {
            name: format!("{role}-{:02}", at / 4 + 1),
            agent_id: dice.hex(32),
            serial: match (placeholder, &instance) {
                (Some(text), _) => (*text).to_owned(),
                (None, Some(_)) => format!("ec2{}", dice.uuid()),
                (None, None) => serial(&mut dice),
            },
            mac: mac(&mut dice),
            product: match (placeholder, &instance) {
                (_, Some(_)) => ("Amazon EC2", "m7i.large"),
                (Some(_), None) => ("Gigabyte Technology Co., Ltd.", "B650M"),
                (None, None) => ("Dell Inc.", "PowerEdge R650"),
            },
            instance,
        }
    };
    (0..SERVERS).map(server).collect()
}
