//! The preview page: a page of a sample order with the saved draft, as a whole
//! document. It needs no script; nothing in it can be used.

use super::asked::Asked;
use super::brand::BrandRequest;
use super::site::Site;
use crate::pages::brand::PreviewChoice;
use crate::pages::failure::Failure;
use crate::text::ConsoleText;
use axum::extract::{Path, State};
use axum::response::Response;
use domain::desk::Place;
use domain::locale::Locale;
use domain::visit::Screen;
use http::StatusCode;
use ui::document::DocumentContext;
use ui::headers::PagePolicy;

/// `GET /console/{scope}/brand/preview`.
pub(super) async fn get(
    State(site): State<Site>,
    asked: Asked,
    Path(scope): Path<String>,
) -> Response {
    let shown = show(&site, &asked, &scope).await;
    site.answer(&asked, shown).await
}

async fn show(site: &Site, asked: &Asked, scope: &str) -> Result<Response, Failure> {
    let request = BrandRequest::read(site, asked, scope).await?;
    let branding = request.branding(site).await?;
    let query = |name| asked.query.first(name).unwrap_or_default();
    let choice = PreviewChoice {
        place: Place::from_segment(query("place")).unwrap_or(Place::Choose),
        screen: Screen::from(query("screen") == "phone"),
        locale: Locale::parse(query("in")).unwrap_or_default(),
        dark: query("scheme") == "dark",
    };
    let own = site.pay_pages.context(asked.lang(), None, &asked.headers);
    let words = ConsoleText::of(own.locale).brand.preview_banner;
    let context = DocumentContext {
        locale: choice.locale,
        ..own
    };
    let folder = format!("/console/{}/brand/logos", request.scope);
    let now = site.pages.settings().clock.now();
    let preview = choice.preview(&branding, folder, now);
    let view = || site.preview.renderer.document(&preview, words);
    let (headers, policy) = (&asked.headers, PagePolicy::Own);
    Ok(site
        .pay_pages
        .page(headers, StatusCode::OK, &context, policy, view))
}
