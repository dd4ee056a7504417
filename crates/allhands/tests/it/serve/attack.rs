//! What somebody tries who means harm.

use super::{Server, demo, own_demo};

#[test]
fn a_stranger_gets_nothing_from_the_api() {
    let server = demo();
    let stranger = server.stranger();
    let forged = [
        "allhands=",
        "allhands=x",
        "allhands=../../etc/passwd",
        "allhands=' OR 1=1 --",
        "allhands=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    ];
    for path in [
        "/api/v1/me",
        "/api/v1/findings",
        "/api/v1/nothing",
        "/api/v1/me/part",
    ] {
        assert_eq!(stranger.get(path).status, 401, "{path}");
        for cookie in forged {
            let mut other = stranger.clone();
            other.cookie = Some(cookie.to_owned());
            assert_eq!(other.get(path).status, 401, "{cookie}");
        }
        let token = stranger.clone().with("authorization", "Bearer AAAA");
        assert_eq!(token.get(path).status, 401);
    }
    assert_eq!(stranger.get("/sign-in/link?code=AAAA").status, 403);
}

#[test]
fn what_is_not_theirs_looks_like_what_does_not_exist() {
    let server = demo();
    let (employee, lead) = (server.part("employee"), server.part("security lead"));
    let me = employee.json("/api/v1/me")["name"].clone();
    let all = lead.json("/api/v1/findings?limit=500&kind=device");
    let others = all["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["goes_to"] != me)
        .unwrap();
    let finding = others["id"].as_str().unwrap();
    let (kind, number) = others["entity"].as_str().unwrap().rsplit_once('-').unwrap();
    let answer = |path: &str| {
        let answer = employee.get(path);
        (answer.status, answer.body)
    };
    let there = answer(&format!("/api/v1/findings/{finding}"));
    assert_eq!(there.0, 403);
    assert_eq!(there, answer("/api/v1/findings/no-such-rule@device-1"));
    let there = answer(&format!("/api/v1/entities/{kind}/{number}"));
    assert_eq!(there, answer("/api/v1/entities/device/999999999"));
    assert_eq!(there.0, 403);
    let claimed = employee.post(&format!("/api/v1/findings/{finding}/claim"), "{}");
    assert_eq!(claimed.status, 403, "{claimed:?}");
}

#[test]
fn an_auditor_reads_and_writes_nothing() {
    let server = demo();
    let auditor = server.part("auditor");
    let all = auditor.json("/api/v1/findings?limit=1");
    let finding = all["items"][0]["id"].as_str().unwrap();
    for (path, body) in [
        (format!("/api/v1/findings/{finding}/claim"), "{}"),
        (
            format!("/api/v1/findings/{finding}/dispute"),
            r#"{"about":"not_true","because":"x"}"#,
        ),
        (
            format!("/api/v1/findings/{finding}/settle"),
            r#"{"how":"stands","because":"x"}"#,
        ),
        ("/api/v1/checks".to_owned(), ""),
    ] {
        assert_eq!(auditor.post(&path, body).status, 403, "{path}");
    }
}

#[test]
fn another_page_cannot_write_with_the_cookie_of_a_browser() {
    let server = demo();
    let employee = server.part("employee");
    let finding = employee.json("/api/v1/findings?limit=1")["items"][0]["id"].clone();
    let path = format!("/api/v1/findings/{}/claim", finding.as_str().unwrap());
    for site in ["cross-site", "same-site", "none", ""] {
        let other = employee.clone().with("sec-fetch-site", site);
        assert_eq!(other.post(&path, "{}").status, 403, "{site}");
        assert_eq!(other.post("/api/v1/sign-out", "").status, 403, "{site}");
    }
    for kind in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
    ] {
        let other = employee.clone().with("content-type", kind);
        assert_eq!(other.post(&path, "{}").status, 403, "{kind}");
    }
    let mut form = server.stranger().with("sec-fetch-site", "cross-site");
    assert_eq!(form.form("/sign-in", "name=a&password=b").status, 403);
    // Nothing of it was kept.
    assert_eq!(
        employee.json("/api/v1/findings?limit=1")["items"][0]["state"],
        "open"
    );
}

#[test]
fn a_session_that_ended_is_no_use_to_whoever_copied_it() {
    let (_folder, server) = own_demo();
    let employee = server.part("employee");
    let thief = employee.clone();
    assert_eq!(thief.get("/api/v1/me").status, 200);
    assert_eq!(employee.post("/api/v1/sign-out", "").status, 204);
    assert_eq!(thief.get("/api/v1/me").status, 401);
}

#[test]
fn guessing_a_password_is_stopped() {
    let server = demo();
    let mut last = 0;
    for _ in 0..6 {
        let mut browser = server.stranger();
        last = browser
            .form("/sign-in", "name=nobody%40example.org&password=guess")
            .status;
        assert!(browser.cookie.is_none());
    }
    assert_eq!(last, 429);
}

#[test]
fn odd_requests_are_refused_and_the_next_one_is_answered() {
    let server = demo();
    let employee = server.part("employee");
    let large = format!("{{\"because\": \"{}\"}}", "x".repeat(300_000));
    assert_eq!(
        employee.post("/api/v1/findings/a@b-1/claim", &large).status,
        413
    );
    for path in [
        "/api/v1/findings?limit=0",
        "/api/v1/findings?limit=x",
        "/api/v1/findings?after=%00",
        "/api/v1/findings?state=gone",
        "/api/v1/findings?scope=all-of-them",
        "/api/v1/findings?sort=secret",
        "/api/v1/findings?severity=worst",
        "/api/v1/entities/device/x",
        "/api/v1/findings?due_before=soon",
    ] {
        let answer = employee.get(path);
        assert_eq!(answer.status, 400, "{path}: {answer:?}");
        assert_eq!(
            answer.header("content-type"),
            Some("application/problem+json")
        );
    }
    assert_eq!(
        employee.post("/api/v1/findings/a@b-1/claim", "{").status,
        400
    );
    assert_eq!(employee.send("PUT", "/api/v1/me", "{}").status, 405);
    assert_eq!(employee.get("/api/v1/me").status, 200);
    assert_eq!(server.stranger().get("/healthz").status, 200);
}

#[test]
fn no_path_leads_out_of_the_app_and_none_below_the_api_into_it() {
    let server = demo();
    let stranger = server.stranger();
    for path in [
        "/../../../../etc/passwd",
        "/assets/../../../etc/passwd",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/assets/%2e%2e%2f%2e%2e%2fetc/passwd",
        "//etc/passwd",
        "/.git/config",
    ] {
        let answer = stranger.get(path);
        assert!(!answer.body.contains("root:"), "{path}");
    }
    for path in [
        "/api",
        "/api/",
        "/api/v2/me",
        "/assets/nothing.js",
        "/assets/",
    ] {
        assert_eq!(stranger.get(path).status, 404, "{path}");
    }
    let page = stranger.get("/findings");
    assert_eq!(page.status, 200);
    let policy = page.header("content-security-policy").unwrap();
    assert!(policy.contains("script-src 'self';") && policy.contains("frame-ancestors 'none'"));
}

#[test]
fn nothing_typed_into_a_form_runs_in_a_page() {
    let server = demo();
    let script = "%22%3E%3Cscript%3Ealert(1)%3C/script%3E";
    let pages = [
        server.stranger().get(&format!("/sign-in?to=/{script}")),
        server
            .stranger()
            .get(&format!("/sign-in/first?code={script}")),
        server
            .stranger()
            .form("/sign-in", &format!("name={script}&password=x&to={script}")),
    ];
    for page in pages {
        assert!(!page.body.contains("<script"), "{page:?}");
    }
}

#[test]
fn whoever_says_nothing_keeps_nobody_waiting() {
    let server = demo();
    let silent: Vec<_> = (0..50)
        .map(|_| std::net::TcpStream::connect(&server.address).unwrap())
        .collect();
    let half = server.stranger();
    let began = std::time::Instant::now();
    assert_eq!(half.get("/healthz").status, 200);
    assert!(began.elapsed() < std::time::Duration::from_secs(5));
    drop(silent);
}

#[test]
#[cfg(unix)]
fn a_server_that_is_told_to_stop_ends_well() {
    let (_folder, mut server) = own_demo();
    assert_eq!(server.part("employee").get("/api/v1/me").status, 200);
    stop(&server);
    let ended = server.child.wait().unwrap();
    assert_eq!(ended.code(), Some(0));
}

#[cfg(unix)]
fn stop(server: &Server) {
    let id = server.child.id().to_string();
    let told = std::process::Command::new("kill")
        .args(["-TERM", &id])
        .status()
        .unwrap();
    assert!(told.success());
}
