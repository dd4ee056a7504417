//! What goes wrong costs the scope it hits, is told once, and leaves the other scopes whole.

use std::time::Duration;

use model::ScopeOutcome::{Complete, Failed, Partial};
use serde_json::json;
use sources::fetch::{Request, Response, Unreached};

use super::{Asked, KANDJI, OKTA, answer, ask, kandji_laptops, ok, okta_people, parameter};

/// People on two pages; the second is what the test says.
fn second_page(mut second: impl FnMut(&Request) -> Result<Response, Unreached>) -> Asked {
    let next = "</api/v1/users?after=2>; rel=\"next\"";
    ask(
        "okta",
        &format!("{OKTA}scopes: users\n"),
        |request| match parameter(request, "after") {
            None => answer(200, &[("link", next)], &okta_people(0..2).to_string()),
            Some(_) => second(request),
        },
    )
}

#[track_caller]
fn partial(asked: &Asked, told: &str) {
    assert_eq!(asked.outcome("users"), Some(Partial));
    assert_eq!(asked.problems(), [told]);
    assert_eq!(
        asked.ids("account"),
        ["u0000", "u0001"],
        "what was read is kept"
    );
}

#[test]
fn what_hits_the_second_page_leaves_the_first_and_is_told_once() {
    let denied = r#"{"errorCode":"E0000006","errorSummary":"You do not have permission"}"#;
    partial(
        &second_page(|_| answer(403, &[], denied)),
        "http-forbidden: `users` of `s`: the tool answered 403: \"You do not have permission\"",
    );
    let whole = okta_people(2..4).to_string();
    let cut = second_page(|_| answer(200, &[], &whole[..whole.len() / 2]));
    assert!(cut.problems()[0].starts_with("http-cut: `users` of `s`: the answer breaks off"));
    assert_eq!(
        (cut.problems().len(), cut.outcome("users")),
        (1, Some(Partial))
    );
    let page = second_page(|_| answer(200, &[], "<html>Please sign in</html>"));
    assert!(
        page.problems()[0].starts_with("http-not-json"),
        "{:?}",
        page.problems()
    );
    partial(
        &second_page(|_| ok(&okta_people(0..2))),
        "http-stands-still: `users` of `s`: the tool gave the same page again",
    );
    partial(
        &second_page(|_| Err(Unreached::Late)),
        "http-late: `users` of `s`: the answer took too long, after 4 tries",
    );
    partial(
        &second_page(|_| Err(Unreached::Cut("the peer went away".to_owned()))),
        "http-cut: `users` of `s`: the answer broke off: the peer went away, after 4 tries",
    );
    let other = "<https://elsewhere.example/api/v1/users?after=3>; rel=\"next\"";
    let elsewhere = second_page(|request| {
        assert!(
            !request.url.contains("elsewhere"),
            "no other server is asked"
        );
        answer(200, &[("link", other)], &okta_people(2..3).to_string())
    });
    assert_eq!(
        elsewhere.problems(),
        ["http-moved: `users` of `s`: it leads to another server, `https://elsewhere.example`"]
    );
    assert_eq!(elsewhere.ids("account").len(), 3);
}

#[test]
fn a_cursor_that_comes_back_ends_the_scope_in_doubt() {
    let mut page = 0;
    let again = "</api/v1/users?after=2>; rel=\"next\"";
    let asked = second_page(|_| {
        page += 1;
        answer(
            200,
            &[("link", again)],
            &okta_people(page..page + 1).to_string(),
        )
    });
    assert_eq!(asked.outcome("users"), Some(Partial));
    assert_eq!(asked.problems().len(), 1, "{:?}", asked.problems());
    assert!(asked.problems()[0].contains("sent us back to a page that was read"));
}

#[test]
fn a_tool_that_is_asked_too_often_is_asked_again_when_it_says() {
    let mut refusals = 2;
    let asked = second_page(|_| {
        refusals -= 1;
        match refusals {
            0.. => answer(429, &[("retry-after", "7")], ""),
            _ => ok(&okta_people(2..3)),
        }
    });
    assert_eq!(asked.waits, [Duration::from_secs(7); 2]);
    assert_eq!(
        (asked.outcome("users"), asked.problems().len()),
        (Some(Complete), 0)
    );
    assert_eq!(asked.ids("account").len(), 3);
    let too_long = second_page(|_| answer(429, &[("retry-after", "3600")], ""));
    assert_eq!(too_long.waits, []);
    assert!(too_long.problems()[0].contains("wants us to wait 3600 seconds"));
}

#[test]
fn a_failure_of_the_moment_is_tried_again_with_growing_pauses() {
    let mut failures = 3;
    let asked = second_page(|_| {
        failures -= 1;
        match failures {
            0.. => answer(500, &[], ""),
            _ => ok(&okta_people(2..3)),
        }
    });
    assert_eq!(asked.waits, [1, 2, 4].map(Duration::from_secs));
    assert_eq!(
        (asked.outcome("users"), asked.problems().len()),
        (Some(Complete), 0)
    );
}

#[test]
fn a_list_that_changes_while_it_is_read_is_not_whole() {
    // `u0001` slid to the second page, so something else may have slid to the first.
    partial_list(&second_page(|_| ok(&okta_people(1..3))));
    let renamed = |_: &Request| {
        let mut page = okta_people(1..3);
        page[0]["profile"]["firstName"] = json!("Q");
        ok(&page)
    };
    partial_list(&second_page(renamed));
}

#[track_caller]
fn partial_list(asked: &Asked) {
    assert_eq!(asked.outcome("users"), Some(Partial));
    let problems = asked.problems();
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert!(problems[0].starts_with("http-list-changed: `u0001` of `users` came on two pages"));
    assert_eq!(asked.collected.rejected, []);
    assert_eq!(asked.ids("account"), ["u0000", "u0001", "u0002"]);
}

#[test]
fn one_scope_that_is_refused_leaves_the_others_whole() {
    let asked = ask("kandji", KANDJI, |request| {
        if request.url.ends_with("/details") {
            return answer(403, &[], r#"{"detail":"no permission"}"#);
        }
        match parameter(request, "offset") {
            Some("0") => ok(&kandji_laptops(0..2)),
            Some(_) => ok(&json!([])),
            None => {
                let id = request.url.rsplit('/').nth(1).unwrap();
                ok(&json!({"device_id": id, "apps": []}))
            }
        }
    });
    assert_eq!(asked.outcome("devices"), Some(Complete));
    assert_eq!(asked.outcome("apps"), Some(Complete));
    assert_eq!(asked.outcome("details"), Some(Failed));
    assert_eq!(
        asked.problems(),
        [
            "http-forbidden: `details` of `s`: 2 of 2 answers are missing: the tool answered 403: \
          \"no permission\""
        ]
    );
}

#[test]
fn what_waits_for_a_list_that_failed_is_not_told_again() {
    let asked = ask("kandji", KANDJI, |_| answer(403, &[], ""));
    assert_eq!(asked.requests.len(), 1);
    assert_eq!(asked.problems().len(), 1, "{:?}", asked.problems());
    for scope in ["devices", "details", "apps"] {
        assert_eq!(asked.outcome(scope), Some(Failed), "{scope}");
    }
    assert_eq!(
        asked.reason("apps"),
        "`devices`, which names what to ask, is not whole"
    );
}

#[test]
fn details_of_half_a_list_are_not_all_details() {
    let asked = ask("kandji", KANDJI, |request| {
        match parameter(request, "offset") {
            Some("0") => ok(&kandji_laptops(0..1)),
            Some(_) => answer(400, &[], ""),
            None if request.url.ends_with("/apps") => {
                ok(&json!({"device_id": "d0000", "apps": []}))
            }
            None => ok(&json!({"general": {"device_id": "d0000"}, "mdm": {}})),
        }
    });
    for scope in ["devices", "details", "apps"] {
        assert_eq!(asked.outcome(scope), Some(Partial), "{scope}");
    }
    assert_eq!(asked.problems().len(), 1, "{:?}", asked.problems());
}

#[test]
fn a_tool_that_nobody_can_reach_fails_once_and_soon() {
    let asked = ask("kandji", KANDJI, |_| {
        Err(Unreached::NoAnswer("refused".to_owned()))
    });
    assert_eq!(asked.requests.len(), 4);
    assert_eq!(
        asked.problems(),
        [
            "http-unreachable: `devices`, `details`, `apps` of `s`: nobody answered: refused, \
             after 4 tries"
        ]
    );
}

#[test]
fn an_answer_in_part_is_not_whole_though_its_status_is_good() {
    let lines = "settings: {organization: linden}\nsecrets: {token: {env: T}}\nscopes: members\n";
    let asked = ask("github", lines, |_| {
        ok(&json!({"data": {"organization": null}, "errors": [{"message": "Resource limits"}]}))
    });
    assert_eq!(asked.outcome("members"), Some(Failed));
    assert_eq!(
        asked.problems(),
        ["http-errors: `members` of `s`: the tool answered only in part: \"Resource limits\""]
    );
}

#[test]
fn an_answer_of_another_shape_is_told_and_not_taken_for_nothing() {
    let asked = ask("okta", &format!("{OKTA}scopes: users\n"), |_| {
        ok(&json!([{"id": "g1", "type": "OKTA_GROUP"}]))
    });
    assert_eq!(asked.outcome("users"), Some(Failed));
    assert_eq!(
        asked.problems(),
        [
            "http-not-its-answer: `users/page 1` is not what `okta` expects: it has `[].id`, \
          `[].type`"
        ]
    );
}

#[test]
fn nothing_there_is_an_answer_which_is_held_elsewhere() {
    let asked = ask("kandji", KANDJI, |_| ok(&json!([])));
    for scope in ["devices", "details", "apps"] {
        assert_eq!(asked.outcome(scope), Some(Complete), "{scope}");
    }
    assert_eq!(asked.collected.records, []);
}

#[test]
fn limits_stop_what_has_no_end() {
    let lines = format!("{OKTA}limits: {{pages: 5}}\nscopes: users\n");
    let mut page = 0;
    let asked = ask("okta", &lines, |_| {
        page += 1;
        let next = format!("</api/v1/users?after={page}>; rel=\"next\"");
        answer(
            200,
            &[("link", next.as_str())],
            &okta_people(page..page + 1).to_string(),
        )
    });
    assert_eq!(asked.requests.len(), 5);
    assert_eq!(
        asked.problems(),
        ["http-limit: `users` of `s`: it takes more than 5 requests"]
    );
}
