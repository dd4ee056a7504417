//! `report.html`: the same for reading and printing. One page, no script, nothing loaded.

use std::{collections::BTreeMap, fmt::Write as _};

use jiff::Timestamp;
use model::{FindingState, RuleId};

use super::{Audited, AuditedRule, Evidence, oscal::word};

const STYLE: &str = include_str!("report.css");

/// The page. `checkpoint` is printed at its foot: whoever keeps the paper can hold the log to it.
pub fn report(evidence: &Evidence<'_>, checkpoint: &str) -> String {
    let mut page = Page::default();
    page.head(evidence);
    page.summary(evidence);
    page.rules(evidence);
    page.findings(evidence);
    page.plan(evidence);
    page.sources(evidence);
    page.foot(evidence, checkpoint);
    page.0
}

#[derive(Debug, Default)]
struct Page(String);

impl Page {
    fn put(&mut self, html: std::fmt::Arguments<'_>) {
        // Writing to a string cannot fail.
        let _ = self.0.write_fmt(html);
    }

    fn head(&mut self, evidence: &Evidence<'_>) {
        let title = format!("Evidence: {}", evidence.about());
        self.put(format_args!(
            "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta http-equiv=\"Content-Security-Policy\" \
             content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
             <title>{0}</title>\n<style>\n{STYLE}</style></head>\n<body>\n<h1>{0}</h1>\n",
            escape(&title)
        ));
        let since = match evidence.since {
            Some(since) => format!(" Closed findings since {}.", day(evidence, since)),
            None => String::new(),
        };
        self.put(format_args!(
            "<p>{}, as of {}.{} Times are in {}.</p>\n",
            escape(evidence.organisation),
            minute(evidence, evidence.at),
            escape(&since),
            escape(evidence.zone.iana_name().unwrap_or("UTC"))
        ));
    }

    fn summary(&mut self, evidence: &Evidence<'_>) {
        let count = |holds: fn(FindingState) -> bool| {
            let states = evidence.findings.iter().map(|a| a.finding.state);
            states.filter(|state| holds(*state)).count()
        };
        let open = count(FindingState::is_open);
        let excepted = count(|state| state == FindingState::Excepted);
        let overdue = |a: &&Audited<'_>| {
            a.finding.state.is_open() && a.finding.due.is_some_and(|due| due < evidence.at)
        };
        let overdue = evidence.findings.iter().filter(overdue).count();
        let closed = count(|state| state == FindingState::Closed);
        self.put(format_args!(
            "<ul class=\"numbers\"><li><b>{open}</b> open</li><li><b>{overdue}</b> of them past \
             their date</li><li><b>{excepted}</b> of them excepted for a time</li>\
             <li><b>{closed}</b> closed</li></ul>\n\
             <p>An exception is open risk: it is counted as open and never as met. Unknown means \
             that the sources do not tell; it is never counted as met either.</p>\n"
        ));
    }

    fn rules(&mut self, evidence: &Evidence<'_>) {
        self.put(format_args!(
            "<h2>What is expected</h2>\n<table><thead><tr><th>Rule</th><th>Helps to meet</th>\
             <th class=\"n\">Met</th><th class=\"n\">Missed</th><th class=\"n\">Excepted</th>\
             <th class=\"n\">Unknown</th><th class=\"n\">Share met</th></tr>\
             </thead><tbody>\n"
        ));
        let all = evidence.rules.iter();
        let (judged, others): (Vec<_>, Vec<_>) = all.partition(|(_, rule)| rule.counts.all() > 0);
        for (id, rule) in judged {
            self.rule(id, rule);
        }
        self.put(format_args!("</tbody></table>\n"));
        if !others.is_empty() {
            let titles: Vec<&str> = others.iter().map(|(_, rule)| rule.title.as_str()).collect();
            self.put(format_args!(
                "<p>The findings below are also of what is looked for without counting what is \
                 as it should be: {}.</p>\n",
                escape(&titles.join("; "))
            ));
        }
    }

    fn rule(&mut self, id: &RuleId, rule: &AuditedRule) {
        let helps: Vec<String> = rule
            .references
            .iter()
            .map(|r| format!("{} {}", r.framework, r.id))
            .collect();
        let counts = rule.counts;
        let share = counts.share().to_string();
        self.put(format_args!(
            "<tr><td><b>{}</b> <code>{}</code> {}</td><td>{}</td>\
             <td class=\"n\">{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td>\
             <td class=\"n\">{}</td><td class=\"n\">{}</td></tr>\n",
            escape(&rule.title),
            escape(id.as_str()),
            escape(&rule.sentence),
            escape(&helps.join(", ")),
            counts.met,
            counts.missed,
            counts.excepted,
            counts.unknown,
            escape(&share)
        ));
    }

    fn findings(&mut self, evidence: &Evidence<'_>) {
        let (open, closed): (Vec<_>, Vec<_>) = evidence
            .findings
            .iter()
            .partition(|audited| audited.finding.state.is_open());
        self.table(evidence, "Open findings", "Due", open);
        self.table(evidence, "Closed findings", "Closed", closed);
    }

    fn table(&mut self, evidence: &Evidence<'_>, title: &str, date: &str, rows: Vec<&Audited<'_>>) {
        self.put(format_args!("<h2>{title} ({})</h2>\n", rows.len()));
        if rows.is_empty() {
            self.put(format_args!("<p>None.</p>\n"));
            return;
        }
        let mut rows = rows;
        rows.sort_by_key(|audited| {
            let finding = audited.finding;
            let when = finding.closed_at.or(finding.due).unwrap_or(Timestamp::MAX);
            (when, &finding.id)
        });
        self.put(format_args!(
            "<table><thead><tr><th>Finding</th><th>On</th><th>Department</th><th>Answers</th>\
             <th>Severity</th><th>State</th><th>Since</th><th>{date}</th></tr></thead><tbody>\n"
        ));
        for audited in rows {
            self.finding(evidence, audited);
        }
        self.put(format_args!("</tbody></table>\n"));
    }

    fn finding(&mut self, evidence: &Evidence<'_>, audited: &Audited<'_>) {
        let finding = audited.finding;
        let state = match finding.closed_because {
            Some(why) if finding.state == FindingState::Closed => word(why).replace('_', " "),
            _ => finding.state.words().to_owned(),
        };
        let late = finding.state.is_open() && finding.due.is_some_and(|due| due < evidence.at);
        let when = finding
            .closed_at
            .filter(|_| !finding.state.is_open())
            .or(finding.due);
        self.put(format_args!(
            "<tr><td><b>{}</b><br>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td>\
             <td class=\"d\">{}</td><td class=\"d{}\">{}</td></tr>\n",
            escape(&evidence.title(&finding.rule)),
            escape(&audited.because),
            escape(&thing(audited)),
            escape(audited.department.as_deref().unwrap_or("none")),
            escape(audited.answers.as_deref().unwrap_or("nobody")),
            finding.severity,
            escape(&state),
            day(evidence, finding.missed_since),
            if late { " late" } else { "" },
            when.map_or_else(|| "no date".to_owned(), |at| day(evidence, at)),
        ));
    }

    fn plan(&mut self, evidence: &Evidence<'_>) {
        let items = super::items::items(&evidence.findings);
        let mut latest: BTreeMap<_, &super::PoamRow> = BTreeMap::new();
        for row in evidence
            .numbers
            .iter()
            .filter(|r| items.contains_key(&r.weakness))
        {
            latest.insert(&row.weakness, row);
        }
        let mut rows: Vec<&super::PoamRow> = latest.into_values().collect();
        rows.sort_by_key(|row| row.number);
        self.put(format_args!(
            "<h2>Plan of action ({})</h2>\n<p>One number a weakness, on however many things it is. \
             A number is never used again.</p>\n<table><thead><tr><th>Number</th><th>Weakness</th>\
             <th>Opened</th><th>Closed</th><th>Came back after</th></tr></thead><tbody>\n",
            rows.len()
        ));
        for row in rows {
            let by = match row.weakness.by.as_str() {
                "" => String::new(),
                by => format!("{by}: "),
            };
            self.put(format_args!(
                "<tr><td class=\"d\">{}</td><td>{}{}</td><td class=\"d\">{}</td>\
                 <td class=\"d\">{}</td><td class=\"d\">{}</td></tr>\n",
                row.label(),
                escape(&by),
                escape(&evidence.title(&row.weakness.rule)),
                day(evidence, row.opened_at),
                row.closed_at
                    .map_or_else(|| "open".to_owned(), |at| day(evidence, at)),
                row.recurrence_of
                    .map(super::numbers::label)
                    .unwrap_or_default()
            ));
        }
        self.put(format_args!("</tbody></table>\n"));
    }

    fn sources(&mut self, evidence: &Evidence<'_>) {
        self.put(format_args!(
            "<h2>What the sources had said</h2>\n<table><thead><tr><th>Source</th><th>Part</th>\
             <th>Read</th><th>Produced</th><th>Digest of the raw records (BLAKE3)</th></tr>\
             </thead><tbody>\n"
        ));
        for source in &evidence.sources {
            let at = source.snapshot_at.map(|at| minute(evidence, at));
            self.put(format_args!(
                "<tr><td>{}</td><td>{}</td><td>{}</td><td class=\"d\">{}</td>\
                 <td><code>{}</code></td></tr>\n",
                escape(source.source.as_str()),
                escape(&source.scope),
                word(source.outcome),
                at.unwrap_or_else(|| "nothing".to_owned()),
                escape(source.digest.as_deref().unwrap_or(""))
            ));
        }
        self.put(format_args!("</tbody></table>\n"));
    }

    fn foot(&mut self, evidence: &Evidence<'_>, checkpoint: &str) {
        self.put(format_args!(
            "<footer><p>Checkpoint of the sealed log of {}. Every decision behind this report is \
             an entry of it; <code>VERIFY.md</code> says how to check that.</p>\n<pre>{}</pre>\n\
             </footer>\n</body></html>\n",
            escape(evidence.organisation),
            escape(checkpoint)
        ));
    }
}

fn thing(audited: &Audited<'_>) -> String {
    let id = audited.finding.entity.to_string();
    match audited.thing == id {
        true => id,
        false => format!("{} ({id})", audited.thing),
    }
}

fn day(evidence: &Evidence<'_>, at: Timestamp) -> String {
    at.to_zoned(evidence.zone.clone()).date().to_string()
}

fn minute(evidence: &Evidence<'_>, at: Timestamp) -> String {
    at.to_zoned(evidence.zone.clone())
        .strftime("%Y-%m-%d %H:%M")
        .to_string()
}

/// Text as HTML shows it.
fn escape(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            c => html.push(c),
        }
    }
    html
}
