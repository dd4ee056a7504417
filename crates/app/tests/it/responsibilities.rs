//! The responsibility matrix from and to tables.

use app::{
    matrix::{read_file, rows, to_csv, to_yaml},
    workspace::{Texts, Workspace},
};
use jiff::{Timestamp, civil::Date};
use ledger::{
    acts::{Act, Acted},
    matrix::{Assignment, Letter, MatrixAct, Scope, Seat, Validity},
};
use model::id::ActivityId;
use proptest::prelude::*;

const SETTINGS: &str = "organisation = \"Linden\"\ntime_zone = \"Europe/Berlin\"\n";
const KINDS: &str = "kind: person\nplural: people\nnamed by: name\nfields:\n  name: {type: text}\n";

/// A workspace with one table.
fn workspace(file: &str, text: &str) -> Workspace {
    let texts = Texts::from([
        ("allhands.toml".to_owned(), SETTINGS.to_owned()),
        ("vocabulary/kinds.yaml".to_owned(), KINDS.to_owned()),
        (format!("responsibilities/{file}"), text.to_owned()),
    ]);
    Workspace::read(&texts, &Texts::new()).unwrap()
}

/// What is assigned, whatever the order and the place.
fn assigned(workspace: &Workspace) -> Vec<(Seat, Validity)> {
    let matrix = workspace.matrix(Timestamp::MAX);
    let all = matrix.assignments.iter();
    let mut all: Vec<_> = all.map(|one| (one.seat.clone(), one.validity)).collect();
    all.sort();
    all.dedup();
    all
}

fn day() -> impl Strategy<Value = Option<Date>> {
    proptest::option::of((1_i16..28).prop_map(|day| {
        let day = i8::try_from(day).unwrap();
        Date::new(2026, 7, day).unwrap()
    }))
}

fn seat() -> impl Strategy<Value = (Seat, Validity)> {
    let activity = proptest::sample::select(vec!["laptops", "vendor-reviews", "api"]);
    let letter = proptest::sample::select(Letter::ALL.to_vec());
    let party = "[a-zA-Z@.,\"'#:äß -]{0,12}[a-zé]";
    let unit = proptest::option::of(proptest::sample::select(vec!["Sales", "R&D, West"]));
    let selector = proptest::option::of(Just("people where name is \"Kim; Lee\"".to_owned()));
    (activity, letter, party, unit, selector, day(), day()).prop_map(
        |(activity, letter, party, unit, selector, from, until)| {
            let seat = Seat {
                activity: ActivityId::new(activity),
                letter,
                party: party.trim().to_owned(),
                scope: Scope {
                    unit: unit.map(str::to_owned),
                    selector,
                },
            };
            (seat, Validity { from, until })
        },
    )
}

/// The same table as a workspace's.
fn reread(file: &str, text: &str) -> Workspace {
    workspace(file, text)
}

proptest! {
    #[test]
    fn what_is_exported_and_imported_again_is_the_same(
        seats in proptest::collection::vec(seat(), 0..12)
    ) {
        let mut workspace = workspace("empty.csv", "");
        workspace.acts = (1..).zip(seats).map(|(number, (seat, validity))| Act {
            number,
            at: Timestamp::UNIX_EPOCH,
            by: "kim@linden.example".to_owned(),
            because: String::new(),
            what: Acted::Matrix(MatrixAct::Assigned { seat, validity }),
        }).collect();
        let before = assigned(&workspace);
        let rows = rows(&workspace.matrix(Timestamp::MAX));
        for (file, text) in [("a.csv", to_csv(&rows)), ("a.yaml", to_yaml(&rows))] {
            let mut problems = Vec::new();
            let path = format!("responsibilities/{file}");
            let read = read_file(&path, &text, &workspace.vocabulary, &mut problems);
            let told = problems.iter().filter(|p| p.code != "responsibilities-nobody");
            prop_assert_eq!(told.count(), 0, "{:?}", problems);
            let again = reread(file, &text);
            prop_assert_eq!(read.len(), rows.len());
            prop_assert_eq!(&assigned(&again), &before, "{}", text);
        }
    }
}

#[test]
fn a_table_and_a_list_say_the_same() {
    let table = workspace(
        "a.csv",
        "Activity,Unit,Applies to,A,R,From\n\
         Laptops,Sales,\"people where name is \"\"Kim\"\"\",Ana Lima,IT;Bo Berg,2026-07-01\n",
    );
    let list = workspace(
        "a.yaml",
        "- activity: Laptops\n  unit: Sales\n  applies to: people where name is \"Kim\"\n  \
         from: 2026-07-01\n  accountable: Ana Lima\n  R: [IT, Bo Berg]\n",
    );
    assert_eq!(table.problems, []);
    assert_eq!(list.problems, []);
    assert_eq!(assigned(&table), assigned(&list));
    assert_eq!(assigned(&table).len(), 3);
}

#[test]
fn what_cannot_be_read_is_told_with_its_row() {
    let told = |file: &str, text: &str| {
        let workspace = workspace(file, text);
        let problems = workspace.problems.iter();
        problems
            .map(|problem| format!("{} {}", problem.code, problem.place))
            .collect::<Vec<_>>()
    };
    let scope = told(
        "a.csv",
        "Activity,A,Applies to\nLaptops,Ana,lamps where lit\n",
    );
    assert_eq!(scope.len(), 1, "{scope:?}");
    assert!(scope[0].ends_with("responsibilities/a.csv:2"), "{scope:?}");
    let list = told(
        "a.yaml",
        "- activity: Laptops\n  accountable: Ana\n  colour: red\n",
    );
    assert_eq!(
        list,
        ["responsibilities-unreadable responsibilities/a.yaml:3:3"]
    );
}

/// An assignment keeps its place in the history when it ends.
#[test]
fn what_ends_stays_with_its_last_day() {
    let mut workspace = workspace("a.csv", "Activity,A\nLaptops,Ana Lima\n");
    let matrix = workspace.matrix(Timestamp::MAX);
    let one: &Assignment = &matrix.assignments[0];
    workspace.acts.push(Act {
        number: 1,
        at: Timestamp::UNIX_EPOCH,
        by: "kim@linden.example".to_owned(),
        because: "moved".to_owned(),
        what: Acted::Matrix(MatrixAct::Ended {
            seat: one.seat.clone(),
            last_day: Date::constant(2026, 6, 30),
        }),
    });
    let matrix = workspace.matrix(Timestamp::MAX);
    assert_eq!(matrix.assignments.len(), 1);
    assert_eq!(matrix.holding(Date::constant(2026, 6, 30)).count(), 1);
    assert_eq!(matrix.holding(Date::constant(2026, 7, 1)).count(), 0);
}
