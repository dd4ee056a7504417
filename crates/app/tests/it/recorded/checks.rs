//! The checks, and what each comes to.

use std::{collections::BTreeSet, fmt, fs, path::Path};

use serde::Deserialize;
use serde_json::Value;

use super::{
    jq::Names,
    mapping::{Node, Relationship, Side},
    scene::{Scene, Stage},
    view::Item,
};

/// "After reading these answers, these nodes or relationships exist."
#[derive(Debug)]
pub(super) struct Check {
    pub(super) test: String,
    pub(super) data: Vec<String>,
    pub(super) asked: Asked,
    expected: BTreeSet<Row>,
}

/// One expected row; texts, because JSON has no order.
type Row = Vec<String>;

#[derive(Debug)]
pub(super) enum Asked {
    Nodes {
        label: String,
        has: Vec<String>,
    },
    /// `(from)-[is]->(to)`; rows are in the order the check was written in.
    Pairs {
        from: String,
        is: String,
        to: String,
        by: [String; 2],
        turned: bool,
    },
}

/// What a check comes to.
pub(super) enum Outcome {
    Passes,
    Differs(String),
}

#[derive(Deserialize)]
struct File {
    checks: Vec<Written>,
}

#[derive(Deserialize)]
struct Written {
    test: String,
    data: Vec<String>,
    kind: String,
    args: Value,
    options: Options,
    expected: Vec<Vec<Value>>,
}

#[derive(Deserialize)]
struct Options {
    rel_direction_right: Option<bool>,
}

impl Check {
    pub(super) fn read(data: &Path) -> Vec<Self> {
        let text = fs::read_to_string(data.join("EXPECTED.json")).unwrap();
        let file: File = serde_json::from_str(&text).unwrap();
        file.checks.into_iter().map(Self::from).collect()
    }

    /// The tool it is about.
    pub(super) fn provider(&self) -> &str {
        self.test.split('/').next().unwrap_or_default()
    }
}

impl From<Written> for Check {
    fn from(written: Written) -> Self {
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let args = written.args.as_array().unwrap();
        let asked = if written.kind == "nodes" {
            Asked::Nodes {
                label: text(&args[0]),
                has: args[1].as_array().unwrap().iter().map(text).collect(),
            }
        } else {
            let turned = written.options.rel_direction_right == Some(false);
            let (first, second) = (text(&args[0]), text(&args[2]));
            let (from, to) = if turned {
                (second, first)
            } else {
                (first, second)
            };
            Asked::Pairs {
                from,
                is: text(&args[4]),
                to,
                by: [text(&args[1]), text(&args[3])],
                turned,
            }
        };
        let row = |row: &Vec<Value>| row.iter().map(plain).collect();
        Self {
            test: written.test,
            data: written.data,
            asked,
            expected: written.expected.iter().map(row).collect(),
        }
    }
}

impl fmt::Display for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let test = &self.test;
        match &self.asked {
            Asked::Nodes { label, has } => write!(f, "{test}: {label} {has:?}"),
            Asked::Pairs {
                from, is, to, by, ..
            } => write!(f, "{test}: {from} {is} {to} by {by:?}"),
        }
    }
}

/// A value as text; a whole number is the same however it is written.
fn plain(value: &Value) -> String {
    match value.as_f64() {
        Some(number) => number.to_string(),
        None => value.to_string(),
    }
}

/// One node of a label: what `each` gives, the item it is in.
struct Found<'a> {
    value: Value,
    item: &'a Item,
}

impl Stage<'_> {
    pub(super) fn judge(&mut self, check: &Check) -> Outcome {
        let load = match self.mapping.load(check) {
            Ok(load) => load,
            Err(why) => return Outcome::Differs(why),
        };
        let scene = self.scene(load);
        let actual = match &check.asked {
            Asked::Nodes { label, has } => self.nodes(&scene, label, has),
            Asked::Pairs {
                from,
                is,
                to,
                by,
                turned,
            } => {
                let by = if *turned {
                    [&by[1], &by[0]]
                } else {
                    [&by[0], &by[1]]
                };
                self.pairs(&scene, [from, is, to], by, *turned)
            }
        };
        match actual {
            Err(why) => Outcome::Differs(why),
            Ok(actual) if actual == check.expected => Outcome::Passes,
            Ok(actual) => Outcome::Differs(differs(&check.expected, &actual)),
        }
    }

    fn found<'s>(&mut self, scene: &'s Scene, label: &str) -> Result<Vec<Found<'s>>, String> {
        let mapping = self.mapping;
        let Some(node) = mapping.nodes.get(label) else {
            return Err(format!("no mapping says what a `{label}` is"));
        };
        let mut all = Vec::new();
        for item in scene.items.iter().filter(|item| of(item, node)) {
            let names = Names {
                item: item.json.clone(),
                ..Names::default()
            };
            let only = node.only.as_ref();
            if only.is_some_and(|only| !self.programs.holds(only, &item.json, &names)) {
                continue;
            }
            let values = match &node.each {
                Some(each) => self.programs.run(each, &item.json, &names),
                None => vec![item.json.clone()],
            };
            all.extend(values.into_iter().map(|value| Found { value, item }));
        }
        Ok(all)
    }

    fn property(&mut self, label: &str, name: &str, found: &Found<'_>) -> Result<String, String> {
        let mapping = self.mapping;
        let program = mapping.nodes[label].has.get(name);
        let program = program.ok_or(format!("no mapping says where `{label}.{name}` is"))?;
        let names = Names {
            item: found.item.json.clone(),
            ..Names::default()
        };
        Ok(plain(&self.programs.first(program, &found.value, &names)))
    }

    fn nodes(
        &mut self,
        scene: &Scene,
        label: &str,
        has: &[String],
    ) -> Result<BTreeSet<Row>, String> {
        let found = self.found(scene, label)?;
        let mut rows = BTreeSet::new();
        for one in &found {
            let row: Result<Row, String> = has
                .iter()
                .map(|name| self.property(label, name, one))
                .collect();
            rows.insert(row?);
        }
        // What is not told is wrong even where nothing was found.
        let told = &self.mapping.nodes[label].has;
        match has.iter().find(|name| !told.contains_key(*name)) {
            Some(name) => Err(format!("no mapping says where `{label}.{name}` is")),
            None => Ok(rows),
        }
    }

    fn pairs(
        &mut self,
        scene: &Scene,
        [from, is, to]: [&String; 3],
        by: [&String; 2],
        turned: bool,
    ) -> Result<BTreeSet<Row>, String> {
        let mapping = self.mapping;
        let told: Vec<&Relationship> = mapping.relationships(from, is, to).collect();
        if told.is_empty() {
            return Err(format!("no mapping says what `{from} {is} {to}` is"));
        }
        let named_alone = told.iter().all(|told| told.named.is_some());
        let mut side = |label: &String| {
            // An end that is only named needs no node.
            let known = mapping.nodes.contains_key(label);
            let nothing = named_alone && !known;
            if nothing {
                Ok(Vec::new())
            } else {
                self.found(scene, label)
            }
        };
        let (lefts, rights) = (side(from)?, side(to)?);
        let mut rows = BTreeSet::new();
        for told in &told {
            let (holders, key) = match told.held_by {
                Side::From => (&lefts, 0),
                Side::To => (&rights, 1),
            };
            for holder in holders {
                for value in self.named(told, holder) {
                    let own = self.property([from, to][key], by[key], holder)?;
                    let row = if key == 0 {
                        vec![own, value]
                    } else {
                        vec![value, own]
                    };
                    rows.insert(if turned {
                        vec![row[1].clone(), row[0].clone()]
                    } else {
                        row
                    });
                }
            }
        }
        for left in &lefts {
            for right in &rights {
                if !told.iter().any(|told| self.related(told, left, right)) {
                    continue;
                }
                let mut row = vec![
                    self.property(from, by[0], left)?,
                    self.property(to, by[1], right)?,
                ];
                if turned {
                    row.reverse();
                }
                rows.insert(row);
            }
        }
        Ok(rows)
    }

    /// The ends of a pointer that lead to nobody, by what they are called.
    fn named(&mut self, told: &Relationship, holder: &Found<'_>) -> Vec<String> {
        let (Some(named), Some(links)) = (&told.named, &told.link) else {
            return Vec::new();
        };
        let mut all = Vec::new();
        for link in links.all() {
            let unfound = holder.item.json["unfound"][link].as_array();
            for value in unfound.into_iter().flatten() {
                let names = Names {
                    item: holder.item.json.clone(),
                    ..Names::default()
                };
                all.extend(self.programs.run(named, value, &names).iter().map(plain));
            }
        }
        all
    }

    fn related(&mut self, told: &Relationship, left: &Found<'_>, right: &Found<'_>) -> bool {
        let (holder, other) = match told.held_by {
            Side::From => (&left.item.json, &right.item.json),
            Side::To => (&right.item.json, &left.item.json),
        };
        let linked = told.link.as_ref().is_none_or(|links| {
            links.all().iter().any(|link| {
                let targets = holder["links"][link].as_array();
                targets.is_some_and(|all| all.contains(&other["entity"]))
            })
        });
        let same = !told.same || left.item.json["entity"] == right.item.json["entity"];
        let Some(when) = &told.when else {
            assert!(told.same || told.link.is_some(), "say how: {told:?}");
            return linked && same;
        };
        let names = Names {
            from: left.value.clone(),
            to: right.value.clone(),
            ..Names::default()
        };
        linked && same && self.programs.holds(when, &Value::Null, &names)
    }
}

fn of(item: &Item, node: &Node) -> bool {
    let connectors = node.of.as_ref();
    node.kind.all().contains(&item.kind)
        && connectors.is_none_or(|of| of.all().contains(&item.connector))
}

/// What is missing and what is too much, a few of each.
fn differs(expected: &BTreeSet<Row>, actual: &BTreeSet<Row>) -> String {
    let some = |rows: Vec<&Row>| {
        let shown: Vec<String> = rows.iter().take(6).map(|row| row.join(", ")).collect();
        let more = rows.len().saturating_sub(shown.len());
        let more = if more > 0 {
            format!(" and {more} more")
        } else {
            String::new()
        };
        format!("{}\n        {}{more}", rows.len(), shown.join("\n        "))
    };
    let missing: Vec<&Row> = expected.difference(actual).collect();
    let surplus: Vec<&Row> = actual.difference(expected).collect();
    let mut says = format!("{} expected, {} found", expected.len(), actual.len());
    for (what, rows) in [("missing", missing), ("too many", surplus)] {
        if !rows.is_empty() {
            says.push_str(&format!("\n      {what}: {}", some(rows)));
        }
    }
    says
}
