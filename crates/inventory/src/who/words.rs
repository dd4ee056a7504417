//! Who else is named and why that did not decide, in plain words.

use jiff::Timestamp;
use model::{
    Deputy, Entity, EntityId, Inventory, Owner, OwnerClaim, OwnerClass, Ownership, PersonsWord,
};

use super::{Other, name};

/// Whom a claim names: a name with its id, or what was written where nobody has that.
pub(super) fn party(claim: &OwnerClaim, inventory: &Inventory) -> String {
    match (&claim.party, &claim.written) {
        (Some(id), _) => named(inventory, id),
        (None, Some(written)) => format!("`{}`", written.value),
        (None, None) => "somebody".to_owned(),
    }
}

fn named(inventory: &Inventory, id: &EntityId) -> String {
    format!("{} ({id})", name(inventory, id))
}

fn day(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d").to_string()
}

/// A person's own word, and who wrote it down for them, where somebody did.
pub(super) fn own_word(claim: &OwnerClaim, word: &PersonsWord, inventory: &Inventory) -> String {
    let mut says = format!(
        "{} said on {} that it is theirs (decision {})",
        party(claim, inventory),
        day(claim.told),
        word.number
    );
    let person = claim.party.as_ref().and_then(|id| inventory.get(id));
    let own = person.is_some_and(|person| {
        let mail = person.reading("email").text().map(str::to_lowercase);
        mail.as_deref() == Some(&word.by) || person.name == word.by
    });
    if !own {
        says += &format!(", noted by {}", word.by);
    }
    if !word.because.is_empty() {
        says += &format!(": {}", word.because);
    }
    says
}

/// Who stands in for whom, until when.
pub(super) fn deputy(deputy: &Deputy, inventory: &Inventory) -> String {
    let person = named(inventory, &deputy.person);
    let of = name(inventory, &deputy.of);
    let until = deputy.until;
    match &deputy.void {
        None => format!(
            "; {person} answers in the place of {of} until {until} (decision {})",
            deputy.number
        ),
        Some(why) => format!(
            "; {person} would answer in the place of {of} until {until}, but {why} \
             (decision {})",
            deputy.number
        ),
    }
}

/// That nobody has confirmed a claim for long.
pub(super) fn to_confirm(claim: &OwnerClaim, since: Timestamp) -> String {
    format!(
        "; for confirmation since {}, as it was last said on {}",
        day(since),
        day(claim.confirmed)
    )
}

/// What a class of claim rests on.
fn rests_on(class: OwnerClass) -> &'static str {
    match class {
        OwnerClass::Answered => "a person's own word",
        OwnerClass::Declared => "what is written down as ownership",
        OwnerClass::Assigned => "what a tool was told",
        OwnerClass::Inferred => "what use suggests",
    }
}

/// Whether a claim names only people who answer.
pub(super) fn answers(claim: &OwnerClaim, ownership: &Ownership) -> bool {
    let answering = ownership.people();
    match &claim.void {
        None => claim.people.iter().all(|one| answering.contains(&one)),
        Some(_) => claim
            .party
            .as_ref()
            .is_some_and(|one| answering.contains(&one)),
    }
}

/// Everybody who is named and does not answer, in the order of their claims.
pub(super) fn others(entity: &Entity, inventory: &Inventory) -> Vec<Other> {
    let ownership = &entity.ownership;
    let first = ownership
        .claims
        .first()
        .filter(|claim| claim.void.is_none());
    let other = |claim: &OwnerClaim| Other {
        party: party(claim, inventory),
        entity: claim.party.clone(),
        source: claim.record.source.clone(),
        class: claim.class,
        why_not: why_not(claim, first),
    };
    let named = ownership
        .claims
        .iter()
        .filter(|claim| !answers(claim, ownership));
    let mut others: Vec<Other> = named.map(other).collect();
    others.dedup();
    others
}

/// Why a claim did not decide.
fn why_not(claim: &OwnerClaim, first: Option<&OwnerClaim>) -> String {
    if let Some(void) = &claim.void {
        return void.clone();
    }
    match first {
        Some(first) if first.class != claim.class => format!(
            "{} counts before {}",
            rests_on(first.class),
            rests_on(claim.class)
        ),
        Some(first) if first.told != claim.told => format!(
            "{} spoke later: on {}, and {} on {}",
            first.record.source,
            moment(first.told, claim.told),
            claim.record.source,
            moment(claim.told, first.told)
        ),
        _ => "both are as strong and as recent; somebody should say whose it is".to_owned(),
    }
}

/// A day, with the time where another one is of the same day.
fn moment(at: Timestamp, other: Timestamp) -> String {
    match day(at) == day(other) {
        true => at.strftime("%Y-%m-%d %H:%M UTC").to_string(),
        false => day(at),
    }
}

/// Why it is disputed.
pub(super) fn dispute(entity: &Entity, inventory: &Inventory) -> Option<String> {
    let ownership = &entity.ownership;
    let first = ownership.claims.first().filter(|_| ownership.disputed)?;
    let rivals = ownership.claims.iter().filter(|claim| {
        claim.void.is_none()
            && (claim.class == first.class
                || (first.class == OwnerClass::Answered && claim.class == OwnerClass::Declared))
            && claim.people != first.people
            && claim.record != first.record
    });
    let mut names: Vec<String> = rivals
        .map(|claim| format!("{} names {}", claim.record.source, party(claim, inventory)))
        .collect();
    names.dedup();
    let meanwhile = match &ownership.owner {
        Owner::Person(id) | Owner::Team(id) | Owner::Account(id) => name(inventory, id),
        Owner::Unowned(_) => return None,
    };
    let mut says = names.join(", ");
    if first.class == OwnerClass::Answered && first.answer.is_some() {
        says += " by now";
    }
    Some(format!(
        "{says}; {meanwhile} answers until somebody settles it"
    ))
}
