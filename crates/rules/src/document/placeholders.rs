//! `{laptop.name}`: what a text may say of the entity, of those it is linked to, and of the rows
//! that the sentence speaks of.

use std::ops::Range;

use super::{Reader, people::opened};
use crate::{
    mistake::{Code, Mistake, listed, nearest},
    names,
    sentence::{cursor::same_word, path::called},
};

/// What can be said of any finding.
const GENERAL: &[&str] = &["due date", "reason", "steps", "count"];

impl Reader<'_> {
    /// Complains about each placeholder in a region that nothing would fill.
    pub(super) fn check_placeholders(&mut self, region: Range<usize>) {
        let text = &self.source.text[region.clone()];
        let mut from = 0;
        while let Some(open) = text[from..].find('{').map(|open| from + open) {
            let at = region.start + open;
            let Some(length) = text[open..].find('}') else {
                let says = "this placeholder is not closed with `}`";
                self.complain(Mistake::new(Code::Placeholder, at, says));
                return;
            };
            let name = text[open + 1..open + length].trim();
            from = open + length + 1;
            if self.sentence_read
                && let Some(mistake) = self.wrong_placeholder(at, name)
            {
                self.complain(mistake);
            }
        }
    }

    fn wrong_placeholder(&self, at: usize, name: &str) -> Option<Mistake> {
        if GENERAL.iter().any(|general| same_word(general, name)) {
            return None;
        }
        let roots = self.roots();
        let known: Vec<String> = self.known_placeholders(&roots);
        let (root, rest) = name.split_once('.').unwrap_or((name, ""));
        let kind = roots.iter().find(|(word, _)| same_word(word, root.trim()));
        if kind.is_some_and(|(_, kind)| self.leads_somewhere(kind, rest)) {
            return None;
        }
        let says = format!("nothing fills the placeholder `{{{name}}}`");
        let mistake = Mistake::new(Code::Placeholder, at, says);
        let names = known.iter().map(String::as_str);
        Some(
            match nearest(name, names.clone().chain(GENERAL.iter().copied())) {
                Some((near, _)) => mistake.hint(format!("{{{near}}}")),
                None => mistake.hint(format!("placeholders: {}", listed(names))),
            },
        )
    }

    /// What the last step of a placeholder can be, behind the steps that stand already
    /// (`user.manager`); what closes it with `}`, what leads on with `.`.
    pub(super) fn placeholder_steps(&self, before: &str) -> Vec<(String, String)> {
        let mut steps = Vec::new();
        let mut kinds: Vec<String> = Vec::new();
        let roots = self.roots();
        if before.is_empty() {
            steps.extend(
                GENERAL
                    .iter()
                    .map(|name| (format!("{name}}}"), String::new())),
            );
            let words = roots
                .iter()
                .map(|(word, kind)| (format!("{word}."), kind.clone()));
            steps.extend(words);
            return steps;
        }
        let mut names = before.split('.').map(str::trim);
        let root = names.next().unwrap_or("");
        let found = roots.iter().find(|(word, _)| same_word(word, root));
        kinds.extend(found.map(|(_, kind)| kind.clone()));
        for name in names {
            let link = kinds.pop().and_then(|kind| {
                let mut ones = names::to_one(self.vocabulary, &kind);
                ones.find(|(link, _)| same_word(link, name))
                    .map(|(_, link)| link.to.as_str().to_owned())
            });
            kinds.extend(link);
        }
        for kind in kinds {
            let fields = names::fields(self.vocabulary, &kind);
            steps.extend(fields.map(|(name, field)| (format!("{name}}}"), called(field))));
            let ones = names::to_one(self.vocabulary, &kind);
            steps.extend(ones.map(|(name, link)| (format!("{name}."), link.to.to_string())));
        }
        steps
    }

    /// The words a placeholder can start with, each with its kind.
    fn roots(&self) -> Vec<(String, String)> {
        let kind = self.rule.expectation.subject.kind.as_str();
        let own = self
            .vocabulary
            .lineage(kind)
            .map(|parent| (parent.kind.as_str().to_owned(), kind));
        let mut roots: Vec<(String, String)> =
            own.map(|(word, kind)| (word, kind.to_owned())).collect();
        for (name, link) in names::to_one(self.vocabulary, kind) {
            roots.push((name.to_owned(), link.to.as_str().to_owned()));
        }
        for row in opened(self.vocabulary, &self.rule.expectation) {
            roots.push((row.word, row.kind.as_str().to_owned()));
        }
        roots
    }

    fn known_placeholders(&self, roots: &[(String, String)]) -> Vec<String> {
        let mut known = Vec::new();
        for (word, kind) in roots {
            for (field, _) in names::fields(self.vocabulary, kind) {
                known.push(format!("{word}.{field}"));
            }
        }
        known
    }

    /// Whether to-one links and a field behind dots lead somewhere.
    fn leads_somewhere(&self, kind: &str, path: &str) -> bool {
        let (step, rest) = path.split_once('.').unwrap_or((path, ""));
        let step = step.trim();
        let field = names::fields(self.vocabulary, kind).any(|(name, _)| same_word(name, step));
        let link = names::to_one(self.vocabulary, kind).find(|(name, _)| same_word(name, step));
        match link {
            _ if field && rest.is_empty() => true,
            Some((_, link)) => rest.is_empty() || self.leads_somewhere(link.to.as_str(), rest),
            None => false,
        }
    }
}
