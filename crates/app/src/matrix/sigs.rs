//! `sigs.yaml`: the groups of a community on Kubernetes' model, as rows of the matrix.
//!
//! Chairs of a group are accountable for its directory, technical leads responsible, a liaison is
//! informed. A subproject that names an OWNERS file of the same repository stands for that
//! directory. Directories are code paths, which the OWNERS files themselves give.

use std::collections::BTreeMap;

use ledger::matrix::{Letter, Scope};
use model::Place;
use serde::Deserialize;

use super::row::Row;

/// What such a community answers for.
const ACTIVITY: &str = "Answer for directories";
/// The repository that the file describes, as links to OWNERS files name it.
const HOME: &str = "community";

#[derive(Deserialize)]
struct Groups {
    sigs: Vec<Group>,
    #[serde(default)]
    workinggroups: Vec<Group>,
    #[serde(default)]
    usergroups: Vec<Group>,
    #[serde(default)]
    committees: Vec<Group>,
}

#[derive(Deserialize)]
struct Group {
    dir: String,
    #[serde(default)]
    leadership: Leadership,
    #[serde(default)]
    contact: Contact,
    #[serde(default)]
    subprojects: Vec<Subproject>,
}

#[derive(Default, Deserialize)]
struct Leadership {
    #[serde(default)]
    chairs: Vec<Lead>,
    #[serde(default)]
    tech_leads: Vec<Lead>,
}

#[derive(Default, Deserialize)]
struct Contact {
    liaison: Option<Lead>,
}

#[derive(Deserialize)]
struct Lead {
    github: String,
    email: Option<String>,
}

#[derive(Deserialize)]
struct Subproject {
    #[serde(default)]
    owners: Vec<String>,
}

/// The rows of such a file; none where it is something else.
pub(super) fn read(file: &str, text: &str) -> Option<Vec<Row>> {
    let groups: Groups = serde_yaml_ng::from_str(text).ok()?;
    let all = groups.sigs.iter().chain(&groups.workinggroups);
    let all = all.chain(&groups.usergroups).chain(&groups.committees);
    let mut rows: Vec<Row> = Vec::new();
    for (index, group) in (0..).zip(all) {
        let place = Place::file(file).at_index(index);
        let named = group.subprojects.iter().flat_map(|one| &one.owners);
        let below = named.filter_map(|address| folder(address));
        for folder in [group.dir.as_str()].into_iter().chain(below) {
            let row = row(group, folder, place.clone());
            if !rows.iter().any(|known| known.scope == row.scope) {
                rows.push(row);
            }
        }
    }
    Some(rows)
}

fn row(group: &Group, folder: &str, place: Place) -> Row {
    let letters = [
        (Letter::A, names(&group.leadership.chairs)),
        (Letter::R, names(&group.leadership.tech_leads)),
        (Letter::I, names(group.contact.liaison.as_slice())),
    ];
    let held: BTreeMap<Letter, Vec<String>> = letters
        .into_iter()
        .filter(|(_, names)| !names.is_empty())
        .collect();
    Row {
        activity: ACTIVITY.to_owned(),
        scope: Scope {
            unit: None,
            selector: Some(format!(
                "code paths where name is \"{folder}\" or name starts with \"{folder}/\""
            )),
        },
        parties: held,
        place,
        ..Row::default()
    }
}

fn names(leads: &[Lead]) -> Vec<String> {
    let name = |lead: &Lead| lead.email.clone().unwrap_or_else(|| lead.github.clone());
    leads.iter().map(name).collect()
}

/// The directory of an OWNERS file of the repository itself:
/// `https://raw.githubusercontent.com/kubernetes/community/main/elections/OWNERS`. The root is
/// above everything, so it stands for nothing in particular.
fn folder(address: &str) -> Option<&str> {
    let path = address.strip_prefix("https://raw.githubusercontent.com/")?;
    let mut parts = path.splitn(4, '/');
    let (_, repository, _) = (parts.next()?, parts.next()?, parts.next()?);
    let folder = parts.next()?.strip_suffix("/OWNERS")?;
    (repository == HOME).then_some(folder)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is how a test says no")]

    use super::*;

    const SIGS: &str = "
sigs:
- dir: sig-lamps
  leadership:
    chairs: [{github: kim, name: Kim Berg, email: kim@example.org}]
    tech_leads: [{github: lee, name: Lee Park}]
  contact: {liaison: {github: max, name: Max Roth}}
  subprojects:
  - name: wires
    owners:
    - https://raw.githubusercontent.com/lamps/community/main/events/OWNERS
    - https://raw.githubusercontent.com/lamps/wires/main/OWNERS
    - https://raw.githubusercontent.com/lamps/community/main/OWNERS
";

    #[test]
    fn a_group_answers_for_its_directory_and_those_of_its_subprojects() {
        let rows = read("sigs.yaml", SIGS).unwrap();
        let selectors: Vec<&str> = rows
            .iter()
            .filter_map(|row| row.scope.selector.as_deref())
            .collect();
        assert_eq!(
            selectors,
            [
                "code paths where name is \"sig-lamps\" or name starts with \"sig-lamps/\"",
                "code paths where name is \"events\" or name starts with \"events/\"",
            ]
        );
        assert_eq!(rows[1].of(Letter::A), ["kim@example.org"]);
        assert_eq!(rows[1].of(Letter::R), ["lee"]);
        assert_eq!(rows[1].of(Letter::I), ["max"]);
    }

    #[test]
    fn any_other_list_is_not_taken_for_one() {
        assert_eq!(read("a.yaml", "- activity: Laptops\n"), None);
        assert_eq!(read("a.yaml", "sigs: 3\n"), None);
    }
}
