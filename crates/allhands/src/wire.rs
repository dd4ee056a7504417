//! Opens what a command needs: the workspace on disk, the stores, the clock.

mod observations;
pub(crate) mod served;

use std::{
    cell::{Cell, OnceCell},
    path::{Path, PathBuf},
    sync::OnceLock,
    time::Duration,
};

use app::{
    as_of::{AsOf, Stamp, as_of},
    ask::Known,
    govern::Decided,
    parties::View,
    ports::{Act, ActStore, Decision, DecisionStore, Network, SourceFiles},
    workspace::{RulesFrom, Settings, Texts, Workspace},
};
use jiff::Timestamp;
use model::{Place, Problem};
use sources::{
    Input, SecretFrom, SourceConfig,
    fetch::{Request, Response, Secret, Unreached},
};
use store::{Location, Store, Turn};
use tokio::runtime::Runtime;

pub(crate) use observations::Observed;

use crate::{catalogue, cli::Cli, commands::demo::clock, outcome::CommandError};

/// Folders of a workspace that hold text.
const FOLDERS: [&str; 7] = [
    "sources",
    "connectors",
    "vocabulary",
    "rules",
    "calendars",
    "frameworks",
    "activities",
];
const SETTINGS: &str = "allhands.toml";

/// A workspace on disk.
#[derive(Debug)]
pub(crate) struct Site {
    /// Its folder.
    pub(crate) root: PathBuf,
    /// What it says.
    pub(crate) workspace: Workspace,
    /// The way to the tools, made when the first source asks one.
    network: OnceCell<io::Client>,
    /// The number of the turn in which it records, once it has one.
    turn: Cell<Option<i64>>,
    /// The ledger, once something asked for it.
    ledger: Kept,
}

/// A ledger that is opened once, and closed in the end. A process that ends without having closed
/// it would leave beside a file what SQLite wrote ahead of it.
#[derive(Debug, Default)]
struct Kept(OnceCell<Store>);

impl Drop for Kept {
    fn drop(&mut self) {
        if let (Some(store), Some(runtime)) = (self.0.get(), RUNTIME.get()) {
            runtime.block_on(store.close());
        }
    }
}

/// Where this process waits for ledgers.
static RUNTIME: OnceLock<Runtime> = OnceLock::new();

/// That nobody else works here, as long as this lives.
#[derive(Debug)]
pub(crate) struct AtWork {
    _turn: Option<Turn>,
    _lock: io::Lock,
}

/// The time to work at: what `--at` says, else now, which in a demo is a day of its story.
pub(crate) fn now(cli: &Cli) -> Timestamp {
    cli.at.unwrap_or_else(|| {
        let now = real_now();
        find(cli).map_or(now, |root| clock::at(&root, now))
    })
}

/// The clock. The only place of the product that looks at it.
#[allow(
    clippy::disallowed_methods,
    reason = "somebody has to read the clock; it is this line"
)]
pub(crate) fn real_now() -> Timestamp {
    Timestamp::now()
}

/// Finds the workspace: `--workspace`, else the nearest one from here upward.
pub(crate) fn find(cli: &Cli) -> Result<PathBuf, CommandError> {
    let missing = |at: &Path| {
        let says = format!(
            "`{}` is not a workspace: it has no `{SETTINGS}`",
            at.display()
        );
        let problem = Problem::new("workspace", says, Place::file(at.display().to_string()));
        CommandError::wrong(
            problem
                .advise("make one with `allhands init DIR`")
                .advise("or name one with `--workspace DIR`"),
        )
    };
    if let Some(root) = &cli.workspace {
        return if root.join(SETTINGS).is_file() {
            Ok(root.clone())
        } else {
            Err(missing(root))
        };
    }
    let here = std::env::current_dir().unwrap_or_else(|_| PathBuf::from("."));
    here.ancestors()
        .find(|folder| folder.join(SETTINGS).is_file())
        .map(Path::to_owned)
        .ok_or_else(|| missing(&here))
}

/// Reads the workspace.
pub(crate) fn open(cli: &Cli) -> Result<Site, CommandError> {
    open_at(&find(cli)?)
}

/// Reads the workspace in a folder.
pub(crate) fn open_at(root: &Path) -> Result<Site, CommandError> {
    open_changed(root, Texts::new())
}

/// Reads the workspace in a folder as it would be with some texts, by path from that folder.
pub(crate) fn open_changed(root: &Path, changes: Texts) -> Result<Site, CommandError> {
    // What would be, once the files said so and were published.
    let published = changes.is_empty();
    let site = read(root, changes)?.decided()?;
    if published { site.governed() } else { Ok(site) }
}

/// Reads the workspace and nothing of its ledger, which may be missing or damaged.
pub(crate) fn open_without_ledger(cli: &Cli) -> Result<Site, CommandError> {
    read(&find(cli)?, Texts::new())
}

fn read(root: &Path, changes: Texts) -> Result<Site, CommandError> {
    let mut texts: Texts = io::read_texts(root, &FOLDERS, &["yaml", "yml", "rule", "ics"])?;
    texts.insert(SETTINGS.to_owned(), io::read_text(&root.join(SETTINGS))?);
    texts.extend(io::read_texts(
        root,
        &["responsibilities"],
        &["csv", "yaml", "yml"],
    )?);
    texts.extend(changes);
    let workspace = Workspace::read(&texts, &catalogue::texts())?;
    Ok(Site {
        root: root.to_owned(),
        workspace,
        network: OnceCell::new(),
        turn: Cell::new(None),
        ledger: Kept::default(),
    })
}

impl Site {
    /// The same with what people decided.
    fn decided(mut self) -> Result<Self, CommandError> {
        self.workspace.decisions = self.decisions()?;
        self.workspace.acts = self.acts()?;
        Ok(self)
    }

    /// What people decided about findings, exceptions and responsibilities, the oldest first.
    pub(crate) fn acts(&self) -> Result<Vec<Act>, CommandError> {
        if !self.has_ledger()? {
            return Ok(Vec::new());
        }
        block_on(async { Ok(self.ledger().await?.acts().await?) })?
    }

    /// What people decided about records and owners, the oldest first.
    pub(crate) fn decisions(&self) -> Result<Vec<Decision>, CommandError> {
        if !self.has_ledger()? {
            return Ok(Vec::new());
        }
        block_on(async { Ok(self.ledger().await?.decisions().await?) })?
    }

    /// The same with what was published in force, where rules are published.
    fn governed(self) -> Result<Self, CommandError> {
        let published = self.workspace.settings.rules == RulesFrom::Published;
        if !published || !self.has_ledger()? {
            return Ok(self);
        }
        let decided = block_on(async { Ok(Decided::read(&self.ledger().await?).await?) })
            .and_then(|decided: Result<Decided, CommandError>| decided)?;
        Ok(Self {
            workspace: self.workspace.governed(decided),
            ..self
        })
    }

    /// Where observations and the ledger rest.
    fn data(&self) -> PathBuf {
        self.root.join("data")
    }

    /// Lets nobody else work here until the answer is dropped, on this machine or another one that
    /// has the same ledger: two passes at once would each write what the other has not seen.
    pub(crate) fn lock(&self, command: &str, at: Timestamp) -> Result<AtWork, CommandError> {
        let (lock, holder) = self.lock_here(command, at)?;
        let turn = Turn::take(&self.location()?, &holder)?;
        self.turn.set(Some(turn.number()));
        Ok(AtWork {
            _turn: Some(turn),
            _lock: lock,
        })
    }

    /// The same to put another ledger in the place of a file that may be damaged: a turn, which is
    /// kept in the ledger, is taken on a server only.
    pub(crate) fn lock_for_restoring(&self, at: Timestamp) -> Result<AtWork, CommandError> {
        let (lock, holder) = self.lock_here("restore", at)?;
        let turn = match self.location()? {
            Location::Sqlite(_) => None,
            location @ Location::Postgres(_) => Some(Turn::take(&location, &holder)?),
        };
        Ok(AtWork {
            _turn: turn,
            _lock: lock,
        })
    }

    /// The lock of this machine, and how to name its holder to others.
    fn lock_here(&self, command: &str, at: Timestamp) -> Result<(io::Lock, String), CommandError> {
        let holder = format!(
            "`allhands {command}`, process {}, as of {at}",
            std::process::id()
        );
        let lock = io::lock(&self.data().join("lock"), &holder)?;
        Ok(match host() {
            Some(host) => (lock, format!("{holder}, on {host}")),
            None => (lock, holder),
        })
    }

    /// What was judged and decided.
    pub(crate) async fn ledger(&self) -> Result<Store, CommandError> {
        let store = match self.ledger.0.get() {
            Some(store) => store.clone(),
            None => {
                let store = Store::open(&self.location()?).await?;
                self.ledger.0.get_or_init(|| store).clone()
            }
        };
        Ok(match self.turn.get() {
            Some(turn) => store.in_turn(turn),
            None => store,
        })
    }

    /// Where that rests.
    pub(crate) fn location(&self) -> Result<Location, CommandError> {
        let setting = &self.workspace.settings.store;
        let location = Location::read(&setting.at, &self.root).map_err(CommandError::wrong)?;
        let Some(from) = &setting.password else {
            return Ok(location);
        };
        let secret = self.secret(from).map_err(|why| {
            let says = format!("setting `store_password`: {why}");
            CommandError::wrong(Problem::new("store", says, Place::file(SETTINGS)))
        })?;
        Ok(location.with_password(secret.reveal()))
    }

    /// Whether there may be something in the ledger: a file that is not there yet holds nothing.
    fn has_ledger(&self) -> Result<bool, CommandError> {
        Ok(match self.location()? {
            Location::Sqlite(file) => file.is_file(),
            Location::Postgres(_) => true,
        })
    }
}

impl SourceFiles for Site {
    fn inputs(&self, config: &SourceConfig) -> Result<Vec<Input>, Problem> {
        io::inputs(&self.root, &config.files)
    }
}

impl Network for Site {
    fn send(&self, request: &Request) -> Result<Response, Unreached> {
        self.network.get_or_init(io::Client::new).send(request)
    }

    fn wait(&self, length: Duration) {
        std::thread::sleep(length);
    }

    #[allow(
        clippy::disallowed_methods,
        reason = "a secret may be handed over in the environment, and only the binary reads it"
    )]
    fn secret(&self, from: &SecretFrom) -> Result<Secret, String> {
        let secret = match from {
            SecretFrom::Env(name) => std::env::var(name)
                .map_err(|_| format!("the environment has no text called `{name}`"))?,
            SecretFrom::File(path) => {
                io::read_text(&self.root.join(path)).map_err(|error| error.problem().says)?
            }
        };
        let secret = Secret::new(&secret);
        match (secret.reveal().is_empty(), from) {
            (false, _) => Ok(secret),
            (true, SecretFrom::Env(name)) => Err(format!("`{name}` of the environment is empty")),
            (true, SecretFrom::File(path)) => Err(format!("the file `{path}` is empty")),
        }
    }
}

/// What this machine is called, where it says so in the usual place.
fn host() -> Option<String> {
    let name = io::read_text(Path::new("/etc/hostname")).ok()?;
    let name = name.trim();
    (!name.is_empty()).then(|| name.to_owned())
}

/// Runs something that waits for the ledger.
pub(crate) fn block_on<T>(future: impl Future<Output = T>) -> Result<T, CommandError> {
    let runtime = match RUNTIME.get() {
        Some(runtime) => runtime,
        None => {
            let made = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build();
            let made = made.map_err(|error| {
                let says = format!("the system gave no room to work in: {error}");
                CommandError::wrong(Problem::new("runtime", says, Place::default()))
            })?;
            RUNTIME.get_or_init(|| made)
        }
    };
    Ok(runtime.block_on(future))
}

impl Site {
    /// Everything known, as of the latest pass.
    pub(crate) fn known(&self, now: Timestamp) -> Result<Known, CommandError> {
        block_on(async {
            let ledger = self.ledger().await?;
            Ok(Known::read(&self.workspace, &self.observations()?, &ledger, now).await?)
        })?
    }
}

/// What a question looks at: the latest pass, or an earlier instant.
#[derive(Debug)]
pub(crate) enum Looked {
    /// The latest pass.
    Now(Box<Known>),
    /// An earlier instant.
    Then(Box<AsOf>),
}

impl Looked {
    /// It with the words to speak of it.
    pub(crate) fn view<'a>(&'a self, workspace: &'a Workspace) -> View<'a> {
        match self {
            Self::Now(known) => known.view(workspace),
            Self::Then(then) => then.view(workspace),
        }
    }

    /// Which observations it is, where it is not the latest pass.
    pub(crate) fn stamp(&self) -> Option<Stamp> {
        match self {
            Self::Now(_) => None,
            Self::Then(then) => Some(then.stamp),
        }
    }
}

impl Site {
    /// What was known at the instant that `--at` names, else as of the latest pass.
    pub(crate) fn looked(&self, cli: &Cli) -> Result<Looked, CommandError> {
        let Some(at) = cli.at else {
            return Ok(Looked::Now(Box::new(self.known(now(cli))?)));
        };
        block_on(async {
            let ledger = self.ledger().await?;
            let then = as_of(&self.workspace, &self.observations()?, &ledger, at).await;
            Ok(Looked::Then(Box::new(then?)))
        })?
    }
}

/// The workspace, or only what is shipped where there is none and none was named.
pub(crate) fn open_or_shipped(cli: &Cli) -> Result<Workspace, CommandError> {
    if cli.workspace.is_some() || find(cli).is_ok() {
        return Ok(open(cli)?.workspace);
    }
    let settings = Settings::template("nobody");
    let texts = Texts::from([(SETTINGS.to_owned(), settings)]);
    Ok(Workspace::read(&texts, &catalogue::texts())?)
}

/// This program's own path, where a shell would not find it by its name.
pub(crate) fn not_on_path() -> Option<String> {
    let program = std::env::current_exe().ok()?;
    let folders = std::env::var_os("PATH")?;
    let name = program.file_name()?;
    let found = std::env::split_paths(&folders).any(|folder| folder.join(name).is_file());
    (!found).then(|| program.display().to_string())
}
