//! The server: everything it shares between requests, and how requests reach what answers them.

use std::{fmt, future::Future, net::SocketAddr, ops::Deref, path::PathBuf, sync::Arc};

use axum::{
    Router,
    extract::Request,
    http::{HeaderName, HeaderValue, StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
};
use model::Problem;
use tokio::{net::TcpListener, sync::Semaphore};
use tower_http::{
    catch_panic::CatchPanicLayer, limit::RequestBodyLimitLayer, timeout::TimeoutLayer,
};

use crate::{
    api,
    desk::Desk,
    jobs::Jobs,
    limits::{
        self,
        once::{Once, once},
        tries::Tries,
    },
    may::May,
    problem::Refusal,
    sign_in::{self, FirstCode, Links, Reached},
    ui,
};

/// How a server is to be.
#[derive(Debug)]
pub struct Options {
    /// How it is reached.
    pub reached: Reached,
    /// The code that makes the first administrator, where there is none.
    pub first: FirstCode,
    /// Links that sign somebody in.
    pub links: Links,
    /// A folder with a web app to serve in place of the one in the binary.
    pub ui: Option<PathBuf>,
}

/// Everything that requests share.
#[derive(Clone, Debug)]
pub struct Server(Arc<Shared>);

/// See [`Server`].
pub struct Shared {
    pub(crate) desk: Arc<dyn Desk>,
    pub(crate) options: Options,
    pub(crate) may: Arc<May>,
    pub(crate) tries: Tries,
    pub(crate) jobs: Jobs,
    pub(crate) once: Once,
    hashing: Semaphore,
    heavy: Semaphore,
}

impl fmt::Debug for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shared")
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}

impl Deref for Server {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}

impl Server {
    /// A server over a desk.
    ///
    /// # Errors
    /// When the program was built with policies that do not fit their schema.
    pub fn new(desk: Arc<dyn Desk>, options: Options) -> Result<Self, Problem> {
        Ok(Self(Arc::new(Shared {
            desk,
            options,
            may: Arc::new(May::new()?),
            tries: Tries::default(),
            jobs: Jobs::default(),
            once: Once::default(),
            hashing: Semaphore::new(limits::PASSWORDS),
            heavy: Semaphore::new(limits::HEAVY),
        })))
    }

    /// Answers whoever connects, until `stop` is done; then ends what was begun.
    ///
    /// # Errors
    /// When the listener fails.
    pub async fn serve(
        self,
        listener: TcpListener,
        stop: impl Future<Output = ()> + Send + 'static,
    ) -> std::io::Result<()> {
        let service = self
            .router()
            .into_make_service_with_connect_info::<SocketAddr>();
        axum::serve(listener, service)
            .with_graceful_shutdown(stop)
            .await
    }

    /// Everything that answers.
    fn router(self) -> Router {
        let guarded = api::routes().split_for_parts().0.fallback(nothing_here);
        let guarded = guarded
            .layer(middleware::from_fn_with_state(self.clone(), once))
            .layer(middleware::from_fn_with_state(self.clone(), sign_in::guard));
        Router::new()
            .nest("/api/v1", guarded)
            .merge(api::open_routes())
            .merge(sign_in::routes())
            .fallback(ui::answer)
            .layer(TimeoutLayer::with_status_code(
                StatusCode::REQUEST_TIMEOUT,
                limits::REQUEST,
            ))
            .layer(RequestBodyLimitLayer::new(limits::BODY))
            .layer(CatchPanicLayer::custom(broken))
            .layer(middleware::from_fn(headers))
            .with_state(self)
    }

    /// Does something with a password, few at a time and not where others wait for answers.
    pub(crate) async fn hash<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Refusal> {
        let _turn = self
            .hashing
            .acquire()
            .await
            .map_err(|_| Refusal::too_many(1))?;
        blocking(work).await
    }

    /// Does something that takes long: few at a time, and where nobody else waits for it.
    pub(crate) async fn aside<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Refusal> {
        let _turn = self
            .heavy
            .acquire()
            .await
            .map_err(|_| Refusal::too_many(1))?;
        blocking(work).await
    }
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Refusal> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|_| Refusal::broken())
}

async fn nothing_here() -> Refusal {
    Refusal::no_such_address()
}

/// What is answered where the program fails: never what it failed with.
fn broken(_: Box<dyn std::any::Any + Send + 'static>) -> Response {
    Refusal::broken().into_response()
}

/// What every answer says to the browser: whose scripts run, and who may show the page.
async fn headers(request: Request, next: Next) -> Response {
    let api = request.uri().path().starts_with("/api/");
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in SAFE {
        headers.insert(
            HeaderName::from_static(name),
            HeaderValue::from_static(value),
        );
    }
    if api || !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}

/// Styles may stand in the page: the web app's library puts them there.
const SAFE: [(&str, &str); 5] = [
    (
        "content-security-policy",
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
         img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; \
         form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("x-frame-options", "DENY"),
];
