//! An HTTP server on this machine, for tests of what asks a tool: it answers as it is told, also
//! badly, and remembers what it was asked.

mod key;

use std::{
    io::{self, Read as _, Write as _},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};

pub use key::{key_file, private_key};

/// A request as it arrived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// `GET`.
    pub method: String,
    /// Path and query.
    pub path: String,
    /// Names, in lower case, and texts.
    pub headers: Vec<(String, String)>,
    /// What was sent.
    pub body: String,
}

impl Asked {
    /// The text of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known == name);
        found.map(|(_, text)| text.as_str())
    }

    /// Whether it asks for this path, whatever its query.
    pub fn is_for(&self, path: &str) -> bool {
        self.path.split('?').next() == Some(path)
    }

    /// A parameter of the query, as it is written there.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        let (_, query) = self.path.split_once('?')?;
        let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        pairs
            .find(|(known, _)| *known == name)
            .map(|(_, text)| text)
    }
}

/// What the server answers.
#[derive(Clone, Debug)]
pub struct Reply {
    /// The status: 200.
    pub status: u16,
    /// Names and texts, beside the length.
    pub headers: Vec<(String, String)>,
    /// What it says.
    pub body: Vec<u8>,
    /// How long it takes before it says anything.
    pub after: Duration,
    /// The connection is closed after so many bytes of the body, although more were promised.
    pub cut: Option<usize>,
}

impl Reply {
    /// An answer of this status.
    pub fn new(status: u16, body: impl AsRef<[u8]>) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: body.as_ref().to_vec(),
            after: Duration::ZERO,
            cut: None,
        }
    }

    /// A good answer.
    pub fn ok(body: impl AsRef<[u8]>) -> Self {
        Self::new(200, body)
    }

    /// The same with one more header.
    pub fn with(mut self, name: &str, text: &str) -> Self {
        self.headers.push((name.to_owned(), text.to_owned()));
        self
    }

    /// The same, so much later.
    pub fn later(mut self, after: Duration) -> Self {
        self.after = after;
        self
    }

    /// The same, cut off after so many bytes.
    pub fn cut_after(mut self, bytes: usize) -> Self {
        self.cut = Some(bytes);
        self
    }
}

type Answers = dyn Fn(&Asked) -> Reply + Send + Sync;

/// A server that runs until it is dropped.
pub struct Server {
    address: SocketAddr,
    asked: Arc<Mutex<Vec<Asked>>>,
    stopped: Arc<AtomicBool>,
    accepting: Option<thread::JoinHandle<()>>,
}

impl std::fmt::Debug for Server {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Server({})", self.address)
    }
}

impl Server {
    /// Starts to answer on a free port of the loopback interface.
    ///
    /// # Errors
    /// When the system gives no port.
    pub fn start(answers: impl Fn(&Asked) -> Reply + Send + Sync + 'static) -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0))?;
        let address = listener.local_addr()?;
        let asked = Arc::new(Mutex::new(Vec::new()));
        let stopped = Arc::new(AtomicBool::new(false));
        let answers: Arc<Answers> = Arc::new(answers);
        let (notes, stop) = (Arc::clone(&asked), Arc::clone(&stopped));
        let accepting = thread::spawn(move || {
            for connection in listener.incoming() {
                if stop.load(Ordering::SeqCst) {
                    return;
                }
                let (answers, notes) = (Arc::clone(&answers), Arc::clone(&notes));
                if let Ok(stream) = connection {
                    // One that hangs up on us is what some tests are about.
                    thread::spawn(move || drop(serve(stream, &*answers, &notes)));
                }
            }
        });
        Ok(Self {
            address,
            asked,
            stopped,
            accepting: Some(accepting),
        })
    }

    /// Its address: `http://127.0.0.1:4711`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Everything it was asked so far, in order.
    pub fn asked(&self) -> Vec<Asked> {
        let asked = self.asked.lock();
        asked.unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stopped.store(true, Ordering::SeqCst);
        // Wakes the thread that waits for a connection.
        drop(TcpStream::connect(self.address));
        if let Some(accepting) = self.accepting.take() {
            drop(accepting.join());
        }
    }
}

fn serve(mut stream: TcpStream, answers: &Answers, notes: &Mutex<Vec<Asked>>) -> io::Result<()> {
    let asked = read(&mut stream)?;
    let reply = answers(&asked);
    notes
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .push(asked);
    thread::sleep(reply.after);
    let mut head = format!("HTTP/1.1 {} It is\r\n", reply.status);
    for (name, text) in &reply.headers {
        head.push_str(&format!("{name}: {text}\r\n"));
    }
    let length = reply.body.len();
    head.push_str(&format!(
        "content-length: {length}\r\nconnection: close\r\n\r\n"
    ));
    stream.write_all(head.as_bytes())?;
    let sent = reply.cut.unwrap_or(length).min(length);
    stream.write_all(&reply.body[..sent])?;
    stream.flush()
}

/// Reads one request: its head, then as many bytes as it says.
fn read(stream: &mut TcpStream) -> io::Result<Asked> {
    let invalid = |error: httparse::Error| io::Error::new(io::ErrorKind::InvalidData, error);
    let mut bytes = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let mut headers = [httparse::EMPTY_HEADER; 64];
        let mut request = httparse::Request::new(&mut headers);
        if let httparse::Status::Complete(head) = request.parse(&bytes).map_err(invalid)? {
            let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
            let headers: Vec<(String, String)> = request
                .headers
                .iter()
                .map(|header| (header.name.to_ascii_lowercase(), text(header.value)))
                .collect();
            let length = headers.iter().find(|(name, _)| name == "content-length");
            let length: usize = length.and_then(|(_, text)| text.parse().ok()).unwrap_or(0);
            let (method, path) = (request.method.unwrap_or_default(), request.path);
            let (method, path) = (method.to_owned(), path.unwrap_or_default().to_owned());
            while bytes.len() < head + length {
                let read = stream.read(&mut buffer)?;
                if read == 0 {
                    break;
                }
                bytes.extend_from_slice(&buffer[..read]);
            }
            return Ok(Asked {
                method,
                path,
                headers,
                body: text(&bytes[head..]),
            });
        }
        let read = stream.read(&mut buffer)?;
        if read == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        bytes.extend_from_slice(&buffer[..read]);
    }
}
