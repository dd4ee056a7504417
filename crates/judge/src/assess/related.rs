//! Why a quantity of related rows came to what it did.

use model::{
    Reading, SourceId, SourceState, Value,
    verdict::{Reason, Truth},
    vocabulary::Link,
};
use rules::tree::{Condition, Quantity, RelationCondition};

use super::{
    Teller, Told,
    evidence::{Evidence, merge},
    items, reading,
    reasons::names,
};
use crate::{
    bits::MISSING,
    evaluate::{
        Frame,
        quantity::Tally,
        relation::{Fits, Kin},
    },
};

/// How many rows a clause names.
const NAMED: usize = 3;

/// One relation of one row, evaluated.
struct Related<'a, 'c> {
    relation: &'c RelationCondition,
    link: &'a Link,
    kin: Kin<'a>,
    fits: Fits,
    tally: Tally,
    truth: Truth,
}

impl<'a> Teller<'_, 'a> {
    pub(super) fn relation(
        self,
        relation: &RelationCondition,
        condition: &Condition,
        frame: &Frame<'a, '_>,
        truth: Truth,
    ) -> Told {
        let link = self.pass.vocabulary.link(frame.kind, &relation.relation);
        let supplying = self.supplying(&relation.relation, frame);
        let mut reason = Reason {
            condition: self.print(condition, frame),
            truth,
            path: relation.relation.clone(),
            reading: Reading::Unknown,
            sources: names(&supplying),
            snapshot_at: None,
            item: None,
        };
        let (Some(link), Some(kin)) = (link, self.pass.kin(&relation.relation, frame)) else {
            let clause = format!("{} are not known", relation.relation);
            return Told {
                clause,
                reasons: vec![reason],
                evidence: Evidence::new(),
                complete: false,
            };
        };
        let fits = self.pass.fits(&kin, relation.condition.as_deref(), frame);
        let tally = kin.tally(0, &fits);
        let related = Related {
            relation,
            link,
            kin,
            fits,
            tally,
            truth,
        };
        if truth != Truth::Unknown {
            #[allow(clippy::cast_precision_loss, reason = "nobody has 2^52 related rows")]
            let counted = tally.low() as f64;
            reason.reading = Reading::Known(Value::Number(counted));
        }
        let named_by = self.row_sources(&relation.relation, frame);
        let mut evidence = self.behind_rows(&relation.relation, &named_by, frame);
        reason.snapshot_at = evidence.values().max().copied();
        for source in named_by {
            if !reason.sources.contains(&source) {
                reason.sources.push(source);
            }
        }
        let row = self.telling_row(&related, frame);
        let clause = self.clause(&related, &supplying, row.as_ref(), frame);
        let mut reasons = vec![reason];
        let complete = truth != Truth::Unknown && related.kin.complete.value(0);
        if let Some((label, told)) = row {
            for told in told {
                merge(&mut evidence, &told.evidence);
                reasons.extend(told.reasons.into_iter().map(|reason| {
                    let item = reason.item.or_else(|| Some(label.clone()));
                    Reason { item, ..reason }
                }));
            }
        }
        Told {
            clause,
            reasons,
            evidence,
            complete,
        }
    }

    /// The sources that say that the related rows are there.
    pub(super) fn row_sources(self, relation: &str, frame: &Frame<'_, '_>) -> Vec<SourceId> {
        let root = self.pass.vocabulary.root(frame.kind);
        let row = frame.rows.row(0);
        let Some(edges) = self
            .pass
            .tables
            .edges(root, relation)
            .filter(|_| row != MISSING)
        else {
            return Vec::new();
        };
        let mut sources: Vec<SourceId> = edges
            .of(row)
            .filter_map(|edge| edges.source(edge))
            .map(SourceId::new)
            .collect();
        sources.sort();
        sources.dedup();
        sources
    }

    /// The row that tells most: one that decided, or the one that came nearest.
    fn telling_row(
        self,
        related: &Related<'a, '_>,
        frame: &Frame<'a, '_>,
    ) -> Option<(String, Vec<Told>)> {
        let inner = related.relation.condition.as_deref()?;
        let wanted = match (related.truth, related.relation.quantity) {
            (Truth::Unknown, _) => Truth::Unknown,
            (Truth::False, Quantity::Only | Quantity::AtLeastPercent(_)) => Truth::False,
            _ if related.tally.low() > 0 => Truth::True,
            _ => Truth::False,
        };
        let rows = (0..related.kin.rows.len()).filter(|edge| {
            related.kin.rows[*edge] != MISSING
                && related.fits.member.get(*edge) != Truth::False
                && related.fits.condition.get(*edge) == wanted
        });
        let told = rows.map(|edge| {
            let row = related.kin.rows[edge];
            let child = items::child(self.pass, related.kin.to, row, frame);
            (
                child.table.name(row).to_owned(),
                self.condition(inner, &child),
            )
        });
        // The nearest row misses the least, and was seen last.
        told.min_by_key(|(_, told)| {
            let seen = told
                .iter()
                .flat_map(|told| &told.reasons)
                .filter_map(latest)
                .max();
            (told.len(), std::cmp::Reverse(seen))
        })
    }

    fn clause(
        self,
        related: &Related<'a, '_>,
        supplying: &[&SourceState],
        row: Option<&(String, Vec<Told>)>,
        frame: &Frame<'a, '_>,
    ) -> String {
        let Related {
            relation,
            link,
            kin,
            truth,
            tally,
            ..
        } = related;
        let plural = link.plural.as_deref().unwrap_or(&relation.relation);
        let singular = link.singular.as_deref().unwrap_or(plural);
        let inner = relation
            .condition
            .as_deref()
            .map_or_else(String::new, |condition| {
                format!(
                    " where {}",
                    rules::print_condition(condition, kin.to, self.pass.vocabulary)
                )
            });
        let row_says = row.map(|(label, told)| {
            let clauses: Vec<&str> = told.iter().map(|told| told.clause.as_str()).collect();
            (label.as_str(), clauses.join(" and "))
        });
        if *truth == Truth::Unknown {
            return match row_says {
                _ if !kin.complete.value(0) => {
                    format!("not all {plural} are known ({})", self.silence(supplying))
                }
                Some((label, says)) if label.starts_with(singular) => format!("{label}: {says}"),
                Some((label, says)) => format!("{singular} {label}: {says}"),
                None => format!("it is not sure which {plural} it has"),
            };
        }
        let (count, named, opposite) = match (relation.quantity, truth) {
            (Quantity::Only | Quantity::AtLeastPercent(_), Truth::False) => (
                tally.surely_not(),
                self.named(related, Truth::False),
                " not",
            ),
            _ => (tally.low(), self.named(related, Truth::True), ""),
        };
        let counted = match count {
            0 => format!("no {singular}{inner}"),
            1 => format!("1 {singular}{opposite}{inner}"),
            many => format!("{many} {plural}{opposite}{inner}"),
        };
        let evidence = match (count, row_says) {
            (0, row) => self
                .looked_in(related, supplying, frame)
                .into_iter()
                .chain(row.map(|(_, says)| format!("nearest: {says}")))
                .collect(),
            (1, Some((_, says))) => vec![named, says],
            // Of several rows one is told in full.
            (_, Some((label, says))) => vec![named, format!("{label}: {says}")],
            (_, None) => vec![named],
        };
        match evidence.is_empty() {
            true => counted,
            false => format!("{counted} ({})", evidence.join("; ")),
        }
    }

    /// The first few rows that fit, or that do not.
    fn named(self, related: &Related<'a, '_>, wanted: Truth) -> String {
        let table = self.pass.table(related.kin.to);
        let all: Vec<&str> = (0..related.kin.rows.len())
            .filter(|edge| {
                related.kin.rows[*edge] != MISSING
                    && related.kin.sure.value(*edge)
                    && related.fits.condition.get(*edge) == wanted
            })
            .map(|edge| table.name(related.kin.rows[edge]))
            .collect();
        let more = all.len().saturating_sub(NAMED);
        let mut named = all[..all.len().min(NAMED)].join(", ");
        if more > 0 {
            named.push_str(&format!(" and {more} more"));
        }
        named
    }

    /// Where it was looked for in vain.
    fn looked_in(
        self,
        related: &Related<'a, '_>,
        supplying: &[&SourceState],
        frame: &Frame<'a, '_>,
    ) -> Option<String> {
        let telling: Vec<String> = supplying
            .iter()
            .map(|scope| match scope.snapshot_at {
                Some(at) => {
                    format!(
                        "{}, complete at {}",
                        scope.source,
                        reading::instant(at, self.pass)
                    )
                }
                None => scope.source.to_string(),
            })
            .collect();
        if !telling.is_empty() {
            return Some(format!("looked in {}", telling.join(" and ")));
        }
        let row = frame.rows.row(0);
        let listing = frame.table.live_sources(row);
        let known = related.kin.complete.value(0) && !listing.is_empty();
        known.then(|| format!("looked in {}", listing.join(" and ")))
    }

    /// Why absence proves nothing.
    fn silence(self, supplying: &[&SourceState]) -> String {
        let now = self.pass.clock.now;
        let mut silent: Vec<String> = supplying
            .iter()
            .filter(|scope| !scope.tells_absence(now))
            .map(
                |scope| match (scope.held, scope.is_fresh(now), scope.snapshot_at) {
                    (true, ..) => format!("{} is held after a sudden drop", scope.source),
                    (_, false, Some(at)) => {
                        format!(
                            "{} last told at {}",
                            scope.source,
                            reading::instant(at, self.pass)
                        )
                    }
                    _ => format!("{} did not answer in full", scope.source),
                },
            )
            .collect();
        silent.dedup();
        match silent.is_empty() {
            true => "no source lists them in full".to_owned(),
            false => silent.join(", "),
        }
    }
}

/// The latest moment that a reason read.
fn latest(reason: &Reason) -> Option<String> {
    match &reason.reading {
        Reading::Known(Value::Date(day)) => Some(day.to_string()),
        Reading::Known(Value::Instant(at)) => Some(at.to_string()),
        _ => None,
    }
}
