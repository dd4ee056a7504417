//! Troubles of devices.

use super::{Place, Tell, Trouble, at, since, until};
use crate::demo::{
    Day,
    world::{
        World,
        cast::{self, Seat},
        machines::{Machine, Manager, PLACEHOLDER_SERIALS, Part},
    },
};

pub(super) const ALL: &[Tell] = &[
    placeholder_serials,
    shared_dock,
    same_name_on_a_replacement,
    renamed_laptop,
    reimaged_laptop,
    serial_typo,
    only_the_agent_sees_it,
    without_agent,
    agent_installed_late,
    silent_agent_returns,
    finance_laptop_reports_too_seldom,
    filevault_switched_on,
    filevault_returns,
    filevault_not_reported,
    unsupported_system,
    missing_laptop,
    handed_on,
];

/// The record of a machine in its device manager.
fn managed(machine: &Machine) -> Place {
    match machine.manager {
        Manager::Jamf(id) => at("jamf", id.to_string()),
        Manager::Kandji => at("kandji", machine.kandji_id.clone()),
        Manager::Nobody => agent(machine),
    }
}

fn agent(machine: &Machine) -> Place {
    at("crowdstrike", machine.agent_id.clone())
}

/// The laptop of the person in a seat, who always has one.
fn laptop(world: &World, seat: Seat) -> Option<&Machine> {
    world.machine_of(cast::person(seat))
}

fn laptops<'a>(world: &'a World, seats: &[Seat]) -> Vec<&'a Machine> {
    seats
        .iter()
        .filter_map(|&seat| laptop(world, seat))
        .collect()
}

/// Several servers say the same nothing where a serial number should stand.
fn placeholder_serials(world: &World) -> Trouble {
    let servers = world.servers.iter().take(PLACEHOLDER_SERIALS.len());
    Trouble {
        name: "placeholder serials",
        records: servers
            .map(|server| at("crowdstrike", server.agent_id.clone()))
            .collect(),
        days: Day::ALL.to_vec(),
        expected: "five servers stay five devices: such a text identifies nothing",
    }
}

/// Three laptops report the network address of the dock they stand at.
fn shared_dock(world: &World) -> Trouble {
    Trouble {
        name: "shared dock",
        records: laptops(world, &cast::SHARED_DOCK)
            .into_iter()
            .map(agent)
            .collect(),
        days: Day::ALL.to_vec(),
        expected: "three laptops stay three devices: the shared network address is ignored",
    }
}

/// A new laptop has the name of the one it replaced, which is still enrolled.
fn same_name_on_a_replacement(world: &World) -> Trouble {
    let old = world
        .machines
        .iter()
        .filter(|machine| machine.part == Part::Replaced);
    Trouble {
        name: "same name on a replacement",
        records: laptop(world, cast::REPLACED)
            .into_iter()
            .chain(old)
            .map(managed)
            .collect(),
        days: Day::ALL.to_vec(),
        expected: "two devices: two serial numbers never become one, whatever the name",
    }
}

/// A laptop is called otherwise from 1 June on.
fn renamed_laptop(world: &World) -> Trouble {
    let machine = laptop(world, cast::RENAMED);
    Trouble {
        name: "renamed laptop",
        records: machine
            .into_iter()
            .flat_map(|m| [managed(m), agent(m)])
            .collect(),
        days: since(Day::June1),
        expected: "one device with the number it always had, under its new name",
    }
}

/// A laptop was installed anew and enrolled a second time: two records of one serial number.
fn reimaged_laptop(world: &World) -> Trouble {
    let machine = laptop(world, cast::REIMAGED);
    let second = machine.and_then(|m| m.second_record(Day::May25));
    let records = machine.map(managed).into_iter();
    Trouble {
        name: "re-imaged laptop",
        records: records
            .chain(second.map(|id| at("jamf", id.to_string())))
            .collect(),
        days: since(Day::May25),
        expected: "one device made of both records, the newer one counts",
    }
}

/// The agent's serial number differs from the device manager's by one character.
fn serial_typo(world: &World) -> Trouble {
    let machine = laptop(world, cast::SERIAL_TYPO);
    Trouble {
        name: "serial typo",
        records: machine
            .into_iter()
            .flat_map(|m| [managed(m), agent(m)])
            .collect(),
        days: Day::ALL.to_vec(),
        expected: "not merged: the name and network address they share join nothing where serial \
                   numbers differ",
    }
}

/// Laptops that no device manager knows.
fn only_the_agent_sees_it(world: &World) -> Trouble {
    let alone = world
        .machines
        .iter()
        .filter(|machine| machine.manager == Manager::Nobody);
    Trouble {
        name: "only the agent sees it",
        records: alone.map(agent).collect(),
        days: Day::ALL.to_vec(),
        expected: "two laptops that are not managed and have nobody to answer for them",
    }
}

/// Laptops in use without an endpoint agent.
fn without_agent(world: &World) -> Trouble {
    let seats = cast::WITHOUT_AGENT
        .into_iter()
        .filter(|&seat| seat != cast::AGENT_IN_JUNE);
    Trouble {
        name: "laptop without agent",
        records: laptops(world, &seats.collect::<Vec<_>>())
            .into_iter()
            .map(managed)
            .collect(),
        days: Day::ALL.to_vec(),
        expected: "laptops-run-the-endpoint-agent is missed on every day",
    }
}

/// A laptop that gets the missing agent before 1 June.
fn agent_installed_late(world: &World) -> Trouble {
    Trouble {
        name: "agent installed late",
        records: laptop(world, cast::AGENT_IN_JUNE)
            .into_iter()
            .map(managed)
            .collect(),
        days: until(Day::May25),
        expected: "laptops-run-the-endpoint-agent is missed until 25 May and fixed from 1 June on",
    }
}

/// An agent that is silent for 20 days and comes back.
fn silent_agent_returns(world: &World) -> Trouble {
    Trouble {
        name: "silent agent returns",
        records: laptop(world, cast::AGENT_SILENT)
            .into_iter()
            .map(agent)
            .collect(),
        days: vec![Day::May25, Day::June1],
        expected: "met on 18 May, missed on 25 May and 1 June, met again from 2 June on",
    }
}

/// A laptop in Finance whose agent reports every third day.
fn finance_laptop_reports_too_seldom(world: &World) -> Trouble {
    Trouble {
        name: "finance laptop reports too seldom",
        records: laptop(world, cast::AGENT_EVERY_THIRD_DAY)
            .into_iter()
            .map(agent)
            .collect(),
        days: Day::ALL.to_vec(),
        expected: "the baseline is met, the tightening of Finance is missed",
    }
}

/// A laptop whose disk is encrypted before 1 June.
fn filevault_switched_on(world: &World) -> Trouble {
    Trouble {
        name: "filevault switched on",
        records: laptop(world, cast::FILEVAULT_SWITCHED_ON)
            .into_iter()
            .map(managed)
            .collect(),
        days: until(Day::May25),
        expected: "laptops-are-encrypted is missed until 25 May and fixed from 1 June on",
    }
}

/// A laptop whose disk is encrypted before 25 May and no more before 9 June.
fn filevault_returns(world: &World) -> Trouble {
    Trouble {
        name: "filevault switched off again",
        records: laptop(world, cast::FILEVAULT_RETURNS)
            .into_iter()
            .map(managed)
            .collect(),
        days: vec![Day::May18, Day::June9],
        expected: "missed on 18 May, fixed from 25 May on, back on 9 June",
    }
}

/// A laptop of which the device manager does not say whether its disk is encrypted.
fn filevault_not_reported(world: &World) -> Trouble {
    Trouble {
        name: "filevault not reported",
        records: laptop(world, cast::FILEVAULT_NOT_REPORTED)
            .into_iter()
            .map(managed)
            .collect(),
        days: Day::ALL.to_vec(),
        expected: "laptops-are-encrypted is unknown, neither met nor missed",
    }
}

/// Laptops whose system gets no more security updates.
fn unsupported_system(world: &World) -> Trouble {
    let seats = cast::OLD_SYSTEM
        .into_iter()
        .filter(|&seat| seat != cast::UPGRADED_IN_JUNE);
    Trouble {
        name: "unsupported system",
        records: laptops(world, &seats.collect::<Vec<_>>())
            .into_iter()
            .map(managed)
            .collect(),
        days: Day::ALL.to_vec(),
        expected: "laptops-run-a-supported-system is missed on every day",
    }
}

/// A laptop that was reported as missing.
fn missing_laptop(world: &World) -> Trouble {
    Trouble {
        name: "missing laptop",
        records: laptop(world, cast::LAPTOP_MISSING)
            .into_iter()
            .map(managed)
            .collect(),
        days: Day::ALL.to_vec(),
        expected: "a lost laptop: rules about laptops in use do not apply",
    }
}

/// Laptops that somebody else works on than the device manager says.
fn handed_on(world: &World) -> Trouble {
    let seats: Vec<Seat> = cast::HANDED_ON.iter().map(|(from, _)| *from).collect();
    Trouble {
        name: "handed on",
        records: laptops(world, &seats).into_iter().map(agent).collect(),
        days: Day::ALL.to_vec(),
        expected: "whom the device manager was told answers; who works on it is shown as well",
    }
}
