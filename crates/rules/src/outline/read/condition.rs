//! Conditions and demands, put into words.

use super::super::{
    draft::{Draft, is_one_word},
    node::{Node, Shape},
};
use crate::{
    mistake::{Code, listed, nearest},
    operators::Operands,
    sentence::print::after_have,
    tree::{Modal, Operator},
};

/// Whether something follows that an open `where` would swallow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tail {
    /// Nothing, or a word that ends conditions.
    Free,
    /// `and` or `or`.
    Followed,
}

/// How a comparison starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Start {
    /// `firewall is on`.
    Full,
    /// `have firewall on`.
    AfterHave,
}

/// The ways to count rows; the percentages first, they hold the others' words.
const COUNTS: &[&str] = &[
    "at least percent",
    "at most percent",
    "exactly percent",
    "at least",
    "at most",
    "exactly",
    "more than",
    "fewer than",
];

/// The keys one of which every condition has.
const OPENING: &[&str] = &[
    "all", "any", "not", "field", "the", "has", "has only", "has no", "is", "is not",
];

impl Draft<'_> {
    /// A condition, with the brackets it would be printed with. False when it is of no use.
    pub(crate) fn condition(&mut self, node: &Node, tail: Tail) -> bool {
        let node = alone(node);
        self.enter(node);
        let Some(opening) = self.opening(node) else {
            return false;
        };
        match opening {
            "all" => self.joined(node, "all", " and ", tail),
            "any" => self.joined(node, "any", " or ", tail),
            "not" => {
                let clean = self.clean(|draft| draft.only(node, &["not"]));
                self.say("not (");
                let inner = node.get("not");
                let useful = inner.is_some_and(|inner| self.condition(inner, Tail::Free));
                self.say(")");
                clean && useful
            }
            "the" => self.clean(|draft| draft.total(node)),
            "field" => self.clean(|draft| draft.comparison(node, Start::Full)),
            "is" | "is not" => self.clean(|draft| {
                draft.only(node, &[opening]);
                draft.say(opening);
                draft.say(" ");
                draft.name_at(node, opening);
            }),
            has => {
                self.say("has ");
                self.relation(node, has, tail)
            }
        }
    }

    /// The key that says what a condition is.
    fn opening(&mut self, node: &Node) -> Option<&'static str> {
        if let Shape::Strange(what) = node.shape {
            self.wrong(node, Code::Shape, format!("this is {what}"));
            return None;
        }
        let Shape::Map(entries) = &node.shape else {
            let json = node.to_json();
            let says = format!("`{json}` is not a condition; it is written with braces");
            self.wrong(node, Code::Shape, says);
            self.advise("{field: status, is: active}");
            return None;
        };
        let has = |key: &&&str| node.get(key).is_some();
        // `{the: total, field: size, of: apps}` has a field as well.
        let total = node.get("the").map(|_| "the");
        let found = total.or_else(|| OPENING.iter().find(has).copied());
        if found.is_none() {
            let keys = listed(entries.iter().map(|(key, _)| key.as_str()));
            let says = format!("`{keys}` has none of: {}", listed(OPENING.iter().copied()));
            self.wrong(node, Code::Shape, says);
            self.advise("{field: status, is: active}");
        }
        found
    }

    fn joined(&mut self, node: &Node, key: &str, joint: &str, tail: Tail) -> bool {
        self.only(node, &[key]);
        let items = match node.get(key).map(|items| &items.shape) {
            Some(Shape::List(items)) if !items.is_empty() => items,
            _ => {
                self.wrong(
                    node,
                    Code::Shape,
                    format!("`{key}` needs a list of conditions"),
                );
                return false;
            }
        };
        let mut useful = false;
        for (index, item) in items.iter().enumerate() {
            let last = index + 1 == items.len();
            useful |= self.attempt(|draft| {
                draft.say(if useful { joint } else { "" });
                if is_list(item) {
                    draft.say("(");
                    let useful = draft.condition(item, Tail::Free);
                    draft.say(")");
                    useful
                } else {
                    draft.condition(item, if last { tail } else { Tail::Followed })
                }
            });
        }
        useful
    }

    fn relation(&mut self, node: &Node, has: &str, tail: Tail) -> bool {
        let counted = COUNTS
            .iter()
            .copied()
            .find(|count| node.get(count).is_some());
        let clean = self.clean(|draft| draft.counted_rows(node, has, counted));
        let Some(rows) = node.get("where").map(alone) else {
            return clean;
        };
        let (open, close) = if is_list(rows) || tail == Tail::Followed {
            (" where (", ")")
        } else {
            (" where ", "")
        };
        self.say(open);
        let useful = self.condition(rows, Tail::Free);
        self.say(close);
        clean && useful
    }

    fn counted_rows(&mut self, node: &Node, has: &str, counted: Option<&str>) {
        let known: Vec<&str> = [has, "where"].into_iter().chain(counted).collect();
        self.only(node, &known);
        match (has, counted) {
            ("has", Some(count)) => self.count(node, count),
            (has, Some(count)) => {
                let says = format!("`{count}` does not go with `{has}`");
                self.wrong(node, Code::Shape, says);
            }
            ("has only", None) => self.say("only "),
            ("has no", None) => self.say("no "),
            (_, None) => self.say("a "),
        }
        self.name_at(node, has);
    }

    fn count(&mut self, node: &Node, count: &str) {
        let Some(number) = node.get(count) else {
            return;
        };
        let (words, share) = match count.strip_suffix(" percent") {
            Some(words) => (words, "% of its "),
            None => (count, " "),
        };
        let digits = match &number.shape {
            Shape::Number(digits) | Shape::Text(digits) if is_one_word(digits) => digits,
            _ => {
                return self.wrong(
                    number,
                    Code::Value,
                    format!("`{count}` needs a whole number"),
                );
            }
        };
        self.say(words);
        self.say(" ");
        self.say_for(number, digits);
        self.say(share);
    }

    fn total(&mut self, node: &Node) {
        self.say("the ");
        self.name_at(node, "the");
        self.say(" ");
        self.name_at(node, "field");
        self.say(" of its ");
        self.name_at(node, "of");
        if let Some(rows) = node.get("where") {
            self.say(" (where ");
            // What is wrong inside is counted against the whole.
            self.condition(rows, Tail::Free);
            self.say(")");
        }
        self.compared(node, &["the", "field", "of", "where"], Start::Full);
    }

    fn comparison(&mut self, node: &Node, start: Start) {
        self.name_at(node, "field");
        self.compared(node, &["field"], start);
    }

    /// The one operator among the keys, with its value.
    fn compared(&mut self, node: &Node, others: &[&str], start: Start) {
        let entries = node.entries().iter();
        let mut rest = entries.filter(|(key, _)| !others.contains(&key.as_str()));
        let (Some((phrase, value)), None) = (rest.next(), rest.next()) else {
            return self.wrong(node, Code::Shape, "a comparison has one operator");
        };
        let Some(operator) = operator(phrase) else {
            self.wrong(value, Code::Value, format!("`{phrase}` is not an operator"));
            let phrases: Vec<String> = Operator::ALL.iter().map(|one| one.phrase()).collect();
            if let Some((near, _)) = nearest(phrase, phrases.iter().map(String::as_str)) {
                self.advise(near);
            }
            return;
        };
        let (before, after) = operator.words();
        let before = match start {
            Start::Full => before.to_owned(),
            Start::AfterHave => after_have(before),
        };
        if !before.is_empty() {
            self.say(" ");
            self.say_for(value, &before);
        }
        if operator.operands() != Operands::None {
            self.say(" ");
        }
        self.values(operator, phrase, value);
        if !after.is_empty() {
            self.say(" ");
            self.say(after);
        }
    }

    // ---- demands

    /// `must … and must …`: one demand, or a list of them. False when none is of use.
    pub(super) fn demands(&mut self, node: &Node, modal: Modal) -> bool {
        let word = match modal {
            Modal::Must => "must ",
            Modal::Should => "should ",
        };
        let listed = node.get("all").unwrap_or(node);
        if listed.items().is_empty() {
            let says = format!("`{}` demands nothing", word.trim_end());
            self.wrong(node, Code::Open, says);
        }
        let mut useful = false;
        for demand in listed.items() {
            useful |= self.attempt(|draft| {
                draft.say(if useful { " and " } else { " " });
                draft.say(word);
                draft.demand(demand)
            });
        }
        useful
    }

    fn demand(&mut self, node: &Node) -> bool {
        let node = alone(node);
        self.enter(node);
        let Some(opening) = self.opening(node) else {
            return false;
        };
        match opening {
            "is" | "is not" => self.clean(|draft| {
                draft.only(node, &[opening]);
                draft.say(if opening == "is" { "be " } else { "not be " });
                draft.name_at(node, opening);
            }),
            "field" => self.clean(|draft| {
                draft.say("have ");
                draft.comparison(node, Start::AfterHave);
            }),
            "not" => self.turned(node),
            "has" | "has only" | "has no" => {
                self.say("have ");
                self.relation(node, opening, Tail::Free)
            }
            other => {
                let says = format!(
                    "`{other}` cannot be demanded: each demand is judged by itself; write several \
                     as a list, and alternatives in the `where` of a relation or as a word"
                );
                self.wrong(node, Code::Shape, says);
                false
            }
        }
    }

    fn turned(&mut self, node: &Node) -> bool {
        self.only(node, &["not"]);
        let Some(inner) = node.get("not").map(alone) else {
            return false;
        };
        match inner.get("not") {
            Some(twice) => self.demand(twice),
            None => {
                self.say("not ");
                self.demand(inner)
            }
        }
    }
}

/// A list of one condition is that condition.
fn alone(node: &Node) -> &Node {
    let mut node = node;
    while let [(key, list)] = node.entries()
        && (key == "all" || key == "any")
        && let Shape::List(items) = &list.shape
        && let [one] = items.as_slice()
    {
        node = one;
    }
    node
}

/// Whether a condition is a list of several.
fn is_list(node: &Node) -> bool {
    let node = alone(node);
    node.get("all").or(node.get("any")).is_some()
}

/// The operator of a phrase; `is more than … ago` may leave the dots out.
fn operator(phrase: &str) -> Option<Operator> {
    let plain = |phrase: &str| {
        let words = phrase.replace("...", "").replace('…', "");
        words.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let wanted = plain(phrase);
    Operator::ALL.iter().copied().find(|operator| {
        let (spec, polarity) = operator.spec();
        let aliases = spec.aliases.iter().filter(|(_, side)| *side == polarity);
        plain(&operator.phrase()) == wanted || aliases.into_iter().any(|(said, _)| *said == wanted)
    })
}
