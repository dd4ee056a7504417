//! From the shape of a connector file to a connector: every word is looked up.

use indexmap::IndexMap;
use model::{KindName, Place, Problem, Vocabulary, coverage::Supplies, span::Length};

use super::{
    ClaimMap, Connector, Emit, FieldMap, From, LinkMap, Meaning, PartMap, Scope, ScopeOf, globs,
    shape::{
        ClaimText, ConnectorText, EmitText, FieldText, LinkText, Many, PartText, ScopeText, Short,
    },
};
use crate::{
    format::Format,
    near::{advise_words, line_of},
    program::Program,
};

/// Looks up every word and collects what is wrong.
pub(super) struct Checker<'a> {
    text: &'a str,
    file: &'a str,
    vocabulary: &'a Vocabulary,
    pub(super) problems: Vec<Problem>,
}

impl<'a> Checker<'a> {
    pub(super) fn new(text: &'a str, file: &'a str, vocabulary: &'a Vocabulary) -> Self {
        Self {
            text,
            file,
            vocabulary,
            problems: Vec::new(),
        }
    }

    fn problem(&self, code: &str, word: &str, says: String) -> Problem {
        let mut place = Place::file(self.file);
        place.line = line_of(self.text, word);
        Problem::new(code, says, place)
    }

    fn wrong(&mut self, code: &str, word: &str, says: String) {
        let problem = self.problem(code, word, says);
        self.problems.push(problem);
    }

    /// A word that is not there, with those that are.
    fn unknown(&mut self, code: &str, word: &str, says: String, known: &[&str]) {
        let problem = advise_words(self.problem(code, word, says), word, known.iter().copied());
        self.problems.push(problem);
    }

    fn program(&mut self, text: &str) -> Program {
        Program::read(text).unwrap_or_else(|error| {
            self.wrong("E-JQ", text, error);
            Program::nothing()
        })
    }

    fn optional(&mut self, text: Option<&str>) -> Option<Program> {
        text.map(|text| self.program(text))
    }

    pub(super) fn connector(&mut self, shape: ConnectorText) -> Connector {
        let fresh_for = match shape.fresh_for.as_deref().map(str::parse::<Length>) {
            Some(Ok(length)) => length,
            None => Length::days(2),
            Some(Err(error)) => {
                self.wrong("E-CONNECTOR", "fresh for", format!("`fresh for`: {error}"));
                Length::days(2)
            }
        };
        if shape.scopes.is_empty() {
            self.wrong(
                "E-CONNECTOR",
                "scopes",
                "the connector has no scope".to_owned(),
            );
        }
        let scopes = shape
            .scopes
            .into_iter()
            .map(|(name, scope)| self.scope(name, scope));
        let scopes = scopes.collect();
        let skips = self.optional(shape.skips.as_deref());
        let skips_files = self.globs(&shape.skips_files.0);
        let (name, title, http) = (shape.connector, shape.title, shape.http);
        Connector {
            name,
            title,
            fresh_for,
            http,
            skips,
            skips_files,
            scopes,
        }
    }

    fn globs(&mut self, patterns: &[String]) -> Option<globset::GlobSet> {
        globs(patterns).unwrap_or_else(|error| {
            self.wrong(
                "E-SCOPE",
                error.glob().unwrap_or_default(),
                error.to_string(),
            );
            None
        })
    }

    fn scope(&mut self, name: String, scope: ScopeText) -> Scope {
        let told_apart =
            scope.matches.is_some() || !scope.columns.is_empty() || !scope.files.0.is_empty();
        if !told_apart {
            let says = format!("nothing says which files belong to `{name}`");
            let problem = self.problem("E-SCOPE", &name, says);
            self.problems
                .push(problem.advise("give `matches`, `columns` or `files`"));
        }
        if !scope.columns.is_empty() && scope.format != Format::Csv {
            let says = format!("`{name}` has `columns`, but its format is not `csv`");
            self.wrong("E-SCOPE", "columns", says);
        }
        if scope.emits.is_empty() {
            self.wrong("E-SCOPE", &name, format!("`{name}` emits nothing"));
        }
        let files = self.globs(&scope.files.0);
        Scope {
            format: scope.format,
            request: scope.request,
            matches: self.optional(scope.matches.as_deref()),
            columns: scope.columns,
            files,
            records: self.program(scope.records.as_deref().unwrap_or(".")),
            complete: self.optional(scope.complete.as_deref()),
            total: self.optional(scope.total.as_deref()),
            more: self.optional(scope.more.as_deref()),
            snapshot_at: self.optional(scope.snapshot_at.as_deref()),
            emits: scope
                .emits
                .into_iter()
                .filter_map(|emit| self.emit(emit))
                .collect(),
            name,
        }
    }

    fn kind(&mut self, name: &str) -> Option<KindName> {
        if self.vocabulary.kind(name).is_some() {
            return Some(KindName::new(name));
        }
        let known: Vec<_> = self.vocabulary.kinds.keys().map(KindName::as_str).collect();
        self.unknown("E-KIND", name, format!("there is no kind `{name}`"), &known);
        None
    }

    fn emit(&mut self, emit: EmitText) -> Option<Emit> {
        let kind = self.kind(&emit.kind)?;
        let root = KindName::new(self.vocabulary.root(kind.as_str()));
        let mut absent_means_none = std::collections::BTreeSet::new();
        for (field, meaning) in emit.no_record {
            self.field_exists(&kind, &field);
            if meaning == Meaning::None {
                absent_means_none.insert(field);
            }
        }
        let supplies = emit.supplies.into_iter().filter_map(|supplies| {
            let of = self.kind(&supplies.of)?;
            let link = self.link_of(&of, &supplies.relation)?;
            if !link.many {
                let says = format!("`{}` of {of} is one, not a relation", supplies.relation);
                self.wrong("E-LINK", &supplies.relation, says);
            }
            let kind = KindName::new(self.vocabulary.root(of.as_str()));
            Some(Supplies {
                kind,
                relation: supplies.relation,
                only: supplies.only,
            })
        });
        let supplies = supplies.collect();
        Some(Emit {
            key: self.program(&emit.key),
            only: self.optional(emit.only.as_deref()),
            as_of: self.optional(emit.as_of.as_deref()),
            same_key: emit.same_key,
            fields: self.fields(&kind, emit.fields),
            claims: self.claims(&root, emit.claims),
            links: self.links(&kind, emit.links),
            parts: emit
                .parts
                .into_iter()
                .filter_map(|part| self.part(&kind, part))
                .collect(),
            supplies,
            absent_means_none,
            kind,
            root,
        })
    }

    fn field_exists(&mut self, kind: &KindName, field: &str) -> bool {
        let name = kind.as_str();
        let stated = self
            .vocabulary
            .word(name, field)
            .is_some_and(|word| word.stated);
        if stated || self.vocabulary.field(name, field).is_some() {
            return true;
        }
        let vocabulary = self.vocabulary;
        let known: Vec<&str> = vocabulary
            .lineage(name)
            .flat_map(|kind| {
                let words = kind
                    .words
                    .iter()
                    .filter(|(_, word)| word.stated)
                    .map(|(name, _)| name);
                kind.fields.keys().chain(words)
            })
            .map(String::as_str)
            .collect();
        self.unknown(
            "E-FIELD",
            field,
            format!("{name} has no field `{field}`"),
            &known,
        );
        false
    }

    fn fields(
        &mut self,
        kind: &KindName,
        fields: IndexMap<String, Short<FieldText>>,
    ) -> IndexMap<String, FieldMap> {
        let mut read = IndexMap::new();
        for (name, field) in fields {
            if self.field_exists(kind, &name)
                && let Some(map) = self.field(kind, &name, field)
            {
                read.insert(name, map);
            }
        }
        read
    }

    fn field(&mut self, kind: &KindName, name: &str, field: Short<FieldText>) -> Option<FieldMap> {
        let full = match field {
            Short::Plain(from) => FieldText::from(from),
            Short::Full(full) => full,
        };
        let from = match (full.from, full.is) {
            (Some(from), None) => From::Program(self.program(&from)),
            (None, Some(constant)) => From::Constant(constant),
            _ => {
                let says = format!("`{name}` needs exactly one of `from` and `is`");
                self.wrong("E-FIELD", name, says);
                return None;
            }
        };
        let allowed = self
            .vocabulary
            .field(kind.as_str(), name)
            .map_or(&[][..], |f| &f.values);
        let known: Vec<&str> = allowed.iter().map(String::as_str).collect();
        for word in full.values.values().chain(&full.otherwise) {
            if !known.is_empty() && !known.contains(&word.as_str()) {
                let says = format!("`{word}` is no value of `{name}`");
                self.unknown("E-VALUE", word, says, &known);
            }
        }
        Some(FieldMap {
            from,
            values: full.values.into_iter().collect(),
            otherwise: full.otherwise,
            on: full.on.0,
            off: full.off.0,
            none: full.none.0,
            unknown: full.unknown.0,
            epoch: full.epoch,
            null: full.null,
            empty: full.empty,
            missing: full.missing,
        })
    }

    fn claims(
        &mut self,
        root: &KindName,
        claims: IndexMap<String, Many<Short<ClaimText>>>,
    ) -> Vec<ClaimMap> {
        let mut read = Vec::new();
        for (key, froms) in claims {
            let identifiers = self
                .vocabulary
                .kind(root.as_str())
                .map(|kind| &kind.identifiers);
            if !identifiers.is_some_and(|known| known.contains_key(&key)) {
                let known: Vec<&str> = identifiers
                    .map(|known| known.keys().map(String::as_str).collect())
                    .unwrap_or_default();
                let says = format!("{root} has no identifier `{key}`");
                self.unknown("E-IDENTIFIER", &key, says, &known);
                continue;
            }
            for from in froms.0 {
                let (from, scope) = match from {
                    Short::Plain(from) => (from, None),
                    Short::Full(full) => (full.from, full.scope),
                };
                let scope = scope.map(|scope| match scope.chars().next() {
                    _ if scope == "$source" => ScopeOf::Source,
                    Some('.' | '$') => ScopeOf::Program(self.program(&scope)),
                    _ => ScopeOf::Text(scope),
                });
                read.push(ClaimMap {
                    key: key.clone(),
                    from: self.program(&from),
                    scope,
                });
            }
        }
        read
    }

    fn link_of(&mut self, kind: &KindName, link: &str) -> Option<&'a model::vocabulary::Link> {
        let vocabulary = self.vocabulary;
        let found = vocabulary.link(kind.as_str(), link);
        if found.is_none() {
            let known: Vec<&str> = vocabulary
                .lineage(kind.as_str())
                .flat_map(|kind| kind.links.keys())
                .map(String::as_str)
                .collect();
            self.unknown(
                "E-LINK",
                link,
                format!("{kind} has no link `{link}`"),
                &known,
            );
        }
        found
    }

    fn links(&mut self, kind: &KindName, links: IndexMap<String, Many<LinkText>>) -> Vec<LinkMap> {
        let mut read = Vec::new();
        for (name, texts) in links {
            for text in texts.0 {
                read.extend(self.link(kind, &name, text));
            }
        }
        read
    }

    fn link(&mut self, kind: &KindName, name: &str, text: LinkText) -> Option<LinkMap> {
        let name = text.link.as_deref().unwrap_or(name);
        let link = self.link_of(kind, name)?;
        let leads_to = KindName::new(self.vocabulary.root(link.to.as_str()));
        if let Some(to) = &text.to
            && self.vocabulary.root(to) != leads_to.as_str()
        {
            let says = format!("`{name}` of {kind} leads to {leads_to}, not to `{to}`");
            self.wrong("E-LINK", name, says);
        }
        if text.by.is_empty() {
            self.wrong(
                "E-LINK",
                name,
                format!("nothing says by what `{name}` is found"),
            );
        }
        let otherwise = match text.otherwise {
            Some(other) => Some(Box::new(self.link(kind, name, *other)?)),
            None => None,
        };
        Some(LinkMap {
            link: name.to_owned(),
            by: self.claims(&leads_to, text.by),
            to: leads_to,
            many: link.many,
            each: self.optional(text.each.as_deref()),
            owner: text.owner,
            otherwise,
        })
    }

    fn part(&mut self, parent: &KindName, (relation, part): (String, PartText)) -> Option<PartMap> {
        let link = self.link_of(parent, &relation)?;
        let kind = self.kind(&part.kind)?;
        let root = self.vocabulary.root(kind.as_str());
        let is_part = self
            .vocabulary
            .kind(root)
            .is_some_and(|kind| kind.part_of.is_some());
        if link.to.as_str() != root || !is_part {
            let says = format!("`{relation}` of {parent} does not hold parts of kind {kind}");
            self.wrong("E-PART", &relation, says);
        }
        Some(PartMap {
            each: self.program(&part.each),
            key: self.program(&part.key),
            fields: self.fields(&kind, part.fields),
            relation,
            kind,
        })
    }
}

impl std::convert::From<String> for FieldText {
    fn from(from: String) -> Self {
        Self {
            from: Some(from),
            is: None,
            values: IndexMap::new(),
            otherwise: None,
            on: Many::default(),
            off: Many::default(),
            none: Many::default(),
            unknown: Many::default(),
            epoch: None,
            null: Meaning::default(),
            empty: Meaning::default(),
            missing: Meaning::default(),
        }
    }
}
