//! Workday: a custom report of the directory, as "report as a service" gives it.
//!
//! Besides the columns such reports usually have (`Employee_ID`, `Name`, `Email_-_Work`,
//! `Worker_s_Manager_group` ...) this one has `Email_-_Personal`, `Worker_Type` (`Employee`,
//! `Contingent Worker`, `Intern`), `Hire_Date`, `Start_Date`, `Termination_Date` (empty for those
//! who stay) and `Handles_Customer_Data` (`Yes` or `No`). The department is `Cost_Center`.

use super::{
    Files,
    document::{Json, json},
    file,
};
use crate::demo::{
    Day,
    world::{
        World,
        people::{Person, Worker},
    },
};
use jiff::civil::Date;

pub(super) fn files(world: &World, day: Day) -> Files {
    let entries: Vec<_> = world
        .people
        .iter()
        .map(|person| entry(world, person, day))
        .collect();
    vec![file("directory.json", &json!({"Report_Entry": entries}))]
}

fn entry(world: &World, person: &Person, day: Day) -> Json {
    let department = person.department.name();
    let manager = person
        .manager
        .map(|m| json!({"Manager_ID": world.people[m].employee_id()}));
    let company = if person.is_from_harbour_desk() {
        "Harbour Desk"
    } else {
        "Linden Works"
    };
    json!({
        "Employee_ID": person.employee_id(),
        "Name": person.name_on(day),
        "First_Name": &person.first,
        "Last_Name": person.last_on(day).to_owned(),
        "businessTitle": &person.title,
        "Worker_Type": match person.worker {
            Worker::Employee => "Employee",
            Worker::Contractor => "Contingent Worker",
            Worker::Intern => "Intern",
        },
        "location": format!("{} Office", person.office),
        "Location_Address_-_Country": person.country,
        "Email_-_Work": person.email_on(day),
        "Email_-_Personal": person.personal_email(),
        "Cost_Center": department,
        "GBL-Custom-Function": department,
        "Sub-Function": department,
        "Team": "",
        "Sub_Team": "",
        "Company": company,
        "Supervisory_Organization": format!("{department} Department"),
        "Worker_s_Manager_group": manager.into_iter().collect::<Vec<_>>(),
        "Hire_Date": person.hired.to_string(),
        "Start_Date": person.start.to_string(),
        "Termination_Date": person.end.map_or(String::new(), |end: Date| end.to_string()),
        "Handles_Customer_Data": if person.handles_customer_data { "Yes" } else { "No" },
    })
}
