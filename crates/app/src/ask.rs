//! Questions about what is known: who answers, why, what is open. They change nothing.

use jiff::Timestamp;
use judge::Judgement;
use ledger::matrix::Resolved;
use model::{
    Entity, EntityId, Event, Finding, FindingId, FindingState, Inventory, KindName, Life, Owner,
    Problem, RuleId, Severity, Vocabulary, WhyUnowned, verdict::Unknowns, vocabulary::Kind,
};
use rules::tree::{Rule, SettingValue};
use serde::Serialize;

use crate::{
    deadlines::next_reminder,
    parties::View,
    ports::{LedgerStore, Observations, PassRecord, PortError},
    tighten::{self, SetBy},
    working_days::{WorkingDays, working_days},
    workspace::{Workspace, nearest},
};

/// Everything known, as it stood at the latest pass.
#[derive(Debug)]
pub struct Known {
    /// Everything observed.
    pub inventory: Inventory,
    /// Who answers for which activity.
    pub matrix: Resolved,
    /// All findings, closed ones too, in order of id.
    pub findings: Vec<Finding>,
    /// The latest pass; none when nothing was ever judged.
    pub pass: Option<PassRecord>,
    /// Since when verdicts are unknown, as it left them.
    pub unknowns: Unknowns,
    /// The instant it speaks of.
    pub at: Timestamp,
}

impl Known {
    /// Reads what is known, as of the latest pass (or of `now` before the first one).
    ///
    /// Questions speak of the instant of the pass: at another one, sources would look stale that
    /// were fresh when everything was judged.
    ///
    /// # Errors
    /// When what was kept cannot be read.
    pub async fn read(
        workspace: &Workspace,
        observations: &impl Observations,
        ledger: &impl LedgerStore,
        now: Timestamp,
    ) -> Result<Self, PortError> {
        let findings = ledger.findings().await?;
        Self::around(findings, workspace, observations, ledger, now).await
    }

    /// The same with these findings only, which is quick however many others there are.
    ///
    /// # Errors
    /// When what was kept cannot be read.
    pub async fn around(
        findings: Vec<Finding>,
        workspace: &Workspace,
        observations: &impl Observations,
        ledger: &impl LedgerStore,
        now: Timestamp,
    ) -> Result<Self, PortError> {
        let pass = ledger.latest_pass().await?;
        let at = pass.as_ref().map_or(now, |pass| pass.at);
        let inventory = crate::collect::inventory(workspace, observations, at)?;
        let words = &workspace.vocabulary;
        Ok(Self {
            matrix: crate::matrix::resolved(workspace, &inventory, words, (at, now.max(at))),
            inventory,
            findings,
            unknowns: ledger.unknowns().await?,
            pass,
            at,
        })
    }

    /// All verdicts at that instant, made again: they are cheap and never stored.
    ///
    /// # Errors
    /// When the rules in force cannot be judged together.
    pub fn judgement(&self, workspace: &Workspace) -> Result<Judgement, Vec<Problem>> {
        self.judgement_of(workspace, &workspace.rules_in_force())
    }

    /// The same of some rules only.
    ///
    /// # Errors
    /// When they cannot be judged together.
    pub fn judgement_of(
        &self,
        workspace: &Workspace,
        rules: &[Rule],
    ) -> Result<Judgement, Vec<Problem>> {
        let clock = workspace.clock(self.at);
        let tables = judge::tables(&self.inventory, &workspace.vocabulary);
        judge::judge_since(
            rules,
            &workspace.vocabulary,
            &tables,
            &clock,
            &self.unknowns,
        )
        .map_err(|problems| problems.0)
    }

    /// The same with the words to speak of it.
    pub fn view<'a>(&'a self, workspace: &'a Workspace) -> View<'a> {
        View {
            inventory: &self.inventory,
            vocabulary: &workspace.vocabulary,
            zone: &workspace.settings.time_zone,
            at: self.at,
            matrix: Some(&self.matrix),
        }
    }

    /// A finding by id.
    ///
    /// # Errors
    /// When there is none, with the nearest id.
    pub fn finding(&self, id: &str) -> Result<&Finding, Problem> {
        let wanted = FindingId::new(id);
        if let Some(found) = self.findings.iter().find(|finding| finding.id == wanted) {
            return Ok(found);
        }
        let place = model::Place::file("command line");
        let says = format!("there is no finding `{id}`");
        let problem = Problem::new("finding-unknown", says, place);
        Err(
            match nearest(id, self.findings.iter().map(|finding| finding.id.as_str())) {
                Some(near) => problem.advise(format!("did you mean `{near}`?")),
                None => problem.advise("`allhands finding list --all` shows them all"),
            },
        )
    }
}

/// Who answers for one entity, in short.
#[derive(Clone, Debug, Serialize)]
pub struct Answerable {
    /// The entity.
    pub entity: EntityId,
    /// What people call it.
    pub name: String,
    /// Who answers.
    pub owner: Owner,
    /// The owner's name; empty for nobody.
    pub owner_name: String,
    /// The people behind the owner who are still here.
    pub people: Vec<String>,
    /// Why nobody answers, when nobody does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why_unowned: Option<WhyUnowned>,
    /// Whether the answer comes from an entity further up.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub inherited_from: Option<String>,
    /// Whether valid claims name different people.
    pub disputed: bool,
}

/// Who answers for every entity of a kind.
#[derive(Clone, Debug, Serialize)]
pub struct KindAnswers {
    /// The kind as asked.
    pub kind: KindName,
    /// Entities that are not gone.
    pub entities: usize,
    /// Of these, nobody answers for.
    pub unowned: usize,
    /// Of these, exactly one person answers for.
    pub one_person: usize,
    /// Of these, different people are named.
    pub disputed: usize,
    /// Each of them: unowned ones first, then those of one person, then by name.
    pub answers: Vec<Answerable>,
}

/// Who answers for every entity of a kind.
///
/// # Errors
/// When the vocabulary has no such kind.
pub fn who_of_kind(view: &View, kind: &str) -> Result<KindAnswers, Problem> {
    let found = kind_named(view.vocabulary, kind)?;
    let root = view.vocabulary.root(found.kind.as_str());
    let living = view
        .inventory
        .of(root)
        .iter()
        .filter(|entity| entity.life != Life::Gone);
    let mut answers: Vec<Answerable> = living.map(|entity| answerable(view, entity)).collect();
    answers.sort_by_key(|a| (rank(a), a.name.clone(), a.entity.clone()));
    Ok(KindAnswers {
        kind: KindName::new(root),
        entities: answers.len(),
        unowned: answers.iter().filter(|a| a.why_unowned.is_some()).count(),
        one_person: answers.iter().filter(|a| a.people.len() == 1).count(),
        disputed: answers.iter().filter(|a| a.disputed).count(),
        answers,
    })
}

/// The kind that somebody names, in the singular or the plural.
///
/// # Errors
/// When the vocabulary has no such kind.
pub fn kind_named<'v>(vocabulary: &'v Vocabulary, kind: &str) -> Result<&'v Kind, Problem> {
    let names = || vocabulary.kinds.values();
    if let Some(found) = names().find(|k| k.kind.as_str() == kind || k.plural == kind) {
        return Ok(found);
    }
    let place = model::Place::file("command line");
    let problem = Problem::new("kind-unknown", format!("there is no kind `{kind}`"), place);
    Err(match nearest(kind, names().map(|k| k.kind.as_str())) {
        Some(near) => problem.advise(format!("did you mean `{near}`?")),
        None => {
            let all: Vec<&str> = names().map(|k| k.kind.as_str()).collect();
            problem.advise(format!("kinds are: {}", all.join(", ")))
        }
    })
}

fn rank(answer: &Answerable) -> usize {
    match answer.people.len() {
        _ if answer.why_unowned.is_some() => 0,
        1 => 1,
        _ => 2,
    }
}

fn answerable(view: &View, entity: &Entity) -> Answerable {
    let ownership = &entity.ownership;
    let name = |id: &EntityId| {
        view.inventory
            .get(id)
            .map_or_else(|| id.to_string(), |e| e.name.clone())
    };
    let (owner_name, why_unowned) = match &ownership.owner {
        Owner::Person(id) | Owner::Team(id) | Owner::Account(id) => (name(id), None),
        Owner::Unowned(why) => (String::new(), Some(*why)),
    };
    let deciding = ownership.claims.first().filter(|_| why_unowned.is_none());
    Answerable {
        entity: entity.id.clone(),
        name: entity.name.clone(),
        owner: ownership.owner.clone(),
        owner_name,
        people: ownership.people().into_iter().map(name).collect(),
        why_unowned,
        inherited_from: deciding.and_then(|c| c.inherited_from.as_ref()).map(name),
        disputed: ownership.disputed,
    }
}

/// One finding as lists show it.
#[derive(Clone, Debug, Serialize)]
pub struct FindingRow {
    /// The finding.
    #[serde(flatten)]
    pub finding: Finding,
    /// The rule's title.
    pub title: String,
    /// What people call the entity.
    pub name: String,
    /// The department whose rules apply to it; none for the organisation only.
    pub department: Option<String>,
    /// Who gets it; none when nobody could be found.
    pub goes_to: Option<String>,
    /// Past its deadline.
    pub overdue: bool,
}

/// Which findings a list shows.
#[derive(Clone, Debug, Default)]
pub struct FindingFilter {
    /// Closed and merely detected ones too.
    pub all: bool,
    /// Only of this rule.
    pub rule: Option<String>,
    /// Only of the department of this name.
    pub department: Option<String>,
    /// Only as severe as this.
    pub severity: Option<Severity>,
    /// Only of entities of this kind, which is a root kind.
    pub kind: Option<KindName>,
}

/// Findings as a list, the most urgent first: overdue, then by due date, then by severity.
pub fn finding_rows(
    known: &Known,
    workspace: &Workspace,
    filter: &FindingFilter,
) -> Vec<FindingRow> {
    let view = known.view(workspace);
    let mut rows: Vec<FindingRow> = known
        .findings
        .iter()
        .filter(|f| filter.all || f.state.is_open())
        .filter(|f| {
            filter
                .rule
                .as_ref()
                .is_none_or(|rule| f.rule.as_str() == rule)
        })
        .filter(|f| filter.severity.is_none_or(|wanted| f.severity == wanted))
        .filter(|f| {
            let wanted = filter.kind.as_ref();
            wanted.is_none_or(|kind| f.entity.kind == *kind)
        })
        .map(|finding| finding_row(&view, workspace, finding))
        .filter(|row| {
            filter.department.as_ref().is_none_or(|wanted| {
                row.department
                    .as_ref()
                    .is_some_and(|d| d.eq_ignore_ascii_case(wanted))
            })
        })
        .collect();
    rows.sort_by_key(|row| {
        let worst: Severity = row.finding.severity;
        let closed = !row.finding.state.is_open();
        let due = row.finding.due.unwrap_or(Timestamp::MAX);
        (
            closed,
            due,
            std::cmp::Reverse(worst),
            row.finding.id.clone(),
        )
    });
    rows
}

/// One finding as lists show it.
pub fn finding_row(view: &View, workspace: &Workspace, finding: &Finding) -> FindingRow {
    let entity = view.inventory.get(&finding.entity);
    let rule = workspace.speaking(&finding.rule);
    let goes_to =
        entity.zip(rule).and_then(
            |(entity, rule)| match view.route_of(finding, rule, entity) {
                people::Route::To { person, .. } => view.inventory.get(&person),
                people::Route::Nobody { .. } => None,
            },
        );
    FindingRow {
        title: rule.map_or_else(|| finding.rule.to_string(), |rule| rule.title.clone()),
        name: entity.map_or_else(|| finding.entity.to_string(), |e| e.name.clone()),
        department: entity
            .and_then(|e| view.unit(e))
            .map(|unit| unit.name.clone()),
        goes_to: goes_to.map(|person| person.name.clone()),
        overdue: finding.state.is_open() && finding.due.is_some_and(|d| d < view.at),
        finding: finding.clone(),
    }
}

/// One finding with its history.
#[derive(Clone, Debug, Serialize)]
pub struct FindingStory {
    /// The finding.
    #[serde(flatten)]
    pub row: FindingRow,
    /// The sentences it misses: the rule's own, and those of stricter rules of its department.
    pub asked: Vec<Asked>,
    /// Which of several rules set the deadline and the severity, as of the latest pass.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub set_by: Option<SetBy>,
    /// Whose working days its deadline counts, where it does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub working_days: Option<WorkingDays>,
    /// When somebody is reminded next.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_reminder: Option<ledger::schedule::Reminder>,
    /// What happened, oldest first.
    pub events: Vec<Event>,
}

/// A sentence that is missed.
#[derive(Clone, Debug, Serialize)]
pub struct Asked {
    /// The rule it stands in.
    pub rule: RuleId,
    /// The rule's title.
    pub title: String,
    /// The sentence.
    pub sentence: String,
}

/// The sentence of a rule on one line, with the value of each setting in the place of its name.
pub fn sentence(rule: &Rule, vocabulary: &Vocabulary) -> String {
    let printed = rules::print_expectation(&rule.expectation, vocabulary);
    let mut text = printed.split_whitespace().collect::<Vec<_>>().join(" ");
    for setting in &rule.settings {
        let value = match &setting.value {
            SettingValue::Length(length) => length.to_string(),
            SettingValue::Number(number) => number.clone(),
            SettingValue::Text(text) => format!("\"{text}\""),
        };
        text = text.replace(&format!("[{}]", setting.name), &value);
    }
    text
}

/// One finding with its history, and what was asked.
pub fn finding_story(
    known: &Known,
    workspace: &Workspace,
    finding: &Finding,
    events: Vec<Event>,
) -> FindingStory {
    let mut rules: Vec<&str> = finding.clocks.iter().map(|clock| clock.rule()).collect();
    rules.push(finding.rule.as_str());
    // The rule of the finding first, whatever the others are called.
    rules.sort_by_key(|rule| (*rule != finding.rule.as_str(), *rule));
    rules.dedup();
    let asked = |rule: &str| {
        let loaded = workspace.rule(&RuleId::new(rule))?;
        Some(Asked {
            rule: loaded.rule.id.clone(),
            title: loaded.rule.title.clone(),
            sentence: sentence(&loaded.rule, &workspace.vocabulary),
        })
    };
    FindingStory {
        row: finding_row(&known.view(workspace), workspace, finding),
        asked: rules.into_iter().filter_map(asked).collect(),
        set_by: match finding.state {
            FindingState::Closed => None,
            _ => tighten::set_by(known, workspace, finding),
        },
        working_days: working_days(known, workspace, finding),
        next_reminder: next_reminder(finding, known.at),
        events,
    }
}
