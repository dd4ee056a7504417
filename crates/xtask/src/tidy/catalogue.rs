//! The catalogue is whole: names agree with files, and nothing is shipped that nobody can try.

use serde_yaml_ng::Value;

use super::Complaint;
use crate::{docs::catalogue, tree::Tree};

/// Names, ids and the pieces of each unit of the catalogue.
pub fn check(tree: &Tree) -> Vec<Complaint> {
    let mut found = rules(tree);
    for name in tree.folders("catalogue/connectors") {
        connector(tree, &name, &mut found);
    }
    for (path, text) in tree.under("catalogue/vocabulary") {
        vocabulary(path, text, &mut found);
    }
    found
}

fn rules(tree: &Tree) -> Vec<Complaint> {
    let mut found = Vec::new();
    let mut seen: Vec<(&str, &str)> = Vec::new();
    for (path, text) in tree.under("catalogue/rules") {
        let Some(stem) = stem(path).filter(|_| path.ends_with(".rule")) else {
            continue;
        };
        match catalogue::label(text, "Id") {
            None => found.push(Complaint::file(
                path,
                format!("has no `Id:`; add `Id: {stem}`"),
            )),
            Some(id) if id != stem => {
                let says = format!("its Id is `{id}`: the file must be named `{id}.rule`");
                found.push(Complaint::file(path, says));
            }
            Some(_) => {}
        }
        if let Some((_, other)) = seen.iter().find(|(name, _)| *name == stem) {
            found.push(Complaint::file(path, format!("`{other}` has the same id")));
        }
        seen.push((stem, path));
    }
    found
}

fn connector(tree: &Tree, name: &str, found: &mut Vec<Complaint>) {
    let folder = format!("catalogue/connectors/{name}");
    for (file, why) in [
        ("connector.yaml", "how it is read"),
        ("README.md", "its page"),
    ] {
        if tree.text(&format!("{folder}/{file}")).is_none() {
            found.push(Complaint::file(&folder, format!("has no `{file}` ({why})")));
        }
    }
    let recorded = tree
        .under(&folder)
        .map(|(path, _)| &path[folder.len() + 1..])
        .any(|file| file != "connector.yaml" && file != "README.md");
    if !recorded {
        let says = "has no recorded answer: nobody can try it without the tool";
        found.push(Complaint::file(&folder, says));
    }
    let manifest = format!("{folder}/connector.yaml");
    match tree.text(&manifest).map(catalogue::documents) {
        Some(Ok(documents)) => {
            let told = documents
                .first()
                .and_then(|d| d.get("connector").and_then(Value::as_str));
            if let Some(told) = told.filter(|told| *told != name) {
                let says = format!("calls itself `{told}`: the folder must have that name");
                found.push(Complaint::file(&manifest, says));
            }
        }
        Some(Err(error)) => found.push(Complaint::file(&manifest, format!("{error:#}"))),
        None => {}
    }
}

fn vocabulary(path: &str, text: &str, found: &mut Vec<Complaint>) {
    match catalogue::documents(text) {
        Err(error) => found.push(Complaint::file(path, format!("{error:#}"))),
        Ok(documents) => {
            let nameless = documents
                .iter()
                .filter(|kind| kind.get("kind").is_none())
                .count();
            if nameless > 0 {
                let says = format!("{nameless} of its documents have no `kind:`");
                found.push(Complaint::file(path, says));
            }
        }
    }
}

fn stem(path: &str) -> Option<&str> {
    path.rsplit('/').next()?.split('.').next()
}
