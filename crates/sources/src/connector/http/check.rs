//! What is wrong with the address and the requests of a connector.

use model::{Place, Problem};

use super::{
    Auth, Http, Paging, Request,
    fill::{names_in, only_name},
};
use crate::{
    format::Format,
    near::{advise_words, line_of},
    program::Program,
};

/// Checks the address, and each request with the format of its scope.
pub(in crate::connector) fn check<'a>(
    http: Option<&Http>,
    requests: impl Iterator<Item = (&'a str, Format, &'a Request)>,
    text: &str,
    file: &str,
) -> Vec<Problem> {
    let requests: Vec<_> = requests.collect();
    let mut check = Check {
        text,
        file,
        problems: Vec::new(),
    };
    let mut lists = Vec::new();
    if let Some(http) = http {
        check.http(http);
        lists.extend(http.lists.iter().map(|(name, list)| (name.as_str(), list)));
    }
    let scopes = requests.iter().map(|(name, _, request)| (*name, *request));
    let all: Vec<(&str, &Request)> = lists.iter().copied().chain(scopes).collect();
    for (list, request) in &lists {
        if request.ids.is_none() {
            let says = format!("the list `{list}` does not say where its ids stand");
            check.wrong(list, says, "write `ids: .ids[]`");
        }
    }
    for (name, request) in &all {
        if http.is_none() {
            let says = format!("`{name}` has a request, but the connector has no `http`");
            check.wrong("request", says, "add `http: {base: ..., auth: ...}`");
        }
        check.request(name, request, &all);
    }
    for (scope, format, request) in requests {
        let paging = request
            .paging
            .as_ref()
            .or(http.and_then(|h| h.paging.as_ref()));
        let header = matches!(paging, None | Some(Paging::None | Paging::LinkHeader));
        if format != Format::Json && request.with.is_none() && !header {
            let says = format!("the pages of `{scope}` can only be counted in JSON");
            check.wrong("paging", says, "write `paging: {kind: none}`");
        }
    }
    check.problems
}

struct Check<'a> {
    text: &'a str,
    file: &'a str,
    problems: Vec<Problem>,
}

impl Check<'_> {
    fn problem(&self, word: &str, says: String) -> Problem {
        let mut place = Place::file(self.file);
        place.line = line_of(self.text, word);
        Problem::new("E-HTTP", says, place)
    }

    fn wrong(&mut self, word: &str, says: String, advice: &str) {
        let problem = self.problem(word, says).advise(advice);
        self.problems.push(problem);
    }

    fn program(&mut self, what: &str, program: &str) {
        if let Err(why) = Program::read(program) {
            let says = format!("`{program}` is no path to {what}: {why}");
            self.wrong(program, says, "write it like `.meta.next`");
        }
    }

    fn names(&mut self, text: &str) {
        if let Err(says) = names_in(text) {
            self.wrong(text, says, "a setting is written `{name}`");
        }
    }

    fn http(&mut self, http: &Http) {
        let base = &http.base;
        if !(base.starts_with("https://") || base.starts_with("http://") || base.starts_with('{')) {
            let says = format!("`base` is `{base}`, which is no address");
            let advice = "write `https://...`, or `{url}` for a setting of the source";
            self.wrong("base", says, advice);
        }
        self.names(base);
        self.paging(http.paging.as_ref());
        let token = match &http.auth {
            Auth::OauthClient { token, .. } | Auth::ServiceAccount { token, .. } => token,
            _ => return,
        };
        if !token.starts_with('/') && !token.starts_with("https://") && only_name(token).is_none() {
            let says = format!("`{token}` is no address that hands out tokens");
            self.wrong(token, says, "write a path, or `https://...`");
        }
    }

    fn request(&mut self, name: &str, request: &Request, all: &[(&str, &Request)]) {
        if let Some(with) = &request.with {
            if request.get.is_some() || request.post.is_some() || request.each.is_some() {
                let says = format!("`{name}` stands in the answers of `{with}` and is asked for");
                self.wrong(
                    name,
                    says,
                    "write `request: {with: SCOPE}` and nothing else",
                );
            }
            return self.known(name, with, all);
        }
        let path = match (&request.get, &request.post) {
            (Some(path), None) | (None, Some(path)) => path,
            _ => {
                let says = format!("the request of `{name}` has not exactly one of `get`, `post`");
                return self.wrong("request", says, "write `request: {get: /api/v1/devices}`");
            }
        };
        if !path.starts_with('/') {
            let says = format!("the request of `{name}` asks for `{path}`, which is no path");
            self.wrong(path, says, "a path starts with `/` and follows `base`");
        }
        self.names(path);
        self.body(name, request);
        self.paging(request.paging.as_ref());
        if let Some(ids) = &request.ids {
            self.program("ids", ids);
        }
        if let Some(each) = &request.each {
            self.known(name, each, all);
            self.ends(name, request, all);
        }
    }

    fn body(&mut self, name: &str, request: &Request) {
        let Some(body) = &request.body else { return };
        if request.get.is_some() {
            let says = format!("the request of `{name}` is a GET with a body");
            self.wrong(
                "body",
                says,
                "write `post` instead of `get`, or drop the body",
            );
        }
        if !body.is_object() {
            let says = format!("the body of `{name}` is no map");
            let advice = "write it like `body: {ids: \"{ids}\"}`; it is sent as JSON";
            self.wrong("body", says, advice);
        }
    }

    fn known(&mut self, name: &str, other: &str, all: &[(&str, &Request)]) {
        let asked = |(_, request): &&(&str, &Request)| request.with.is_none();
        let names = all.iter().filter(asked).map(|(known, _)| *known);
        if !names.clone().any(|known| known == other) {
            let says = format!("`{name}` needs the answers of `{other}`, which is not asked for");
            let problem = advise_words(self.problem(other, says), other, names);
            self.problems.push(problem);
        }
    }

    /// Whether a chain of `each` comes to an end.
    fn ends(&mut self, name: &str, request: &Request, all: &[(&str, &Request)]) {
        let mut next = request.each.as_deref();
        for _ in 0..=all.len() {
            let Some(each) = next else { return };
            let found = all.iter().find(|(known, _)| *known == each);
            next = found.and_then(|(_, request)| request.each.as_deref());
        }
        let says = format!("`{name}` waits for answers that wait for its own");
        self.wrong("each", says, "begin with a request that has no `each`");
    }

    fn paging(&mut self, paging: Option<&Paging>) {
        match paging {
            Some(Paging::Page { of: 0, .. } | Paging::Offset { of: 0, .. }) => {
                let says = "a page of 0 never ends".to_owned();
                self.wrong("of: 0", says, "write `of: 100`");
            }
            Some(Paging::Cursor { from, .. }) => self.program("a cursor", from),
            Some(Paging::NextLink { from }) => self.program("the next page", from),
            _ => {}
        }
    }
}
