//! Checkr: the lists of candidates (`GET /v1/candidates`) and reports (`GET /v1/reports`).
//!
//! A candidate's `custom_id` is the employee id, where somebody typed it in; the others are known
//! by their address at home only.

use super::{
    Files,
    document::{Json, json},
    file,
};
use crate::{
    demo::{
        Day,
        calendar::{days_after, instant},
        world::{World, cast, people::Person},
    },
    dice::Dice,
};
use jiff::{Timestamp, civil::Date};

/// One screening, from order to result.
struct Screening<'a> {
    person: &'a Person,
    candidate_id: String,
    report_id: String,
    ordered: Timestamp,
    completed: Option<Timestamp>,
}

pub(super) fn files(world: &World, day: Day) -> Files {
    let screenings: Vec<_> = world
        .people
        .iter()
        .filter_map(|person| screening(world.seed, person, day))
        .collect();
    // What a list is counts before it moves into its document.
    let list = |data: Vec<Json>| json!({"object": "list", "count": data.len(), "data": data});
    vec![
        file(
            "candidates.json",
            &list(screenings.iter().map(candidate).collect()),
        ),
        file(
            "reports.json",
            &list(screenings.iter().map(report).collect()),
        ),
    ]
}

/// Everybody hired since 2023 was screened, in time but for those who play a part.
fn screening(seed: u64, person: &Person, day: Day) -> Option<Screening<'_>> {
    let is = |seat| person.number == cast::person(seat);
    if person.hired.year() < 2023 || is(cast::HIRE_WITHOUT_SCREENING) {
        return None;
    }
    let mut dice = Dice::of(seed, "screening", person.number);
    let (candidate_id, report_id) = (dice.hex(24), dice.hex(24));
    let (ordered, completed) = dates(&mut dice, person);
    let until = |date: &Date| *date <= day.date();
    let on = |date: Date| instant(date, 5 * 60 + (person.number % 20) as i64);
    Some(Screening {
        person,
        candidate_id,
        report_id,
        ordered: on(Some(ordered).filter(until)?),
        completed: completed.filter(until).map(on),
    })
}

fn dates(dice: &mut Dice, person: &Person) -> (Date, Option<Date>) {
    let is = |seat| person.number == cast::person(seat);
    let may = |day| jiff::civil::date(2026, 5, day);
    if is(cast::HIRE_SCREENED_LATE_ORDER) {
        (may(28), Some(jiff::civil::date(2026, 6, 4)))
    } else if is(cast::HIRE_SCREENED) {
        (may(4), Some(may(22)))
    } else if is(cast::HIRE_SCREENING_PENDING) {
        (may(21), None)
    } else if is(cast::SCREENED_AFTER_START) {
        (jiff::civil::date(2026, 4, 30), Some(may(20)))
    } else {
        let ordered = days_after(person.hired, 1 + dice.below(4) as i64);
        (
            ordered,
            Some(days_after(ordered, 3 + dice.below(10) as i64)),
        )
    }
}

fn candidate(screening: &Screening<'_>) -> Json {
    let person = screening.person;
    let id = &screening.candidate_id;
    let typed_in = person.number % 12 != 7;
    json!({
        "id": id,
        "object": "candidate",
        "uri": format!("/v1/candidates/{id}"),
        "created_at": screening.ordered.to_string(),
        "first_name": &person.first,
        "middle_name": Json::Null,
        "last_name": &person.last,
        "email": person.personal_email(),
        "phone": Json::Null,
        "zipcode": Json::Null,
        "dob": Json::Null,
        "ssn": Json::Null,
        "copy_requested": false,
        "custom_id": typed_in.then(|| person.employee_id()),
        "report_ids": json!([&screening.report_id]),
        "document_ids": json!([]),
        "invitation_ids": json!([]),
        "geo_ids": json!([]),
    })
}

fn report(screening: &Screening<'_>) -> Json {
    let id = &screening.report_id;
    let took = screening
        .completed
        .map(|at| at.duration_since(screening.ordered).as_secs());
    let done = screening.completed.is_some();
    json!({
        "id": id,
        "object": "report",
        "uri": format!("/v1/reports/{id}"),
        "status": if done { "complete" } else { "pending" },
        "result": done.then_some("clear"),
        "adjudication": Json::Null,
        "created_at": screening.ordered.to_string(),
        "completed_at": screening.completed.map(|at| at.to_string()),
        "turnaround_time": took,
        "package": "employee_standard",
        "candidate_id": &screening.candidate_id,
        "document_ids": json!([]),
        "geo_ids": json!([]),
    })
}
