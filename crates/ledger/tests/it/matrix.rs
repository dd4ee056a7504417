//! The responsibility matrix: what holds when, and who comes first for a thing.

use std::collections::BTreeSet;

use jiff::{Timestamp, civil::Date};
use ledger::{
    acts::{Act, Acted},
    matrix::{
        Activity, Answer, Assignment, Extent, Held, Letter, Matrix, MatrixAct, Origin, Reached,
        Resolved, Scope, Seat, Through, Validity,
    },
};
use model::{EntityId, Place};

const JUNE: Date = Date::constant(2026, 6, 30);
const JULY: Date = Date::constant(2026, 7, 1);

fn seat(party: &str) -> Seat {
    Seat {
        activity: Activity::named("Patch laptops").id,
        letter: Letter::A,
        party: party.to_owned(),
        scope: Scope::default(),
    }
}

fn replayed(acts: Vec<MatrixAct>) -> Matrix {
    let mut matrix = Matrix {
        assignments: vec![Assignment {
            seat: seat("ana@example.org"),
            validity: Validity::default(),
            origin: Origin::File(Place::file("responsibilities/a.csv")),
        }],
        ..Matrix::default()
    };
    for (number, what) in (1..).zip(acts) {
        matrix.apply(&Act {
            number,
            at: Timestamp::UNIX_EPOCH,
            by: "kim@example.org".to_owned(),
            because: String::new(),
            what: Acted::Matrix(what),
        });
    }
    matrix
}

fn on(matrix: &Matrix, day: Date) -> Vec<&str> {
    let holding = matrix.holding(day);
    holding.map(|one| one.seat.party.as_str()).collect()
}

fn end(party: &str, last_day: Date) -> MatrixAct {
    MatrixAct::Ended {
        seat: seat(party),
        last_day,
    }
}

fn assign(party: &str, from: Option<Date>) -> MatrixAct {
    MatrixAct::Assigned {
        seat: seat(party),
        validity: Validity { from, until: None },
    }
}

#[test]
fn what_ends_holds_to_its_last_day_wherever_it_was_written() {
    let matrix = replayed(vec![
        end("Ana@Example.org ", JUNE),
        assign("bo@example.org", Some(JULY)),
    ]);
    assert_eq!(on(&matrix, JUNE), ["ana@example.org"]);
    assert_eq!(on(&matrix, JULY), ["bo@example.org"]);
    assert_eq!(matrix.assignments.len(), 2, "nothing is taken out");
}

#[test]
fn an_end_is_never_moved_later_and_an_assignment_made_again_is_a_new_one() {
    let matrix = replayed(vec![
        end("ana@example.org", JUNE),
        end("ana@example.org", JULY),
        assign("ana@example.org", Some(JULY)),
    ]);
    assert_eq!(on(&matrix, JUNE), ["ana@example.org"]);
    assert_eq!(matrix.assignments[0].validity.until, Some(JUNE));
    assert_eq!(on(&matrix, JULY), ["ana@example.org"]);
}

#[test]
fn the_later_word_about_an_assignment_counts() {
    let said = |answer| MatrixAct::Acknowledged {
        seat: seat("ana@example.org"),
        answer,
    };
    let matrix = replayed(vec![said(Answer::NotMine), said(Answer::Mine)]);
    let last = matrix.acknowledged(&seat("ANA@example.org"));
    assert_eq!(
        last.map(|one| (one.answer, one.act)),
        Some((Answer::Mine, 2))
    );
}

/// Three holders: for the organisation, for a unit, and for one laptop and perhaps another.
fn resolved() -> Resolved {
    let held = |number: u64, unit: Option<u64>, extent: Extent| {
        let mut seat = seat(&format!("person-{number}"));
        seat.scope.unit = unit.map(|unit| format!("unit {unit}"));
        seat.scope.selector = (extent != Extent::Whole).then(|| "laptops".to_owned());
        Held {
            assignment: Assignment {
                seat,
                validity: Validity::default(),
                origin: Origin::Act(number),
            },
            reached: Reached::Person {
                person: EntityId::new("person", number),
                through: Through::Name,
            },
            unit: unit.map(|unit| EntityId::new("department", unit)),
            extent,
            acknowledged: None,
        }
    };
    let laptops = Extent::Entities {
        sure: BTreeSet::from([EntityId::new("device", 1)]),
        possible: BTreeSet::from([EntityId::new("device", 2)]),
    };
    Resolved {
        held: vec![
            held(1, None, Extent::Whole),
            held(2, Some(7), Extent::Whole),
            held(3, None, laptops),
        ],
        ..Resolved::default()
    }
}

#[test]
fn the_narrowest_scope_comes_first_and_what_is_only_possible_is_not_in_it() {
    let resolved = resolved();
    let activity = Activity::named("Patch laptops").id;
    let holders = |device: u64, units: &[u64]| {
        let units: Vec<EntityId> = units
            .iter()
            .map(|unit| EntityId::new("department", *unit))
            .collect();
        let device = EntityId::new("device", device);
        let held = resolved.holders_for(&activity, Letter::A, &device, &units);
        held.iter()
            .filter_map(|held| held.reached.person().map(|person| person.number))
            .collect::<Vec<_>>()
    };
    assert_eq!(holders(1, &[7]), [3, 2, 1]);
    assert_eq!(holders(1, &[]), [3, 1]);
    assert_eq!(holders(2, &[4, 7]), [2, 1], "a unit around it counts too");
    assert_eq!(holders(2, &[4]), [1]);
}

#[test]
fn an_act_is_written_in_words() {
    let act = Acted::Matrix(assign("ana@example.org", Some(JULY)));
    let written = serde_json::to_value(&act).unwrap();
    assert_eq!(written["of"], "matrix");
    assert_eq!(written["did"], "assigned");
    assert_eq!(written["seat"]["letter"], "A");
    assert_eq!(serde_json::from_value::<Acted>(written).unwrap(), act);
}
