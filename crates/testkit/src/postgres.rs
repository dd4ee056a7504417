//! A PostgreSQL server of a test's own: made in a temporary folder, reached through a socket in it,
//! gone with the process that asked for it.

use std::{
    env, fs,
    io::{self, BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::OnceLock,
};

/// Where Debian keeps the programs, one folder for each version.
const DEBIAN: &str = "/usr/lib/postgresql";

/// What a commit waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// Nothing: a test does not pull the plug.
    Fast,
    /// The disk, as in production.
    Flushed,
}

/// A running server.
#[derive(Debug)]
pub struct Server {
    folder: PathBuf,
    // Its input is held open; when it closes, the server stops and its folder goes.
    keeper: Child,
}

impl Server {
    /// Starts one, or `None` where PostgreSQL is not installed.
    ///
    /// # Errors
    /// When it is installed and does not start.
    pub fn start(durability: Durability) -> io::Result<Option<Self>> {
        let Some(programs) = programs() else {
            return Ok(None);
        };
        let folder = new_folder()?;
        let fsync = match durability {
            Durability::Fast => "off",
            Durability::Flushed => "on",
        };
        let mut keeper = Command::new("sh")
            .args(["-c", include_str!("postgres/keep.sh"), "keep"])
            .args([&folder, &programs])
            .env("FSYNC", fsync)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let mut line = String::new();
        if let Some(said) = keeper.stdout.take() {
            BufReader::new(said).read_line(&mut line)?;
        }
        if line.trim() != "ready" {
            return Err(io::Error::other("the PostgreSQL server did not start"));
        }
        Ok(Some(Self { folder, keeper }))
    }

    /// How to reach it: the setting `store` for what is in a schema.
    pub fn address(&self, schema: &str) -> String {
        let socket = self.folder.display();
        format!(
            "postgres://allhands@localhost/postgres?host={socket}&options[search_path]={schema}"
        )
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.keeper.stdin.take());
        // It ends by itself; whether it did well is of no use to anybody any more.
        drop(self.keeper.wait());
    }
}

/// The one server of this test binary. Where there is none to start, it says that the test is
/// skipped; in CI, where a skip is no answer, it fails.
///
/// # Panics
/// When it is installed and does not start, or is not installed and `CI` is set.
#[allow(
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "a test that is skipped says so, and never where `CI` is set"
)]
pub fn shared() -> Option<&'static Server> {
    static SERVER: OnceLock<Option<Server>> = OnceLock::new();
    let started = SERVER.get_or_init(|| match Server::start(Durability::Fast) {
        Ok(server) => server,
        Err(why) => panic!("{why}"),
    });
    if started.is_none() {
        assert!(
            env::var("CI").is_err(),
            "PostgreSQL is not installed: apt-get install postgresql"
        );
        eprintln!("SKIPPED: PostgreSQL is not installed: apt-get install postgresql");
    }
    started.as_ref()
}

/// The folder of `initdb` and the others: the newest of Debian's, else one that commands are
/// looked for in.
fn programs() -> Option<PathBuf> {
    let versions = fs::read_dir(DEBIAN).into_iter().flatten().flatten();
    let mut versions: Vec<PathBuf> = versions.map(|version| version.path().join("bin")).collect();
    versions.sort();
    let searched = env::var_os("PATH").unwrap_or_default();
    let complete = |folder: &PathBuf| {
        let there = |program: &str| Path::is_file(&folder.join(program));
        there("initdb") && there("pg_ctl") && there("postgres")
    };
    let all = versions
        .into_iter()
        .rev()
        .chain(env::split_paths(&searched));
    all.into_iter().find(complete)
}

/// A short path: that of a socket has room for about a hundred characters.
fn new_folder() -> io::Result<PathBuf> {
    for number in 0_u32.. {
        let name = format!("allhands-pg-{}-{number}", std::process::id());
        let folder = env::temp_dir().join(name);
        match fs::create_dir(&folder) {
            Ok(()) => return Ok(folder),
            Err(why) if why.kind() == io::ErrorKind::AlreadyExists => {}
            Err(why) => return Err(why),
        }
    }
    Err(io::Error::other("no folder is free"))
}
