//! A world from the examples of a rule's test.

use super::*;

impl<'v> World<'v> {
    /// The examples of a test: what is not stated was not asked.
    pub(crate) fn stated(given: &[Given], vocabulary: &'v Vocabulary, today: Date) -> Self {
        let now = today
            .at(12, 0, 0, 0)
            .to_zoned(TimeZone::UTC)
            .unwrap()
            .timestamp();
        let things = BTreeMap::new();
        let zone = TimeZone::UTC;
        let mut world = Self {
            vocabulary,
            things,
            now,
            zone,
            examples: true,
            tops: true,
        };
        for example in given {
            let id = world.named(example.kind.as_str(), &example.name);
            world.state(example.kind.as_str(), &id, &example.states);
        }
        world
    }

    fn named(&mut self, kind: &str, name: &str) -> Id {
        let root = self.vocabulary.root(kind).to_owned();
        let all = self.things.entry(root.clone()).or_default();
        if let Some(at) = all.iter().position(|thing| thing.name == name) {
            return (root, at);
        }
        self.fresh(kind, name)
    }

    fn fresh(&mut self, kind: &str, name: &str) -> Id {
        let root = self.vocabulary.root(kind).to_owned();
        let mut thing = Thing {
            name: name.to_owned(),
            judged: true,
            ..Thing::default()
        };
        for derived in self
            .vocabulary
            .lineage(kind)
            .filter(|kind| kind.is_a.is_some())
        {
            thing
                .fields
                .insert(derived.kind.to_string(), Know::Value(Value::Flag(true)));
        }
        let all = self.things.entry(root.clone()).or_default();
        all.push(thing);
        (root, all.len() - 1)
    }

    fn made(&mut self, id: &Id) -> &mut Thing {
        &mut self.things.get_mut(&id.0).unwrap()[id.1]
    }

    fn state(&mut self, kind: &str, id: &Id, states: &[Stated]) {
        for stated in states {
            match stated {
                Stated::Word { word, holds } => {
                    let know = Know::Value(Value::Flag(*holds));
                    self.made(id).said.insert(word.clone());
                    self.made(id).fields.insert(word.clone(), know);
                }
                Stated::Field { field, value } => {
                    let list =
                        self.vocabulary.field(kind, field).unwrap().field_type == FieldType::List;
                    let know = match value {
                        StatedValue::None { .. } => Know::None,
                        StatedValue::Unknown => Know::Asked,
                        StatedValue::Known(values) => {
                            let all: Vec<Value> = values.iter().map(|v| self.plain(v)).collect();
                            Know::Value(match list {
                                true => Value::List(all.iter().map(ToString::to_string).collect()),
                                false => all[0].clone(),
                            })
                        }
                    };
                    self.made(id).fields.insert(field.clone(), know);
                }
                Stated::Link { link, to } => {
                    let target = self.target(kind, link);
                    let know = match to {
                        StatedLink::None => Know::None,
                        StatedLink::Unknown => Know::Asked,
                        StatedLink::Named(name) => {
                            let to = self.named(&target, name);
                            if self.vocabulary.field(&target, "name").is_some() {
                                let name = Know::Value(Value::Text(name.clone()));
                                self.made(&to)
                                    .fields
                                    .entry("name".to_owned())
                                    .or_insert(name);
                            }
                            Know::Entity(to)
                        }
                        StatedLink::With(states) => {
                            let to = self.fresh(&target, "");
                            self.state(&target, &to, states);
                            Know::Entity(to)
                        }
                    };
                    self.made(id).links.insert(link.clone(), (know, None));
                }
                Stated::Relation { relation, rows } => {
                    let related = self.relate(kind, relation, rows);
                    self.made(id).related.insert(relation.clone(), related);
                }
            }
        }
    }

    fn relate(&mut self, kind: &str, relation: &str, rows: &StatedRows) -> Related {
        let target = self.target(kind, relation);
        let (all, complete): (Vec<&Vec<Stated>>, bool) = match rows {
            StatedRows::These(rows) => (rows.iter().collect(), true),
            StatedRows::AtLeast(rows) => (rows.iter().collect(), false),
            StatedRows::Times(count, row) => (vec![row; *count as usize], true),
            StatedRows::None => (Vec::new(), true),
            StatedRows::Unknown => (Vec::new(), false),
        };
        let mut related = Related {
            rows: Vec::new(),
            complete,
        };
        for states in all {
            let child = self.fresh(&target, "");
            self.state(&target, &child, states);
            related.rows.push((Some(child), true));
        }
        related
    }

    fn plain(&self, operand: &Operand) -> Value {
        match self.operand(operand, &[], &By::default()) {
            Right::Know(Know::Value(value)) => value,
            other => panic!("an example cannot state {other:?}"),
        }
    }
}
