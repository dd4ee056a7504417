//! Unwraps recorded answers into plain files: `unwrap IN OUT`.
//!
//! `IN` is a file or folder of recorded HTTP traffic (`*.har`) or of payload collections (`*.json`,
//! one answer per top key). Connectors read the vendor's own body and know neither wrapper, so a
//! recording is unwrapped once and its bodies are used like any export.

#![allow(clippy::print_stdout, reason = "an example prints")]

use std::{env, error::Error, fs, path::Path};

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<_> = env::args_os().skip(1).collect();
    let [from, to] = args.as_slice() else {
        return Err("usage: unwrap IN OUT".into());
    };
    let (from, to) = (Path::new(from), Path::new(to));
    fs::create_dir_all(to)?;
    let mut files = if from.is_dir() {
        let entries: std::io::Result<Vec<_>> = fs::read_dir(from)?.collect();
        entries?.iter().map(fs::DirEntry::path).collect()
    } else {
        vec![from.to_owned()]
    };
    files.sort();
    for file in files {
        let ending = file.extension().unwrap_or_default();
        if ending != "har" && ending != "json" {
            continue;
        }
        let text = fs::read_to_string(&file)?;
        let bodies = if ending == "har" {
            testkit::unwrap::har(&text)?
        } else {
            testkit::unwrap::cartography(&text)?
        };
        let stem = file
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        for (at, body) in bodies.iter().enumerate() {
            fs::write(to.join(format!("{stem}.{at:03}.json")), &body.bytes)?;
        }
        println!("{} bodies of {}", bodies.len(), file.display());
    }
    Ok(())
}
