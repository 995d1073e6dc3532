//! The documents of an application: adds one, and serves its file, which no browser
//! opens by itself.

use super::application::Found;
use super::asked::Asked;
use super::form_data::FormData;
use super::site::Site;
use crate::pages::failure::Failure;
use crate::pages::problems::Problems;
use axum::extract::multipart::{Multipart, MultipartRejection};
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Response};
use domain::console::{DocumentKind, Scope};
use domain::ids::DocumentId;
use http::HeaderValue;
use http::header::{CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use ui::headers;

/// The largest form: a file of 4 MiB and what is around it.
pub(super) const BODY_LIMIT: usize = 4 * 1024 * 1024 + 64 * 1024;

/// `GET /console/provider/applications/{application}/documents/{document}`.
pub(super) async fn get(
    State(site): State<Site>,
    asked: Asked,
    Path((application, id)): Path<(String, String)>,
) -> Response {
    let shown = file(&site, &asked, (&application, &id)).await;
    site.answer(&asked, shown).await
}

/// `POST /console/provider/applications/{application}/documents`.
pub(super) async fn post(
    State(site): State<Site>,
    asked: Asked,
    Path(application): Path<String>,
    body: Result<Multipart, MultipartRejection>,
) -> Response {
    let added = add(&site, &asked, &application, body).await;
    site.answer(&asked, added).await
}

async fn file(
    site: &Site,
    asked: &Asked,
    (application, id): (&str, &str),
) -> Result<Response, Failure> {
    let found = Found::of(site, asked, application).await?;
    let id = DocumentId::parse(id).ok_or(Failure::NotFound)?;
    let (by, visit) = (&found.caller.by, &asked.visit);
    let document = site.console.document(by, (&found.id, &id), visit).await;
    let (document, bytes) = document.map_err(|error| Failure::of(error, Some(&Scope::Provider)))?;
    let end = match document.media.as_str() {
        "image/jpeg" => "jpg",
        "image/png" => "png",
        _ => "pdf",
    };
    let name = format!(
        "attachment; filename=\"{}-{id}.{end}\"",
        document.kind.name()
    );
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    headers::plain(headers, site.pages.settings());
    let policy = "default-src 'none'; frame-ancestors 'none'; sandbox";
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    for (header, value) in [(CONTENT_TYPE, document.media), (CONTENT_DISPOSITION, name)] {
        let value = HeaderValue::from_str(&value).map_err(|_| Failure::NotFound)?;
        headers.insert(header, value);
    }
    Ok(response)
}

async fn add(
    site: &Site,
    asked: &Asked,
    application: &str,
    body: Result<Multipart, MultipartRejection>,
) -> Result<Response, Failure> {
    site.check_origin(asked)?;
    let (form, file) = FormData::read_with_file(body.map_err(|_| Failure::BadForm)?).await?;
    site.check_token(asked, &form)?;
    let found = Found::of(site, asked, application).await?;
    let kind = DocumentKind::parse(&form.text("kind")).ok_or(Failure::BadForm)?;
    let (by, visit) = (&found.caller.by, &asked.visit);
    let added = site
        .console
        .add_document(by, &found.id, (kind, &file), visit)
        .await;
    match added {
        Ok(()) => Ok(site.go(asked, &format!("{}?done=document", found.path()))),
        Err(error) => {
            let problems = Problems::of(error, Some(&Scope::Provider))?;
            let nothing = |_: &str| String::new();
            found.page(site, asked, &nothing, &problems).await
        }
    }
}
