//! A turn to record passes: one server at a time, whichever machine it runs on.
//!
//! In PostgreSQL a turn is held by a connection of its own: a lock of the session, which the
//! database gives back when the process ends, however it ends, or its machine is not heard of for
//! a minute. Because a server that was merely not heard of goes on some day, each turn also has a
//! number, and a pass of an earlier one is refused.
//!
//! In a file nothing is held: processes of one machine keep apart by the lock of their workspace.
//! The number counts there too.

use std::fmt;

use app::ports::PortError;
use model::{Place, Problem};
use sqlx::PgConnection;
use tokio::runtime::Runtime;

use crate::{location::Location, postgres, sqlite};

/// A turn, which lasts as long as this lives.
pub struct Turn {
    number: i64,
    held: Option<PgConnection>,
    runtime: Option<Runtime>,
}

impl fmt::Debug for Turn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Turn({})", self.number)
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        drop(self.held.take());
        if let Some(runtime) = self.runtime.take() {
            // Without waiting, so that it may end anywhere.
            runtime.shutdown_background();
        }
    }
}

impl Turn {
    /// Begins the next turn; `holder` says whose it is, to whoever finds it taken.
    ///
    /// # Errors
    /// When somebody else has it (`workspace-busy`), or the ledger cannot be opened.
    pub async fn begin(at: &Location, holder: &str) -> Result<Self, PortError> {
        let (number, held) = match at {
            Location::Sqlite(path) => {
                let ledger = sqlite::Ledger::open(path).await?;
                let number = ledger.next_turn(holder).await?;
                ledger.close().await;
                (number, None)
            }
            Location::Postgres(at) => {
                let ledger = postgres::Ledger::open(at).await?;
                let Some(held) = ledger.hold().await? else {
                    return Err(busy(&at.to_string(), ledger.holder().await?));
                };
                (ledger.next_turn(holder).await?, Some(held))
            }
        };
        Ok(Self {
            number,
            held,
            runtime: None,
        })
    }

    /// The same for a caller that does not wait for anything.
    ///
    /// # Errors
    /// As [`Turn::begin`].
    pub fn take(at: &Location, holder: &str) -> Result<Self, PortError> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|why| {
                let says = format!("the system gave no room to work in: {why}");
                PortError::Unavailable(Problem::new("runtime", says, Place::default()))
            })?;
        let mut turn = runtime.block_on(Self::begin(at, holder))?;
        turn.runtime = Some(runtime);
        Ok(turn)
    }

    /// Its number.
    pub fn number(&self) -> i64 {
        self.number
    }
}

fn busy(name: &str, holder: Option<String>) -> PortError {
    let holder = holder.unwrap_or_else(|| "it has not said who it is".to_owned());
    let says = format!("another pass is at work here ({holder})");
    PortError::Unavailable(
        Problem::new("workspace-busy", says, Place::file(name))
            .advise("wait until it is done, then run the same command again")
            .advise("asking is possible meanwhile: `allhands finding list`"),
    )
}
