//! Reports in words. Every number comes with the one it is a part of.

use std::fmt::Write as _;

use impact::{
    Amount, CoverageReport, DepartmentReport, OrganisationReport, PersonReport, Promises, Share,
    debt::{FORMULA, Side},
    work::OpenWork,
};

use crate::{
    output::{BOLD, DIM, RED, paint},
    words::{counted, width},
};

/// A share as people read it: `87 % (340 of 390)`.
pub(crate) fn share(share: Share) -> String {
    match share.per_mille() {
        Some(tenths) => {
            format!(
                "{}.{} % ({} of {})",
                tenths / 10,
                tenths % 10,
                share.part,
                share.of
            )
        }
        None => "nothing to measure".to_owned(),
    }
}

/// Work as people read it: `12.5 hours, EUR 900.00`.
pub(crate) fn amount(amount: &Amount) -> String {
    let hours = format!(
        "{}.{} hours",
        amount.minutes / 60,
        amount.minutes % 60 * 10 / 60
    );
    let money = amount
        .money
        .map(|money| format!(", {money}"))
        .unwrap_or_default();
    let unpriced = match amount.unpriced_minutes {
        0 => String::new(),
        minutes => format!(
            " ({} of it without an hourly rate)",
            counted(minutes.div_ceil(60), "hour")
        ),
    };
    let findings = counted(amount.findings, "finding");
    format!("{findings}, {hours}{money}{unpriced}")
}

fn numbers(text: &mut String, coverage: &CoverageReport, promises: &Promises, work: &OpenWork) {
    let _ = writeln!(text, "  as expected     {}", share(coverage.share));
    let counts = &coverage.all;
    let _ = writeln!(
        text,
        "                  {} met, {} missed, {} unknown, {} excepted",
        counts.met, counts.missed, counts.unknown, counts.excepted
    );
    let _ = writeln!(
        text,
        "  promises kept   {}",
        match promises.due {
            0 => "nothing has fallen due yet".to_owned(),
            _ => format!("{} that fell due", share(promises.share())),
        }
    );
    let _ = writeln!(
        text,
        "  open work       {} open, {}, {} due within 7 days",
        work.open,
        match work.overdue {
            0 => "none overdue".to_owned(),
            n => paint(RED, format!("{n} overdue")),
        },
        work.due_soon
    );
    let by: Vec<String> = work
        .by_severity
        .iter()
        .rev()
        .map(|(level, n)| format!("{n} {level}"))
        .collect();
    if !by.is_empty() {
        let _ = writeln!(text, "                  {}", by.join(", "));
    }
    if let Some(oldest) = &work.oldest {
        let _ = writeln!(
            text,
            "  oldest          {}: {}",
            counted(oldest.days.unsigned_abs(), "day"),
            oldest.finding
        );
    }
}

/// One department.
pub(super) fn department(report: &DepartmentReport) -> String {
    let mut text = format!("{}\n", paint(BOLD, &report.name));
    numbers(&mut text, &report.coverage, &report.promises, &report.work);
    let _ = writeln!(text, "  security debt   {}", amount(&report.debt.debt));
    let _ = writeln!(text, "  backlog         {}", amount(&report.debt.backlog));
    let _ = writeln!(text, "                  {}", paint(DIM, FORMULA));
    if !report.debt.lines.is_empty() {
        let _ = writeln!(text, "{}", paint(BOLD, "What it is made of"));
        let wide = width(report.debt.lines.iter().map(|line| &line.title));
        for line in &report.debt.lines {
            let side = match line.side {
                Side::Debt => "debt",
                Side::Backlog => "backlog",
            };
            let amount = amount(&line.amount);
            let _ = writeln!(text, "  {side:<8} {:<wide$}  {amount}", line.title);
        }
    }
    text
}

/// All departments and their sum.
pub(super) fn organisation(report: &OrganisationReport, name: &str) -> String {
    let mut text = format!("{}\n", paint(BOLD, name));
    numbers(&mut text, &report.coverage, &report.promises, &report.work);
    let _ = writeln!(text, "  security debt   {}", amount(&report.debt));
    let _ = writeln!(text, "  backlog         {}", amount(&report.backlog));
    let _ = writeln!(text, "                  {}", paint(DIM, FORMULA));
    let _ = writeln!(text, "\n{}", paint(BOLD, "Departments"));
    let wide = width(report.departments.iter().map(|one| &one.name));
    let shares = width(
        report
            .departments
            .iter()
            .map(|one| share(one.coverage.share)),
    );
    for one in &report.departments {
        let _ = writeln!(
            text,
            "  {:<wide$}  {:<shares$} {:>4} open {:>4} overdue  debt {}",
            one.name,
            share(one.coverage.share),
            one.work.open,
            one.work.overdue,
            one.debt
                .debt
                .money
                .map_or_else(|| "unpriced".to_owned(), |money| money.to_string())
        );
    }
    text
}

/// One person's page.
pub(super) fn person(report: &PersonReport) -> String {
    let mut text = format!("{}\n{}\n", paint(BOLD, &report.name), report.words);
    for (title, lines) in [("Open", &report.open), ("Done lately", &report.done)] {
        if lines.is_empty() {
            continue;
        }
        let _ = writeln!(text, "\n{}", paint(BOLD, title));
        for line in lines {
            let _ = writeln!(
                text,
                "  {}: {}, {}",
                line.thing_name, line.title, line.words
            );
            let _ = writeln!(text, "    {}", paint(DIM, &line.finding));
        }
    }
    text
}
