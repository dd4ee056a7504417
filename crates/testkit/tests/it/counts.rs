//! The organisation has the size it promises.

use std::collections::BTreeSet;

use testkit::demo::Day;

use crate::exports::{
    LINDEN, backstage, crowdstrike, github, google, jamf, kandji, mobiles, register, text, workday,
};

#[test]
fn four_hundred_people_work_in_eight_departments() {
    for day in Day::ALL {
        let people = workday(day);
        assert_eq!(people.len(), 400);
        let departments: BTreeSet<_> = people
            .values()
            .map(|p| p["Cost_Center"].as_str().unwrap().to_owned())
            .collect();
        assert_eq!(departments.len(), 8);
        let listed: BTreeSet<_> = register(day, "departments")
            .into_iter()
            .map(|mut d| d.remove("department").unwrap())
            .collect();
        assert_eq!(listed, departments);
        let emails: BTreeSet<_> = people
            .values()
            .map(|p| p["Email_-_Work"].as_str().unwrap().to_owned())
            .collect();
        assert_eq!(emails.len(), 400);
    }
}

#[test]
fn two_device_managers_hold_520_devices() {
    for day in Day::ALL {
        let serials: BTreeSet<_> = [
            jamf(day)
                .values()
                .map(|d| d["hardware"]["serialNumber"].clone())
                .collect::<Vec<_>>(),
            mobiles(day)
                .values()
                .map(|d| d["hardware"]["serialNumber"].clone())
                .collect(),
            kandji(day)
                .values()
                .map(|d| d["serial_number"].clone())
                .collect(),
        ]
        .into_iter()
        .flatten()
        .map(|serial| serial.as_str().unwrap().to_owned())
        .collect();
        assert_eq!(serials.len(), 520, "{day:?}");
    }
}

#[test]
fn most_computers_run_an_endpoint_agent() {
    let hosts = crowdstrike(Day::May18);
    let macs = hosts
        .values()
        .filter(|host| host["platform_name"] == "Mac")
        .count();
    let managed = jamf(Day::May18).len() + kandji(Day::May18).len();
    assert!(
        macs * 100 >= managed * 95 && macs < managed,
        "{macs} of {managed}"
    );
    assert_eq!(hosts.len() - macs, 24, "servers");
}

#[test]
fn there_are_60_repositories_45_services_30_vendors() {
    for day in Day::ALL {
        assert_eq!(github(day, "repositories").len(), 60);
        assert_eq!(register(day, "vendors").len(), 30);
        let services: BTreeSet<_> = LINDEN.snapshots[0]
            .files
            .iter()
            .filter_map(|file| file.path.strip_prefix("exports/backstage/"))
            .filter_map(|path| path.strip_suffix("/catalog-info.yaml"))
            .filter(|path| *path != "teams")
            .collect();
        assert_eq!(services.len(), 45);
        for service in services {
            assert_eq!(
                backstage(day, service)[0]["kind"].as_str(),
                Some("Component")
            );
        }
    }
}

#[test]
fn everybody_who_works_here_has_an_account() {
    let accounts: BTreeSet<_> = google(Day::June1)
        .values()
        .filter_map(|user| user["externalIds"][0]["value"].as_str().map(str::to_owned))
        .collect();
    let working = workday(Day::June1);
    let working = working
        .iter()
        .filter(|(_, p)| p["Start_Date"].as_str() <= Some("2026-06-01"));
    for (id, _) in working {
        assert!(accounts.contains(id), "{id} has no account");
    }
}

#[test]
fn only_the_tools_that_exported_have_files() {
    let sources = |day: Day| -> BTreeSet<_> {
        let files = LINDEN.snapshots[day.index()].files.iter();
        files
            .map(|file| file.path.split('/').nth(1).unwrap().to_owned())
            .collect()
    };
    assert_eq!(sources(Day::May18).len(), 12);
    assert!(
        !sources(Day::June2).contains("vendors"),
        "registers are weekly"
    );
    assert!(!sources(Day::June2).contains("checkr"));
    assert!(!sources(Day::June9).contains("checkr"));
    assert_eq!(
        text(Day::June9, "exports/checkr/reports.json"),
        text(Day::June1, "exports/checkr/reports.json")
    );
}

#[test]
fn every_file_is_written_before_the_pass_of_its_day() {
    for snapshot in &LINDEN.snapshots {
        for file in &snapshot.files {
            let before = snapshot.at.duration_since(file.modified);
            assert!(
                before.is_positive() && before.as_hours() < 2,
                "{} {before}",
                file.path
            );
        }
    }
}

#[test]
fn every_file_can_be_read() {
    for snapshot in &LINDEN.snapshots {
        for file in &snapshot.files {
            let text = std::str::from_utf8(&file.bytes).unwrap();
            if file.path.ends_with(".json") {
                let read: Result<serde_json::Value, _> = serde_json::from_str(text);
                assert!(read.is_ok(), "{} {read:?}", file.path);
            }
        }
    }
}
