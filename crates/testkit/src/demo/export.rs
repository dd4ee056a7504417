//! What each tool wrote on a day, in its own words.
//!
//! Shapes are those of the vendors' own answers. The registers people keep by hand are CSV; their
//! columns stand in [`registers`].

mod backstage;
mod checkr;
mod crowdstrike;
mod document;
pub(super) mod github;
pub(super) mod google;
mod jamf;
mod kandji;
pub(super) mod registers;
mod workday;

use document::Json;

use super::{Day, ExportFile, calendar::instant, world::World};

/// A tool's files on a day, as (path below its folder, content).
type Files = Vec<(String, Vec<u8>)>;

/// One tool, when it exports, and how.
struct Tool {
    /// Its folder under `exports/`, and the name of its source.
    source: &'static str,
    /// Minutes after midnight UTC at which it writes.
    minute: i64,
    /// Whether it exported on a day.
    exports_on: fn(Day) -> bool,
    /// What it writes.
    write: fn(&World, Day) -> Files,
}

const TOOLS: [Tool; 12] = [
    daily("jamf", 360, jamf::files),
    daily("kandji", 365, kandji::files),
    daily("crowdstrike", 370, crowdstrike::files),
    daily("workday", 330, workday::files),
    // The job that fetches it stopped after 1 June and nobody noticed.
    Tool {
        source: "checkr",
        minute: 340,
        exports_on: |day| day <= Day::June1,
        write: checkr::files,
    },
    daily("google-workspace", 375, google::files),
    daily("github", 380, github::files),
    weekly("backstage", 385, backstage::files),
    weekly("departments", 390, registers::departments),
    weekly("vendors", 391, registers::vendors),
    weekly("training", 392, registers::training),
    weekly("acknowledgements", 393, registers::acknowledgements),
];

const fn daily(source: &'static str, minute: i64, write: fn(&World, Day) -> Files) -> Tool {
    Tool {
        source,
        minute,
        exports_on: |_| true,
        write,
    }
}

const fn weekly(source: &'static str, minute: i64, write: fn(&World, Day) -> Files) -> Tool {
    Tool {
        source,
        minute,
        exports_on: Day::is_register_day,
        write,
    }
}

/// All files that were written on a day.
pub(super) fn all(world: &World, day: Day) -> Vec<ExportFile> {
    let tools = TOOLS.iter().filter(|tool| (tool.exports_on)(day));
    tools
        .flat_map(|tool| {
            let modified = instant(day.date(), tool.minute);
            (tool.write)(world, day)
                .into_iter()
                .map(move |(path, bytes)| ExportFile {
                    path: format!("exports/{}/{path}", tool.source),
                    bytes,
                    modified,
                })
        })
        .collect()
}

/// A JSON file that a person can read.
fn file(path: &str, value: &Json) -> (String, Vec<u8>) {
    // Writing such a document into memory cannot fail.
    let mut bytes = serde_json::to_vec_pretty(value).unwrap_or_default();
    bytes.push(b'\n');
    (path.to_owned(), bytes)
}

/// An instant as Python tools write it: `2026-05-18 05:00:00+00:00`.
fn spaced(at: jiff::Timestamp) -> String {
    format!("{}+00:00", at.strftime("%Y-%m-%d %H:%M:%S"))
}
