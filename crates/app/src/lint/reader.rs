//! L7: the message speaks to the one person, and goes to another.
//!
//! Advice. It says "your", and for some that miss the rule the first way of `Fixed by` leads to
//! nobody who is still here, so the next in the line gets it: somebody who does not hold the
//! laptop and may not be able to take the steps.
//!
//! Repair: above it, a message for these: `Message where user is not known: ...`.

use model::{Entity, Verdict};
use people::{Route, route::How};
use rules::{
    lint::{Level, Lint},
    tree::{Audience, FixedBy, Text},
};

use super::Live;

pub(super) fn check(live: &Live<'_>) -> Vec<Lint> {
    let rule = live.rule;
    let personal = rule.audience.is_none_or(|it| it == Audience::Person);
    let Some(first) = rule.fixed_by.first().filter(|_| personal) else {
        return Vec::new();
    };
    let meant = match first {
        FixedBy::Subject => live.kind().to_owned(),
        FixedBy::Path(path) => {
            let steps: Vec<&str> = path
                .links
                .iter()
                .chain(&path.field)
                .map(String::as_str)
                .collect();
            steps.join("'s ")
        }
        FixedBy::Activity => return Vec::new(),
    };
    let missed = live.entities(Verdict::Missed);
    let misled: Vec<(&&Entity, How)> = missed
        .iter()
        .filter(|entity| message(live, entity).is_some_and(|text| speaks_to_one(&text.text)))
        .filter_map(|entity| match live.view.route(rule, entity) {
            Route::To { how, .. } if how != How::FixedBy(meant.clone()) => Some((entity, how)),
            _ => None,
        })
        .collect();
    let Some((_, how)) = misled.first() else {
        return Vec::new();
    };
    let says = format!(
        "for {} the message says `your`, and goes to {}",
        live.counted(misled.len()),
        how.role(&format!("the {}", live.kind())),
    );
    let repair = match first {
        FixedBy::Path(_) => format!(
            "put a message for these above it: `Message (en) where {meant} is not known: ...`"
        ),
        _ => "say whose it is instead of `your`".to_owned(),
    };
    let lint = Lint::new("L7", Level::Advice, rule, "Message");
    let names = misled.iter().map(|(entity, _)| entity.name.as_str());
    vec![lint.says(says).names(names).repair(repair)]
}

/// The first English message that surely is for an entity.
fn message<'a>(live: &Live<'a>, entity: &Entity) -> Option<&'a Text> {
    let english = |text: &&Text| {
        let language = text.language.as_deref();
        language.is_none_or(|it| it == "en" || it.starts_with("en-"))
    };
    live.rule.messages.iter().filter(english).find(|text| {
        let condition = text.condition.as_ref();
        condition.is_none_or(|condition| live.holds(&live.rule.id, condition, entity))
    })
}

fn speaks_to_one(text: &str) -> bool {
    text.split(|c: char| !c.is_alphabetic())
        .any(|word| word.eq_ignore_ascii_case("your"))
}
