//! When a scope is complete, and when nothing may be concluded.

use model::ScopeOutcome::{Complete, Failed, Partial};
use serde_json::{Value as Json, json};
use sources::{Content, Input};

use crate::support::{
    codes, field, ids, input, now, of_kind, outcome, repository, run, shipped, workday, worker,
};

#[test]
fn a_rejected_record_that_names_somebody_leaves_the_scope_complete() {
    let named = workday(&[worker(json!("1"), "ann"), worker(Json::Null, "bob")]);
    assert_eq!(outcome(&named, "people"), Some(Complete));
    let nameless = workday(&[worker(json!("1"), "ann"), json!(7)]);
    assert_eq!(outcome(&nameless, "people"), Some(Partial));
}

#[test]
fn an_empty_file_is_not_an_empty_list() {
    for (connector, name, scope, text, expected) in [
        ("workday", "people.json", "people", "", Failed),
        ("workday", "people.json", "people", " \n", Failed),
        (
            "workday",
            "people.json",
            "people",
            "{\"Report_Entry\":[]}",
            Complete,
        ),
        ("departments-csv", "d.csv", "departments", "", Failed),
        (
            "departments-csv",
            "d.csv",
            "departments",
            "department,hourly rate\n",
            Complete,
        ),
        ("kandji", "devices.json", "devices", "[]", Complete),
        (
            "codeowners",
            "CODEOWNERS",
            "code owners",
            "# nobody yet\n",
            Complete,
        ),
        (
            "backstage",
            "catalog-info.yaml",
            "groups",
            "# nothing\n",
            Failed,
        ),
    ] {
        let collected = run(connector, vec![input(name, text)]);
        assert_eq!(
            outcome(&collected, scope),
            Some(expected),
            "{connector} {text:?}"
        );
        assert!(collected.records.is_empty());
    }
}

#[test]
fn an_empty_answer_of_two_scopes_proves_nothing_unless_its_name_says_which() {
    let empty = "{\"totalCount\":0,\"results\":[]}";
    let collected = run("jamf", vec![input("answer.json", empty)]);
    assert_eq!(codes(&collected), ["empty-ambiguous"]);
    assert!(collected.runs.iter().all(|run| run.outcome == Failed));
    let collected = run("jamf", vec![input("mobile-devices.json", empty)]);
    assert_eq!(outcome(&collected, "mobile devices"), Some(Complete));
    assert_eq!(outcome(&collected, "computers"), None);
}

#[test]
fn an_unreadable_file_makes_every_scope_of_its_source_partial() {
    let content = Content::Unreadable("permission denied".to_owned());
    let file = || Input {
        name: "b.json".to_owned(),
        modified: None,
        content,
    };
    let devices = input("a.json", "[{\"device_id\":\"1\",\"device_name\":\"x\"}]");
    let collected = run("kandji", vec![devices, file()]);
    assert_eq!(outcome(&collected, "devices"), Some(Partial));
    assert_eq!(outcome(&collected, "details"), Some(Failed));
    assert!(codes(&collected).contains(&"source-unreadable"));
    assert_eq!(ids(&collected, "device"), ["1"], "what was read is kept");
}

#[test]
fn a_file_of_no_scope_is_told_with_its_keys_and_makes_the_run_partial() {
    let people = input(
        "a.json",
        json!({"Report_Entry": [worker(json!(1), "a")]}).to_string(),
    );
    let other = input("b.json", "{\"employees\":[],\"page\":1}");
    let collected = run("workday", vec![people, other]);
    assert_eq!(outcome(&collected, "people"), Some(Partial));
    let problem = &collected.problems[0];
    assert_eq!(problem.code, "file-unmatched");
    assert!(
        problem.says.contains("`employees`, `page`"),
        "{}",
        problem.says
    );
    assert!(problem.advice[0].contains("`people`"));
}

#[test]
fn no_file_at_all_fails_every_scope() {
    let collected = run("jamf", vec![]);
    let scopes = shipped("jamf").scope_names().count();
    assert!(collected.runs.len() == scopes && collected.runs.iter().all(|r| r.outcome == Failed));
    assert_eq!(codes(&collected), ["source-without-files"]);
}

#[test]
fn a_scope_that_was_not_asked_is_not_named() {
    let collected = run("kandji", vec![input("devices.json", "[]")]);
    let scopes: Vec<_> = collected
        .runs
        .iter()
        .map(|run| run.scope.as_str())
        .collect();
    assert_eq!(scopes, ["devices"]);
    assert_eq!(collected.states.len(), 1);
}

#[test]
fn a_missing_page_is_noticed() {
    let page = |ids: &[u32], total: u32| {
        let results: Vec<_> = ids
            .iter()
            .map(|id| json!({"id": id, "general": {}, "udid": ""}))
            .collect();
        json!({"totalCount": total, "results": results}).to_string()
    };
    let whole = run(
        "jamf",
        vec![
            input("0.json", page(&[1, 2], 3)),
            input("1.json", page(&[3], 3)),
        ],
    );
    assert_eq!(outcome(&whole, "computers"), Some(Complete));
    let part = run("jamf", vec![input("0.json", page(&[1, 2], 3))]);
    assert_eq!(outcome(&part, "computers"), Some(Partial));
    let twice = run(
        "jamf",
        vec![
            input("0.json", page(&[1, 2], 3)),
            input("1.json", page(&[2], 3)),
        ],
    );
    assert_eq!(
        outcome(&twice, "computers"),
        Some(Partial),
        "one page twice is one page"
    );
    let users = |next: Json| json!({"users": [], "nextPageToken": next}).to_string();
    let open = run(
        "google-workspace",
        vec![input("0.json", users(json!("more")))],
    );
    assert_eq!(outcome(&open, "users"), Some(Partial));
    let closed = vec![
        input("0.json", users(json!("m"))),
        input("1.json", users(Json::Null)),
    ];
    assert_eq!(
        outcome(&run("google-workspace", closed), "users"),
        Some(Complete)
    );
}

#[test]
fn what_a_scope_can_tell_is_stated() {
    let table = "email,security training completed on\na@example.com,2026-01-01\n";
    let collected = run("training-csv", vec![input("t.csv", table)]);
    let state = &collected.states[0];
    assert!(state.absent_means_none["person"].contains("security training completed on"));
    assert!(state.tells_absence(now()));
    assert_eq!(state.connector, "training-csv");
    let hosts = input("h.json", "{\"resources\":[{\"device_id\":\"1\"}]}");
    let collected = run("crowdstrike", vec![hosts]);
    let supplies = &collected.states[0].supplies[0];
    assert_eq!(
        (supplies.kind.as_str(), supplies.relation.as_str()),
        ("device", "endpoint agents")
    );
}

/// The recorded answer of a connector, with one place of it changed.
fn recorded(connector: &str, file: &str, place: &str, value: Json) -> Input {
    let path = format!("catalogue/connectors/{connector}/recorded/{file}");
    let text = std::fs::read_to_string(repository(&path)).unwrap();
    let mut answer: Json = serde_json::from_str(&text).unwrap();
    *answer.pointer_mut(place).expect(place) = value;
    input(file, answer.to_string())
}

#[test]
fn a_list_that_is_cut_within_a_record_leaves_its_scope_partial() {
    let team = "/data/organization/teams/edges/0/node";
    let repository = "/data/organization/repositories/nodes/0";
    let more = |list: &str| format!("{list}/pageInfo/hasNextPage");
    let count = format!("{team}/members/totalCount");
    for (connector, file, place, said, cut, scope) in [
        (
            "github",
            "teams.json",
            more(&format!("{team}/members")),
            json!(false),
            json!(true),
            "teams",
        ),
        ("github", "teams.json", count, json!(1), json!(101), "teams"),
        (
            "github",
            "teams.json",
            more(&format!("{team}/repositories")),
            json!(false),
            json!(true),
            "team repositories",
        ),
        (
            "github",
            "team-members.json",
            more("/data/nodes/0/members"),
            json!(false),
            json!(true),
            "team members",
        ),
        (
            "github-access",
            "collaborators.json",
            more(&format!("{repository}/directCollaborators")),
            json!(false),
            json!(true),
            "collaborators",
        ),
        (
            "github-access",
            "collaborators.json",
            more(&format!("{repository}/outsideCollaborators")),
            json!(false),
            json!(true),
            "collaborators",
        ),
    ] {
        let whole = run(connector, vec![recorded(connector, file, &place, said)]);
        assert_eq!(outcome(&whole, scope), Some(Complete), "{file} {place}");
        let cut = run(connector, vec![recorded(connector, file, &place, cut)]);
        assert_eq!(outcome(&cut, scope), Some(Partial), "{file} {place}");
        let (kept, all) = (cut.records.len(), whole.records.len());
        assert_eq!(kept, all, "{file} {place}: what is there is kept");
    }
}

#[test]
fn a_cut_list_that_does_not_say_so_is_told_by_its_length() {
    let edge = json!({"role": "MEMBER", "node": {"id": "U_1", "login": "mira-l"}});
    let place = "/data/nodes/0/members";
    for (many, expected) in [(99, Complete), (100, Partial)] {
        let members = json!({"edges": vec![edge.clone(); many]});
        let answer = recorded("github", "team-members.json", place, members);
        let collected = run("github", vec![answer]);
        assert_eq!(
            outcome(&collected, "team members"),
            Some(expected),
            "{many}"
        );
    }
}

#[test]
fn protection_is_unknown_where_its_rule_may_be_among_those_that_were_cut() {
    let of = |cut: bool, name: &str| {
        let path = "catalogue/connectors/github/recorded/repositories.json";
        let text = std::fs::read_to_string(repository(path)).unwrap();
        let mut answer: Json = serde_json::from_str(&text).unwrap();
        let shop = &mut answer["data"]["organization"]["repositories"]["nodes"][0];
        shop["rulesets"]["nodes"] = json!([]);
        shop["branchProtectionRules"]["nodes"][0]["pattern"] = json!("docs");
        shop["branchProtectionRules"]["pageInfo"]["hasNextPage"] = json!(cut);
        let collected = run(
            "github",
            vec![input("repositories.json", answer.to_string())],
        );
        field(of_kind(&collected, "repository")[0], name)
    };
    assert_eq!(of(false, "branch protection"), "false");
    assert_eq!(of(true, "branch protection"), "unknown");
    assert_eq!(of(true, "approvals required"), "unknown");
}
