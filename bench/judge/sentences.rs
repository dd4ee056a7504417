//! Rules from templates: sentences of our language, the same for the same seed.
//!
//! Of twenty rules three are about relations. Fields and values come from small sets, as people
//! write them, so that rules share conditions.

use std::collections::BTreeSet;

use model::Vocabulary;
use rules::tree::Rule;

use crate::dice::Dice;

/// So many rules about devices, all different.
pub fn rules(count: usize, vocabulary: &Vocabulary) -> Result<Vec<Rule>, String> {
    let mut dice = Dice::new(7);
    let mut seen = BTreeSet::new();
    let mut all = Vec::with_capacity(count);
    let mut wrong = Vec::new();
    while all.len() < count {
        let sentence = match all.len() % 20 {
            6 | 13 | 19 => related(&mut dice),
            _ => own(&mut dice),
        };
        if !seen.insert(sentence.clone()) {
            continue;
        }
        let id = format!("rule-{:04}", all.len());
        let text = format!("Rule: {id}\nId: {id}\nSeverity: medium\nExpectation:\n  {sentence}\n");
        let parsed = rules::parse(&text, "rules", &id, vocabulary);
        match parsed.rule {
            Some(rule) => all.push(rule),
            None => wrong.push(format!("{sentence}: {:?}", parsed.problems)),
        }
        if wrong.len() > 20 {
            break;
        }
    }
    match wrong.is_empty() {
        true => Ok(all),
        false => Err(wrong.join("\n")),
    }
}

/// Whom a rule is about.
fn subject(dice: &mut Dice) -> String {
    let class = dice.pick(&["laptop", "desktop", "phone", "server"]);
    let system = dice.pick(&["Windows", "macOS", "Linux"]);
    match dice.below(6) {
        0 => "Every device".to_owned(),
        1 | 2 => "Every device where status is \"active\"".to_owned(),
        3 => format!("Every device where status is \"active\" and class is \"{class}\""),
        4 => format!("Every device where operating system is \"{system}\""),
        _ => format!("Every device where class is \"{class}\" and ownership is \"company\""),
    }
}

fn flag(dice: &mut Dice) -> String {
    let on = [
        "disk encryption",
        "firewall",
        "passcode",
        "automatic updates",
        "secure boot",
        "storage control",
        "guest lock",
        "remote wipe",
        "tamper protection",
        "screen lock",
    ];
    match dice.below(6) {
        0 => format!(
            "have {} yes",
            dice.pick(&["managed", "intact", "company mail"])
        ),
        _ => format!("have {} on", dice.pick(&on)),
    }
}

fn number(dice: &mut Dice) -> String {
    let field = dice.pick(&[
        "screen lock minutes",
        "open ports",
        "failed logins",
        "battery cycles",
        "local accounts",
        "browser extensions",
        "pending updates",
        "restarts missed",
    ]);
    match dice.below(4) {
        0 => format!(
            "have free disk space at least {}",
            dice.pick(&["2 GB", "5 GB", "10 GB"])
        ),
        1 => format!(
            "have password length at least {}",
            dice.pick(&["4", "6", "8"])
        ),
        _ => format!(
            "have {field} at most {}",
            dice.pick(&["80", "90", "95", "98"])
        ),
    }
}

fn moment(dice: &mut Dice) -> String {
    let event = dice.pick(&[
        "last seen",
        "last backup",
        "last scan",
        "last login",
        "last patched",
    ]);
    let days = dice.pick(&["14", "20", "25", "28"]);
    match dice.below(5) {
        0 => format!(
            "have warranty ends on after {}",
            dice.pick(&["2025-07-01", "2025-09-15"])
        ),
        1 => format!(
            "have updates end on after {}",
            dice.pick(&["today", "2025-08-01"])
        ),
        2 => format!(
            "not have bought on more than {} days ago",
            dice.pick(&["350", "380"])
        ),
        _ => format!("have {event} within the last {days} days"),
    }
}

fn word(dice: &mut Dice) -> String {
    match dice.below(6) {
        0 => format!("not have exposure \"{}\"", dice.pick(&["internet", "vpn"])),
        1 => "have device check one of \"passed\", \"grace\"".to_owned(),
        2 => format!("not have region \"{}\"", dice.pick(&["west", "centre"])),
        3 => format!(
            "have criticality at least \"{}\"",
            dice.pick(&["medium", "high"])
        ),
        4 => format!(
            "have site one of \"head office\", \"plant\", \"{}\"",
            dice.pick(&["shop", "warehouse"])
        ),
        _ => format!(
            "have {} known",
            dice.pick(&["serial number", "manufacturer", "model"])
        ),
    }
}

fn version(dice: &mut Dice) -> String {
    let field = dice.pick(&[
        "operating system version",
        "browser version",
        "agent version",
        "bios version",
        "vpn version",
        "runtime version",
    ]);
    format!(
        "have {field} at least {}",
        dice.pick(&["1.2", "2.0", "2.1.5", "3.0"])
    )
}

fn list(dice: &mut Dice) -> String {
    let word = dice.pick(&["t1", "t3", "t7", "t12", "t20"]);
    match dice.below(3) {
        0 => format!("have tags includes none of \"{word}\", \"t30\""),
        1 => format!("have open services includes none of \"{word}\", \"t33\", \"t34\""),
        _ => format!(
            "not have {} includes \"{word}\"",
            dice.pick(&["profiles", "administrators"])
        ),
    }
}

fn text(dice: &mut Dice) -> String {
    match dice.below(4) {
        0 => format!(
            "not have name contains \"{}\"",
            dice.pick(&["99", "404", "test"])
        ),
        1 => format!(
            "not have model starts with \"{}\"",
            dice.pick(&["m1", "m2", "m33"])
        ),
        2 => format!(
            "not have serial number ends with \"{}\"",
            dice.pick(&["00", "7f"])
        ),
        _ => "have ip address inside \"10.0.0.0/8\"".to_owned(),
    }
}

/// A rule about the device itself, of one or two parts.
fn own(dice: &mut Dice) -> String {
    let part = |dice: &mut Dice| match dice.below(20) {
        0..=4 => flag(dice),
        5..=7 => number(dice),
        8..=11 => moment(dice),
        12..=14 => word(dice),
        15 | 16 => version(dice),
        17 | 18 => list(dice),
        _ => text(dice),
    };
    let mut sentence = format!("{} must {}", subject(dice), part(dice));
    if dice.below(4) == 0 {
        sentence.push_str(&format!(" and must {}", part(dice)));
    }
    if dice.below(8) == 0 {
        sentence.push_str(&format!(
            " unless region is \"{}\"",
            dice.pick(&["north", "south"])
        ));
    }
    sentence
}

/// A rule over its agents, its software or the person who uses it.
fn related(dice: &mut Dice) -> String {
    let product = dice.pick(&["manager", "guard"]);
    let days = dice.pick(&["14", "20", "28"]);
    let name = format!("program {}", dice.below(60) + 1);
    let part = match dice.below(8) {
        0 => format!("have an agent where product is \"{product}\""),
        1 => format!(
            "have an agent where (product is \"{product}\" \
             and last report is within the last {days} days)"
        ),
        2 => "have no agent where health is \"broken\"".to_owned(),
        3 => format!("have no program where name is \"{name}\""),
        4 => format!("have no program where (name is \"{name}\" and version is not at least 2.0)"),
        5 => "have at most 2 software where approved is no".to_owned(),
        6 => "have user's status \"active\"".to_owned(),
        _ => "have user's trained on within the last 700 days".to_owned(),
    };
    format!("{} must {part}", subject(dice))
}
