//! Kandji: `GET /api/v1/devices` and, for each device, `GET /api/v1/devices/{id}/details`.

use super::{
    Files,
    document::{Json, json},
    file, spaced,
};
use crate::demo::{
    Day,
    calendar::instant,
    world::{
        World,
        machines::{Machine, Manager},
    },
};

const BLUEPRINT: &str = "5c0b1c8e-6f0e-4f43-9d8b-0a4b7b1f6a21";

pub(super) fn files(world: &World, day: Day) -> Files {
    let managed = || {
        world
            .machines
            .iter()
            .filter(|m| m.manager == Manager::Kandji)
    };
    let list: Vec<_> = managed()
        .map(|machine| device(world, machine, day))
        .collect();
    let details = managed().map(|machine| {
        file(
            &format!("details/{}.json", machine.kandji_id),
            &details(world, machine, day),
        )
    });
    [file("devices.json", &Json::from(list))]
        .into_iter()
        .chain(details)
        .collect()
}

fn assigned(world: &World, machine: &Machine) -> Json {
    // Kandji writes an empty text where nobody is assigned.
    machine.user.map_or(Json::Fixed(""), |user| {
        let person = &world.people[user];
        json!({
            "email": person.first_email(),
            "name": person.name_on(Day::May18),
            "id": 100 + person.number,
            "is_archived": false,
        })
    })
}

/// The day Harbour Desk's Macs were enrolled.
fn enrolled() -> String {
    spaced(instant(jiff::civil::date(2025, 2, 3), 9 * 60 + 14))
}

fn device(world: &World, machine: &Machine, day: Day) -> Json {
    json!({
        "device_id": &machine.kandji_id,
        "device_name": machine.name_on(day),
        "model": machine.model,
        "serial_number": &machine.serial,
        "platform": "Mac",
        "os_version": machine.system(day).version,
        "last_check_in": machine.contact(day).to_string(),
        "user": assigned(world, machine),
        "asset_tag": "",
        "blueprint_id": BLUEPRINT,
        "mdm_enabled": true,
        "agent_installed": true,
        "is_missing": machine.is_missing(),
        "is_removed": false,
        "agent_version": "4.8.2 (5127)",
        "first_enrollment": enrolled(),
        "last_enrollment": enrolled(),
        "blueprint_name": "Harbour Desk",
        "lost_mode_status": "",
    })
}

fn details(world: &World, machine: &Machine, day: Day) -> Json {
    let system = machine.system(day);
    let name = machine.name_on(day);
    json!({
        "general": json!({
            "device_id": &machine.kandji_id,
            "device_name": &name,
            "last_enrollment": enrolled(),
            "first_enrollment": enrolled(),
            "model": machine.model,
            "platform": "Mac",
            "os_version": system.version,
            "system_version": format!("{} ({})", system.version, system.build),
            "boot_volume": "Macintosh HD",
            "asset_tag": "",
            "assigned_user": assigned(world, machine),
            "blueprint_name": "Harbour Desk",
            "blueprint_uuid": BLUEPRINT,
        }),
        "mdm": json!({
            "mdm_enabled": "True",
            "supervised": "True",
            "install_date": enrolled(),
            "last_check_in": spaced(machine.contact(day)),
            "mdm_enabled_user": json!([]),
        }),
        "filevault": json!({
            "filevault_enabled": machine.filevault(day),
            "filevault_recoverykey_type": "Personal",
            "filevault_prk_escrowed": machine.filevault(day),
            "filevault_next_rotation": "",
            "filevault_regen_required": false,
        }),
        "lost_mode": json!({}),
        "kandji_agent": json!({
            "agent_installed": "True",
            "install_date": enrolled(),
            "last_check_in": machine.contact(day).to_string(),
            "agent_version": "4.8.2 (5127)",
        }),
        "hardware_overview": json!({
            "model_name": if machine.is_laptop() { "MacBook" } else { "Mac mini" },
            "model_identifier": machine.model_identifier,
            "udid": machine.uuid.to_lowercase(),
            "serial_number": &machine.serial,
        }),
        "network": json!({
            "local_hostname": name,
            "mac_address": machine.mac.to_lowercase(),
            "ip_address": format!("192.168.20.{}", machine.number % 250 + 2),
            "public_ip": "",
        }),
    })
}
