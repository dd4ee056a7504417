//! Real payloads, where `ALLHANDS_TEST_DATA` names the folder that has them.

use std::{
    fs,
    path::{Path, PathBuf},
};

use model::ScopeOutcome;
use serde_json::Value;
use sources::{Collected, Input};

use crate::support::{claims, counted, field, ids, input, of_kind, record, run};

/// The folder of real data; absent it is said loudly, and under CI it fails.
pub(crate) fn data() -> Option<PathBuf> {
    let set = |name: &str| {
        std::env::vars()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value)
    };
    let folder = set("ALLHANDS_TEST_DATA").map(PathBuf::from);
    if folder.is_none() {
        assert!(
            set("CI").is_none(),
            "ALLHANDS_TEST_DATA is not set, and CI must not skip"
        );
        println!("SKIPPED: set ALLHANDS_TEST_DATA to run the tests over real payloads");
    }
    folder
}

pub(crate) fn json(path: &Path) -> Value {
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

/// The bodies of a recording whose address contains a text.
pub(crate) fn recording(path: &Path, address: &str) -> Vec<Value> {
    let har = json(path);
    let entries = har["log"]["entries"].as_array().unwrap();
    let bodies = entries.iter().filter(|entry| {
        entry["request"]["url"].as_str().unwrap().contains(address)
            && entry["response"]["status"].as_u64().unwrap() < 300
    });
    bodies
        .filter_map(|entry| entry["response"]["content"]["text"].as_str())
        .filter_map(|text| serde_json::from_str(text).ok())
        .collect()
}

pub(crate) fn inputs(bodies: &[Value]) -> Vec<Input> {
    let name = |at: usize| format!("answer-{at}.json");
    bodies
        .iter()
        .enumerate()
        .map(|(at, body)| input(&name(at), body.to_string()))
        .collect()
}

/// The files below a folder whose name is one of these.
pub(crate) fn tree(folder: &Path, names: &[&str]) -> Vec<Input> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if names.contains(&path.file_name().unwrap().to_str().unwrap()) {
                let name = path.strip_prefix(folder).unwrap().to_str().unwrap();
                found.push(input(name, fs::read(&path).unwrap()));
            }
        }
    }
    found
}

pub(crate) fn all_complete(collected: &Collected) {
    for run in &collected.runs {
        assert_eq!(
            run.outcome,
            ScopeOutcome::Complete,
            "{run:?} {:?}",
            collected.problems
        );
    }
    assert_eq!(collected.rejected, []);
}

#[test]
fn jamf_computers_and_phones() {
    let Some(data) = data() else { return };
    let folder = data.join("api/cartography/jamf");
    let computers = json(&folder.join("computers.json"))["COMPUTERS_RESPONSE"].clone();
    let mobile = json(&folder.join("mobile_devices.json"))["MOBILE_DEVICES_RESPONSE"].clone();
    let collected = run("jamf", inputs(&[computers, mobile]));
    all_complete(&collected);
    assert_eq!(of_kind(&collected, "device").len(), 4);
    let mac = record(&collected, "device", "7001");
    assert_eq!(field(mac, "class"), "laptop");
    assert_eq!(field(mac, "operating system"), "macOS");
    assert_eq!(field(mac, "disk encryption"), "true");
    assert_eq!(field(mac, "ownership"), "company");
    assert!(claims(mac).contains(&"serial number C02SPRING001".to_owned()));
    assert_eq!(mac.refs[0].by[0].value, "h.simpson@springfield.example");
    assert_eq!(
        field(record(&collected, "device", "mobile:9001"), "class"),
        "phone"
    );
}

#[test]
fn jamf_classic_recordings() {
    let Some(data) = data() else { return };
    let path = data.join("api/har/jamf/devices__fetchComputers_3574906891.har");
    let collected = run("jamf-classic", inputs(&recording(&path, "")));
    all_complete(&collected);
    assert_eq!(
        ids(&collected, "device"),
        ["classic:1", "classic:2", "list:1", "list:2"],
        "{:?}",
        collected.problems
    );
    let mac = record(&collected, "device", "classic:2");
    assert_eq!(field(mac, "disk encryption"), "true");
    assert_eq!(field(mac, "class"), "laptop");
    assert!(!mac.parts.is_empty() && mac.lists == ["apps"]);
}

#[test]
fn an_empty_classic_list_of_phones_is_not_taken_for_computers() {
    let Some(data) = data() else { return };
    let path = data.join("api/har/jamf/devices__fetchMobileDevices_270458544.har");
    let collected = run("jamf-classic", inputs(&recording(&path, "")));
    all_complete(&collected);
    assert!(of_kind(&collected, "device").is_empty());
    let asked: Vec<_> = collected.runs.iter().map(|run| &*run.scope).collect();
    assert_eq!(asked, ["mobile devices", "administrators"]);
}

#[test]
fn kandji_lists_details_and_apps() {
    let Some(data) = data() else { return };
    let path = data.join("api/har/kandji/app__fetch-device-apps_3818485279.har");
    let collected = run("kandji", inputs(&recording(&path, "/devices")));
    all_complete(&collected);
    assert_eq!(of_kind(&collected, "device").len(), 3);
    let listed = of_kind(&collected, "device");
    let device = listed
        .iter()
        .find(|d| !d.key.native_id.contains(':'))
        .unwrap();
    assert!(claims(device).contains(&"serial number [REDACTED]".to_owned()));
    assert_eq!(field(device, "class"), "laptop");
    assert_eq!(counted(&collected, "device", "disk encryption")["true"], 1);
    let apps = listed
        .iter()
        .find(|d| d.key.native_id.starts_with("apps:"))
        .unwrap();
    assert_eq!(apps.parts.len(), 58);
}

#[test]
fn crowdstrike_hosts_are_devices_and_agents_and_id_lists_are_left_out() {
    let Some(data) = data() else { return };
    let name = "crowdstrike__iterateDevicesFilter_1804154722.har";
    let path = data.join("api/har/crowdstrike").join(name);
    let collected = run("crowdstrike", inputs(&recording(&path, "")));
    all_complete(&collected);
    assert_eq!(of_kind(&collected, "device").len(), 2);
    assert_eq!(of_kind(&collected, "endpoint agent").len(), 2);
    let servers = json(&data.join("api/cartography/crowdstrike/endpoints.json"));
    let collected = run("crowdstrike", inputs(&[servers["GET_HOSTS"].clone()]));
    all_complete(&collected);
    let server = of_kind(&collected, "device")[0];
    assert_eq!(field(server, "class"), "server");
    assert!(claims(server).contains(&"cloud instance i-01".to_owned()));
    assert_eq!(
        field(of_kind(&collected, "endpoint agent")[0], "health"),
        "healthy"
    );
}

#[test]
fn workday_people_have_managers_and_departments() {
    let Some(data) = data() else { return };
    let all = json(&data.join("api/cartography/workday/people.json"));
    let collected = run(
        "workday",
        inputs(&[all["GET_WORKDAY_DIRECTORY_RESPONSE"].clone()]),
    );
    all_complete(&collected);
    assert_eq!(of_kind(&collected, "person").len(), 4);
    let alice = record(&collected, "person", "emp001");
    assert_eq!(field(alice, "first name"), "Alice");
    assert_eq!(
        field(alice, "end date"),
        "unknown",
        "the report has no such column"
    );
    let manager = alice
        .refs
        .iter()
        .find(|link| link.link == "manager")
        .unwrap();
    assert_eq!(manager.by[0].to_string(), "employee id emp003");
    assert!(ids(&collected, "department").contains(&"Engineering".to_owned()));
}

#[test]
fn a_background_check_finds_its_person_through_the_candidate() {
    let Some(data) = data() else { return };
    let all = json(&data.join("hr/background-checks/checkr-objects.json"));
    let collected = run(
        "checkr",
        inputs(&[all["candidate"].clone(), all["report"].clone()]),
    );
    all_complete(&collected);
    let check = of_kind(&collected, "background check")[0];
    assert_eq!(field(check, "status"), "completed");
    let candidate = of_kind(&collected, "person")[0];
    assert!(candidate.claims.contains(&check.refs[0].by[0]));
    assert_eq!(
        claims(candidate).len(),
        2,
        "a null custom id is no identifier"
    );
}

#[test]
fn google_accounts_and_people() {
    let Some(data) = data() else { return };
    let all = json(&data.join("api/cartography/gsuite/api.json"));
    let bodies = all["MOCK_GSUITE_USERS_RESPONSE"].as_array().unwrap();
    let collected = run("google-workspace", inputs(bodies));
    all_complete(&collected);
    assert_eq!(of_kind(&collected, "account").len(), 2);
    assert_eq!(counted(&collected, "account", "administrator")["true"], 1);
}

#[test]
fn github_members_teams_and_team_members() {
    let Some(data) = data() else { return };
    for (name, members, teams) in [
        ("members_937576464", 9, 4),
        ("teamMembers_1856808695", 9, 4),
        ("teams_336367341", 0, 2),
    ] {
        let path = data.join(format!("api/har/github/{name}.har"));
        let collected = run("github", inputs(&recording(&path, "graphql")));
        all_complete(&collected);
        assert_eq!(of_kind(&collected, "account").len(), members, "{name}");
        assert_eq!(of_kind(&collected, "team").len(), teams, "{name}");
        if members > 0 {
            assert_eq!(
                counted(&collected, "account", "two-factor")["unknown"],
                members
            );
        }
    }
}

#[test]
fn codeowners_of_real_repositories() {
    let Some(data) = data() else { return };
    let collected = run(
        "codeowners",
        tree(&data.join("ownership/codeowners"), &["CODEOWNERS"]),
    );
    all_complete(&collected);
    let argo: Vec<_> = of_kind(&collected, "code path")
        .into_iter()
        .filter(|path| path.key.native_id.starts_with("argoproj+argo-cd/"))
        .collect();
    let everything = argo
        .iter()
        .find(|path| field(path, "pattern") == "**")
        .unwrap();
    assert_eq!(
        everything.refs[0].by[0].to_string(),
        "team path argoproj/argocd-approvers"
    );
}

#[test]
fn kubernetes_owners_and_their_aliases() {
    let Some(data) = data() else { return };
    let folder = data.join("ownership/kubernetes-community");
    let files = tree(&folder, &["OWNERS", "OWNERS_ALIASES"]);
    let owners = files
        .iter()
        .filter(|file| file.name.ends_with("OWNERS"))
        .count();
    let collected = run("kubernetes-owners", files);
    all_complete(&collected);
    assert_eq!(of_kind(&collected, "code path").len(), owners);
    let docs = record(&collected, "code path", "sig-docs/OWNERS");
    assert_eq!(field(docs, "name"), "sig-docs");
    let team = docs
        .refs
        .iter()
        .find(|link| link.link == "approver teams")
        .unwrap();
    assert_eq!(team.by[0].to_string(), "owners alias sig-docs-leads");
    assert_eq!(team.otherwise.as_ref().unwrap().link, "approvers");
    assert!(
        docs.refs
            .iter()
            .any(|link| link.link == "parent" && link.by[0].value == "./")
    );
    assert!(!of_kind(&collected, "team").is_empty());
    let minutes = record(&collected, "code path", "sig-apps/minutes/OWNERS");
    let parent = minutes
        .refs
        .iter()
        .find(|link| link.link == "parent")
        .unwrap();
    let tried: Vec<_> = parent.by.iter().map(|claim| claim.value.as_str()).collect();
    assert_eq!(tried, ["sig-apps", "./"], "the nearest folder first");
    let steering = record(&collected, "code path", "committee-steering/OWNERS");
    assert!(
        steering.refs.iter().all(|link| link.link != "parent"),
        "`no_parent_owners`"
    );
}

#[test]
fn kubernetes_organisations_have_the_members_and_teams_that_were_counted() {
    let Some(data) = data() else { return };
    let expected = json(&data.join("ownership/EXPECTED.json"));
    for (organisation, counts) in expected["kubernetes_org"].as_object().unwrap() {
        let config = data.join("ownership/kubernetes-org/config");
        let names = ["org.yaml", "teams.yaml"];
        let mut files = tree(&config, &names);
        files.retain(|file| file.name.starts_with(&format!("{organisation}/")));
        let collected = run("kubernetes-org", files);
        all_complete(&collected);
        let accounts = of_kind(&collected, "account").len() as u64;
        assert_eq!(
            Some(accounts),
            counts["org_members"].as_u64(),
            "{organisation}"
        );
        let teams = of_kind(&collected, "team");
        assert_eq!(
            Some(teams.len() as u64),
            counts["teams"].as_u64(),
            "{organisation}"
        );
        let members = |count: usize| {
            teams.iter().filter(move |team| {
                team.refs
                    .iter()
                    .filter(|link| link.link == "members")
                    .count()
                    == count
            })
        };
        let one = members(1).count() as u64;
        assert_eq!(
            Some(one),
            counts["teams_with_one_person"].as_u64(),
            "{organisation}"
        );
        let empty: Vec<String> = members(0).map(|team| field(team, "name")).collect();
        let expected: Vec<_> = counts["teams_without_anyone"].as_array().unwrap().clone();
        assert_eq!(
            serde_json::json!(empty),
            serde_json::json!(expected),
            "{organisation}"
        );
        for team in members(0) {
            assert!(
                team.lists.contains(&"members".to_owned()),
                "an empty team lists its members"
            );
        }
    }
}

#[test]
fn all_kubernetes_organisations_in_one_source() {
    let Some(data) = data() else { return };
    let config = data.join("ownership/kubernetes-org/config");
    let files = tree(&config, &["org.yaml", "teams.yaml", "restrictions.yaml"]);
    let collected = run("kubernetes-org", files);
    all_complete(&collected);
    assert_eq!(of_kind(&collected, "team").len(), 284 + 45 + 15);
}

#[test]
fn backstage_components() {
    let Some(data) = data() else { return };
    let collected = run(
        "backstage",
        tree(&data.join("ownership/backstage"), &["catalog-info.yaml"]),
    );
    all_complete(&collected);
    assert_eq!(
        ids(&collected, "service"),
        ["default/driftctl", "default/terraform-json"]
    );
    let driftctl = record(&collected, "service", "default/driftctl");
    assert_eq!(field(driftctl, "lifecycle"), "unknown", "`-` says nothing");
}
