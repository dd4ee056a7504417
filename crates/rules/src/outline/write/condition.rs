//! Conditions of the tree as maps and lists.

use model::vocabulary::Field;

use super::{
    super::{
        node::{Node, Shape},
        read::value::says_a_day,
    },
    Writer, length,
};
use crate::{
    names::{self, Typed},
    operators::Operands,
    sentence::print::{flag_word, path, total_word},
    tree::{
        Anchor, Condition, Operand, Operator, Quantity, Reference, RelationCondition,
        TotalCondition,
    },
};

impl Writer<'_> {
    /// A condition about a kind.
    pub(super) fn condition(&self, condition: &Condition, kind: &str) -> Node {
        let list =
            |items: &[Condition]| Node::list(items.iter().map(|item| self.condition(item, kind)));
        match condition {
            Condition::All(items) => Node::map([("all", list(items))]),
            Condition::Any(items) => Node::map([("any", list(items))]),
            Condition::Not(inner) => Node::map([("not", self.condition(inner, kind))]),
            Condition::Word { word, negated } => {
                let is = if *negated { "is not" } else { "is" };
                Node::map([(is, Node::text(word))])
            }
            Condition::Field(field) => {
                let typed = names::typed(self.vocabulary, kind, &field.path);
                let known = typed.and_then(|Typed { field, .. }| field);
                let compared = compared(field.operator, &field.values, known);
                let named = ("field".to_owned(), Node::text(path(&field.path)));
                Node::map([named, compared])
            }
            Condition::Relation(relation) => self.relation(relation, kind),
            Condition::Total(total) => self.total(total, kind),
        }
    }

    fn relation(&self, relation: &RelationCondition, kind: &str) -> Node {
        let name = Node::text(&relation.relation);
        let (has, count) = counted(relation.quantity);
        let count =
            count.map(|(words, count)| (words, Node::new(Shape::Number(count.to_string()))));
        let to = self.to(kind, &relation.relation);
        let rows = relation.condition.as_ref();
        let rows = rows.map(|condition| ("where", self.condition(condition, to)));
        Node::map([(has, name)].into_iter().chain(count).chain(rows))
    }

    fn total(&self, total: &TotalCondition, kind: &str) -> Node {
        let to = self.to(kind, &total.relation);
        let field = self.vocabulary.field(to, &total.field);
        let mut entries = vec![
            ("the".to_owned(), Node::text(total_word(total.total))),
            ("field".to_owned(), Node::text(&total.field)),
            ("of".to_owned(), Node::text(&total.relation)),
        ];
        let rows = total.condition.as_ref();
        entries.extend(rows.map(|rows| ("where".to_owned(), self.condition(rows, to))));
        entries.push(compared(total.operator, &total.values, field));
        Node::map(entries)
    }

    /// The kind that a link leads to.
    pub(super) fn to(&self, kind: &str, link: &str) -> &str {
        let link = self.vocabulary.link(kind, link);
        link.map_or("", |link| link.to.as_str())
    }
}

/// The key of a quantity, and what is counted.
fn counted(quantity: Quantity) -> (&'static str, Option<(&'static str, u32)>) {
    let count = match quantity {
        Quantity::Some => return ("has", None),
        Quantity::No => return ("has no", None),
        Quantity::Only => return ("has only", None),
        Quantity::AtLeast(n) => ("at least", n),
        Quantity::AtMost(n) => ("at most", n),
        Quantity::Exactly(n) => ("exactly", n),
        Quantity::MoreThan(n) => ("more than", n),
        Quantity::FewerThan(n) => ("fewer than", n),
        Quantity::AtLeastPercent(n) => ("at least percent", n),
        Quantity::AtMostPercent(n) => ("at most percent", n),
        Quantity::ExactlyPercent(n) => ("exactly percent", n),
    };
    ("has", Some(count))
}

fn compared(operator: Operator, values: &[Operand], field: Option<&Field>) -> (String, Node) {
    let mut nodes = values.iter().map(|value| operand(value, field));
    let value = match operator.operands() {
        Operands::None => Node::new(Shape::Flag(true)),
        Operands::Many | Operands::Two => Node::list(nodes),
        Operands::One | Operands::Length => nodes.next().unwrap_or(Node::new(Shape::Null)),
    };
    (operator.phrase(), value)
}

/// One value.
pub(super) fn operand(operand: &Operand, field: Option<&Field>) -> Node {
    match operand {
        Operand::Text(text) if is_special(text) => Node::map([("text", Node::text(text))]),
        Operand::Text(text) => Node::text(text),
        Operand::Number(number) => Node::new(Shape::Number(number.to_string())),
        Operand::Measured { number, unit } => Node::text(unit.written(*number)),
        Operand::Flag(flag) => Node::text(flag_word(*flag, field)),
        Operand::Date(date) => Node::text(date.to_string()),
        Operand::Length(length) => Node::text(length.to_string()),
        Operand::Today => Node::text("today"),
        Operand::The(reference) => Node::map(the(reference)),
        Operand::Offset {
            from: Anchor::Today,
            length,
            back: true,
        } if length.setting.is_none() => Node::text(format!("{} ago", length.length)),
        Operand::Offset {
            from,
            length: far,
            back,
        } => {
            let mut entries = match from {
                Anchor::Today => vec![("date", Node::text("today"))],
                Anchor::The(reference) => the(reference),
            };
            entries.push((if *back { "before" } else { "after" }, length(far)));
            Node::map(entries)
        }
        Operand::Setting { name, .. } => Node::map([("setting", Node::text(name))]),
    }
}

fn the(reference: &Reference) -> Vec<(&'static str, Node)> {
    let names = reference.path.links.iter().chain(&reference.path.field);
    let names: Vec<Node> = names.map(Node::text).collect();
    let mut entries = vec![("the", Node::text(&reference.scope))];
    if !names.is_empty() {
        entries.push(("path", Node::list(names)));
    }
    entries
}

/// Whether a text must say that it is one, lest it be taken for a day.
pub(super) fn is_special(text: &str) -> bool {
    says_a_day(text)
}
