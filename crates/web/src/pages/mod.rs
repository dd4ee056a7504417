//! Pages that need no JavaScript: signing in, the first administrator, what goes wrong.

use axum::{
    http::StatusCode,
    response::{Html, IntoResponse, Response},
};

/// Text as it may stand in HTML, in attributes too.
pub(crate) fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    safe
}

/// A whole page around a body, which is HTML already.
pub(crate) fn page(status: StatusCode, title: &str, body: &str) -> Response {
    let title = escaped(title);
    let html = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <title>{title} - Allhands</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n\
         <h1>{title}</h1>\n{body}\n</main>\n</body>\n</html>\n"
    );
    (status, Html(html)).into_response()
}

/// Colours by name, so that a page reads well in light and dark; targets of 44 px.
const STYLE: &str = "\
:root{color-scheme:light dark;font:100%/1.5 system-ui,sans-serif}\
body{margin:0;background:Canvas;color:CanvasText}\
main{max-width:40rem;margin:0 auto;padding:2rem 1rem}\
h1{font-size:1.5rem}h2{font-size:1.125rem}\
label{display:block;margin:1rem 0 .25rem;font-weight:600}\
input{box-sizing:border-box;width:100%;min-height:44px;font:inherit;padding:.5rem}\
button{min-height:44px;margin-top:1.5rem;padding:.5rem 1.25rem;font:inherit;font-weight:600}\
:focus-visible{outline:3px solid;outline-offset:2px}\
.problem{border-left:.375rem solid;padding:.25rem 1rem;margin:1rem 0}\
li{margin:.75rem 0}.quiet{font-size:.9375rem}";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_text_is_read_as_html() {
        let text = "<script>\"a\" & 'b'</script>";
        assert_eq!(
            escaped(text),
            "&lt;script&gt;&quot;a&quot; &amp; &#39;b&#39;&lt;/script&gt;"
        );
    }
}
