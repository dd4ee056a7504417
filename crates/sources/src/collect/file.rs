//! One file: which scopes it belongs to, and its pieces one after the other.

use jiff::Timestamp;
use model::{Place, Problem, Rejected};
use serde_json::Value;

use super::{Content, Input, Run, UNMATCHED_TOLD};
use crate::{
    connector::Scope,
    decode::{Encoding, decoded},
    format::{End, Format, Piece},
    program::Scene,
    reading::scalar,
    snapshot::Dated,
    time::{Moment, read_moment, start_of},
};

/// Conditions of a connector up to this many characters are shown to people.
const CONDITION_TOLD: usize = 60;

/// A file in progress.
pub(super) struct FileRun {
    name: String,
    /// The scope it was asked for; none where it is a file that was found.
    asked: Option<usize>,
    date: Option<Timestamp>,
    modified: Option<Timestamp>,
    /// Scopes it may belong to, by name and format.
    candidates: Vec<usize>,
    /// Scopes its rows belong to, once known.
    chosen: Option<Vec<Page>>,
    /// Rows that could not be read before the scopes were known.
    waiting: Vec<(Place, String, String)>,
    /// Whether anything in it belonged somewhere, even if it was too old.
    used: bool,
    index: u64,
}

/// One scope's part of one file.
#[derive(Clone, Copy, Debug)]
pub(super) struct Page {
    pub(super) scope: usize,
    pub(super) snapshot: Timestamp,
}

impl<'a> Run<'a> {
    pub(super) fn file(&mut self, dated: Dated, input: Input) {
        let name = input.name;
        if self
            .connector
            .skips_files
            .as_ref()
            .is_some_and(|globs| globs.is_match(&name))
        {
            return;
        }
        let named: Vec<usize> = (0..self.scopes.len())
            .filter(|at| {
                let globs = self.scopes[*at].scope.files.as_ref();
                globs.is_none_or(|globs| globs.is_match(&name))
            })
            .collect();
        if named.is_empty() {
            return self.unmatched(&name, &[]);
        }
        let input = Input { name, ..input };
        self.read(dated, input, named, None);
    }

    /// Reads a file into the scopes it may belong to, or was asked for.
    pub(super) fn read(
        &mut self,
        dated: Dated,
        input: Input,
        named: Vec<usize>,
        asked: Option<usize>,
    ) {
        let name = input.name;
        let reader = match input.content {
            Content::Bytes(reader) => decoded(reader).map_err(|error| error.to_string()),
            Content::Unreadable(why) => Err(why),
        };
        let reader = match reader {
            Ok(reader) => reader,
            Err(why) => return self.unreadable(&name, &why),
        };
        let format = self.format_of(&name, &named);
        let candidates = named
            .into_iter()
            .filter(|at| self.scopes[*at].scope.format == format);
        let mut file = FileRun {
            candidates: candidates.collect(),
            asked,
            date: dated.at,
            modified: input.modified,
            chosen: None,
            waiting: Vec::new(),
            used: false,
            index: 0,
            name,
        };
        let name = file.name.clone();
        let (end, encoding) = format.read(&name, reader, &mut |piece| self.piece(&mut file, piece));
        if encoding == Encoding::Guessed {
            let says = format!("`{name}` is not UTF-8 and was read as windows-1252");
            let problem = Problem::new("encoding-guessed", says, Place::file(name));
            self.problems.push(problem.advise("export it as UTF-8"));
        }
        self.end(file, end);
    }

    /// The format of a file: what its name speaks of, where a scope is written so.
    fn format_of(&self, name: &str, named: &[usize]) -> Format {
        let formats = || named.iter().map(|at| self.scopes[*at].scope.format);
        let spoken = Format::of_name(name);
        formats()
            .find(|format| Some(*format) == spoken)
            .or_else(|| formats().next())
            .unwrap_or(
                // There is at least one, so this is never reached.
                Format::Json,
            )
    }

    fn unreadable(&mut self, name: &str, why: &str) {
        let says = format!("`{name}` cannot be read: {why}");
        self.doubts.push(says.clone());
        let problem = Problem::new("source-unreadable", says, Place::file(name));
        self.problems
            .push(problem.advise("see that the file is there and may be read"));
    }

    /// No scope is for this file: told, and the run is partial, because it may have been meant.
    fn unmatched(&mut self, name: &str, keys: &[String]) {
        let shown: Vec<_> = keys.iter().take(12).map(|key| format!("`{key}`")).collect();
        let with = match shown.is_empty() {
            true => String::new(),
            false => format!(" (it has {})", shown.join(", ")),
        };
        let connector = &self.connector.name;
        self.unmatched += 1;
        // A folder of everything would drown what matters: the first files stand for all.
        if self.unmatched > UNMATCHED_TOLD {
            return;
        }
        let says = format!("`{name}` is no answer that `{connector}` reads{with}");
        let scopes: Vec<_> = self
            .scopes
            .iter()
            .map(|state| format!("`{}`", state.scope.name))
            .collect();
        let problem = Problem::new("file-unmatched", says, Place::file(name))
            .advise(format!(
                "it reads {}; its page says how to export them",
                scopes.join(", ")
            ))
            .advise("name only its own files in `files`");
        self.problems.push(problem);
    }

    fn piece(&mut self, file: &mut FileRun, piece: Piece) {
        match piece {
            Piece::Body(body) => self.body(file, &body),
            Piece::Header(columns) => {
                let fits = |scope: &Scope| scope.columns.iter().all(|name| columns.contains(name));
                let found: Vec<usize> = file.candidates.clone();
                let found = found
                    .into_iter()
                    .filter(|at| fits(self.scopes[*at].scope))
                    .collect();
                self.choose(file, found, &columns);
            }
            Piece::Row(value, place) => {
                if file.chosen.is_none() {
                    let scene = Scene::new(&file.name, "", &value);
                    let found = self.matching(file, &scene);
                    self.choose(file, found, &keys_of(&value));
                }
                for page in file.chosen.clone().unwrap_or_default() {
                    self.raw_record(page, &file.name, &place, &value);
                }
            }
            Piece::Bad { place, reason, raw } if file.chosen.is_none() => {
                file.waiting.push((place, reason, raw));
            }
            Piece::Bad { place, reason, raw } => {
                for page in file.chosen.clone().unwrap_or_default() {
                    self.bad_row(page.scope, &place, &reason, &raw);
                }
            }
        }
    }

    /// The scopes whose `matches` holds for a body or a first row.
    fn matching(&self, file: &FileRun, scene: &Scene<'_>) -> Vec<usize> {
        let holds = |at: &usize| match &self.scopes[*at].scope.matches {
            Some(program) => program.holds(scene.record, scene).unwrap_or(false),
            None => true,
        };
        file.candidates.iter().copied().filter(holds).collect()
    }

    /// The rows of this file belong to these scopes.
    fn choose(&mut self, file: &mut FileRun, found: Vec<usize>, keys: &[String]) {
        match file.asked {
            Some(asked) if !found.contains(&asked) => self.no_answer(asked, &file.name, keys),
            None if found.is_empty() => self.unmatched(&file.name, keys),
            _ => {}
        }
        file.used = true;
        let mut pages = Vec::new();
        for at in found {
            if let Some(page) = self.admit(at, file, None) {
                pages.push(page);
            }
        }
        for (place, reason, raw) in std::mem::take(&mut file.waiting) {
            for page in &pages {
                self.bad_row(page.scope, &place, &reason, &raw);
            }
        }
        file.chosen = Some(pages);
    }

    fn body(&mut self, file: &mut FileRun, body: &Value) {
        // One scene for all programs over a body, so that it enters the engine once.
        let name = file.name.clone();
        let scene = Scene::new(&name, "", body);
        if file.asked.is_none()
            && let Some(skips) = &self.connector.skips
            && skips.holds(body, &scene).unwrap_or(false)
        {
            file.used = true;
            return;
        }
        let found = self.matching(file, &scene);
        file.used = true;
        match file.asked {
            Some(asked) if !found.contains(&asked) => {
                return self.no_answer(asked, &file.name, &keys_of(body));
            }
            None if found.is_empty() => return self.unmatched(&file.name, &keys_of(body)),
            _ => {}
        }
        let mut pages = Vec::new();
        for at in found {
            match self.scopes[at].scope.records.run(body, &scene) {
                Ok(records) => pages.push((at, records)),
                Err(error) => {
                    let says = format!("`{}`: {error}", file.name);
                    self.scopes[at].doubt(says.clone());
                    let place = Place::file(file.name.clone());
                    self.problems
                        .push(Problem::new("records-unreadable", says, place));
                }
            }
        }
        if pages.len() > 1 && pages.iter().all(|(_, records)| records.is_empty()) {
            let found: Vec<usize> = pages.iter().map(|(at, _)| *at).collect();
            let meant = file.asked.or_else(|| self.named_in(&file.name, &found));
            if meant.is_none() {
                self.ambiguous(&file.name, &found);
            }
            pages.retain(|(at, _)| Some(*at) == meant);
        }
        for (at, records) in pages {
            let Some(page) = self.admit(at, file, Some(body)) else {
                continue;
            };
            self.completeness(at, &scene);
            for value in records {
                let place = Place::file(file.name.clone()).at_index(file.index);
                file.index += 1;
                self.raw_record(page, &file.name, &place, &value);
            }
        }
    }

    /// The one scope whose name stands in the name of the file.
    fn named_in(&self, name: &str, found: &[usize]) -> Option<usize> {
        let plain = |text: &str| -> String {
            text.chars()
                .filter(|c| c.is_alphanumeric())
                .flat_map(char::to_lowercase)
                .collect()
        };
        let name = plain(name);
        let mut named = found
            .iter()
            .filter(|at| name.contains(&plain(&self.scopes[**at].scope.name)));
        named.next().copied().filter(|_| named.next().is_none())
    }

    /// An empty answer that could be of several scopes proves nothing about any of them.
    fn ambiguous(&mut self, name: &str, found: &[usize]) {
        let names: Vec<_> = found
            .iter()
            .map(|at| format!("`{}`", self.scopes[*at].scope.name))
            .collect();
        let says = format!("`{name}` is empty and could be of {}", names.join(" or "));
        for at in found {
            self.scopes[*at].doubt(says.clone());
        }
        let problem = Problem::new("empty-ambiguous", says, Place::file(name));
        self.problems
            .push(problem.advise("put the name of the scope into the name of the file"));
    }

    /// Takes a file into a scope, unless a newer day of it is there.
    fn admit(&mut self, at: usize, file: &FileRun, body: Option<&Value>) -> Option<Page> {
        let name = file.name.as_str();
        let state = &mut self.scopes[at];
        match (state.date, file.date) {
            (Some(newest), Some(date)) if date < newest => return None,
            (Some(_), None) => {
                let scope = &state.scope.name;
                let says = format!("`{name}` has no date, while other files of `{scope}` have one");
                let problem = Problem::new("file-undated", says, Place::file(name));
                self.problems
                    .push(problem.advise("put the date into its name, or move it away"));
                return None;
            }
            (None, Some(date)) => state.date = Some(date),
            _ => {}
        }
        let stated = body.and_then(|body| stated_time(state.scope, name, body));
        let tree = state.tree.or(file.modified);
        let known = stated.or(file.date).or(self.config.as_of).or(tree);
        let snapshot = known.unwrap_or(Timestamp::UNIX_EPOCH).min(self.now);
        if known.is_none() {
            let says = format!("nothing says when `{name}` was produced, so it counts as stale");
            let problem = Problem::new("snapshot-unknown", says, Place::file(name));
            self.problems
                .push(problem.advise("add `as of: DATE` to the source"));
        }
        state.snapshot = Some(
            state
                .snapshot
                .map_or(snapshot, |oldest| oldest.min(snapshot)),
        );
        state.files += 1;
        Some(Page {
            scope: at,
            snapshot,
        })
    }

    /// What a body says about whether it is everything.
    fn completeness(&mut self, at: usize, scene: &Scene<'_>) {
        let (name, body) = (scene.file, scene.record);
        let state = &mut self.scopes[at];
        let scope = state.scope;
        if let Some(complete) = &scope.complete
            && !complete.holds(body, scene).unwrap_or(false)
        {
            // A long condition is for the connector's file: a reader gets the fact.
            let condition = Some(complete.text()).filter(|text| text.len() <= CONDITION_TOLD);
            let condition = condition.map(|text| format!(": {text}"));
            state.doubt(format!(
                "`{name}` does not hold everything{}",
                condition.unwrap_or_default()
            ));
        }
        if let Some(total) = &scope.total
            && let Ok(Some(total)) = total.first(body, scene)
            && let Some(total) = total.as_u64()
        {
            state.total = state.total.max(Some(total));
        }
        if let Some(more) = &scope.more {
            match more.holds(body, scene) {
                Ok(false) => state.last_pages += 1,
                _ => state.pages_with_more += 1,
            }
        }
    }

    fn bad_row(&mut self, scope: usize, place: &Place, reason: &str, raw: &str) {
        let kind = self.scopes[scope]
            .scope
            .emits
            .first()
            .map(|emit| emit.root.clone());
        self.reject(Rejected {
            kind,
            scope: self.scopes[scope].scope.name.clone(),
            place: place.clone(),
            field: None,
            reason: reason.to_owned(),
            claims: Vec::new(),
            also: Vec::new(),
            points_at: Vec::new(),
            raw: raw.to_owned(),
        });
    }

    fn end(&mut self, mut file: FileRun, end: End) {
        for (place, reason, raw) in std::mem::take(&mut file.waiting) {
            if let Some(at) = file.candidates.first().copied() {
                self.bad_row(at, &place, &reason, &raw);
            }
        }
        let (code, place, says) = match end {
            End::Whole if file.used || file.candidates.is_empty() => return,
            // Documents of nothing but comments, rows of nothing that could be read.
            End::Whole | End::Empty => (
                "file-empty",
                Place::file(file.name.clone()),
                "the file is empty".to_owned(),
            ),
            End::Cut { place, reason } => ("file-cut", place, reason),
        };
        let pages = file.chosen.unwrap_or_default();
        let hit: Vec<usize> = match pages.is_empty() {
            true => file.candidates,
            false => pages.iter().map(|page| page.scope).collect(),
        };
        for at in hit {
            self.scopes[at].doubt(format!("`{}`: {says}", place));
        }
        let advice = "export it again, to the end";
        self.problems
            .push(Problem::new(code, says, place).advise(advice));
    }
}

/// The time a body states for itself.
fn stated_time(scope: &Scope, name: &str, body: &Value) -> Option<Timestamp> {
    let scene = Scene::new(name, "", body);
    let value = scope.snapshot_at.as_ref()?.first(body, &scene).ok()??;
    match read_moment(&scalar(&value)?)? {
        Moment::Instant(at) => Some(at),
        Moment::Day(day) => start_of(day),
    }
}

fn keys_of(value: &Value) -> Vec<String> {
    match value {
        Value::Object(map) => map.keys().cloned().collect(),
        Value::Array(items) => match items.first() {
            Some(first) => keys_of(first)
                .into_iter()
                .map(|key| format!("[].{key}"))
                .collect(),
            None => vec!["[]".to_owned()],
        },
        other => vec![crate::program::word(other).to_owned()],
    }
}
