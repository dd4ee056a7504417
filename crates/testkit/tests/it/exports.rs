//! Reads a day's exports back, the way a person would look into them.

use std::{
    collections::BTreeMap,
    sync::{Arc, LazyLock, Mutex},
};

use serde_json::Value;
use testkit::{Organisation, demo::Day, organisation};

/// The organisation the tests look at.
pub(crate) static LINDEN: LazyLock<Organisation> = LazyLock::new(|| organisation(7));

/// Records by their own id.
pub(crate) type Records = BTreeMap<String, Value>;

/// A file as it lies in the workspace on a day.
pub(crate) fn text(day: Day, path: &str) -> String {
    let file = LINDEN
        .file(day, path)
        .unwrap_or_else(|| panic!("no {path} on {day:?}"));
    String::from_utf8(file.bytes.clone()).unwrap()
}

/// Many tests look into the same few files: each is read once.
static READ: Mutex<BTreeMap<(Day, String), Arc<Value>>> = Mutex::new(BTreeMap::new());

pub(crate) fn json(day: Day, path: &str) -> Arc<Value> {
    let key = (day, path.to_owned());
    let known = READ.lock().unwrap().get(&key).cloned();
    known.unwrap_or_else(|| {
        let value = Arc::new(serde_json::from_str(&text(day, path)).unwrap());
        READ.lock().unwrap().insert(key, Arc::clone(&value));
        value
    })
}

/// The rows of a list, by an id in each.
fn by_id(rows: &Value, id: &str) -> Records {
    let rows = rows.as_array().unwrap();
    let named: Records = rows
        .iter()
        .map(|row| {
            (
                row.pointer(id).unwrap().as_str().unwrap().to_owned(),
                row.clone(),
            )
        })
        .collect();
    assert_eq!(named.len(), rows.len(), "an id comes twice");
    named
}

pub(crate) fn jamf(day: Day) -> Records {
    let pages = (0..2).map(|page| {
        json(
            day,
            &format!("exports/jamf/computers-inventory-page-{page}.json"),
        )
    });
    let results: Vec<_> = pages
        .flat_map(|page| page["results"].as_array().unwrap().clone())
        .collect();
    by_id(&Value::Array(results), "/id")
}

pub(crate) fn mobiles(day: Day) -> Records {
    by_id(
        &json(day, "exports/jamf/mobile-devices.json")["results"],
        "/mobileDeviceId",
    )
}

pub(crate) fn kandji(day: Day) -> Records {
    by_id(&json(day, "exports/kandji/devices.json"), "/device_id")
}

pub(crate) fn crowdstrike(day: Day) -> Records {
    by_id(
        &json(day, "exports/crowdstrike/hosts.json")["resources"],
        "/device_id",
    )
}

pub(crate) fn workday(day: Day) -> Records {
    by_id(
        &json(day, "exports/workday/directory.json")["Report_Entry"],
        "/Employee_ID",
    )
}

pub(crate) fn google(day: Day) -> Records {
    by_id(
        &json(day, "exports/google-workspace/users.json")["users"],
        "/id",
    )
}

pub(crate) fn candidates(day: Day) -> Records {
    by_id(&json(day, "exports/checkr/candidates.json")["data"], "/id")
}

pub(crate) fn reports(day: Day) -> Records {
    by_id(&json(day, "exports/checkr/reports.json")["data"], "/id")
}

pub(crate) fn github(day: Day, what: &str) -> Records {
    let (file, list, id) = match what {
        "members" => (
            "members",
            "/data/organization/membersWithRole/edges",
            "/node/login",
        ),
        "teams" => ("teams", "/data/organization/teams/edges", "/node/slug"),
        _ => (
            "repositories",
            "/data/organization/repositories/nodes",
            "/name",
        ),
    };
    by_id(
        json(day, &format!("exports/github/{file}.json"))
            .pointer(list)
            .unwrap(),
        id,
    )
}

/// The reports of an employee, found through the candidate's employee id.
pub(crate) fn screenings(day: Day, employee: &str) -> Vec<Value> {
    let candidates = candidates(day);
    let mine = candidates
        .values()
        .filter(|candidate| candidate["custom_id"] == employee);
    let ids: Vec<_> = mine.map(|candidate| candidate["id"].clone()).collect();
    reports(day)
        .into_values()
        .filter(|report| ids.contains(&report["candidate_id"]))
        .collect()
}

/// The rows of a register, as columns by name.
pub(crate) fn register(day: Day, source: &str) -> Vec<BTreeMap<String, String>> {
    let text = text(day, &format!("exports/{source}/{source}.csv"));
    let mut lines = text.lines().map(|line| line.split(',').collect::<Vec<_>>());
    let heading = lines.next().unwrap();
    let row = |cells: Vec<&str>| {
        assert_eq!(cells.len(), heading.len(), "{cells:?}");
        heading
            .iter()
            .zip(cells)
            .map(|(h, c)| ((*h).to_owned(), c.to_owned()))
            .collect()
    };
    lines.map(row).collect()
}

/// The documents of a Backstage file.
pub(crate) fn backstage(day: Day, path: &str) -> Vec<serde_yaml_ng::Value> {
    use serde::Deserialize;
    let text = text(day, &format!("exports/backstage/{path}/catalog-info.yaml"));
    serde_yaml_ng::Deserializer::from_str(&text)
        .map(|document| serde_yaml_ng::Value::deserialize(document).unwrap())
        .collect()
}
