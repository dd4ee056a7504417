//! The one cookie: what a browser shows of a session.

use axum::http::{HeaderMap, HeaderValue, header};

/// How the server is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reached {
    /// By http on this machine only: no name of a cookie may promise more.
    Loopback,
    /// By https, which somebody in front of it ends.
    Https,
}

impl Reached {
    fn name(self) -> &'static str {
        match self {
            Self::Loopback => "allhands",
            Self::Https => "__Host-allhands",
        }
    }

    /// What sets the cookie; it ends with the session or with the browser.
    pub(crate) fn set(self, shown: &str) -> HeaderValue {
        let name = self.name();
        let secure = match self {
            Self::Loopback => "",
            Self::Https => "; Secure",
        };
        let text = format!("{name}={shown}; Path=/; HttpOnly; SameSite=Lax{secure}");
        HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static(""))
    }

    /// What removes it.
    pub(crate) fn clear(self) -> HeaderValue {
        let mut text = self.set("").to_str().unwrap_or_default().to_owned();
        text.push_str("; Max-Age=0");
        HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static(""))
    }

    /// What the browser shows; nothing where it shows two, which only somebody else can have set.
    pub(crate) fn read(self, headers: &HeaderMap) -> Option<&str> {
        let all = headers.get_all(header::COOKIE).into_iter();
        let all = all.filter_map(|value| value.to_str().ok());
        let mut ours = all
            .flat_map(|line| line.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .filter(|(name, _)| *name == self.name())
            .map(|(_, value)| value);
        let first = ours.next()?;
        ours.next().is_none().then_some(first)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_cookie_is_read_and_two_are_none() {
        let mut headers = HeaderMap::new();
        headers.insert(
            header::COOKIE,
            HeaderValue::from_static("a=1; allhands=x; b=2"),
        );
        assert_eq!(Reached::Loopback.read(&headers), Some("x"));
        assert_eq!(Reached::Https.read(&headers), None);
        headers.append(header::COOKIE, HeaderValue::from_static("allhands=y"));
        assert_eq!(Reached::Loopback.read(&headers), None);
        let set = Reached::Https.set("x");
        assert_eq!(
            set,
            "__Host-allhands=x; Path=/; HttpOnly; SameSite=Lax; Secure"
        );
    }
}
