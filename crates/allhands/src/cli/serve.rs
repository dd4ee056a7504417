//! `allhands serve`, as people type it.

use std::{net::SocketAddr, path::PathBuf};

use clap::Args;

#[derive(Debug, Args)]
pub(crate) struct ServeArgs {
    /// Where to listen. Anything else than this machine's own address has to be reached by https,
    /// which something in front of it ends.
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8080")]
    pub(crate) listen: SocketAddr,
    /// A folder with a built web app, in place of the one in this program.
    #[arg(long, value_name = "DIR")]
    pub(crate) ui: Option<PathBuf>,
    /// Print the document of the API, OpenAPI 3.1, and serve nothing.
    #[arg(long)]
    pub(crate) openapi: bool,
}
