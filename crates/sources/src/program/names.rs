//! Which definitions of the standard library a program needs.
//!
//! The engine compiles every definition it is given into every program. A program calls a handful
//! of some two hundred, so it gets those, and those they call in turn.

use std::collections::BTreeSet;

use jaq_core::load::{
    lex::StrPart,
    parse::{BinaryOp, Def, Pattern, Term},
};
use jaq_core::path::{Part, Path};

type Names<'s> = BTreeSet<&'s str>;

/// The names a term calls. More than it really calls does no harm, fewer would.
pub(super) fn called<'s>(term: &Term<&'s str>, names: &mut Names<'s>) {
    let each = |terms: &[Term<&'s str>], names: &mut Names<'s>| {
        terms.iter().for_each(|term| called(term, names));
    };
    match term {
        Term::Id | Term::Recurse | Term::Num(_) | Term::Break(_) | Term::Var(_) => {}
        Term::Str(format, parts) => {
            names.extend(format);
            for part in parts {
                if let StrPart::Term(term) = part {
                    called(term, names);
                }
            }
        }
        Term::Arr(inner) => inner.iter().for_each(|term| called(term, names)),
        Term::Obj(entries) => {
            for (key, value) in entries {
                called(key, names);
                value.iter().for_each(|term| called(term, names));
            }
        }
        Term::Neg(inner) | Term::Label(_, inner) => called(inner, names),
        Term::BinOp(left, op, right) => {
            called(left, names);
            if let BinaryOp::Pipe(Some(pattern)) = op {
                in_pattern(pattern, names);
            }
            called(right, names);
        }
        Term::Fold(_, of, pattern, arguments) => {
            called(of, names);
            in_pattern(pattern, names);
            each(arguments, names);
        }
        Term::TryCatch(body, catch) => {
            called(body, names);
            catch.iter().for_each(|term| called(term, names));
        }
        Term::IfThenElse(cases, otherwise) => {
            for (condition, then) in cases {
                called(condition, names);
                called(then, names);
            }
            otherwise.iter().for_each(|term| called(term, names));
        }
        Term::Def(defs, body) => {
            defs.iter().for_each(|def| called(&def.body, names));
            called(body, names);
        }
        Term::Call(name, arguments) => {
            names.insert(name);
            each(arguments, names);
        }
        Term::Path(of, path) => {
            called(of, names);
            in_path(path, names);
        }
    }
}

fn in_path<'s>(Path(parts): &Path<Term<&'s str>>, names: &mut Names<'s>) {
    for (part, _) in parts {
        match part {
            Part::Index(at) => called(at, names),
            Part::Range(from, to) => {
                let ends = from.iter().chain(to);
                ends.for_each(|term| called(term, names));
            }
        }
    }
}

fn in_pattern<'s>(pattern: &Pattern<&'s str>, names: &mut Names<'s>) {
    match pattern {
        Pattern::Var(_) => {}
        Pattern::Arr(items) => items.iter().for_each(|item| in_pattern(item, names)),
        Pattern::Obj(entries) => {
            for (key, value) in entries {
                called(key, names);
                in_pattern(value, names);
            }
        }
    }
}

/// A library in which each definition knows what it calls.
pub(super) struct Library(Vec<(Def<&'static str>, Names<'static>)>);

impl Library {
    pub(super) fn new(definitions: impl Iterator<Item = Def<&'static str>>) -> Self {
        let all = definitions.map(|def| {
            let mut names = Names::new();
            called(&def.body, &mut names);
            (def, names)
        });
        Self(all.collect())
    }

    /// The definitions behind these names, in their order: a later one hides an earlier one, so
    /// all of one name stay together. What else they call is added to the names.
    pub(super) fn behind(&self, names: &mut Names<'_>) -> Vec<Def<&'static str>> {
        loop {
            let before = names.len();
            for (def, calls) in &self.0 {
                if names.contains(def.name) {
                    names.extend(calls);
                }
            }
            if names.len() == before {
                break;
            }
        }
        let needed = self.0.iter().filter(|(def, _)| names.contains(def.name));
        needed.map(|(def, _)| def.clone()).collect()
    }

    #[cfg(test)]
    pub(super) fn signatures(&self) -> impl Iterator<Item = (&'static str, usize)> {
        self.0.iter().map(|(def, _)| (def.name, def.args.len()))
    }
}
