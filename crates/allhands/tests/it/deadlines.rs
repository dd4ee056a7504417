//! How much time there is to fix what, from exports to the sentence that says why.

use serde_json::{Value, json};

use crate::world::World;

const SCANNER: &str = r#"
connector: scanner
title: A scanner
fresh for: 8 days
scopes:
  devices:
    format: json
    matches: has("devices")
    records: .devices[]
    emits:
      - kind: device
        key: .id
        fields: {name: .name, exposure: .exposure}
        claims: {agent id: .id}
  weaknesses:
    format: json
    matches: has("weaknesses")
    records: .weaknesses[]
    emits:
      - kind: vulnerability
        key: .id
        fields: {cve: .cve, status: .status, known exploited: .exploited}
        claims: {vulnerability id: .id}
        links: {device: {by: {agent id: .host}}, advisory: {by: {advisory number: .cve}}}
  advisories:
    format: json
    matches: has("advisories")
    records: .advisories[]
    emits:
      - kind: advisory
        key: .cve
        fields: {number: .cve, automatable: .automatable, technical impact: .impact}
        claims: {advisory number: .cve}
"#;

const RULE: &str = r#"Rule: Weaknesses are closed
Id: weaknesses-are-closed
Severity: high
Expectation:
  Every vulnerability must have status "closed"
Fix within: 90 days
Activity: "Patch servers"
"#;

const FINDING: &str = "weaknesses-are-closed@vulnerability-1";

/// One weakness that is exploited, on one server.
fn world() -> World {
    let world = World::new();
    world.write("connectors/scanner/connector.yaml", SCANNER);
    world.write("rules/weaknesses-are-closed.rule", RULE);
    world.write(
        "sources/scanner.yaml",
        "connector: scanner\nfiles: [\"exports/*.json\"]\n",
    );
    world
}

fn pass(world: &World, day: &str, exposure: Value) -> Value {
    let written = format!("{day}T06:00:00Z");
    let put = |name: &str, body: Value| {
        world.write_at(
            &format!("exports/{name}.json"),
            body.to_string().as_bytes(),
            &written,
        );
    };
    put(
        "devices",
        json!({"devices": [{"id": "h1", "name": "web-1", "exposure": exposure}]}),
    );
    let weakness = json!({
        "id": "w1", "cve": "CVE-2025-10001", "status": "open", "exploited": true, "host": "h1",
    });
    put("weaknesses", json!({"weaknesses": [weakness]}));
    let advisory = json!({"cve": "CVE-2025-10001", "automatable": true, "impact": "partial"});
    put("advisories", json!({"advisories": [advisory]}));
    let at = format!("{day}T07:00:00Z");
    world.pass_at(&at).ends(0);
    shown(world)
}

fn shown(world: &World) -> Value {
    let show = ["finding", "show", FINDING, "--format", "json"];
    world.run(&show).ends(0).data()
}

#[test]
fn what_is_unknown_shortens_until_it_is_known_and_says_so() {
    let world = world();
    let opened = pass(&world, "2026-06-01", Value::Null);
    assert_eq!(opened["due"], "2026-06-04T23:59:59Z");
    world
        .run(&["deadline", "explain", FINDING])
        .ends(0)
        .says("cisa-bod-26-04: fix within 3 days")
        .says("shortened because publicly exposed is unknown")
        .says("50 % of the time is over");
    world
        .run(&["finding", "show", FINDING])
        .ends(0)
        .says("shortened because publicly exposed");

    let known = pass(&world, "2026-06-02", json!("internal"));
    assert_eq!(
        known["due"], "2026-06-15T23:59:59Z",
        "fourteen days from the first evidence"
    );
    let last = known["events"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(last["what"]["event"], "deadline_relaxed");
    assert!(
        last["reason"]
            .as_str()
            .unwrap()
            .contains("publicly exposed is no"),
        "{last}"
    );

    let worse = pass(&world, "2026-06-05", json!("internet"));
    assert_eq!(worse["due"], "2026-06-08T23:59:59Z", "three days from now");
}

#[test]
fn tables_are_chosen_in_the_settings_and_a_bad_one_is_told() {
    let world = world();
    let choose = |ids: &str| {
        let settings = format!("organisation = \"Test\"\ndeadlines = [{ids}]\n");
        world.write("allhands.toml", &settings);
    };
    choose("");
    let opened = pass(&world, "2026-06-01", Value::Null);
    assert_eq!(
        opened["due"], "2026-08-30T23:59:59Z",
        "the rule's own ninety days"
    );
    choose("\"severity-7-30-90-120\", \"cisa-bod-26-4\"");
    world
        .run(&["deadline", "list"])
        .ends(0)
        .says("severity-7-30-90-120  in force");
    world
        .run_at(&["run"], "2026-06-01T09:00:00Z")
        .says("there is no deadline table `cisa-bod-26-4`")
        .says("did you mean `cisa-bod-26-04`?");
    // No source tells its severity.
    assert_eq!(shown(&world)["due"], "2026-06-08T23:59:59Z");
    world
        .run(&["deadline", "show", "bod-22-01"])
        .ends(0)
        .says("revoked")
        .says("`cisa-bod-26-04` replaced it");
    world
        .run(&["deadline", "show", "bod-22-02"])
        .ends(2)
        .says("did you mean `bod-22-01`?");
}

#[test]
fn a_shipped_table_reads_as_a_table_outside_a_workspace_too() {
    let world = World::new();
    let shown = world
        .run(&["deadline", "show", "cisa-bod-26-04"])
        .ends(0)
        .stdout;
    let rows = shown.lines().filter(|line| line.contains(" fix with"));
    assert_eq!(rows.count(), 16, "{shown}");
}
