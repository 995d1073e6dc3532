//! Serves every page of every kind from memory, to look at:
//! `cargo run -p app --example gallery`, then open the printed address.
//!
//! The style is read anew from `style/` for each start; islands are served
//! where the browser half has been built (`target/site`).

#[path = "../tests/pages/fake.rs"]
mod fake;

use app::settings::{PageAssets, PageSettings};
use axum::Router;
use axum::response::Html;
use axum::routing::get;
use domain::desk::Place;
use fake::{FakeDesk, Kind, Sevens, Still, page_of, token};
use std::path::{Path, PathBuf};
use std::sync::Arc;

const ADDRESS: &str = "127.0.0.1:3010";

/// All style sheets, in the order of their names.
fn style(root: &Path) -> std::io::Result<String> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(root.join("style"))?
        .map(|f| f.map(|f| f.path()))
        .collect::<Result<_, _>>()?;
    files.sort();
    files.iter().map(std::fs::read_to_string).collect()
}

fn list() -> Html<String> {
    let kinds = [
        Kind::Plain,
        Kind::Long,
        Kind::Saved,
        Kind::Limited,
        Kind::Bare,
    ];
    let mut html = String::from("<!DOCTYPE html><meta charset=utf-8><title>Gallery</title>");
    for kind in kinds {
        for place in Place::ALL {
            let path = page_of(kind, place).place.path(&token(kind, place));
            html += &format!(
                "<p><a href='{path}'>{kind:?} {place:?}</a> <a href='{path}?lang=en'>en</a></p>"
            );
        }
    }
    Html(html)
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let css: &'static str = Box::leak(style(&root)?.into_boxed_str());
    let settings = PageSettings {
        public_url: format!("http://{ADDRESS}"),
        networks: vec!["http://127.0.0.1:3002".into()],
        clock: Arc::new(Still),
        entropy: Arc::new(Sevens),
    };
    let assets = PageAssets {
        js: None,
        wasm: None,
        css,
    };
    let router = Router::new()
        .route("/", get(|| async { list() }))
        .merge(app::routes::router(Arc::new(FakeDesk), assets, settings));
    let listener = tokio::net::TcpListener::bind(ADDRESS).await?;
    println!("http://{ADDRESS}/");
    axum::serve(listener, router).await?;
    Ok(())
}
