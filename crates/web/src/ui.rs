//! The web app's files: from the binary, or from a folder. Everything that is no file and no part
//! of the API is a page of the app, which finds its way by itself.

use std::path::Path;

use axum::{
    body::Body,
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Response},
};

use crate::{pages::page, problem::Refusal, server::Server};

/// The files in the binary; none where it was built without the app.
static FILES: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/ui.rs"));

const INDEX: &str = "index.html";

/// Below these, what is not there is not there: never a page.
const NO_PAGES: [&str; 2] = ["/api", "/assets"];

/// Answers with a file of the app, or its page.
pub(crate) async fn answer(State(server): State<Server>, request: Request) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return Refusal::no_such_address().into_response();
    }
    let path = request.uri().path();
    let name = path.trim_start_matches('/');
    let app = App {
        folder: server.options.ui.as_deref(),
        headers: request.headers(),
    };
    if is_name(name)
        && let Some(response) = app.file(name).await
    {
        return response;
    }
    let below = |top: &str| path == top || path.starts_with(&format!("{top}/"));
    if NO_PAGES.iter().any(|top| below(top)) {
        return Refusal::no_such_address().into_response();
    }
    match app.file(INDEX).await {
        Some(response) => response,
        None => placeholder(),
    }
}

/// Whether a name can only be that of a file inside: plain parts, none of which leads upward.
fn is_name(name: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    let part = |part: &str| !part.is_empty() && !part.starts_with('.') && part.chars().all(plain);
    name.split('/').all(part)
}

/// Where files are, and what the browser takes.
struct App<'a> {
    folder: Option<&'a Path>,
    headers: &'a HeaderMap,
}

impl App<'_> {
    /// A file, as small as the browser takes it.
    async fn file(&self, name: &str) -> Option<Response> {
        let takes = self.headers.get(header::ACCEPT_ENCODING);
        let takes = takes
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default();
        for (encoding, ending) in [("br", ".br"), ("gzip", ".gz")] {
            let wanted = takes
                .split(',')
                .map(|one| one.split(';').next().unwrap_or_default());
            if wanted.into_iter().any(|one| one.trim() == encoding)
                && let Some(bytes) = self.bytes(&format!("{name}{ending}")).await
            {
                let mut response = sent(name, bytes);
                let headers = response.headers_mut();
                headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
                return Some(response);
            }
        }
        Some(sent(name, self.bytes(name).await?))
    }

    async fn bytes(&self, name: &str) -> Option<Body> {
        if let Some(folder) = self.folder {
            let bytes = tokio::fs::read(folder.join(name)).await;
            return bytes.ok().map(Body::from);
        }
        let found = FILES
            .binary_search_by(|(known, _)| (*known).cmp(name))
            .ok()?;
        Some(Body::from(FILES[found].1))
    }
}

fn sent(name: &str, body: Body) -> Response {
    let mut response = Response::new(body);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind(name)));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    // The names of assets change with what they hold; all other names stay.
    let kept = match name.starts_with("assets/") {
        true => "public, max-age=31536000, immutable",
        false => "no-cache",
    };
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(kept));
    response
}

fn kind(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, ending)| ending) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("json" | "map") => "application/json",
        Some("webmanifest") => "application/manifest+json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("ico") => "image/x-icon",
        Some("woff2") => "font/woff2",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

/// What stands in the place of the app where the binary was built without it.
fn placeholder() -> Response {
    let body = "<p>This server was built without the web app. The API, the command line and \
                signing in work.</p>\n<ul>\n<li><a href=\"/sign-in\">Sign in</a></li>\n\
                <li><a href=\"/openapi.json\">What the API can do</a></li>\n</ul>\n\
                <p class=\"quiet\">With the app: build it in <code>ui/</code>, then the program \
                again; or name a folder with <code>allhands serve --ui DIR</code>.</p>";
    page(StatusCode::OK, "Allhands", body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_leads_outside() {
        for name in [
            "",
            "..",
            "../a",
            "a/../b",
            "a//b",
            "/etc/passwd",
            ".env",
            "a\\b",
            "%2e%2e/a",
        ] {
            assert!(!is_name(name), "{name}");
        }
        assert!(is_name("assets/index-B3_x.js") && is_name("theme-init.js"));
    }

    #[test]
    fn files_of_the_binary_are_found_by_name() {
        assert!(FILES.is_sorted_by(|a, b| a.0 < b.0));
    }
}
