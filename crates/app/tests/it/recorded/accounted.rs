//! Nothing that was recorded disappears: each raw record is an entity or a part of one, is set
//! aside with a reason, or is left out by a mapping that says why.

use std::{collections::BTreeSet, fmt};

use model::ScopeOutcome;
use sources::Collected;

use super::{
    mapping::Use,
    scene::{Scene, Stage, raw_of},
};

/// How many of what there were.
#[derive(Debug, Default)]
pub(super) struct Counts {
    raw: usize,
    records: usize,
    set_aside: usize,
    left_out: usize,
    skipped: usize,
    files: usize,
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            raw,
            records,
            set_aside,
            left_out,
            skipped,
            files,
        } = self;
        write!(
            f,
            "{files} files: {raw} raw records gave {records} records; {set_aside} set aside, \
             {left_out} left out with a reason; {skipped} variables hold no answer"
        )
    }
}

/// What of one recording is not accounted for. Each answer is read alone, because the steps of a
/// test replace each other.
pub(super) fn wrong(stage: &mut Stage<'_>, file: &str, counts: &mut Counts) -> Vec<String> {
    let mapping = stage.mapping;
    let recorded: BTreeSet<String> = stage.recording(file).keys().cloned().collect();
    let Some(listed) = mapping.bodies.get(file) else {
        return vec![format!("{file}: no mapping lists it")];
    };
    counts.files += 1;
    let mut wrong = Vec::new();
    for variable in recorded.iter().filter(|name| !listed.contains_key(*name)) {
        wrong.push(format!("{file}: `{variable}` is not listed"));
    }
    for (variable, becomes) in listed {
        if !recorded.contains(variable) {
            wrong.push(format!("{file}: there is no `{variable}`"));
            continue;
        }
        let Use::Read(readings) = becomes else {
            counts.skipped += 1;
            continue;
        };
        let left_out = readings.all().iter().any(|read| read.leaves_out.is_some());
        let scene = stage.scene(vec![(file.to_owned(), variable.clone())]);
        for one in scene.collected.values().flat_map(|from| &from.rejected) {
            println!(
                "set aside: {file}:{variable}, {}: {}",
                one.scope, one.reason
            );
        }
        let complaints = one(&scene, left_out, counts);
        wrong.extend(
            complaints
                .iter()
                .map(|says| format!("{file}:{variable}: {says}")),
        );
    }
    wrong
}

pub(super) fn one(scene: &Scene, left_out: bool, counts: &mut Counts) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut spare = 0;
    for from in scene.collected.values() {
        let partial = from
            .runs
            .iter()
            .filter(|run| run.outcome != ScopeOutcome::Complete);
        let partial: Vec<_> = partial.collect();
        if from.runs.is_empty() || (!partial.is_empty() && from.rejected.is_empty()) {
            let told: Vec<String> = from.problems.iter().map(ToString::to_string).collect();
            wrong.push(format!("not read whole: {partial:?} {}", told.join("; ")));
        }
        counts.set_aside += from.rejected.len();
        counts.records += from.records.len();
        for (scope, says) in silent(from, counts) {
            spare += 1;
            if !left_out {
                wrong.push(format!("`{scope}` gives nothing of {says}"));
            }
        }
        if from.records.is_empty() && from.rejected.is_empty() && !left_out {
            wrong.push("gives no record at all".to_owned());
        }
    }
    counts.left_out += spare;
    wrong.extend(lost(scene));
    wrong
}

/// Raw records that gave neither a record nor a reason.
fn silent(from: &Collected, counts: &mut Counts) -> Vec<(String, String)> {
    let mut silent = Vec::new();
    for (scope, bytes) in &from.raw {
        for raw in raw_of(bytes) {
            counts.raw += 1;
            let rejected = from.rejected.iter().any(|one| {
                let index = one.place.index.or(one.place.line);
                one.scope == *scope && one.place.file == raw.file && index == raw.index
            });
            if raw.key.is_none() && !rejected {
                let mut text = raw.raw.to_string();
                text.truncate(text.floor_char_boundary(120));
                silent.push((scope.clone(), text));
            }
        }
    }
    silent
}

/// Records that are in no entity: a stage lost them.
fn lost(scene: &Scene) -> Vec<String> {
    let inventory = &scene.resolution.inventory;
    let mut inside = BTreeSet::new();
    for entity in inventory.all() {
        inside.extend(entity.members.iter().map(|member| &member.record));
        inside.extend(entity.parts.values().flatten().map(|part| &part.record));
    }
    let keys = scene.book.records.keys();
    keys.filter(|key| !inside.contains(key))
        .map(|key| format!("{key:?} is in no entity"))
        .collect()
}
