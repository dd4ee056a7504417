//! `allhands serve`: the API and the web app, until somebody stops it.

mod parts;

use std::{path::PathBuf, sync::Arc, time::Duration};

use app::ports::{AccessStore as _, Grant};
use jiff::Timestamp;
use model::{Place, Problem};
use serde::Serialize;
use tokio::{net::TcpListener, runtime::Runtime};
use web::{Desk as _, FirstCode, Links, Options, Reached, Server};

use crate::{
    cli::{Cli, ServeArgs},
    outcome::{CommandError, Outcome},
    output::{BOLD, Out, paint},
    wire::{self, served::Served},
};

/// How long requests that were begun may go on after somebody stopped the server.
const GRACE: Duration = Duration::from_secs(10);

/// Where a server is, and how to get in.
#[derive(Debug, Serialize)]
struct Serving {
    address: String,
    /// Where the first administrator makes their account, while there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    first_administrator: Option<String>,
    /// A link for each part that people of a sample organisation play.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    sign_in: Vec<parts::SignIn>,
}

pub(crate) fn serve(cli: &Cli, args: &ServeArgs, out: &Out) -> Result<Outcome, CommandError> {
    if args.openapi {
        out.data(&format!("{:#}", web::api::document()));
        return Ok(Outcome::Clean);
    }
    let root = wire::find(cli)?;
    serve_at(root, cli.at, args, out)
}

/// The same for the workspace in a folder.
pub(crate) fn serve_at(
    root: PathBuf,
    at: Option<Timestamp>,
    args: &ServeArgs,
    out: &Out,
) -> Result<Outcome, CommandError> {
    let served = Arc::new(Served::open(&root, at)?);
    let runtime = Runtime::new().map_err(|error| {
        let says = format!("the system gave no room to work in: {error}");
        CommandError::wrong(Problem::new("runtime", says, Place::default()))
    })?;
    let done = runtime.block_on(async {
        let listener = TcpListener::bind(args.listen)
            .await
            .map_err(|error| in_the_way(args, &error))?;
        let bound = listener.local_addr().unwrap_or(args.listen);
        let (options, serving) = prepared(&served, &root, args, &format!("http://{bound}")).await?;
        let server = Server::new(served.clone(), options).map_err(CommandError::wrong)?;
        out.answer("allhands.serve", served.now(), serving, &[], text);
        tokio::spawn(served.clone().follow());
        until_stopped(server, listener).await
    });
    // What was begun and did not end in time must not keep the program.
    runtime.shutdown_timeout(Duration::from_millis(100));
    done.map(|()| Outcome::Clean)
}

/// Makes what people sign in with.
async fn prepared(
    served: &Served,
    root: &std::path::Path,
    args: &ServeArgs,
    address: &str,
) -> Result<(Options, Serving), CommandError> {
    let mut serving = Serving {
        address: address.to_owned(),
        first_administrator: None,
        sign_in: Vec::new(),
    };
    let mut options = Options {
        reached: match args.listen.ip().is_loopback() {
            true => Reached::Loopback,
            false => Reached::Https,
        },
        first: FirstCode::default(),
        links: Links::default(),
        ui: args.ui.clone(),
    };
    if parts::is_demo(root) {
        serving.sign_in = parts::links(served, &mut options.links, address).await?;
        return Ok((options, serving));
    }
    let accounts = served.store().accounts().await?;
    let keeps = accounts.iter().any(|account| {
        account.closed_at.is_none() && account.grants.contains(&Grant::Administrator)
    });
    if !keeps {
        let (code, first) = FirstCode::new(served.random().map_err(CommandError::wrong)?);
        options.first = first;
        serving.first_administrator = Some(format!("{address}/sign-in/first?code={code}"));
    }
    Ok((options, serving))
}

/// Serves until somebody stops it, and then a little longer, so that what was begun can end.
async fn until_stopped(server: Server, listener: TcpListener) -> Result<(), CommandError> {
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let told = async move {
        // Nothing is sent: the sender's end is what is waited for.
        let _ = stopped.await;
    };
    let mut serving = Box::pin(server.serve(listener, told));
    let ended = tokio::select! {
        ended = &mut serving => ended,
        () = somebody_stops() => {
            drop(stop);
            // What has not ended by then is cut off.
            tokio::time::timeout(GRACE, serving).await.unwrap_or(Ok(()))
        }
    };
    ended.map_err(|error| {
        let says = format!("the server ended: {error}");
        CommandError::wrong(Problem::new("serve", says, Place::default()))
    })
}

/// Waits for ctrl-c, or for the system to say that it is time.
async fn somebody_stops() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}

fn in_the_way(args: &ServeArgs, error: &std::io::Error) -> CommandError {
    let says = format!("cannot listen on {}: {error}", args.listen);
    let problem = Problem::new("listen", says, Place::file("command line"));
    CommandError {
        outcome: Outcome::Unreachable,
        problems: vec![problem.advise("choose another port: `--listen 127.0.0.1:8081`")],
    }
}

fn text(serving: &Serving) -> String {
    let mut text = format!("Allhands listens on {}\n", paint(BOLD, &serving.address));
    if let Some(link) = &serving.first_administrator {
        text.push_str(&format!(
            "\nThere is no administrator yet. Whoever opens this link becomes the first one; it \
             works once:\n  {link}\n"
        ));
    }
    if !serving.sign_in.is_empty() {
        text.push_str("\nSign in as:\n");
        for one in &serving.sign_in {
            text.push_str(&format!(
                "  {:<18} {}\n    {}\n",
                one.part, one.who, one.link
            ));
        }
    }
    text.push_str("\nCtrl-C stops it.\n");
    text
}
