//! A world from an inventory: what still counts of it at one instant.

use super::*;

impl<'v> World<'v> {
    /// What is known of an inventory at an instant.
    pub(crate) fn observed(
        inventory: &Inventory,
        vocabulary: &'v Vocabulary,
        now: Timestamp,
        zone: TimeZone,
    ) -> Self {
        let things = BTreeMap::new();
        let mut world = Self {
            vocabulary,
            things,
            now,
            zone,
            examples: false,
            tops: inventory
                .coverage
                .filling("department", "parent")
                .next()
                .is_none(),
        };
        let observed = Observed {
            inventory,
            vocabulary,
            now,
            zone: world.zone.clone(),
        };
        for kind in vocabulary.kinds.keys() {
            let root = vocabulary.root(kind.as_str()).to_owned();
            let all = inventory
                .of(&root)
                .iter()
                .map(|entity| observed.thing(&root, entity));
            world.things.insert(root.clone(), all.collect());
        }
        observed.nest(&mut world);
        observed.complete(&mut world);
        world
    }
}

struct Observed<'i, 'v> {
    inventory: &'i Inventory,
    vocabulary: &'v Vocabulary,
    now: Timestamp,
    zone: TimeZone,
}

impl Observed<'_, '_> {
    fn coverage(&self) -> &Coverage {
        &self.inventory.coverage
    }

    fn thing(&self, root: &str, entity: &Entity) -> Thing {
        let mut thing = Thing {
            name: entity.name.clone(),
            judged: entity.life != Life::Gone,
            number: entity.id.number,
            ..Thing::default()
        };
        self.fields(root, &entity.facts, &mut thing);
        for kind in self.vocabulary.family(root) {
            for (name, link) in kind.links.iter().filter(|(_, link)| !link.many) {
                let to = self.vocabulary.root(link.to.as_str());
                let set = entity.links.get(name).cloned().unwrap_or_default();
                let arrives = |first: &model::entity::LinkTarget| {
                    first.to.as_ref().and_then(|id| self.find(id)).is_some()
                };
                if set.targets.first().is_some_and(|first| !arrives(first)) {
                    thing.unread.insert(name.clone());
                }
                thing
                    .links
                    .insert(name.clone(), self.link(root, name, to, &set));
            }
        }
        thing
    }

    fn fields(&self, root: &str, facts: &BTreeMap<String, FactSet>, thing: &mut Thing) {
        for kind in self.vocabulary.family(root) {
            let derived = kind.is_a.as_ref().map(|_| kind.kind.to_string());
            for name in kind
                .fields
                .keys()
                .chain(kind.words.keys())
                .cloned()
                .chain(derived)
            {
                let know = self.know(root, &name, facts.get(&name));
                if facts
                    .get(&name)
                    .is_some_and(|facts| !facts.reading().is_unknown())
                {
                    thing.said.insert(name.clone());
                }
                let said = facts.get(&name).map(FactSet::reading);
                if let Some(Reading::Known(Value::Text(place))) = said
                    && name == "place"
                    && !place.trim().is_empty()
                {
                    thing.place = Some(place.clone());
                }
                thing.fields.insert(name, know);
            }
        }
    }

    fn silence(&self, kind: &str, name: &str) -> Know {
        let mut scopes = self.coverage().filling(kind, name).peekable();
        match scopes.peek().is_some() && scopes.all(|scope| scope.tells_absence(self.now)) {
            true => Know::Asked,
            false => Know::NotAsked,
        }
    }

    fn know(&self, kind: &str, name: &str, facts: Option<&FactSet>) -> Know {
        let silence = self.silence(kind, name);
        let Some(fact) = facts.and_then(|facts| facts.0.first()) else {
            let none = self.coverage().filling(kind, name).any(|scope| {
                scope
                    .absent_means_none
                    .get(kind)
                    .is_some_and(|fields| fields.contains(name))
            });
            return if none && silence == Know::Asked {
                Know::None
            } else {
                silence
            };
        };
        let source = &fact.provenance.source;
        let of_source: Vec<_> = self
            .coverage()
            .scopes
            .iter()
            .filter(|s| &s.source == source)
            .collect();
        let fills: Vec<_> = of_source
            .iter()
            .filter(|s| s.fields.get(kind).is_some_and(|f| f.contains(name)))
            .collect();
        let gives: Vec<_> = of_source
            .iter()
            .filter(|s| s.kinds.contains(kind))
            .collect();
        let told_by = [fills, gives, of_source.iter().collect()]
            .into_iter()
            .find(|scopes| !scopes.is_empty())
            .unwrap_or_default();
        let age = self.now.duration_since(fact.provenance.snapshot_at);
        if !told_by.is_empty() && told_by.iter().all(|scope| age > scope.fresh_for) {
            return silence;
        }
        if let Some(field) = self
            .vocabulary
            .family(kind)
            .find_map(|k| k.fields.get(name))
            && let Some(max_age) = field.max_age
            && field.field_type != FieldType::Event
        {
            let about = fact.provenance.as_of.unwrap_or(fact.provenance.snapshot_at);
            if about < max_age.before_instant(self.now, &self.zone) {
                return silence;
            }
        }
        match &fact.reading {
            Reading::Known(value) => Know::Value(value.clone()),
            Reading::None => Know::None,
            Reading::Unknown => silence,
        }
    }

    fn find(&self, id: &model::EntityId) -> Option<(Id, Life)> {
        let all = self.inventory.of(id.kind.as_str());
        let at = all.iter().position(|entity| entity.id == *id)?;
        Some(((id.kind.to_string(), at), all[at].life))
    }

    fn link(&self, kind: &str, name: &str, to: &str, set: &LinkSet) -> (Know, Option<Id>) {
        let mut scopes = self
            .coverage()
            .filling(kind, name)
            .chain(
                self.coverage()
                    .supplying(kind, name)
                    .map(|(scope, _)| scope),
            )
            .peekable();
        let silence =
            match scopes.peek().is_some() && scopes.all(|scope| scope.tells_absence(self.now)) {
                true => Know::Asked,
                false => Know::NotAsked,
            };
        let Some(first) = set.targets.first() else {
            return (if set.none { Know::None } else { silence }, None);
        };
        match first.to.as_ref().and_then(|id| self.find(id)) {
            Some((_, life)) if first.dangling.is_some() || life == Life::Gone => (Know::None, None),
            Some((id, _)) if first.sure => (Know::Entity(id), None),
            Some((id, _)) => (Know::NotAsked, Some(id)),
            None if first.dangling.is_some() => {
                let mut told = self
                    .coverage()
                    .scopes
                    .iter()
                    .filter(|scope| scope.kinds.contains(to))
                    .peekable();
                let all = told.peek().is_some() && told.all(|scope| scope.tells_absence(self.now));
                // The target is `None` beside `NotAsked` where nobody can be walked to.
                (if all { Know::None } else { Know::NotAsked }, None)
            }
            None => (silence, None),
        }
    }

    /// Adds parts as rows of their kind, and every relation.
    fn nest(&self, world: &mut World<'_>) {
        for (root, entities) in &self.inventory.kinds {
            for (at, entity) in entities.iter().enumerate() {
                for (relation, parts) in &entity.parts {
                    for part in parts {
                        let kind = part.kind.to_string();
                        let mut thing = Thing {
                            name: part.key.clone(),
                            ..Thing::default()
                        };
                        self.fields(&kind, &part.facts, &mut thing);
                        let all = world.things.entry(kind.clone()).or_default();
                        all.push(thing);
                        let id = (kind, all.len() - 1);
                        let parent = &mut world.things.get_mut(root.as_str()).unwrap()[at];
                        let related = parent.related.entry(relation.clone()).or_default();
                        related.rows.push((Some(id), part.sure));
                    }
                }
            }
        }
        for kind in self.vocabulary.kinds.values() {
            let root = self.vocabulary.root(kind.kind.as_str());
            for (name, link) in kind.links.iter().filter(|(_, link)| link.many) {
                for at in 0..self.inventory.of(root).len() {
                    let rows = self.linked(root, at, name, link);
                    let parent = &mut world.things.get_mut(root).unwrap()[at];
                    let related = parent.related.entry(name.clone()).or_default();
                    for (id, sure) in rows {
                        match related
                            .rows
                            .iter_mut()
                            .find(|(old, _)| old.is_some() && *old == id)
                        {
                            Some((_, old)) => *old |= sure,
                            None => related.rows.push((id, sure)),
                        }
                    }
                }
            }
        }
    }

    fn linked(
        &self,
        root: &str,
        at: usize,
        name: &str,
        link: &model::vocabulary::Link,
    ) -> Vec<(Option<Id>, bool)> {
        let entity = &self.inventory.of(root)[at];
        let mut rows = Vec::new();
        for target in entity.links.get(name).iter().flat_map(|set| &set.targets) {
            match target.to.as_ref().and_then(|id| self.find(id)) {
                Some((_, Life::Gone)) => {}
                Some(_) if target.dangling.is_some() => {}
                Some((id, life)) => rows.push((Some(id), target.sure && life == Life::Live)),
                None => rows.push((None, false)),
            }
        }
        let to = self.vocabulary.root(link.to.as_str());
        if let Some(other) = &link.other_side_of {
            for (child, entity_there) in self.inventory.of(to).iter().enumerate() {
                let target = entity_there
                    .links
                    .get(other)
                    .and_then(|set| set.targets.first());
                let points = target.is_some_and(|target| {
                    target.to.as_ref() == Some(&entity.id) && target.dangling.is_none()
                });
                if points && entity.life != Life::Gone && entity_there.life != Life::Gone {
                    let sure = target.unwrap().sure && entity_there.life == Life::Live;
                    rows.push((Some((to.to_owned(), child)), sure));
                }
            }
        }
        rows
    }

    /// Decides which relations are complete, once every field is known.
    fn complete(&self, world: &mut World<'_>) {
        for kind in self.vocabulary.kinds.values() {
            let root = self.vocabulary.root(kind.kind.as_str());
            for name in kind
                .links
                .iter()
                .filter(|(_, link)| link.many)
                .map(|(name, _)| name)
            {
                for (at, entity) in self.inventory.of(root).iter().enumerate() {
                    let complete = self.is_complete(root, name, entity, &world.things[root][at]);
                    let parent = &mut world.things.get_mut(root).unwrap()[at];
                    parent.related.entry(name.clone()).or_default().complete = complete;
                }
            }
        }
    }

    fn is_complete(&self, root: &str, name: &str, entity: &Entity, thing: &Thing) -> bool {
        let listed = entity.listed.iter().any(|listed| listed == name)
            || entity.links.get(name).is_some_and(|set| set.none);
        let reported = entity
            .members
            .iter()
            .filter(|member| member.life == Life::Live)
            .any(|m| {
                self.coverage().scopes.iter().any(|scope| {
                    scope.source == m.record.source
                        && scope.kinds.contains(root)
                        && scope.tells_absence(self.now)
                })
            });
        if listed && reported {
            return true;
        }
        let mut some = false;
        for (scope, supplies) in self.coverage().supplying(root, name) {
            let applies = supplies
                .only
                .iter()
                .map(|(field, values)| match &thing.fields[field] {
                    Know::Value(Value::Text(text)) => {
                        surely(values.iter().any(|value| value.eq_ignore_ascii_case(text)))
                    }
                    Know::None => False,
                    _ => Unknown,
                })
                .min()
                .unwrap_or(True);
            some |= applies == True;
            if applies != False && !scope.tells_absence(self.now) {
                return false;
            }
        }
        some
    }
}
