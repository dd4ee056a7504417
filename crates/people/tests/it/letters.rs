//! What a person reads.

use model::{EntityId, FindingState, Severity};
use people::How;

use crate::fixtures::{end_of, finding, fold_now, to_ann};

#[test]
fn one_thing_is_told_in_the_order_of_the_template() {
    let birch = finding("agent", 1, end_of("2026-06-05"), Severity::High);
    let messages = fold_now(&[to_ann(&birch, "Birch")]);
    let subject = &messages[0].subject;
    assert_eq!(
        subject,
        "Birch: laptops run the endpoint agent, by Friday 5 June"
    );
    insta::assert_snapshot!(messages[0].body, @r"
    Hello Ann,

    Your laptop Birch no longer reports to our agent. The agent is how we notice an attack.

    1. Open the Self Service app.
    2. Press Reinstall.
    It takes about 5 minutes.

    By Friday 5 June; after that it counts as overdue.

    Answer: done, later, not mine, help.

    Example Ltd writes to you as the user of Birch.
    ");
}

#[test]
fn several_things_share_one_message_and_the_rest_is_counted() {
    let days = [
        "2026-06-03",
        "2026-06-04",
        "2026-06-05",
        "2026-06-20",
        "2026-06-21",
    ];
    let findings: Vec<_> = (1..)
        .zip(days)
        .map(|(laptop, day)| finding("agent", laptop, end_of(day), Severity::High))
        .collect();
    let names = ["Birch", "Oak", "Elm", "Ash", "Yew"];
    let addressed: Vec<_> = findings
        .iter()
        .zip(names)
        .map(|(finding, name)| to_ann(finding, name))
        .collect();
    let messages = fold_now(&addressed);
    assert_eq!((messages.len(), messages[0].more), (1, 2));
    assert_eq!(
        messages[0].subject,
        "Birch and 2 more things, by Wednesday 3 June"
    );
    insta::assert_snapshot!(messages[0].body, @r"
    Hello Ann,

    Your laptop Birch no longer reports to our agent. The agent is how we notice an attack.

    1. Open the Self Service app.
    2. Press Reinstall.
    It takes about 5 minutes.

    By Wednesday 3 June; after that it counts as overdue.

    Also Oak: Laptops run the endpoint agent, by Thursday 4 June.
    Also Elm: Laptops run the endpoint agent, by Friday 5 June.
    And 2 smaller ones next week.

    Answer: done, later, not mine, help.

    Example Ltd writes to you as the user of Birch.
    ");
}

#[test]
fn findings_on_one_thing_are_one_thing() {
    let agent = finding("agent", 1, end_of("2026-06-05"), Severity::High);
    let disk = finding("disk", 1, end_of("2026-06-03"), Severity::High);
    let mut second = to_ann(&disk, "Birch");
    second.rule_title = "Laptops are encrypted".to_owned();
    let messages = fold_now(&[to_ann(&agent, "Birch"), second]);
    assert_eq!(messages[0].things.len(), 1);
    assert_eq!(messages[0].things[0].due, end_of("2026-06-03"));
    assert!(
        messages[0]
            .body
            .contains("Also on Birch: Laptops run the endpoint agent.")
    );
}

#[test]
fn late_is_told_as_a_fact() {
    let birch = finding("agent", 1, end_of("2026-05-29"), Severity::High);
    let messages = fold_now(&[to_ann(&birch, "Birch")]);
    assert!(
        messages[0]
            .body
            .contains("This was due on Friday 29 May, 3 days ago.")
    );
    assert!(
        messages[0].subject.ends_with("was due Friday 29 May"),
        "{}",
        messages[0].subject
    );
}

#[test]
fn due_soonest_comes_first_then_severity_then_what_has_no_date() {
    let undated = finding("agent", 1, None, Severity::Critical);
    let low = finding("agent", 2, end_of("2026-06-05"), Severity::Low);
    let high = finding("agent", 3, end_of("2026-06-05"), Severity::High);
    let soon = finding("agent", 4, end_of("2026-06-02"), Severity::Low);
    let all = [
        to_ann(&undated, "A"),
        to_ann(&low, "B"),
        to_ann(&high, "C"),
        to_ann(&soon, "D"),
    ];
    let message = &fold_now(&all)[0];
    let order: Vec<&str> = message
        .things
        .iter()
        .map(|thing| thing.name.as_str())
        .collect();
    assert_eq!(order, ["D", "C", "B"]);
    assert_eq!(message.later, std::slice::from_ref(&undated.id));
}

#[test]
fn next_week_is_said_only_of_what_can_wait_until_then() {
    let days = ["2026-06-02", "2026-06-02", "2026-06-02", "2026-06-08"];
    let findings: Vec<_> = (1..)
        .zip(days)
        .map(|(laptop, day)| finding("agent", laptop, end_of(day), Severity::High))
        .collect();
    let addressed: Vec<_> = findings
        .iter()
        .map(|finding| to_ann(finding, "Birch"))
        .collect();
    let body = &fold_now(&addressed)[0].body;
    assert!(body.contains("And 1 more, by Monday 8 June."), "{body}");
    assert!(!body.contains("next week"));
}

#[test]
fn a_finding_that_is_not_open_is_not_told() {
    let mut detected = finding("agent", 1, None, Severity::High);
    detected.state = FindingState::Detected;
    let mut closed = finding("agent", 2, None, Severity::High);
    closed.state = FindingState::Closed;
    assert!(fold_now(&[to_ann(&detected, "Birch"), to_ann(&closed, "Oak")]).is_empty());
}

#[test]
fn a_silent_source_leaves_a_sentence_that_can_be_read() {
    let birch = finding("agent", 1, end_of("2026-06-05"), Severity::High);
    let mut addressed = to_ann(&birch, "Birch");
    addressed.values.clear();
    addressed.message = "{user.first name}, {laptop.name} is due by {due date}.".to_owned();
    let body = &fold_now(&[addressed])[0].body;
    assert!(
        body.contains("Birch: user, laptop is due by Friday 5 June."),
        "{body}"
    );
}

#[test]
fn the_message_says_why_it_came() {
    let birch = finding("agent", 1, None, Severity::High);
    let why = |how: How| {
        let mut addressed = to_ann(&birch, "Birch");
        addressed.how = how;
        let body = fold_now(&[addressed]).remove(0).body;
        body.lines().last().unwrap().to_owned()
    };
    assert_eq!(
        why(How::FixedBy("department's security contact".to_owned())),
        "Example Ltd writes to you as the department's security contact."
    );
    assert_eq!(
        why(How::Responsible("Endpoint protection".to_owned())),
        "Example Ltd writes to you as the one responsible for `Endpoint protection`."
    );
    let mut own = to_ann(&birch, "Ann Example");
    own.to = birch.entity.clone();
    assert!(
        fold_now(&[own])[0]
            .body
            .ends_with("because this is about you.\n")
    );
}

#[test]
fn nobody_can_be_told_a_later_date_than_the_ledgers() {
    let birch = finding("agent", 1, end_of("2026-06-05"), Severity::High);
    let mut addressed = to_ann(&birch, "Birch");
    addressed.message = "Birch, by {due date}.".to_owned();
    addressed
        .values
        .insert("due date".to_owned(), "Friday 12 June".to_owned());
    let body = &fold_now(&[addressed])[0].body;
    assert!(body.contains("Birch, by Friday 5 June."), "{body}");
}

#[test]
fn everybody_gets_their_own_message() {
    let birch = finding("agent", 1, None, Severity::High);
    let oak = finding("agent", 2, None, Severity::High);
    let mut to_bob = to_ann(&oak, "Oak");
    to_bob.to = EntityId::new("person", 2);
    let messages = fold_now(&[to_bob, to_ann(&birch, "Birch")]);
    let to: Vec<u64> = messages.iter().map(|message| message.to.number).collect();
    assert_eq!(to, [1, 2]);
    assert!(!messages[0].body.contains("Oak"));
}

#[test]
fn a_line_break_in_a_name_is_no_line_break_in_the_subject() {
    let birch = finding("agent", 1, None, Severity::High);
    let messages = fold_now(&[to_ann(&birch, "Birch\r\nBcc: all@example.com")]);
    assert!(!messages[0].subject.contains(['\r', '\n']));
}
