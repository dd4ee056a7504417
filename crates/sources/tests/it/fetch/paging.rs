//! Each way to go on, with a shipped connector that uses it.

use model::ScopeOutcome;
use serde_json::json;

use super::{JAMF, KANDJI, OKTA, answer, ask, kandji_laptops, ok, okta_people, parameter, sent};

const COMPLETE: Option<ScopeOutcome> = Some(ScopeOutcome::Complete);

#[test]
fn a_link_header_leads_to_the_next_page() {
    let next = "<https://linden.okta.example/api/v1/users?after=2&limit=200>; rel=\"next\"";
    let asked = ask(
        "okta",
        &format!("{OKTA}scopes: users\n"),
        |request| match parameter(request, "after") {
            None => answer(200, &[("link", next)], &okta_people(0..2).to_string()),
            Some("2") => ok(&okta_people(2..3)),
            other => panic!("{other:?}"),
        },
    );
    assert_eq!(asked.outcome("users"), COMPLETE, "{:?}", asked.problems());
    assert_eq!(asked.ids("account"), ["u0000", "u0001", "u0002"]);
    assert_eq!(
        asked.urls(),
        [
            "https://linden.okta.example/api/v1/users?limit=200",
            "https://linden.okta.example/api/v1/users?after=2&limit=200",
        ]
    );
}

#[test]
fn pages_are_counted_until_the_stated_total_is_read() {
    let computer = |id: u32| {
        json!({"id": id.to_string(), "udid": format!("0000-{id}"),
               "general": {"name": format!("Mac {id}"), "remoteManagement": {"managed": true}},
               "hardware": {"serialNumber": format!("C02PG{id:05}")}})
    };
    let asked = ask("jamf", &format!("{JAMF}scopes: computers\n"), |request| {
        if request.url.ends_with("/api/oauth/token") {
            return ok(&json!({"access_token": "granted"}));
        }
        let (first, last) = match parameter(request, "page") {
            Some("0") => (0, 2),
            Some("1") => (2, 3),
            other => panic!("{other:?}"),
        };
        let results: Vec<_> = (first..last).map(computer).collect();
        ok(&json!({"totalCount": 3, "results": results}))
    });
    assert_eq!(
        asked.outcome("computers"),
        COMPLETE,
        "{:?}",
        asked.problems()
    );
    assert_eq!(asked.ids("device"), ["0", "1", "2"]);
    assert_eq!(
        asked.requests.len(),
        3,
        "a token and two pages: {:?}",
        asked.urls()
    );
}

#[test]
fn a_short_page_is_not_taken_for_the_last_and_details_are_asked_for_each() {
    let asked = ask("kandji", KANDJI, |request| {
        let path = request
            .url
            .trim_start_matches("https://linden.api.kandji.io/api/v1/devices");
        match (parameter(request, "offset"), path) {
            // Fewer than the 300 asked for: the tool has a limit of its own.
            (Some("0"), _) => ok(&kandji_laptops(0..2)),
            (Some("2"), _) => ok(&kandji_laptops(2..3)),
            (Some("3"), _) => ok(&json!([])),
            (None, path) if path.ends_with("/details") => {
                let id = &path[1..6];
                ok(&json!({"general": {"device_id": id, "device_name": id}, "mdm": {}}))
            }
            (None, path) => ok(&json!({"device_id": &path[1..6], "apps": []})),
            other => panic!("{other:?}"),
        }
    });
    for scope in ["devices", "details", "apps"] {
        assert_eq!(
            asked.outcome(scope),
            COMPLETE,
            "{scope}: {:?}",
            asked.problems()
        );
    }
    assert_eq!(asked.ids("device").len(), 9, "{:?}", asked.ids("device"));
}

#[test]
fn a_cursor_of_the_answer_is_handed_back() {
    let key = json!({"client_email": "robot@linden.example", "private_key": "PEM"});
    let lines = "settings: {subject: admin@linden.example}\nsecrets: {key: {file: k.json}}\n\
                 scopes: users\n";
    let connector = crate::support::shipped("google-workspace");
    let config = super::source(&connector, lines);
    let over = config.http.clone().unwrap();
    let secrets = [(
        "key".to_owned(),
        sources::fetch::Secret::new(&key.to_string()),
    )]
    .into();
    let now = crate::support::now();
    let mut fetch = sources::fetch::Fetch::new(&connector, &config, &over, secrets, now);
    let person = |id: u32| {
        json!({"id": id.to_string(), "primaryEmail": format!("p{id}@linden.example"),
               "suspended": false, "name": {"fullName": format!("P {id}")}})
    };
    let mut cursors = Vec::new();
    while let sources::fetch::Step::Send(request) = fetch.step() {
        if let sources::fetch::Body::Signed { statement, .. } = &request.body {
            assert_eq!(request.url, "https://oauth2.googleapis.com/token");
            assert_eq!(statement.split('.').count(), 2, "{statement}");
            fetch.take(ok(&json!({"access_token": "granted"})));
            continue;
        }
        let cursor = parameter(&request, "pageToken").map(str::to_owned);
        fetch.take(match cursor.as_deref() {
            None => ok(&json!({"users": [person(1)], "nextPageToken": "two"})),
            Some("two") => ok(&json!({"users": [person(2)]})),
            other => panic!("{other:?}"),
        });
        cursors.push(cursor);
    }
    assert_eq!(cursors, [None, Some("two".to_owned())]);
    let vocabulary = crate::support::vocabulary();
    let fetched = fetch.finish();
    let collected = sources::collect_fetched(&connector, &config, fetched, &vocabulary, now);
    let users = collected
        .runs
        .iter()
        .find(|run| run.scope == "users")
        .unwrap();
    assert_eq!(
        users.outcome,
        ScopeOutcome::Complete,
        "{:?}",
        collected.problems
    );
    assert_eq!(crate::support::ids(&collected, "account"), ["1", "2"]);
}

#[test]
fn a_list_of_ids_is_asked_for_many_at_once() {
    let lines = "settings: {url: \"https://api.crowdstrike.example\", client_id: c}\n\
                 secrets: {client_secret: {env: T}}\nscopes: hosts\n";
    let mut batches = Vec::new();
    let asked = ask("crowdstrike", lines, |request| {
        if request.url.ends_with("/oauth2/token") {
            return answer(
                201,
                &[],
                r#"{"access_token": "granted", "expires_in": 1799}"#,
            );
        }
        if request.url.contains("devices-scroll") {
            let (ids, offset) = match parameter(request, "offset") {
                None => (0..150, "next"),
                Some("next") => (150..160, ""),
                other => panic!("{other:?}"),
            };
            let ids: Vec<_> = ids.map(|id| format!("h{id:03}")).collect();
            let pagination = json!({"total": 160, "offset": offset});
            return ok(
                &json!({"meta": {"pagination": pagination}, "resources": ids, "errors": []}),
            );
        }
        let ids = sent(request)["ids"].as_array().unwrap().clone();
        batches.push(ids.len());
        let host = |id: &serde_json::Value| json!({"device_id": id, "hostname": id});
        ok(&json!({"resources": ids.iter().map(host).collect::<Vec<_>>(), "errors": []}))
    });
    assert_eq!(asked.outcome("hosts"), COMPLETE, "{:?}", asked.problems());
    assert_eq!(batches, [100, 60]);
    assert_eq!(asked.ids("endpoint agent").len(), 160);
}

#[test]
fn a_graph_is_asked_page_by_page_and_one_answer_may_hold_two_scopes() {
    let lines = "settings: {organization: linden}\nsecrets: {token: {env: T}}\n\
                 scopes: [teams, team repositories]\n";
    let asked = ask("github", lines, |request| {
        let body = sent(request);
        assert_eq!(body["variables"]["organization"], "linden");
        let (slug, next) = match body["variables"]["after"].as_str() {
            None => ("bakery", true),
            Some("c1") => ("cellar", false),
            other => panic!("{other:?}"),
        };
        let repository = json!({"permission": "ADMIN", "node": {"id": format!("R_{slug}"),
            "nameWithOwner": format!("linden/{slug}"),
            "url": format!("https://github.com/linden/{slug}")}});
        let team = json!({"id": format!("T_{slug}"), "slug": slug, "name": slug,
            "url": format!("https://github.com/orgs/linden/teams/{slug}"),
            "members": {"totalCount": 0, "edges": []}, "repositories": {"edges": [repository]}});
        ok(
            &json!({"data": {"organization": {"teams": {"edges": [{"node": team}],
            "pageInfo": {"hasNextPage": next, "endCursor": "c1"}}}}}),
        )
    });
    assert_eq!(asked.requests.len(), 2, "{:?}", asked.urls());
    assert_eq!(asked.outcome("teams"), COMPLETE, "{:?}", asked.problems());
    assert_eq!(
        asked.outcome("team repositories"),
        COMPLETE,
        "{:?}",
        asked.problems()
    );
    assert_eq!(asked.ids("team"), ["T_bakery", "T_cellar"]);
    assert_eq!(asked.ids("repository").len(), 2);
}

#[test]
fn an_answer_that_does_not_say_whose_it_is_is_of_the_id_it_was_asked_with() {
    let teams = |id: &str| json!({"id": id, "objectClass": ["okta:user_group"], "profile": {}});
    let asked = ask(
        "okta",
        &format!("{OKTA}scopes: [groups, group members]\n"),
        |request| {
            let path = request.url.split('?').next().unwrap_or_default();
            match path.rsplit('/').collect::<Vec<_>>()[..] {
                ["groups", ..] => ok(&json!([teams("00g1"), teams("00g2")])),
                ["users", "00g1", ..] => ok(&okta_people(0..1)),
                ["users", "00g2", ..] => ok(&json!([])),
                _ => panic!("{path}"),
            }
        },
    );
    assert_eq!(
        asked.outcome("group members"),
        COMPLETE,
        "{:?}",
        asked.problems()
    );
    assert_eq!(
        asked.ids("team"),
        ["00g1", "00g2", "members:00g1", "members:00g2"]
    );
}
