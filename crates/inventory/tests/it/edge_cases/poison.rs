//! Group 18: one record must not join everybody.

use super::{Tale, of, why};

/// Group 18.
#[test]
fn a_record_with_a_thousand_identifiers_joins_no_two_machines() {
    let mut lines: Vec<String> = (0..100)
        .map(|n| format!("jamf/device/{n}: serial number=PF2ABC{n:03}; agent id=a{n}"))
        .collect();
    let serials = (0..1000).map(|n| format!("serial number=PF2ABC{n:03}"));
    let agents = (0..1000).map(|n| format!("agent id=a{n}"));
    let poison: Vec<String> = serials.chain(agents).collect();
    lines.push(format!("relay/device/x: {}", poison.join("; ")));
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let resolution = Tale::new().day(&lines);
    for n in 0..100 {
        let machine = of(&resolution, &format!("jamf/{n}"));
        let own = machine
            .members
            .iter()
            .filter(|m| m.record.source.as_str() == "jamf");
        assert_eq!(own.count(), 1, "{machine:?}");
    }
    let said = why(&resolution, "relay/x");
    assert!(said.contains("too many identifiers"), "{said}");
}

/// Group 18: and the order of its lines is nothing.
#[test]
fn what_a_poisoned_record_comes_to_is_the_same_in_any_order() {
    let poison = |turned: bool| {
        let mut claims: Vec<String> = (0..200).map(|n| format!("agent id=a{n}")).collect();
        if turned {
            claims.reverse();
        }
        let relay = format!("relay/device/x: {}", claims.join("; "));
        let mut lines: Vec<String> = (0..200)
            .map(|n| format!("jamf/device/{n:03}: agent id=a{n}"))
            .collect();
        lines.push(relay);
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        super::things(&Tale::new().day(&lines), "device")
    };
    assert_eq!(poison(false), poison(true));
}
