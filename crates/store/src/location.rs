//! Where the ledger rests: the setting `store` of a workspace.

use std::{
    fmt,
    path::{Path, PathBuf},
    str::FromStr,
};

use model::{Place, Problem};
use sqlx::postgres::PgConnectOptions;

const SQLITE: &str = "sqlite:";
const POSTGRES: [&str; 2] = ["postgres://", "postgresql://"];

/// Where a ledger rests.
#[derive(Clone, Debug)]
pub enum Location {
    /// In a file of this machine.
    Sqlite(PathBuf),
    /// In a database of a PostgreSQL server.
    Postgres(PostgresAt),
}

/// A database of a PostgreSQL server and who we are there. It never shows a password.
#[derive(Clone)]
pub struct PostgresAt {
    name: String,
    options: Box<PgConnectOptions>,
}

impl Location {
    /// Reads the setting: `sqlite:data/ledger.db`, from the folder of the workspace, or
    /// `postgres://account@server/database`.
    ///
    /// # Errors
    /// When it is neither, or holds a password.
    pub fn read(setting: &str, folder: &Path) -> Result<Self, Problem> {
        if let Some(path) = setting.strip_prefix(SQLITE) {
            // `sqlite:///var/lib/x` is how others write an absolute path.
            let path = path.strip_prefix("//").unwrap_or(path);
            if !path.is_empty() {
                return Ok(Self::Sqlite(folder.join(path)));
            }
        }
        if POSTGRES.iter().any(|scheme| setting.starts_with(scheme)) {
            return PostgresAt::read(setting).map(Self::Postgres);
        }
        Err(wrong(format!("`{}` names no store", shown(setting)))
            .advise("write `sqlite:data/ledger.db`")
            .advise("or `postgres://account@server/database`"))
    }

    /// The same, reached with this password; a file needs none.
    #[must_use]
    pub fn with_password(self, password: &str) -> Self {
        match self {
            Self::Sqlite(path) => Self::Sqlite(path),
            Self::Postgres(at) => Self::Postgres(PostgresAt {
                options: Box::new(at.options.password(password)),
                ..at
            }),
        }
    }
}

impl PostgresAt {
    fn read(setting: &str) -> Result<Self, Problem> {
        let name = shown(setting);
        let plain = setting.split('?').next().unwrap_or_default();
        if name != plain || setting.contains("password=") {
            let advice = "take it out, and say where it is: `store_password = { env = \"NAME\" }`";
            return Err(wrong(format!("`{name}` holds a password")).advise(advice));
        }
        let options = PgConnectOptions::from_str(setting)
            .map_err(|why| wrong(format!("`{name}` cannot be read: {why}")))?;
        Ok(Self {
            name,
            options: Box::new(options),
        })
    }

    /// How to connect.
    pub(crate) fn options(&self) -> PgConnectOptions {
        self.options.as_ref().clone()
    }
}

impl fmt::Display for PostgresAt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

impl fmt::Debug for PostgresAt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PostgresAt({self})")
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "{}", path.display()),
            Self::Postgres(at) => write!(f, "{at}"),
        }
    }
}

fn wrong(says: String) -> Problem {
    Problem::new(
        "store",
        format!("setting `store`: {says}"),
        Place::file("allhands.toml"),
    )
}

/// The setting without what may be a password, which stands between the first `:` and the last `@`,
/// and without what stands behind `?`, which says how to connect and not where.
fn shown(setting: &str) -> String {
    let Some((scheme, rest)) = setting.split_once("://") else {
        return setting.to_owned();
    };
    let (account, server) = rest.rsplit_once('@').unwrap_or(("", rest));
    let account = account.split(':').next().unwrap_or_default();
    let server = server.split('?').next().unwrap_or_default();
    let at = if account.is_empty() { "" } else { "@" };
    format!("{scheme}://{account}{at}{server}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_store_is_a_file_or_a_database() {
        let read = |setting| {
            Location::read(setting, Path::new("/org"))
                .unwrap()
                .to_string()
        };
        assert_eq!(read("sqlite:data/ledger.db"), "/org/data/ledger.db");
        assert_eq!(read("sqlite:///var/lib/ledger.db"), "/var/lib/ledger.db");
        assert_eq!(
            read("postgres://allhands@db.example/ledger?sslmode=require"),
            "postgres://allhands@db.example/ledger"
        );
        for setting in ["", "sqlite:", "ledger.db", "mysql://a@b/c"] {
            let problem = Location::read(setting, Path::new("/org")).unwrap_err();
            assert_eq!(problem.code, "store", "{setting}");
        }
    }

    #[test]
    fn a_password_is_refused_and_never_shown() {
        for setting in [
            "postgres://allhands:s3cret@db.example/ledger",
            "postgres://allhands:s3/c@ret@db.example/ledger",
            "postgres://allhands@db.example/ledger?password=s3cret",
        ] {
            let problem = Location::read(setting, Path::new("/org")).unwrap_err();
            assert!(
                problem.says.contains("holds a password"),
                "{}",
                problem.says
            );
            assert!(!problem.says.contains("s3"), "{}", problem.says);
        }
        let problem = Location::read("mysql://a:s3cret@b/c", Path::new("/org")).unwrap_err();
        assert!(!problem.says.contains("s3cret"), "{}", problem.says);
        let open = Location::read("postgres://a@b/c", Path::new("/org")).unwrap();
        let open = open.with_password("s3cret");
        assert!(!format!("{open:?} {open}").contains("s3cret"));
    }
}
