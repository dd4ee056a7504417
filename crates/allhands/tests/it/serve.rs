//! `allhands serve` as browsers, programs and strangers meet it: a real process, real HTTP.

mod attack;
mod browser;

use std::{
    io::{BufRead as _, BufReader, Read as _},
    path::Path,
    process::{Child, Command, Stdio},
};

use serde_json::Value;

use browser::{Answer, Browser};

/// A server that ends with the test.
struct Server {
    child: Child,
    address: String,
    said: Value,
}

impl Server {
    /// Serves a workspace on a port that is free.
    fn start(workspace: &Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_allhands"))
            .args([
                "serve",
                "--listen",
                "127.0.0.1:0",
                "--format",
                "json",
                "--workspace",
            ])
            .arg(workspace)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // It says where it is in one answer, and goes on.
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut text = String::new();
        let said = loop {
            let Some(Ok(line)) = lines.next() else {
                let mut why = String::new();
                let _ = child.stderr.take().unwrap().read_to_string(&mut why);
                panic!("it does not serve: {text}{why}");
            };
            text.push_str(&line);
            if line == "}" {
                break serde_json::from_str::<Value>(&text).unwrap()["data"].clone();
            }
        };
        let address = said["address"].as_str().unwrap();
        Self {
            address: address.strip_prefix("http://").unwrap().to_owned(),
            child,
            said,
        }
    }

    /// Somebody without a cookie.
    fn stranger(&self) -> Browser {
        Browser::new(&self.address)
    }

    /// Somebody who came by the link of a part of the sample organisation.
    fn part(&self, part: &str) -> Browser {
        let links = self.said["sign_in"].as_array().unwrap();
        let one = links.iter().find(|one| one["part"] == part).unwrap();
        let mut browser = self.stranger();
        let answer = browser.follow(one["link"].as_str().unwrap());
        assert_eq!(answer.status, 303, "{answer:?}");
        browser
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The sample organisation that all tests share which only read.
fn demo() -> Server {
    Server::start(&crate::demo::demo_folder())
}

/// A copy of the sample organisation for a test that writes.
fn own_demo() -> (tempfile::TempDir, Server) {
    let folder = tempfile::tempdir().unwrap();
    copy(&crate::demo::demo_folder(), folder.path());
    let server = Server::start(folder.path());
    (folder, server)
}

fn copy(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).unwrap().flatten() {
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        if from.is_dir() {
            std::fs::create_dir_all(&to).unwrap();
            copy(&from, &to);
        } else {
            std::fs::copy(&from, &to).unwrap();
            // When an export was written says of when its answers are.
            let written = from.metadata().unwrap().modified().unwrap();
            let file = std::fs::File::options().append(true).open(&to).unwrap();
            file.set_modified(written).unwrap();
        }
    }
}

#[test]
fn whoever_asks_sees_what_is_theirs_and_no_more() {
    let server = demo();
    let employee = server.part("employee");
    let me = employee.json("/api/v1/me");
    assert_eq!(me["roles"], serde_json::json!(["employee"]));
    let part = employee.json("/api/v1/me/part");
    let tasks = part["to_do"].as_array().unwrap();
    assert!(!tasks.is_empty(), "{part}");
    for task in tasks {
        assert!(!task["message"].as_str().unwrap().contains('{'), "{task}");
    }
    let own = employee.json("/api/v1/findings?state=all&limit=500");
    let all = server
        .part("security lead")
        .json("/api/v1/findings?state=all&limit=500");
    let (own, all) = (
        own["total"].as_u64().unwrap(),
        all["total"].as_u64().unwrap(),
    );
    assert!(own > 0 && own * 4 < all, "{own} of {all}");
}

#[test]
fn a_list_comes_in_pages_that_hold_everything_once() {
    let server = demo();
    let lead = server.part("security lead");
    let mut seen = std::collections::BTreeSet::new();
    let mut after = String::new();
    let mut total = 0;
    loop {
        let page = lead.json(&format!("/api/v1/findings?state=all&limit=40{after}"));
        for one in page["items"].as_array().unwrap() {
            assert!(
                seen.insert(one["id"].as_str().unwrap().to_owned()),
                "twice: {one}"
            );
        }
        total = page["total"].as_u64().unwrap().max(total);
        match page["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => break,
        }
    }
    assert_eq!(seen.len() as u64, total);
}

#[test]
fn every_part_reads_every_list_or_is_told_that_it_may_not() {
    let lists = [
        "/api/v1/findings",
        "/api/v1/kinds",
        "/api/v1/inventory/device",
        "/api/v1/rules",
        "/api/v1/sources",
        "/api/v1/matrix",
        "/api/v1/matrix/gaps",
        "/api/v1/log",
        "/api/v1/departments",
        "/api/v1/me/part",
        "/api/v1/me/data",
        "/api/v1/me/tokens",
    ];
    let server = demo();
    let mut table = String::new();
    for part in [
        "employee",
        "department head",
        "security lead",
        "auditor",
        "administrator",
    ] {
        let browser = server.part(part);
        for list in lists {
            let answer = browser.get(list);
            table += &format!("{part:<16} {list:<28} {}\n", answer.status);
        }
    }
    insta::assert_snapshot!(table);
}

#[test]
fn an_entity_says_where_it_comes_from_and_a_finding_what_happened() {
    let server = demo();
    let lead = server.part("security lead");
    let row = lead.json("/api/v1/findings?limit=1&kind=device")["items"][0].clone();
    let finding = lead.json(&format!("/api/v1/findings/{}", row["id"].as_str().unwrap()));
    assert_eq!(
        finding["events"].as_array().unwrap().last().unwrap()["actor"],
        "judge"
    );
    assert!(!finding["asked"][0]["sentence"].as_str().unwrap().is_empty());
    let (kind, number) = row["entity"].as_str().unwrap().rsplit_once('-').unwrap();
    let entity = lead.json(&format!("/api/v1/entities/{kind}/{number}"));
    assert!(!entity["records"].as_array().unwrap().is_empty());
    let known = entity["fields"].as_array().unwrap().iter();
    let sourced = known.filter(|field| field["reading"] == "known");
    assert!(sourced.clone().count() > 0 && sourced.into_iter().all(|f| f["source"].is_string()));
}

#[test]
fn an_answer_is_kept_and_seen_at_once_and_a_check_is_a_job() {
    let (_folder, server) = own_demo();
    let employee = server.part("employee");
    let part = employee.json("/api/v1/me/part");
    let finding = part["to_do"][0]["finding"].as_str().unwrap().to_owned();
    let path = format!("/api/v1/findings/{finding}/claim");
    let kept = employee.post(&path, r#"{"because": "done this morning"}"#);
    assert_eq!(kept.status, 200, "{kept:?}");
    let after = employee.json("/api/v1/me/part");
    assert_eq!(after["waiting"][0]["finding"], finding.as_str());
    assert_eq!(after["waiting"][0]["state"], "fix_claimed");
    let before = part["to_do"].as_array().unwrap().len();
    assert_eq!(after["to_do"].as_array().unwrap().len(), before - 1);

    let job = employee.post("/api/v1/checks", "");
    assert_eq!(job.status, 202, "{job:?}");
    let id = job.json()["job"].as_str().unwrap().to_owned();
    // The stream ends with the job.
    let events = employee.get(&format!("/api/v1/jobs/{id}/events"));
    assert!(events.body.contains("event: done") || events.body.contains("event: error"));
    let job = employee.json(&format!("/api/v1/jobs/{id}"));
    assert_eq!(job["state"], "done", "{job}");
    // Nothing newer was seen, so evidence has not decided yet.
    let waits = employee.json("/api/v1/me/part");
    assert_eq!(waits["waiting"][0]["finding"], finding.as_str(), "{waits}");
}

#[test]
fn a_token_reads_what_its_person_may_and_ends_with_them() {
    let (_folder, server) = own_demo();
    let lead = server.part("security lead");
    let wanted = r#"{"name": "report", "scope": "read", "days": 30}"#;
    let made = lead.post("/api/v1/me/tokens", wanted);
    assert_eq!(made.status, 201, "{made:?}");
    let token = made.json()["token"].as_str().unwrap().to_owned();
    let program = server
        .stranger()
        .with("authorization", &format!("Bearer {token}"));
    assert_eq!(program.get("/api/v1/findings").status, 200);
    // It reads only, and makes no other token.
    assert_eq!(program.post("/api/v1/checks", "").status, 403);
    assert_eq!(program.post("/api/v1/me/tokens", wanted).status, 403);
    let id = made.json()["id"].as_str().unwrap().to_owned();
    assert_eq!(
        lead.send("DELETE", &format!("/api/v1/me/tokens/{id}"), "")
            .status,
        204
    );
    assert_eq!(program.get("/api/v1/findings").status, 401);
}

#[test]
fn the_first_administrator_comes_by_a_link_that_works_once() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("mine");
    let made = crate::world::allhands()
        .arg("init")
        .arg(&root)
        .output()
        .unwrap();
    assert!(made.status.success());
    let server = Server::start(&root);
    let link = server.said["first_administrator"]
        .as_str()
        .unwrap()
        .to_owned();
    let code = link.split_once("code=").unwrap().1.to_owned();
    let mut browser = server.stranger();
    assert!(
        browser
            .follow(&link)
            .body
            .contains("The first administrator")
    );
    let short = format!("code={code}&name=Ana%40example.org&password=short");
    assert_eq!(browser.form("/sign-in/first", &short).status, 422);
    let right = format!("code={code}&name=Ana%40example.org&password=four+plain+words+together");
    assert_eq!(browser.form("/sign-in/first", &right).status, 303);
    assert_eq!(
        browser.json("/api/v1/me")["roles"],
        serde_json::json!(["administrator"])
    );
    assert_eq!(server.stranger().form("/sign-in/first", &right).status, 403);
    // Signing out ends it, also for whoever kept the cookie.
    assert_eq!(browser.post("/api/v1/sign-out", "").status, 204);
    assert_eq!(browser.get("/api/v1/me").status, 401);
    let again = "name=ana%40EXAMPLE.org&password=four+plain+words+together&to=%2Frules";
    let answer: Answer = browser.form("/sign-in", again);
    assert_eq!(
        (answer.status, answer.header("location")),
        (303, Some("/rules"))
    );
    assert_eq!(browser.get("/api/v1/me").status, 200);
}
