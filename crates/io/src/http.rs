//! Sends requests. It decides nothing: whom to ask, how often and with what is in the request.
//!
//! Certificates are always checked, against the authorities this machine trusts. No redirection is
//! followed and no variable of the environment sends anything through a proxy.

use std::{fmt, io, io::Read as _, time::Duration};

use sources::fetch::{Body, Method, Request, Response, Unreached};
use ureq::{
    Agent, Error,
    http::{self, Uri},
    tls::{Certificate, RootCerts, TlsConfig},
};

use crate::sign::signed;

/// How long it may take until somebody answers at all.
const CONNECT: Duration = Duration::from_secs(15);
/// The most room the headers of an answer may take: 64 KiB.
const HEADERS_MOST: usize = 64 << 10;

/// Sends requests, one after the other, over connections it keeps open.
pub struct Client {
    agent: Agent,
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Client")
    }
}

impl Default for Client {
    fn default() -> Self {
        Self::new()
    }
}

impl Client {
    /// A client that trusts the authorities this machine trusts; where it names none, those that
    /// Mozilla trusts.
    pub fn new() -> Self {
        let found = rustls_native_certs::load_native_certs().certs;
        let roots = match found.is_empty() {
            true => RootCerts::WebPki,
            false => {
                let certificate = |der: &[u8]| Certificate::from_der(der).to_owned();
                RootCerts::from(found.iter().map(|der| certificate(der)))
            }
        };
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .proxy(None)
            .user_agent(concat!("allhands/", env!("CARGO_PKG_VERSION")))
            .max_response_header_size(HEADERS_MOST)
            .timeout_connect(Some(CONNECT))
            .tls_config(TlsConfig::builder().root_certs(roots).build());
        Self {
            agent: config.build().into(),
        }
    }

    /// Sends a request and reads its answer to the end.
    ///
    /// # Errors
    /// Why there is no whole answer.
    pub fn send(&self, request: &Request) -> Result<Response, Unreached> {
        let (kind, body) = match &request.body {
            Body::Empty => (None, String::new()),
            Body::Json(text) => (None, text.clone()),
            Body::Form(form) => (Some(FORM), form.reveal().to_owned()),
            Body::Signed {
                form,
                statement,
                key,
            } => {
                let statement = signed(statement, key).map_err(Unreached::Unsendable)?;
                (Some(FORM), format!("{form}{statement}"))
            }
        };
        let unsendable = |error: http::Error| Unreached::Unsendable(error.to_string());
        let uri: Uri = request
            .url
            .parse()
            .map_err(|error: http::uri::InvalidUri| Unreached::Unsendable(error.to_string()))?;
        let mut building = http::Request::builder()
            .uri(uri)
            .method(match request.method {
                Method::Get => http::Method::GET,
                Method::Post => http::Method::POST,
            });
        for (name, text) in &request.headers {
            let value = http::HeaderValue::from_str(text.reveal()).map_err(|_| {
                // What is wrong with it would show it.
                Unreached::Unsendable(format!("the header `{name}` cannot hold such a text"))
            })?;
            building = building.header(name, value);
        }
        if let Some(kind) = kind {
            building = building.header("content-type", kind);
        }
        let answer = match request.method {
            Method::Get => self.run(building.body(()).map_err(unsendable)?, request.within),
            Method::Post => self.run(building.body(body).map_err(unsendable)?, request.within),
        };
        read(answer.map_err(unreached)?, request.bytes_most)
    }

    fn run(
        &self,
        request: http::Request<impl ureq::AsSendBody>,
        within: Duration,
    ) -> Result<http::Response<ureq::Body>, Error> {
        let request = self.agent.configure_request(request);
        self.agent.run(request.timeout_global(Some(within)).build())
    }
}

const FORM: &str = "application/x-www-form-urlencoded";

/// Reads an answer to its end, counting what it unpacks to.
fn read(answer: http::Response<ureq::Body>, most: u64) -> Result<Response, Unreached> {
    let (head, body) = answer.into_parts();
    let text = |(name, value): (&http::HeaderName, &http::HeaderValue)| {
        let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
        (name.as_str().to_owned(), value)
    };
    let headers = head.headers.iter().map(text).collect();
    let mut bytes = Vec::new();
    let mut reader = body
        .into_with_config()
        .reader()
        .take(most.saturating_add(1));
    let read = reader.read_to_end(&mut bytes);
    if bytes.len() as u64 > most {
        return Err(Unreached::TooLarge);
    }
    read.map_err(broke_off)?;
    Ok(Response {
        status: head.status.as_u16(),
        headers,
        bytes,
    })
}

/// An answer that began and did not end.
fn broke_off(error: io::Error) -> Unreached {
    match Error::from(error) {
        Error::Timeout(_) => Unreached::Late,
        Error::Io(error) if error.kind() == io::ErrorKind::TimedOut => Unreached::Late,
        error => Unreached::Cut(error.to_string()),
    }
}

fn unreached(error: Error) -> Unreached {
    match error {
        Error::Timeout(ureq::Timeout::Connect | ureq::Timeout::Resolve) => {
            Unreached::NoAnswer("no connection came about in time".to_owned())
        }
        Error::Timeout(_) => Unreached::Late,
        Error::HostNotFound => Unreached::NoAnswer("there is no server of that name".to_owned()),
        Error::Tls(_) | Error::Rustls(_) | Error::TlsRequired => {
            Unreached::Untrusted(error.to_string())
        }
        Error::BadUri(_) | Error::Http(_) => Unreached::Unsendable(error.to_string()),
        Error::Protocol(_) => Unreached::Cut(error.to_string()),
        Error::Io(io) => match io.kind() {
            io::ErrorKind::TimedOut => Unreached::Late,
            // What rustls refuses comes as data that is not valid.
            io::ErrorKind::InvalidData => Unreached::Untrusted(io.to_string()),
            io::ErrorKind::UnexpectedEof
            | io::ErrorKind::ConnectionReset
            | io::ErrorKind::ConnectionAborted
            | io::ErrorKind::BrokenPipe => Unreached::Cut(io.to_string()),
            _ => Unreached::NoAnswer(io.to_string()),
        },
        error => Unreached::NoAnswer(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use sources::fetch::{Secret, Text};
    use testkit::server::{Asked, Reply, Server};

    use super::*;

    fn request(url: String) -> Request {
        Request {
            method: Method::Get,
            url,
            headers: vec![("x-key".to_owned(), Text::Secret(Secret::new("opensesame")))],
            body: Body::Empty,
            within: Duration::from_secs(5),
            bytes_most: 100,
        }
    }

    fn server(answers: impl Fn(&Asked) -> Reply + Send + Sync + 'static) -> Server {
        Server::start(answers).unwrap()
    }

    #[test]
    fn an_answer_is_given_back_whatever_its_status() {
        let server = server(|_| Reply::new(404, "no").with("X-Why", "gone"));
        let answer = Client::new().send(&request(server.url())).unwrap();
        assert_eq!(
            (answer.status, answer.bytes.as_slice()),
            (404, b"no".as_slice())
        );
        assert!(
            answer
                .headers
                .contains(&("x-why".to_owned(), "gone".to_owned()))
        );
        assert_eq!(server.asked()[0].header("x-key"), Some("opensesame"));
    }

    #[test]
    fn nobody_is_followed_elsewhere() {
        let other = server(|_| Reply::ok(""));
        let to = other.url();
        let server = server(move |_| Reply::new(302, "").with("Location", &to));
        assert_eq!(
            Client::new().send(&request(server.url())).unwrap().status,
            302
        );
        assert_eq!(other.asked(), []);
    }

    #[test]
    fn what_is_too_large_too_late_or_cut_is_no_answer() {
        let asked = |reply: Reply| {
            let server = server(move |_| reply.clone());
            let mut request = request(server.url());
            request.within = Duration::from_secs(1);
            Client::new().send(&request).unwrap_err()
        };
        assert_eq!(asked(Reply::ok([b'x'; 101])), Unreached::TooLarge);
        let late = Reply::ok("x").later(Duration::from_secs(3));
        assert_eq!(asked(late), Unreached::Late);
        let cut = asked(Reply::ok("abcdef").cut_after(3));
        assert!(matches!(cut, Unreached::Cut(_)), "{cut:?}");
    }

    #[test]
    fn nobody_there_is_told_apart() {
        let server = server(|_| Reply::ok(""));
        let request = request(server.url());
        drop(server);
        let gone = Client::new().send(&request).unwrap_err();
        assert!(matches!(gone, Unreached::NoAnswer(_)), "{gone:?}");
    }
}
