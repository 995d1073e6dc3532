//! Serves every page of every kind from memory, for a look at them:
//! `cargo run -p pay --example gallery`, then open the printed address.
//!
//! The style sheets are read from `style/` at each start. Islands work where the
//! browser half was built (`target/site`).

#[path = "../tests/pages/fake_desk.rs"]
mod fake_desk;

use axum::Router;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use domain::desk::Place;
use fake_desk::{FakeDesk, FixedClock, FixedEntropy, OrderKind, page_of, provider, token};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use ui::settings::{Bundle, PageAssets, PageSettings};

const ADDRESS: &str = "127.0.0.1:3010";

/// All style sheets of a folder, in the order of their names.
fn style(folder: &Path) -> std::io::Result<&'static str> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)?
        .map(|f| f.map(|f| f.path()))
        .collect::<Result<_, _>>()?;
    files.retain(|file| file.extension().is_some_and(|ending| ending == "css"));
    files.sort();
    let sheet: std::io::Result<String> = files.iter().map(std::fs::read_to_string).collect();
    Ok(sheet?.leak())
}

/// The browser half, where `cargo xtask build` made it.
fn bundle(root: &Path) -> Option<Bundle> {
    let manifest = std::fs::read_to_string(root.join("target/site/manifest.json")).ok()?;
    let manifest: serde_json::Value = serde_json::from_str(&manifest).ok()?;
    let file = |key: &str| {
        let name = manifest["bundles"]["paydesk"][key].as_str()?;
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
    let line = |(kind, place): (OrderKind, Place)| {
        let path = page_of(kind, place).place.path(&token(kind, place));
        format!("<p><a href='{path}'>{kind:?} {place:?}</a> <a href='{path}?lang=en'>en</a></p>")
    };
    let all = OrderKind::ALL
        .into_iter()
        .flat_map(|kind| Place::ALL.map(|place| (kind, place)));
    let lines: Vec<String> = all.map(line).collect();
    let head = "<!DOCTYPE html><meta charset=utf-8><title>Gallery</title>";
    Html(format!("{head}{}", lines.concat()))
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let root = root();
    let css = style(&root.join("style"))?;
    let outcome_css = style(&root.join("style/outcome"))?;
    let bundle = bundle(&root);
    let settings = PageSettings {
        public_url: format!("http://{ADDRESS}"),
        networks: vec!["http://127.0.0.1:3002".into()],
        provider: Arc::new(provider()),
        clock: Arc::new(FixedClock),
        entropy: Arc::new(FixedEntropy),
    };
    let assets = PageAssets {
        css,
        outcome_css,
        bundle,
    };
    let router = Router::new()
        .route("/", get(|| async { list() }))
        .route("/assets/{name}", get(asset))
        .merge(pay::routes::router(Arc::new(FakeDesk), assets, settings));
    let listener = tokio::net::TcpListener::bind(ADDRESS).await?;
    println!("http://{ADDRESS}/");
    axum::serve(listener, router).await?;
    Ok(())
}
