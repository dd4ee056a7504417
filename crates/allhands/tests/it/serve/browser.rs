//! A browser, as far as a server can tell one: HTTP over a socket, with a cookie.

use std::{
    io::{Read as _, Write as _},
    net::TcpStream,
    time::Duration,
};

use serde_json::Value;

/// Somebody who asks.
#[derive(Clone, Debug)]
pub(super) struct Browser {
    address: String,
    pub(super) cookie: Option<String>,
    headers: Vec<(String, String)>,
}

/// What they got.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    head: String,
    pub(super) body: String,
}

impl Answer {
    fn read(text: &str) -> Self {
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or((text, ""));
        let status = head.split(' ').nth(1).and_then(|code| code.parse().ok());
        let chunked = head.to_lowercase().contains("transfer-encoding: chunked");
        Self {
            status: status.unwrap_or_default(),
            body: if chunked {
                unchunked(body)
            } else {
                body.to_owned()
            },
            head: head.to_owned(),
        }
    }

    pub(super) fn header(&self, name: &str) -> Option<&str> {
        let lines = self.head.lines().filter_map(|line| line.split_once(": "));
        let mut found = lines.filter(|(known, _)| known.eq_ignore_ascii_case(name));
        found.next().map(|(_, value)| value)
    }

    pub(super) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }
}

fn unchunked(mut body: &str) -> String {
    let mut text = String::new();
    while let Some((length, rest)) = body.split_once("\r\n") {
        let length = usize::from_str_radix(length.trim(), 16).unwrap_or(0);
        let Some(chunk) = rest.get(..length).filter(|chunk| !chunk.is_empty()) else {
            break;
        };
        text.push_str(chunk);
        body = rest.get(length + 2..).unwrap_or_default();
    }
    text
}

impl Browser {
    pub(super) fn new(address: &str) -> Self {
        Self {
            address: address.to_owned(),
            cookie: None,
            headers: Vec::new(),
        }
    }

    /// The same with a header on each request, in place of one that browsers send.
    pub(super) fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(super) fn get(&self, path: &str) -> Answer {
        self.send("GET", path, "")
    }

    /// What is at a path, which has to be there.
    #[track_caller]
    pub(super) fn json(&self, path: &str) -> Value {
        let answer = self.get(path);
        assert_eq!(answer.status, 200, "{path}: {answer:?}");
        answer.json()
    }

    pub(super) fn post(&self, path: &str, json: &str) -> Answer {
        self.send("POST", path, json)
    }

    /// Sends a form, and keeps the cookie that comes back.
    pub(super) fn form(&mut self, path: &str, form: &str) -> Answer {
        let with = self
            .clone()
            .with("content-type", "application/x-www-form-urlencoded");
        let answer = with.send("POST", path, form);
        self.keep(&answer);
        answer
    }

    /// Opens a link, and keeps the cookie that comes back.
    pub(super) fn follow(&mut self, link: &str) -> Answer {
        let path = link.splitn(4, '/').nth(3).unwrap_or_default();
        let answer = self.get(&format!("/{path}"));
        self.keep(&answer);
        answer
    }

    fn keep(&mut self, answer: &Answer) {
        if let Some(cookie) = answer.header("set-cookie") {
            self.cookie = cookie.split(';').next().map(str::to_owned);
        }
    }

    pub(super) fn send(&self, method: &str, path: &str, body: &str) -> Answer {
        let mut headers = vec![
            ("host", self.address.as_str()),
            ("connection", "close"),
            ("sec-fetch-site", "same-origin"),
        ];
        if !body.is_empty() {
            headers.push(("content-type", "application/json"));
        }
        if let Some(cookie) = &self.cookie {
            headers.push(("cookie", cookie));
        }
        headers.retain(|(name, _)| !self.headers.iter().any(|(own, _)| own == name));
        let own = self.headers.iter().filter(|(_, value)| !value.is_empty());
        headers.extend(own.map(|(name, value)| (name.as_str(), value.as_str())));
        let mut request = format!("{method} {path} HTTP/1.1\r\n");
        for (name, value) in headers {
            request.push_str(&format!("{name}: {value}\r\n"));
        }
        request.push_str(&format!("content-length: {}\r\n\r\n{body}", body.len()));
        self.raw(request.as_bytes())
    }

    /// Sends bytes as they are, and reads until the other side is done.
    pub(super) fn raw(&self, request: &[u8]) -> Answer {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_secs(60)))
            .unwrap();
        // Who refuses early may have closed already.
        let _ = stream.write_all(request);
        let mut bytes = Vec::new();
        let _ = stream.read_to_end(&mut bytes);
        Answer::read(&String::from_utf8_lossy(&bytes))
    }
}
