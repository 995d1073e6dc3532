//! Serves the consoles from memory, for a look at each page:
//! `cargo run -p console --example gallery`, then open the printed address.
//!
//! The style sheets are read from `style/` at each start. The island works where
//! the browser half was built (`target/site`).

#[path = "../tests/pages/fake_applications.rs"]
mod fake_applications;
#[path = "../tests/pages/fake_branding.rs"]
mod fake_branding;
#[path = "../tests/pages/fake_channels.rs"]
mod fake_channels;
#[path = "../tests/pages/fake_console.rs"]
mod fake_console;
#[path = "../tests/pages/fake_freezes.rs"]
mod fake_freezes;
#[path = "../tests/pages/fake_notifications.rs"]
mod fake_notifications;
#[path = "../tests/pages/fake_provider.rs"]
mod fake_provider;
#[path = "../tests/pages/fake_refunds.rs"]
mod fake_refunds;
#[path = "../tests/pages/fake_stores.rs"]
mod fake_stores;
#[path = "../tests/pages/orders.rs"]
mod orders;
#[path = "../tests/pages/today.rs"]
mod today;

use axum::Router;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use console::routes::PreviewAssets;
use fake_console::{CODE, FakeConsole, FixedClock, FixedEntropy, PASSWORD, PEOPLE, link};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use ui::settings::{Bundle, PageAssets, PageSettings};

const ADDRESS: &str = "127.0.0.1:3020";

/// All style sheets of a folder, in the order of their names.
fn style(folder: &Path) -> std::io::Result<String> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)?
        .map(|f| f.map(|f| f.path()))
        .collect::<Result<_, _>>()?;
    files.retain(|file| file.extension().is_some_and(|ending| ending == "css"));
    files.sort();
    files.iter().map(std::fs::read_to_string).collect()
}

/// The browser half, where `cargo xtask build` made it.
fn bundle(root: &Path, name: &str) -> Option<Bundle> {
    let manifest = std::fs::read_to_string(root.join("target/site/manifest.json")).ok()?;
    let manifest: serde_json::Value = serde_json::from_str(&manifest).ok()?;
    let file = |key: &str| {
        let name = manifest["bundles"][name][key].as_str()?;
        Some(&*format!("/assets/{name}").leak())
    };
    Some(Bundle {
        js: file("js")?,
        wasm: file("wasm")?,
    })
}

/// A file of the browser half, read for each request.
async fn asset(axum::extract::Path(name): axum::extract::Path<String>) -> Response {
    let path = root().join("target/site/assets").join(&name);
    let kind = match path.extension().and_then(|e| e.to_str()) {
        Some("wasm") => "application/wasm",
        _ => "text/javascript",
    };
    match std::fs::read(path) {
        Ok(bytes) => ([(CONTENT_TYPE, kind)], bytes).into_response(),
        Err(_) => StatusCode::NOT_FOUND.into_response(),
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn list() -> Html<String> {
    let links = ["new", "renew", "ended"].map(|kind| {
        let path = link(kind).path();
        format!("<p><a href='{path}'>{kind}</a> <a href='{path}?lang=en'>en</a></p>")
    });
    let people = PEOPLE.join(", ");
    Html(format!(
        "<!DOCTYPE html><meta charset=utf-8><title>Gallery</title>\
         <p><a href='/console'>Console</a>: sign in as {people}</p>\
         <p>{PASSWORD}, {CODE}</p>{}",
        links.concat()
    ))
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let root = root();
    let css = style(&root.join("style"))? + &style(&root.join("style/console"))?;
    let settings = PageSettings {
        public_url: format!("http://{ADDRESS}"),
        networks: Vec::new(),
        provider: Arc::default(),
        clock: Arc::new(FixedClock),
        entropy: Arc::new(FixedEntropy),
    };
    let assets = PageAssets {
        css: css.leak(),
        outcome_css: style(&root.join("style/outcome"))?.leak(),
        bundle: bundle(&root, "console"),
    };
    let pay_css = style(&root.join("style"))?;
    let preview = PreviewAssets {
        pay: PageAssets {
            css: pay_css.leak(),
            ..assets
        },
        // Derived by `cargo xtask build`.
        css: std::fs::read_to_string(root.join("target/site/preview.css"))
            .unwrap_or_default()
            .leak(),
        bundle: bundle(&root, "preview"),
    };
    let console = Arc::new(FakeConsole::default());
    let router = Router::new()
        .route("/", get(|| async { list() }))
        .route("/assets/{name}", get(asset))
        .merge(console::routes::router(console, assets, preview, settings));
    let listener = tokio::net::TcpListener::bind(ADDRESS).await?;
    println!("http://{ADDRESS}/");
    axum::serve(listener, router).await?;
    Ok(())
}
