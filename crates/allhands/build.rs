//! Embeds the catalogue: every rule, vocabulary and connector, as text by path.

use std::{
    env,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

fn main() {
    // Asked when it runs: the same build script may have been compiled in another checkout.
    let here = env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets CARGO_MANIFEST_DIR");
    let root = Path::new(&here).join("../../catalogue");
    println!("cargo::rerun-if-changed={}", root.display());
    let mut files = Vec::new();
    find(&root, &mut files);
    files.sort();
    let mut code = String::from("&[\n");
    for file in files {
        let name = file.strip_prefix(&root).expect("below the catalogue");
        let name = name.to_string_lossy().replace('\\', "/");
        let path = file.canonicalize().expect("it was just listed");
        writeln!(code, "    ({name:?}, include_str!({path:?})),").expect("writing to memory");
    }
    code.push(']');
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    let out = out.join("catalogue.rs");
    // Checkouts may share one build folder by hard links; a new file leaves the others' alone.
    if out.exists() {
        fs::remove_file(&out).expect("cargo's own folder is writable");
    }
    fs::write(out, code).expect("cargo's own folder is writable");
}

/// Files that mean something to the product; pages and recorded answers are for people and tests.
fn find(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder)
        .expect("the catalogue is part of the source")
        .flatten()
    {
        let path = entry.path();
        if path.is_dir() {
            // A new file changes its folder, not the root.
            println!("cargo::rerun-if-changed={}", path.display());
            if path.file_name().is_none_or(|name| name != "recorded") {
                find(&path, files);
            }
        } else if path.extension().is_some_and(|e| e == "yaml" || e == "rule")
            || folder.ends_with("guides")
        {
            files.push(path);
        }
    }
}
