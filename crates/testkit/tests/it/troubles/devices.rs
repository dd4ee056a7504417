use jiff::Timestamp;
use serde_json::{Value, json};
use testkit::demo::Day;

use super::{holds_on_its_days, id, ids, trouble};
use crate::exports::{Records, crowdstrike, jamf, kandji};

/// The device manager's word on whether a disk is encrypted.
fn filevault(day: Day, id: &str) -> Value {
    jamf(day)[id]["diskEncryption"]["fileVault2Enabled"].clone()
}

/// How many whole days before a pass an agent last reported.
fn silent_days(day: Day, agent: &str) -> i64 {
    let seen: Timestamp = crowdstrike(day)[agent]["last_seen"]
        .as_str()
        .unwrap()
        .parse()
        .unwrap();
    day.at().duration_since(seen).as_hours() / 24
}

/// The agents that report a serial number.
fn agents_of(hosts: &Records, serial: &Value) -> usize {
    hosts
        .values()
        .filter(|host| host["serial_number"] == *serial)
        .count()
}

#[test]
fn five_servers_have_placeholders_for_serial_numbers() {
    let hosts = crowdstrike(Day::May18);
    let serials: Vec<_> = ids("placeholder serials", "crowdstrike")
        .into_iter()
        .map(|id| hosts[id]["serial_number"].as_str().unwrap())
        .collect();
    assert_eq!(serials.len(), 5);
    assert_eq!(
        serials
            .iter()
            .filter(|s| **s == "To be filled by O.E.M.")
            .count(),
        3
    );
}

#[test]
fn three_laptops_report_one_network_address() {
    let hosts = crowdstrike(Day::June2);
    let of = |id: &str| {
        (
            hosts[id]["mac_address"].clone(),
            hosts[id]["serial_number"].clone(),
        )
    };
    let shared: Vec<_> = ids("shared dock", "crowdstrike")
        .into_iter()
        .map(of)
        .collect();
    assert_eq!(shared.len(), 3);
    assert!(shared.iter().all(|(mac, _)| *mac == shared[0].0));
    assert!(shared[0].1 != shared[1].1 && shared[1].1 != shared[2].1);
    let all = hosts
        .values()
        .filter(|host| host["mac_address"] == shared[0].0)
        .count();
    assert_eq!(all, 3);
}

#[test]
fn two_laptops_have_one_name_and_two_serial_numbers() {
    let computers = jamf(Day::May25);
    let [new, old] = ids("same name on a replacement", "jamf")[..] else {
        panic!("not two")
    };
    assert_eq!(
        computers[new]["general"]["name"],
        computers[old]["general"]["name"]
    );
    assert_ne!(computers[new]["hardware"], computers[old]["hardware"]);
    assert_eq!(
        computers[old]["general"]["remoteManagement"]["managed"],
        false
    );
}

#[test]
fn a_laptop_gets_another_name_in_both_tools() {
    let (managed, agent) = (
        id("renamed laptop", "jamf"),
        id("renamed laptop", "crowdstrike"),
    );
    let name = |day: Day| jamf(day)[managed]["general"]["name"].clone();
    let first = name(Day::May18);
    holds_on_its_days("renamed laptop", |day| {
        assert_eq!(crowdstrike(day)[agent]["hostname"], name(day));
        name(day) != first
    });
}

#[test]
fn a_laptop_installed_anew_is_two_records_of_one_serial_number() {
    let ids = ids("re-imaged laptop", "jamf");
    assert_eq!(ids.len(), 2);
    holds_on_its_days("re-imaged laptop", |day| {
        let computers = jamf(day);
        let serial = &computers[ids[0]]["hardware"]["serialNumber"];
        let twins = computers
            .values()
            .filter(|c| c["hardware"]["serialNumber"] == *serial);
        twins.count() == 2
    });
    let computers = jamf(Day::June9);
    let contact = |id: &str| {
        computers[id]["general"]["lastContactTime"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    assert!(
        contact(ids[0]) < contact(ids[1]),
        "the new record is the newer one"
    );
}

#[test]
fn one_serial_number_differs_by_one_character() {
    let (managed, agent) = (id("serial typo", "jamf"), id("serial typo", "crowdstrike"));
    let computer = &jamf(Day::May18)[managed];
    let host = &crowdstrike(Day::May18)[agent];
    let (one, other) = (
        computer["hardware"]["serialNumber"].as_str().unwrap(),
        host["serial_number"].as_str().unwrap(),
    );
    let differing = one
        .chars()
        .zip(other.chars())
        .filter(|(a, b)| a != b)
        .count();
    assert_eq!((one.len(), differing), (other.len(), 1), "{one} {other}");
    assert_eq!(computer["general"]["name"], host["hostname"]);
}

#[test]
fn two_laptops_are_seen_by_the_agent_alone() {
    let hosts = crowdstrike(Day::June1);
    for id in ids("only the agent sees it", "crowdstrike") {
        let serial = &hosts[id]["serial_number"];
        assert_eq!(hosts[id]["chassis_type_desc"], "Laptop");
        assert!(
            !jamf(Day::June1)
                .values()
                .any(|c| c["hardware"]["serialNumber"] == *serial)
        );
        assert!(
            !kandji(Day::June1)
                .values()
                .any(|c| c["serial_number"] == *serial)
        );
    }
}

#[test]
fn some_laptops_never_have_an_agent() {
    for &day in &trouble("laptop without agent").days {
        let (computers, hosts) = (jamf(day), crowdstrike(day));
        for id in ids("laptop without agent", "jamf") {
            assert_eq!(
                agents_of(&hosts, &computers[id]["hardware"]["serialNumber"]),
                0,
                "{id}"
            );
        }
        for id in ids("laptop without agent", "kandji") {
            assert_eq!(
                agents_of(&hosts, &kandji(day)[id]["serial_number"]),
                0,
                "{id}"
            );
        }
    }
}

#[test]
fn one_laptop_gets_its_agent_late() {
    let managed = id("agent installed late", "jamf");
    holds_on_its_days("agent installed late", |day| {
        agents_of(
            &crowdstrike(day),
            &jamf(day)[managed]["hardware"]["serialNumber"],
        ) == 0
    });
}

#[test]
fn one_agent_is_silent_for_twenty_days_and_returns() {
    let agent = id("silent agent returns", "crowdstrike");
    holds_on_its_days("silent agent returns", |day| silent_days(day, agent) >= 7);
    assert_eq!(silent_days(Day::June1, agent), 19);
    assert_eq!(silent_days(Day::June2, agent), 0);
}

#[test]
fn one_laptop_in_finance_reports_every_third_day() {
    let agent = id("finance laptop reports too seldom", "crowdstrike");
    holds_on_its_days("finance laptop reports too seldom", |day| {
        (2..7).contains(&silent_days(day, agent))
    });
}

#[test]
fn a_disk_is_encrypted_late() {
    let managed = id("filevault switched on", "jamf");
    holds_on_its_days("filevault switched on", |day| {
        filevault(day, managed) == json!(false)
    });
}

#[test]
fn most_disks_are_encrypted_within_the_week_they_were_given() {
    let open = |day: Day| {
        let jamf = jamf(day);
        let off = jamf.keys().filter(|id| filevault(day, id) == json!(false));
        off.count()
    };
    assert!(
        open(Day::May25) * 3 < open(Day::May18),
        "{}",
        open(Day::May18)
    );
    assert!(open(Day::June9) > 0, "some stay off");
}

#[test]
fn a_disk_is_encrypted_and_no_more() {
    let managed = id("filevault switched off again", "jamf");
    holds_on_its_days("filevault switched off again", |day| {
        filevault(day, managed) == json!(false)
    });
}

#[test]
fn of_one_disk_nobody_says_whether_it_is_encrypted() {
    let managed = id("filevault not reported", "jamf");
    holds_on_its_days("filevault not reported", |day| {
        filevault(day, managed) == Value::Null
    });
}

#[test]
fn some_systems_get_no_more_updates() {
    for &day in &trouble("unsupported system").days {
        let major = |version: &Value| -> u32 {
            version
                .as_str()
                .unwrap()
                .split('.')
                .next()
                .unwrap()
                .parse()
                .unwrap()
        };
        for id in ids("unsupported system", "jamf") {
            assert!(
                major(&jamf(day)[id]["operatingSystem"]["version"]) < 14,
                "{id}"
            );
        }
        for id in ids("unsupported system", "kandji") {
            assert!(major(&kandji(day)[id]["os_version"]) < 14, "{id}");
        }
    }
}

#[test]
fn one_laptop_is_missing() {
    let managed = id("missing laptop", "kandji");
    holds_on_its_days("missing laptop", |day| {
        kandji(day)[managed]["is_missing"] == true
    });
    assert_eq!(
        kandji(Day::May18)
            .values()
            .filter(|d| d["is_missing"] == true)
            .count(),
        1
    );
}

#[test]
fn agents_see_somebody_else_at_work_than_the_device_manager_says() {
    let hosts = crowdstrike(Day::June9);
    let computers = jamf(Day::June9);
    let handed_on = ids("handed on", "crowdstrike");
    assert_eq!(handed_on.len(), 12);
    for id in handed_on {
        let host = &hosts[id];
        let serial = &host["serial_number"];
        let managed = computers
            .values()
            .find(|computer| computer["hardware"]["serialNumber"] == *serial);
        let told = managed.map(|computer| &computer["userAndLocation"]["email"]);
        assert!(host["email"].is_string(), "{host}");
        assert_ne!(told, Some(&host["email"]), "{serial}");
    }
}
