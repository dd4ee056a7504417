//! Storage that speaks S3, on this machine: `moto` from PyPI, started by a test, gone with it. It
//! is reached through a door that can be shut in the middle of what a program does.

use std::{
    env, fs,
    io::{self, BufRead as _, BufReader, Read as _, Write as _},
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    thread,
};

/// Where `cargo xtask test` puts the server.
const INSTALLED: &str = "../../target/tools/s3/bin/moto_server";

/// A running server, and the door to it.
#[derive(Debug)]
pub struct Storage {
    server: Child,
    door: SocketAddr,
    requests: Arc<AtomicI64>,
}

impl Storage {
    /// Starts one with a bucket of that name, or says that the test is skipped where it is not
    /// installed; in CI, where a skip is no answer, it fails.
    ///
    /// # Panics
    /// When it is installed and does not start, or is not installed and `CI` is set.
    #[allow(
        clippy::disallowed_methods,
        clippy::print_stderr,
        reason = "a test that is skipped says so, and never where `CI` is set"
    )]
    pub fn with_bucket(bucket: &str) -> Option<Self> {
        let Some(program) = program() else {
            let says = "`moto_server` is not installed: run `cargo xtask test`";
            assert!(env::var("CI").is_err(), "{says}");
            eprintln!("SKIPPED: {says}");
            return None;
        };
        match Self::start(&program, bucket) {
            Ok(storage) => Some(storage),
            Err(why) => panic!("{}: {why}", program.display()),
        }
    }

    fn start(program: &Path, bucket: &str) -> io::Result<Self> {
        let mut server = Command::new(program)
            .args(["-H", "127.0.0.1", "-p", "0"])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()?;
        let behind = listens(&mut server)?;
        let door = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let requests = Arc::new(AtomicI64::new(i64::MAX));
        let storage = Self {
            server,
            door: door.local_addr()?,
            requests: Arc::clone(&requests),
        };
        make(behind, bucket)?;
        thread::spawn(move || {
            for client in door.incoming().flatten() {
                if requests.load(Ordering::SeqCst) > 0 {
                    let requests = Arc::clone(&requests);
                    thread::spawn(move || pass(client, behind, &requests));
                }
            }
        });
        Ok(storage)
    }

    /// The environment in which a program finds it.
    pub fn environment(&self) -> [(&'static str, String); 5] {
        [
            ("AWS_ACCESS_KEY_ID", "test".to_owned()),
            ("AWS_SECRET_ACCESS_KEY", "test".to_owned()),
            ("AWS_REGION", "us-east-1".to_owned()),
            ("AWS_ENDPOINT", format!("http://{}", self.door)),
            ("AWS_ALLOW_HTTP", "true".to_owned()),
        ]
    }

    /// Lets so many more requests through, and then nobody.
    pub fn allow(&self, requests: i64) {
        self.requests.store(requests, Ordering::SeqCst);
    }

    /// How many are still let through.
    pub fn allowed(&self) -> i64 {
        self.requests.load(Ordering::SeqCst)
    }
}

impl Drop for Storage {
    fn drop(&mut self) {
        // It holds everything in memory; how it ends is of no use to anybody any more.
        drop(self.server.kill());
        drop(self.server.wait());
    }
}

fn program() -> Option<PathBuf> {
    let searched = env::var_os("PATH").unwrap_or_default();
    let installed = Path::new(env!("CARGO_MANIFEST_DIR")).join(INSTALLED);
    env::split_paths(&searched)
        .map(|folder| folder.join("moto_server"))
        .chain([installed])
        .find(|program| fs::metadata(program).is_ok_and(|file| file.is_file()))
}

/// Where a server says that it listens.
fn listens(server: &mut Child) -> io::Result<SocketAddr> {
    let no_address = || io::Error::other("the server did not say where it listens");
    let mut lines = BufReader::new(server.stderr.take().ok_or_else(no_address)?).lines();
    let address = loop {
        let line = lines.next().ok_or_else(no_address)??;
        if let Some((_, address)) = line.split_once("Running on http://") {
            break address.trim().parse().map_err(io::Error::other)?;
        }
    };
    // It goes on saying what it was asked, and would wait for somebody to read that.
    thread::spawn(move || lines.for_each(drop));
    Ok(address)
}

/// Makes a bucket.
fn make(server: SocketAddr, bucket: &str) -> io::Result<()> {
    let mut stream = TcpStream::connect(server)?;
    let request = format!(
        "PUT /{bucket} HTTP/1.1\r\nHost: {server}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    );
    stream.write_all(request.as_bytes())?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    match answer.split(' ').nth(1) {
        Some("200") => Ok(()),
        _ => Err(io::Error::other(format!("no bucket was made: {answer}"))),
    }
}

/// Passes on what a client and the server say, until too much was asked.
fn pass(client: TcpStream, server: SocketAddr, requests: &AtomicI64) {
    let Ok(server) = TcpStream::connect(server) else {
        return;
    };
    let (Ok(mut from), Ok(mut to)) = (server.try_clone(), client.try_clone()) else {
        return;
    };
    thread::spawn(move || {
        drop(io::copy(&mut from, &mut to));
        drop(to.shutdown(std::net::Shutdown::Both));
    });
    let (mut client, mut server) = (client, server);
    let mut buffer = vec![0; 1 << 16];
    while let Ok(read @ 1..) = client.read(&mut buffer) {
        let begins = ["GET ", "PUT ", "HEAD ", "POST ", "DELETE "];
        let is_request = begins
            .iter()
            .any(|word| buffer.starts_with(word.as_bytes()));
        if is_request && requests.fetch_sub(1, Ordering::SeqCst) <= 0 {
            break;
        }
        if server.write_all(&buffer[..read]).is_err() {
            break;
        }
    }
    drop(server.shutdown(std::net::Shutdown::Both));
    drop(client.shutdown(std::net::Shutdown::Both));
}
