//! The clock of a sample organisation goes on where its story ended: what a visitor does there
//! happens on the days that the organisation lives in, not on today's.

use std::path::Path;

use jiff::Timestamp;

/// Marks a folder as a demo, so that nothing else is ever replaced.
pub(crate) const MARK: &str = ".allhands-demo";

/// What the mark of a demo says: its seed, when it was made and when its story ended.
pub(crate) fn mark(seed: u64, made: Timestamp, ended: Timestamp) -> String {
    format!("seed {seed}\nmade {made}\nended {ended}\n")
}

/// The time in a workspace: in a demo as long after the end of its story as it was made ago.
pub(crate) fn at(root: &Path, now: Timestamp) -> Timestamp {
    let mark = io::read_text(&root.join(MARK)).unwrap_or_default();
    let told = |word: &str| -> Option<Timestamp> {
        let lines = mark.lines();
        let mut said = lines.filter_map(|line| line.strip_prefix(word)?.trim().parse().ok());
        said.next()
    };
    match (told("made "), told("ended ")) {
        (Some(made), Some(ended)) => ended.checked_add(now.duration_since(made)).unwrap_or(now),
        _ => now,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn instant(text: &str) -> Timestamp {
        text.parse().expect("an instant")
    }

    #[test]
    fn time_goes_on_from_the_end_of_the_story() {
        let folder = tempfile::tempdir().expect("a folder");
        let (made, ended) = ("2026-11-20T08:00:00Z", "2026-06-09T07:00:00Z");
        let text = mark(1, instant(made), instant(ended));
        std::fs::write(folder.path().join(MARK), text).expect("it can be written");
        let now = instant("2026-11-21T09:30:00Z");
        assert_eq!(at(folder.path(), now), instant("2026-06-10T08:30:00Z"));
    }

    #[test]
    fn anywhere_else_it_is_now() {
        let folder = tempfile::tempdir().expect("a folder");
        let now = instant("2026-11-21T09:30:00Z");
        assert_eq!(at(folder.path(), now), now);
        std::fs::write(folder.path().join(MARK), "seed 1\n").expect("it can be written");
        assert_eq!(at(folder.path(), now), now);
    }
}
