//! The table and the page.

use impact::evidence::{Scope, ScopeError, csv, html};
use model::{FindingState, RuleId};

use super::world::{World, finding};

fn table(world: &World) -> String {
    let scopes = [Scope::All];
    let bytes = csv::findings(&world.evidence(&scopes));
    String::from_utf8(bytes).expect("UTF-8")
}

fn page(world: &World) -> String {
    let scopes = [Scope::Department("R&D".to_owned())];
    html::report(&world.evidence(&scopes), "example.org/log\n7\nroot\n")
}

#[test]
fn a_row_says_what_it_is_and_its_number_in_the_plan() {
    let mut world = World {
        findings: vec![finding(1, FindingState::Open)],
        ..World::default()
    };
    world.number(crate::fixtures::now());
    insta::assert_snapshot!(table(&world));
}

#[test]
fn no_cell_begins_a_formula() {
    let mut world = World {
        findings: vec![finding(1, FindingState::Open)],
        ..World::default()
    };
    world.words.thing = "=HYPERLINK(\"http://example.org\")".to_owned();
    world.words.because = "@SUM(1,1)".to_owned();
    let table = table(&world);
    assert!(table.contains(",\"'=HYPERLINK(\"\"http://example.org\"\")\","));
    assert!(table.contains(",\"'@SUM(1,1)\"\r\n"));
}

#[test]
fn the_page_runs_nothing_and_loads_nothing() {
    let mut world = World::of_every_state();
    world.words.thing = "<script>alert(1)</script>".to_owned();
    world.words.because = "<img src=x onerror=alert(1)>".to_owned();
    let page = page(&world);
    for never in [
        "<script",
        "<img",
        "src=x onerror=alert(1)>",
        "http://",
        "https://",
        "url(",
    ] {
        assert!(!page.contains(never), "the page holds {never}");
    }
    assert!(page.contains("default-src 'none'"));
    assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
}

#[test]
fn the_page_fits_a_phone_and_keeps_numbers_and_dates_in_one_line() {
    let page = page(&World::of_every_state());
    assert!(page.contains("name=\"viewport\""));
    assert!(page.contains("<th class=\"n\">Share met</th>"));
    assert!(page.contains("<td class=\"d\">"));
    assert!(page.contains("overflow-x: auto"));
}

#[test]
fn the_page_counts_exceptions_as_open_and_prints_the_checkpoint_at_its_foot() {
    let page = page(&World::of_every_state());
    assert!(page.contains("<li><b>6</b> open</li>"));
    assert!(page.contains("<li><b>1</b> of them excepted for a time</li>"));
    assert!(page.contains("<h1>Evidence: R&amp;D</h1>"));
    let foot = &page[page.find("<footer>").expect("a foot")..];
    assert!(foot.contains("example.org/log\n7\nroot"));
}

#[test]
fn scopes_are_written_as_they_are_read() {
    let scopes = [
        Scope::All,
        Scope::Department("Research & Development".to_owned()),
        Scope::Rule(RuleId::new("laptops-are-encrypted")),
    ];
    for scope in scopes {
        assert_eq!(scope.to_string().parse(), Ok(scope));
    }
    for wrong in ["", "everything", "department=", "rule=", "team=Finance"] {
        assert!(wrong.parse::<Scope>().is_err(), "{wrong} was read");
    }
    let says: ScopeError = "team=Finance".parse::<Scope>().expect_err("no scope");
    assert_eq!(
        says.to_string(),
        "`team=Finance` is not a scope: write `all`, `department=NAME` or `rule=ID`"
    );
}
