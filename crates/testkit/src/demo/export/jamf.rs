//! Jamf Pro: `GET /api/v1/computers-inventory`, two pages, and `GET /api/v2/mobile-devices/detail`.

use super::{
    Files,
    document::{Json, json},
    file,
};
use crate::{
    demo::{
        Day,
        world::{
            World,
            machines::{Machine, Manager, Part},
        },
    },
    dice::Dice,
};

/// How many computers the first page holds.
const PAGE: usize = 200;

pub(super) fn files(world: &World, day: Day) -> Files {
    let mut computers = Vec::new();
    for machine in &world.machines {
        let Manager::Jamf(id) = machine.manager else {
            continue;
        };
        computers.push(computer(world, machine, id, day));
        if let Some(second) = machine.second_record(day) {
            // Installed anew it is a new record; the old one stops at the day before.
            computers.push(computer(world, machine, second, day));
        }
    }
    let total = computers.len();
    let second_page = computers.split_off(PAGE);
    let page = |at: usize, page: Vec<Json>| {
        let body = json!({"totalCount": total, "results": page});
        file(&format!("computers-inventory-page-{at}.json"), &body)
    };
    vec![
        page(0, computers),
        page(1, second_page),
        mobile_devices(world, day),
    ]
}

fn computer(world: &World, machine: &Machine, id: u32, day: Day) -> Json {
    let is_old_record = machine
        .second_record(day)
        .is_some_and(|second| second != id);
    let seen_on = if is_old_record { Day::May18 } else { day };
    let contact = machine.contact(seen_on);
    let system = machine.system(seen_on);
    let user = machine.user.map(|user| &world.people[user]);
    let managed = machine.part != Part::Replaced;
    json!({
        "id": id.to_string(),
        "udid": &machine.uuid,
        "general": json!({
            "name": machine.name_on(day),
            "platform": "macOS",
            "reportDate": (contact - jiff::SignedDuration::from_mins(5)).to_string(),
            "lastContactTime": contact.to_string(),
            "site": json!({"name": user.map_or("Utrecht", |user| user.office)}),
            "supervised": true,
            "userApprovedMdm": true,
            "declarativeDeviceManagementEnabled": true,
            "enrolledViaAutomatedDeviceEnrollment": managed,
            "remoteManagement": json!({"managed": managed}),
        }),
        "hardware": json!({
            "make": "Apple",
            "model": machine.model,
            "modelIdentifier": machine.model_identifier,
            "serialNumber": &machine.serial,
            "macAddress": &machine.mac,
        }),
        "operatingSystem": json!({
            "name": "macOS",
            "version": system.version,
            "build": system.build,
        }),
        "security": json!({
            "activationLockEnabled": false,
            "recoveryLockEnabled": true,
            "bootstrapTokenEscrowedStatus": "ESCROWED",
            "firewallEnabled": machine.number % 17 != 3,
            "gatekeeperStatus": "APP_STORE_AND_IDENTIFIED_DEVELOPERS",
            "secureBootLevel": "FULL_SECURITY",
            "sipStatus": "ENABLED",
        }),
        "diskEncryption": json!({"fileVault2Enabled": machine.filevault(day)}),
        "userAndLocation": json!({
            "username": user.map_or(String::new(), |user| user.login()),
            "realname": user.map_or(String::new(), |user| user.name_on(Day::May18)),
            "email": user.map_or(String::new(), |user| user.first_email()),
        }),
        "applications": applications(world.seed, machine.number, day),
        "groupMemberships": json!([json!({
            "groupId": 101,
            "groupName": "Managed Macs",
            "groupDescription": "All managed Macs",
            "smartGroup": true,
        })]),
    })
}

/// Its name, its bundle, the version of May and that of June.
type App = (&'static str, &'static str, &'static str, &'static str);

const APPS: [App; 6] = [
    (
        "Google Chrome",
        "com.google.Chrome",
        "147.0.7312.64",
        "148.0.7401.22",
    ),
    ("Slack", "com.tinyspeck.slackmacgap", "4.49.12", "4.49.40"),
    ("zoom.us", "us.zoom.xos", "6.7.0", "6.7.4"),
    ("1Password", "com.1password.1password", "8.12.4", "8.12.8"),
    (
        "Visual Studio Code",
        "com.microsoft.VSCode",
        "1.116.0",
        "1.117.1",
    ),
    ("Figma", "com.figma.Desktop", "126.3.12", "126.4.8"),
];

/// Three apps that everybody has, one or two more by what people like.
fn applications(seed: u64, machine: usize, day: Day) -> Vec<Json> {
    let mut dice = Dice::of(seed, "apps", machine);
    let extra = 3 + dice.below(3);
    let slow = dice.one_in(6);
    let newest = |at: usize| day >= Day::June1 && !slow && at.is_multiple_of(2);
    let app = |(at, &(name, bundle, old, new)): (usize, &App)| {
        json!({
            "name": format!("{name}.app"),
            "path": format!("/Applications/{name}.app"),
            "version": if newest(at) { new } else { old },
            "macAppStore": false,
            "sizeMegabytes": 200 + at * 37,
            "bundleId": bundle,
        })
    };
    APPS.iter()
        .enumerate()
        .filter(|(at, _)| *at < 3 || *at == extra)
        .map(app)
        .collect()
}

fn mobile_devices(world: &World, day: Day) -> (String, Vec<u8>) {
    let devices = world.phones.iter().enumerate().map(|(at, phone)| {
        let user = &world.people[phone.user];
        let mut dice = Dice::of(world.seed, "phone seen", at * 8 + day.index());
        let seen = day.at() - jiff::SignedDuration::from_mins(60 + dice.below(2_000) as i64);
        let old = at % 14 == 9;
        json!({
            "mobileDeviceId": phone.id.to_string(),
            "deviceType": phone.sort,
            "general": json!({
                "displayName": &phone.name,
                "managed": true,
                "supervised": true,
                "lastInventoryUpdateDate": seen.to_string(),
                "lastEnrolledDate": phone.enrolled.to_string(),
                "osVersion": if old { "17.7.2" } else { "26.4.1" },
                "osBuild": if old { "21H221" } else { "23E254" },
            }),
            "hardware": json!({
                "serialNumber": &phone.serial,
                "model": phone.model,
                "modelIdentifier": phone.model_identifier,
            }),
            "security": json!({
                "activationLockEnabled": false,
                "bootstrapTokenEscrowed": true,
                "dataProtected": true,
                "hardwareEncryption": true,
                "jailBreakDetected": false,
                "lostModeEnabled": false,
                "passcodeCompliant": at % 19 != 4,
                "passcodePresent": at % 19 != 4,
            }),
            "userAndLocation": json!({
                "username": user.login(),
                "realName": user.name_on(Day::May18),
                "emailAddress": user.first_email(),
            }),
            "groups": Json::Null,
        })
    });
    let results: Vec<_> = devices.collect();
    file(
        "mobile-devices.json",
        &json!({"totalCount": results.len(), "results": results}),
    )
}
