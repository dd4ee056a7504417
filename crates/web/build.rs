//! Puts the finished web app into the binary, where somebody built it: `ui/dist`, or the folder
//! that `ALLHANDS_UI_DIST` names. It never builds one and never fails for want of one.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

fn main() {
    println!("cargo::rerun-if-env-changed=ALLHANDS_UI_DIST");
    let (Some(manifest), Some(out)) = (folder("CARGO_MANIFEST_DIR"), folder("OUT_DIR")) else {
        return;
    };
    let given = folder("ALLHANDS_UI_DIST");
    let dist = given.unwrap_or_else(|| manifest.join("../../ui/dist"));
    // A folder that is not there yet is looked at again when its parent changes.
    let watched = dist.ancestors().find(|folder| folder.is_dir());
    println!(
        "cargo::rerun-if-changed={}",
        watched.unwrap_or(&dist).display()
    );
    let mut files = Vec::new();
    if dist.join("index.html").is_file() {
        collect(&dist, "", &mut files);
    }
    files.sort();
    let mut table = String::from("&[\n");
    for (name, path) in files {
        println!("cargo::rerun-if-changed={}", path.display());
        table += &format!(
            "    ({name:?}, include_bytes!({:?})),\n",
            path.display().to_string()
        );
    }
    table += "]\n";
    if let Err(why) = fs::write(out.join("ui.rs"), table) {
        println!("cargo::warning=the web app cannot be put into the binary: {why}");
    }
}

/// A folder that the environment names.
#[allow(
    clippy::disallowed_methods,
    reason = "how cargo talks to a build script"
)]
fn folder(variable: &str) -> Option<PathBuf> {
    env::var(variable)
        .ok()
        .filter(|path| !path.is_empty())
        .map(PathBuf::from)
}

/// Every file below a folder, with its name from there.
fn collect(folder: &Path, prefix: &str, files: &mut Vec<(String, PathBuf)>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        let path = entry.path();
        if path.is_dir() {
            collect(&path, &format!("{name}/"), files);
        } else if let Ok(path) = path.canonicalize() {
            files.push((name, path));
        }
    }
}
