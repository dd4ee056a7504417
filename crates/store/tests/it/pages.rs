//! Findings a page at a time: every page together is the whole, in the order of a plain sort.

use app::ports::{FindingPages as _, LedgerStore as _, PageAsked};
use jiff::{SignedDuration, Timestamp};
use model::{Finding, FindingState, KindName, Severity};

use crate::{
    homes::{Home, on_both},
    ledger::{finding, pass},
};

on_both!(
    pages_together_are_the_whole_in_order,
    a_page_goes_on_only_from_a_finding_that_is_there,
    a_page_goes_on_from_a_finding_that_is_over_by_now,
);

const NOW: &str = "2026-03-10T00:00:00Z";

/// Some of everything: states, severities, deadlines before and after now, kinds, rules.
fn varied() -> Vec<Finding> {
    let now: Timestamp = NOW.parse().unwrap();
    let one = |number: u64| {
        let state = [
            FindingState::Open,
            FindingState::Excepted,
            FindingState::Closed,
        ];
        let days = i64::try_from(number % 7).unwrap() - 3;
        let due = now
            .checked_add(SignedDuration::from_hours(24 * days))
            .unwrap();
        let plain = finding(number);
        let kind = ["device", "device role", "devices"][usize::try_from(number % 3).unwrap()];
        let rule = ["laptops", "laptops-are-encrypted", "laptopsA"];
        let rule = rule[usize::try_from(number / 3 % 3).unwrap()].into();
        let entity = model::EntityId::new(kind, number);
        Finding {
            id: model::FindingId::of(&rule, &entity),
            rule,
            entity,
            state: state[usize::try_from(number / 2 % 3).unwrap()],
            severity: Severity::ALL[usize::try_from(number % 4).unwrap()],
            due: (!number.is_multiple_of(5)).then_some(due),
            ..plain
        }
    };
    (1..=120).map(one).collect()
}

fn asked() -> Vec<PageAsked> {
    let plain = PageAsked {
        most: 7,
        ..PageAsked::default()
    };
    vec![
        plain.clone(),
        PageAsked {
            states: vec![FindingState::Closed, FindingState::Open],
            ..plain.clone()
        },
        PageAsked {
            rule: Some("laptops".into()),
            ..plain.clone()
        },
        PageAsked {
            severity: Some(Severity::High),
            kind: Some(KindName::new("device")),
            ..plain.clone()
        },
        PageAsked {
            due_before: Some(NOW.parse().unwrap()),
            most: 1_000,
            ..plain.clone()
        },
        PageAsked {
            states: FindingState::ALL.to_vec(),
            ..plain.clone()
        },
        // Of a rule that has many more findings than fit on a page.
        PageAsked {
            states: FindingState::ALL.to_vec(),
            rule: Some("laptops".into()),
            most: 1,
            ..plain.clone()
        },
        PageAsked {
            rule: Some("laptops-are-encrypted".into()),
            most: 1,
            ..plain.clone()
        },
        PageAsked {
            states: vec![FindingState::Closed],
            ..plain
        },
    ]
}

/// What a page shows, said plainly.
fn shows(asked: &PageAsked, finding: &Finding) -> bool {
    let state = match asked.states.as_slice() {
        [] => finding.state.is_open(),
        states => states.contains(&finding.state),
    };
    state
        && asked.rule.as_ref().is_none_or(|rule| *rule == finding.rule)
        && asked
            .severity
            .is_none_or(|severity| severity == finding.severity)
        && asked
            .kind
            .as_ref()
            .is_none_or(|kind| *kind == finding.entity.kind)
        && asked
            .due_before
            .is_none_or(|at| finding.due.is_some_and(|due| due < at))
}

async fn pages_together_are_the_whole_in_order(home: Home) {
    let all = varied();
    let ledger = home.open().await;
    ledger
        .record(&pass("one", all.clone(), Vec::new()))
        .await
        .unwrap();
    for asked in asked() {
        let mut expected: Vec<&Finding> = all.iter().filter(|one| shows(&asked, one)).collect();
        expected.sort_by_key(|one| {
            let due = one.due.unwrap_or(Timestamp::MAX);
            let worse = std::cmp::Reverse(one.severity);
            (!one.state.is_open(), due, worse, one.id.clone())
        });
        assert!(expected.len() > 3, "{asked:?} shows next to nothing");

        let mut paged = Vec::new();
        let mut next = asked.clone();
        loop {
            let page = ledger.page(&next).await.unwrap();
            assert!(page.len() <= 7 || asked.most > 7);
            let Some(last) = page.last() else { break };
            next.after = Some(last.id.clone());
            paged.extend(page);
        }
        assert_eq!(paged.iter().collect::<Vec<_>>(), expected, "{asked:?}");
        let count = ledger.how_many(&asked).await.unwrap();
        assert_eq!(usize::try_from(count).unwrap(), expected.len());
    }
}

async fn a_page_goes_on_only_from_a_finding_that_is_there(home: Home) {
    let ledger = home.open().await;
    let asked = PageAsked {
        after: Some(finding(1).id),
        most: 5,
        ..PageAsked::default()
    };
    let problem = ledger.page(&asked).await.unwrap_err();
    assert_eq!(problem.problem().code, "finding-unknown");
}

async fn a_page_goes_on_from_a_finding_that_is_over_by_now(home: Home) {
    let ledger = home.open().await;
    let open = |number| Finding {
        state: FindingState::Open,
        ..finding(number)
    };
    let closed = Finding {
        state: FindingState::Closed,
        ..finding(2)
    };
    let all = vec![open(1), closed.clone(), open(3)];
    ledger.record(&pass("one", all, Vec::new())).await.unwrap();
    let behind = |after: &Finding, states| PageAsked {
        states,
        after: Some(after.id.clone()),
        most: 5,
        ..PageAsked::default()
    };
    // It stands behind everything that is open, and what is over stands behind all of that.
    let page = ledger.page(&behind(&closed, Vec::new())).await.unwrap();
    assert_eq!(page, []);
    let over = behind(&open(3), vec![FindingState::Closed]);
    assert_eq!(ledger.page(&over).await.unwrap(), [closed]);
}
