//! Exports of invented data in the shape that the shipped connectors read.

use serde_json::{Value, json};

/// A computer as a device manager (Jamf) reports it.
#[derive(Clone, Copy)]
pub(super) struct Mac<'a> {
    pub(super) id: &'a str,
    pub(super) serial: Option<&'a str>,
    pub(super) of: &'a str,
    pub(super) encrypted: Option<bool>,
    pub(super) firewall: Option<bool>,
    pub(super) apps: &'a [&'a str],
}

impl<'a> Mac<'a> {
    /// An encrypted laptop of a person, with a firewall and no apps.
    pub(super) fn new(id: &'a str, serial: &'a str, of: &'a str) -> Self {
        Self {
            id,
            serial: Some(serial),
            of,
            encrypted: Some(true),
            firewall: Some(true),
            apps: &[],
        }
    }
}

pub(super) fn jamf(macs: &[Mac<'_>]) -> Value {
    let one = |mac: &Mac<'_>| {
        let apps = mac.apps.iter();
        let apps: Vec<Value> = apps
            .map(|name| json!({"name": name, "bundleId": name}))
            .collect();
        json!({
            "id": mac.id, "udid": null,
            "general": {
                "name": format!("Laptop {}", mac.id), "platform": "Mac",
                "remoteManagement": {"managed": true},
            },
            "hardware": {"serialNumber": mac.serial, "model": "MacBook Pro"},
            "operatingSystem": {"name": "macOS", "version": "15.5"},
            "diskEncryption": {"fileVault2Enabled": mac.encrypted},
            "security": {"firewallEnabled": mac.firewall},
            "userAndLocation": {"email": mail(mac.of)},
            "applications": apps,
        })
    };
    let results: Vec<Value> = macs.iter().map(one).collect();
    json!({"totalCount": results.len(), "results": results})
}

/// One computer as another device manager (Kandji) details it.
pub(super) fn kandji(id: &str, serial: &str, of: &str, encrypted: bool) -> Value {
    json!({
        "general": {
            "device_id": id, "device_name": format!("mac-{id}"), "platform": "Mac",
            "model": "MacBook Air", "assigned_user": {"email": mail(of)},
        },
        "mdm": {"mdm_enabled": "True"},
        "filevault": {"filevault_enabled": encrypted},
        "hardware_overview": {"serial_number": serial},
        "network": {},
    })
}

/// Hosts of an endpoint agent (CrowdStrike): id, serial number, last seen.
pub(super) fn hosts(all: &[(&str, &str, &str)]) -> Value {
    let one = |(id, serial, last_seen): &(&str, &str, &str)| {
        json!({
            "device_id": id, "serial_number": serial, "last_seen": last_seen,
            "hostname": format!("host-{id}"), "platform_name": "Mac", "status": "normal",
            "agent_version": "7.31.20402.0", "reduced_functionality_mode": "no",
        })
    };
    json!({"resources": all.iter().map(one).collect::<Vec<_>>()})
}

/// A person of an HR report (Workday), employed since 2020 and staying.
pub(super) fn worker(id: &str) -> Value {
    json!({
        "Employee_ID": id, "Name": format!("Person {id}"), "Worker_Type": "Employee",
        "Email_-_Work": mail(id), "Supervisory_Organization": "Bakery",
        "Start_Date": "2020-01-01", "Hire_Date": "2020-01-01", "Termination_Date": null,
        "Worker_s_Manager_group": [],
    })
}

/// The same person with some columns changed.
pub(super) fn worker_with(id: &str, columns: &[(&str, Value)]) -> Value {
    let mut worker = worker(id);
    for (column, value) in columns {
        worker[*column] = value.clone();
    }
    worker
}

pub(super) fn workday(people: &[Value]) -> Value {
    json!({ "Report_Entry": people })
}

/// Working and suspended accounts (Google Workspace) of persons: id, person, working.
pub(super) fn accounts(all: &[(&str, &str, bool)]) -> Value {
    let one = |(id, of, working): &(&str, &str, bool)| {
        json!({
            "id": id, "primaryEmail": format!("{id}@linden.example"),
            "name": {"fullName": format!("Person {of}")}, "suspended": !working, "archived": false,
            "isAdmin": false, "isEnrolledIn2Sv": true,
            "externalIds": [{"type": "organization", "value": of}], "emails": [],
            "orgUnitPath": "/",
        })
    };
    let users: Vec<Value> = all.iter().map(one).collect();
    json!({"kind": "admin#directory#users", "users": users})
}

/// People a screening vendor (Checkr) knows, by employee id.
pub(super) fn candidates(people: &[&str]) -> Value {
    let one = |id: &&str| {
        json!({
            "id": format!("candidate-{id}"), "object": "candidate", "custom_id": id,
            "email": mail(id),
        })
    };
    let data: Vec<Value> = people.iter().map(one).collect();
    json!({"object": "list", "count": data.len(), "data": data})
}

/// Background checks: person, result, when completed.
pub(super) fn checks(all: &[(&str, &str, Option<&str>)]) -> Value {
    let one = |(at, (of, result, completed)): (usize, &(&str, &str, Option<&str>))| {
        json!({
            "id": format!("report-{at}"), "object": "report",
            "package": format!("screening of {of}"), "result": result,
            "status": if completed.is_some() { "complete" } else { "pending" },
            "adjudication": null, "created_at": "2026-01-01T08:00:00Z", "completed_at": completed,
            "candidate_id": format!("candidate-{of}"),
        })
    };
    let data: Vec<Value> = all.iter().enumerate().map(one).collect();
    json!({"object": "list", "count": data.len(), "data": data})
}

/// A service of a catalogue (Backstage), with who is said to own it.
pub(super) fn service(name: &str, owner: Option<&str>) -> String {
    let owner = owner.map_or(String::new(), |owner| format!("  owner: {owner}\n"));
    format!(
        "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: {name}\n\
         spec:\n  type: service\n  lifecycle: production\n{owner}---\n"
    )
}

/// A team of that catalogue and its members, by their logins.
pub(super) fn team(name: &str, members: &[&str]) -> String {
    format!(
        "apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata:\n  name: {name}\n\
         spec:\n  type: team\n  members: [{}]\n---\n",
        members.join(", ")
    )
}

/// Members of an organisation that keeps repositories (GitHub), by login.
pub(super) fn members(logins: &[&str]) -> Value {
    let one = |login: &&str| {
        json!({
            "hasTwoFactorEnabled": true, "role": "MEMBER",
            "node": {"id": format!("id-{login}"), "login": login, "email": null},
        })
    };
    let edges: Vec<Value> = logins.iter().map(one).collect();
    let page = json!({"edges": edges, "pageInfo": {"hasNextPage": false}});
    json!({"data": {"organization": {"membersWithRole": page}}})
}

pub(super) fn mail(person: &str) -> String {
    format!("{person}@linden.example")
}
