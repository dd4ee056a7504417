//! R25: a chain of managers that ends in nobody or in a circle, and a department without a head.

use std::collections::BTreeSet;

use model::EntityId;

use super::{Department, Detector, Gap, Limits, Looked, Manager, Row, Seen, Status, Topic, Way};

pub(super) const DETECTOR: Detector = Detector {
    id: "r25-nobody-above",
    needs: &[Topic::People, Topic::Managers],
    look,
};

const WAYS: &[Way] = &[Way::Elsewhere];

fn look(seen: &Seen, _: &Limits) -> Looked {
    let people = seen.people.iter();
    let people = people.filter(|(_, one)| !matches!(one.status, Status::Left(_)));
    let departments = seen.departments.iter();
    let people = people.map(|(id, one)| of_person(seen, id, &one.manager));
    people
        .chain(departments.map(|(id, one)| of_department(seen, id, one)))
        .collect()
}

fn of_person(seen: &Seen, id: &EntityId, manager: &Manager) -> Option<Gap> {
    let who = seen.name(id);
    let (says, boss, wrong) = match manager {
        Manager::Top => return None,
        Manager::NotTold => {
            let row = Row::new("manager", format!("to whom {who} reports is not known"));
            return Gap::of(id, Vec::new(), vec![row]);
        }
        Manager::Lost(name) => (
            format!("{who} reports to “{name}”, and nobody is called that"),
            None,
            vec![id],
        ),
        Manager::Is(boss) => {
            let (says, wrong) = broken(seen, id, boss)?;
            (says, Some(boss), wrong)
        }
    };
    let mut row = Row::new("manager", says).parties(boss.into_iter().chain([id]));
    for one in wrong {
        let person = seen.people.get(one);
        let above = person.map(|it| match &it.manager {
            Manager::Is(above) => seen.name(above),
            Manager::Lost(name) => format!("“{name}”"),
            Manager::NotTold | Manager::Top => "nobody".to_owned(),
        });
        let told_by = person.and_then(|it| it.manager_told_by.as_ref());
        if let (Some(source), Some(above)) = (told_by, above) {
            row = row.said(
                source.as_str(),
                format!("{} reports to {above}", seen.name(one)),
            );
        }
    }
    Gap::missed(id, vec![row.ways(WAYS)])
}

/// What is wrong above somebody, if anything is, and whose manager is to be corrected. A circle is
/// told of its first person only.
fn broken<'s>(
    seen: &'s Seen,
    id: &'s EntityId,
    boss: &'s EntityId,
) -> Option<(String, Vec<&'s EntityId>)> {
    let (who, above) = (seen.name(id), seen.name(boss));
    match seen.people.get(boss).map(|one| &one.status) {
        None => {
            let says = format!("{who} reports to {above}, whom no source of people knows");
            return Some((says, vec![id]));
        }
        Some(Status::Left(_)) => {
            return Some((format!("{who} reports to {above}, who left"), vec![id]));
        }
        Some(_) => {}
    }
    let mut chain = vec![id];
    let mut met = BTreeSet::from([id]);
    let mut next = boss;
    while met.insert(next) {
        chain.push(next);
        match seen.people.get(next).map(|one| &one.manager) {
            Some(Manager::Is(above)) => next = above,
            _ => return None,
        }
    }
    // Those who only lead into the circle are not in it.
    let first = chain.iter().min()?;
    (next == id && *first == id).then(|| {
        let names: Vec<String> = chain.iter().map(|one| seen.name(one)).collect();
        let says = format!("{} report to each other in a circle", names.join(", "));
        (says, chain)
    })
}

fn of_department(seen: &Seen, id: &EntityId, department: &Department) -> Option<Gap> {
    let what = seen.name(id);
    let says = match &department.head {
        Manager::Top => format!("{what} has no head"),
        Manager::Lost(name) => format!("{what} is headed by “{name}”, and nobody is called that"),
        Manager::NotTold => {
            let row = Row::new("head", format!("who heads {what} is not known"));
            return Gap::of(id, Vec::new(), vec![row]);
        }
        Manager::Is(head) => match seen.people.get(head).map(|one| &one.status) {
            Some(Status::Left(_)) | None => {
                format!("{what} is headed by {}, who is not here", seen.name(head))
            }
            Some(_) => return None,
        },
    };
    Gap::missed(id, vec![Row::new("head", says).ways(WAYS)])
}
