//! CrowdStrike Falcon: `POST /devices/entities/devices/v2`, the answer for all hosts.

use super::{
    Files,
    document::{Json, json},
    file,
};
use crate::{
    demo::{
        Day,
        calendar::{days_after, instant},
        world::{
            World,
            machines::{Machine, Server},
        },
    },
    dice::Dice,
};
use jiff::Timestamp;

const CUSTOMER: &str = "5d1f0c3b9a7e4f62b8d0c1e2f3a49586";

pub(super) fn files(world: &World, day: Day) -> Files {
    let macs = world
        .machines
        .iter()
        .filter_map(|machine| Some(mac(world, machine, machine.agent_seen(day)?, day)));
    let servers = world
        .servers
        .iter()
        .enumerate()
        .map(|(at, one)| server(world, at, one, day));
    let resources: Vec<_> = macs.chain(servers).collect();
    let meta = json!({
        "query_time": 0.091_663,
        "powered_by": "device-api",
        "trace_id": Dice::of(world.seed, "trace", day.index()).uuid(),
    });
    let body = json!({"meta": meta, "resources": resources, "errors": json!([])});
    vec![file("hosts.json", &body)]
}

fn mac(world: &World, machine: &Machine, seen: Timestamp, day: Day) -> Json {
    let system = machine.system(day);
    let laptop = machine.is_laptop();
    // One agent in fifty runs, but not fully.
    let reduced = machine.number % 50 == 27;
    let mut host = json!({
        "device_id": &machine.agent_id,
        "cid": CUSTOMER,
        "agent_load_flags": "0",
        "agent_local_time": seen.to_string(),
        "agent_version": "7.31.20402.0",
        "bios_manufacturer": "Apple Inc.",
        "bios_version": "11881.81.4",
        "config_id_platform": "4",
        "cpu_signature": "0",
        "external_ip": format!("198.51.100.{}", machine.number % 250 + 1),
        "mac_address": machine.mac_of_agent().to_lowercase().replace(':', "-"),
        "hostname": machine.name_on(day),
        "first_seen": "2025-03-03T08:00:00Z",
        "last_seen": seen.to_string(),
        "local_ip": format!("10.20.{}.{}", machine.number / 250, machine.number % 250 + 1),
        "major_version": system.version.split('.').next(),
        "minor_version": system.version.split('.').nth(1),
        "os_version": system.line,
        "os_build": system.build,
        "platform_id": "1",
        "platform_name": "Mac",
        "policies": json!([]),
        "reduced_functionality_mode": if reduced { "yes" } else { "no" },
        "device_policies": json!({}),
        "groups": json!([]),
        "product_type_desc": "Workstation",
        "chassis_type": if laptop { "9" } else { "3" },
        "chassis_type_desc": if laptop { "Laptop" } else { "Desktop" },
        "provision_status": "Provisioned",
        "serial_number": machine.serial_of_agent(),
        "status": "normal",
        "system_manufacturer": "Apple Inc.",
        "system_product_name": machine.model_identifier,
        "tags": json!([]),
        "modified_timestamp": seen.to_string(),
        "meta": json!({"version": (4_000 + machine.number).to_string()}),
    });
    if let Some(person) = machine.works_on_it() {
        host.add("email", world.people[person].email_on(day));
    }
    host
}

fn server(world: &World, at: usize, server: &Server, day: Day) -> Json {
    let mut dice = Dice::of(world.seed, "server seen", at * 8 + day.index());
    // One server was switched off in April and nobody took it out.
    let seen = if at == 22 {
        instant(days_after(Day::May18.date(), -31), 13 * 60)
    } else {
        instant(day.date(), dice.below(350) as i64)
    };
    let (maker, product) = server.product;
    let mut host = json!({
        "device_id": &server.agent_id,
        "cid": CUSTOMER,
        "agent_load_flags": "0",
        "agent_local_time": seen.to_string(),
        "agent_version": "7.31.17401.0",
        "bios_manufacturer": maker,
        "bios_version": "1.0",
        "config_id_platform": "8",
        "external_ip": format!("203.0.113.{}", at + 10),
        "mac_address": server.mac.to_lowercase().replace(':', "-"),
        "hostname": &server.name,
        "first_seen": "2025-09-15T06:00:00Z",
        "last_seen": seen.to_string(),
        "local_ip": format!("10.60.0.{}", at + 10),
        "major_version": "6",
        "minor_version": "8",
        "os_version": if server.instance.is_some() { "Amazon Linux 2023" } else { "Debian GNU 12" },
        "platform_id": "3",
        "platform_name": "Linux",
        "policies": json!([]),
        "reduced_functionality_mode": "no",
        "device_policies": json!({}),
        "groups": json!([]),
        "product_type": "3",
        "product_type_desc": "Server",
        "provision_status": "Provisioned",
        "serial_number": &server.serial,
        "status": "normal",
        "system_manufacturer": maker,
        "system_product_name": product,
        "tags": json!([]),
        "modified_timestamp": seen.to_string(),
        "meta": json!({"version": (900 + at).to_string()}),
        "kernel_version": "6.8.0-58",
    });
    if let Some(instance) = &server.instance {
        host.add("instance_id", instance);
        host.add("service_provider", "AWS_EC2_V2");
        host.add("service_provider_account_id", "000000000000");
        host.add("zone_group", "eu-central-1a");
    }
    host
}
