//! A browser: sends requests to the router with the cookie of a person.

use crate::fake_console::{FakeConsole, FixedClock, FixedEntropy, padded};
use crate::html::Page;
use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Request, StatusCode};
use console::routes::PreviewAssets;
use http_body_util::BodyExt;
use std::sync::Arc;
use tower::ServiceExt;
use ui::settings::{Bundle, PageAssets, PageSettings};

/// The public address.
pub(crate) const ORIGIN: &str = "https://pay.example";

/// An answer.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Answer {
    /// The page.
    pub(crate) fn page(&self) -> Page {
        Page::new(&self.body)
    }

    /// A header's text; empty where it is missing.
    pub(crate) fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name);
        value.map_or("", |value| value.to_str().expect("ASCII"))
    }

    /// Where a 303 leads.
    pub(crate) fn location(&self) -> &str {
        assert_eq!(self.status, StatusCode::SEE_OTHER, "{}", self.body);
        assert!(self.body.is_empty());
        self.header("location")
    }
}

/// A browser.
pub(crate) struct Browser {
    console: Arc<FakeConsole>,
    router: Router,
    https: bool,
    /// The word that the session's token begins with.
    who: Option<String>,
    headers: Vec<(String, String)>,
}

/// The router of a console, at this address.
pub(crate) fn router(console: Arc<FakeConsole>, origin: &str, bundle: Option<Bundle>) -> Router {
    let settings = PageSettings {
        public_url: origin.into(),
        networks: vec!["https://gateway.95516.com".into()],
        provider: Arc::default(),
        clock: Arc::new(FixedClock),
        entropy: Arc::new(FixedEntropy),
    };
    let assets = PageAssets {
        css: "body{}",
        outcome_css: "",
        bundle,
    };
    let preview = PreviewAssets {
        pay: assets,
        css: ".page{display:flex}",
        bundle: None,
    };
    console::routes::router(console, assets, preview, settings)
}

impl Browser {
    /// One without a session.
    pub(crate) fn new() -> Self {
        let console = Arc::new(FakeConsole::default());
        let bundle = Bundle {
            js: "/assets/console-1.js",
            wasm: "/assets/console-1.wasm",
        };
        Self {
            router: router(Arc::clone(&console), ORIGIN, Some(bundle)),
            console,
            https: true,
            who: None,
            headers: Vec::new(),
        }
    }

    /// One in which this person is signed in.
    pub(crate) fn of(who: &str) -> Self {
        let who = Some(who.to_owned());
        Self { who, ..Self::new() }
    }

    /// The same of a console whose address is an IP address.
    pub(crate) fn without_name(self) -> Self {
        let console = FakeConsole {
            without_name: true,
            ..FakeConsole::default()
        };
        let console = Arc::new(console);
        let router = router(Arc::clone(&console), ORIGIN, None);
        Self {
            console,
            router,
            ..self
        }
    }

    /// The same on a computer of a developer, without https.
    pub(crate) fn plain(self) -> Self {
        let router = router(Arc::clone(&self.console), "http://localhost:3000", None);
        Self {
            router,
            https: false,
            ..self
        }
    }

    /// With one more header in each request.
    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The changes that its requests asked for.
    pub(crate) fn changes(&self) -> Vec<String> {
        self.console.changes.lock().expect("not poisoned").clone()
    }

    /// The form token of the session.
    pub(crate) fn form_token() -> String {
        padded("form")
    }

    fn cookie(&self) -> Option<String> {
        let name = if self.https {
            "__Host-console"
        } else {
            "console"
        };
        let who = self.who.as_deref()?;
        Some(format!("{name}={}{}", padded(who), Self::form_token()))
    }

    /// GET.
    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.ask(Method::GET, path, None).await
    }

    /// POST of a form of this site, with the session's form token.
    pub(crate) async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let token = Self::form_token();
        let mut all = vec![("form_token", token.as_str())];
        all.extend(fields);
        self.post_bare(path, &all).await
    }

    /// POST of a form of this site with a file.
    pub(crate) async fn post_file(
        &self,
        path: &str,
        fields: &[(&str, &str)],
        file: &[u8],
    ) -> Answer {
        let token = Self::form_token();
        let part =
            |head: String, value: &[u8]| [head.as_bytes(), b"\r\n\r\n", value, b"\r\n"].concat();
        let mut body = Vec::new();
        for (name, value) in fields.iter().chain([&("form_token", token.as_str())]) {
            let head = format!("--part\r\nContent-Disposition: form-data; name=\"{name}\"");
            body.extend(part(head, value.as_bytes()));
        }
        let head = "--part\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"";
        body.extend(part(head.to_owned(), file));
        body.extend(b"--part--\r\n");
        let kind = "multipart/form-data; boundary=part";
        self.send(Method::POST, path, Some((kind, body))).await
    }

    /// POST of a form of this site with these fields alone.
    pub(crate) async fn post_bare(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let form = serde_urlencoded::to_string(fields).expect("text");
        self.ask(Method::POST, path, Some(form)).await
    }

    /// Any request.
    pub(crate) async fn ask(&self, method: Method, path: &str, form: Option<String>) -> Answer {
        let kind = "application/x-www-form-urlencoded";
        let form = form.map(|form| (kind, form.into_bytes()));
        self.send(method, path, form).await
    }

    /// Any request, with a body of this kind.
    async fn send(
        &self,
        method: Method,
        path: &str,
        form: Option<(&'static str, Vec<u8>)>,
    ) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        let headers = request.headers_mut().expect("headers");
        if let Some(cookie) = self.cookie() {
            headers.insert("cookie", HeaderValue::from_str(&cookie).expect("ASCII"));
        }
        if let Some((kind, _)) = &form {
            headers.insert("content-type", HeaderValue::from_static(kind));
            headers.insert("sec-fetch-site", HeaderValue::from_static("same-origin"));
        }
        for (name, value) in &self.headers {
            let name = HeaderName::from_bytes(name.as_bytes()).expect("a name");
            if value.is_empty() {
                headers.remove(name);
            } else {
                headers.insert(name, HeaderValue::from_str(value).expect("ASCII"));
            }
        }
        let request = request.body(form.map_or_else(Body::empty, |(_, body)| Body::from(body)));
        let answer = self.router.clone().oneshot(request.expect("a request"));
        let (parts, body) = answer.await.expect("routers do not fail").into_parts();
        let body = body.collect().await.expect("a body").to_bytes();
        Answer {
            status: parts.status,
            headers: parts.headers,
            body: String::from_utf8_lossy(&body).into_owned(),
        }
    }
}
