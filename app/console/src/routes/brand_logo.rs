//! The logos of a brand: puts one into the draft, and serves those of drafts.

use super::asked::Asked;
use super::brand::{self, BrandRequest};
use super::form_data::FormData;
use super::site::Site;
use crate::pages::brand::fields::BrandFields;
use crate::pages::failure::Failure;
use crate::pages::problems::Problems;
use axum::extract::multipart::{Multipart, MultipartRejection};
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Response};
use domain::brand::{LogoId, LogoSlot};
use domain::console::{ConsoleError, ConsoleField, ConsoleProblem};
use ui::headers::{self, Kept};

/// The largest form: a file of 1 MiB and what is around it.
pub(super) const BODY_LIMIT: usize = 1024 * 1024 + 64 * 1024;

/// `GET /console/{scope}/brand/logos/{logo}`.
pub(super) async fn get(
    State(site): State<Site>,
    asked: Asked,
    Path((scope, logo)): Path<(String, String)>,
) -> Response {
    let shown = show(&site, &asked, (&scope, &logo)).await;
    site.answer(&asked, shown).await
}

/// `POST /console/{scope}/brand/logo`.
pub(super) async fn post(
    State(site): State<Site>,
    asked: Asked,
    Path(scope): Path<String>,
    body: Result<Multipart, MultipartRejection>,
) -> Response {
    let done = change(&site, &asked, &scope, body).await;
    site.answer(&asked, done).await
}

async fn show(
    site: &Site,
    asked: &Asked,
    (scope, logo): (&str, &str),
) -> Result<Response, Failure> {
    let (caller, scope) = site.caller_in(asked, scope).await?;
    let id = LogoId::parse(logo).ok_or(Failure::NotFound)?;
    let found = site.console.logo(&caller.by, &scope, &id).await;
    let (media, bytes) = found.map_err(|error| Failure::of(error, Some(&scope)))?;
    let mut response = bytes.into_response();
    let settings = site.pages.settings();
    headers::image(response.headers_mut(), settings, media, Kept::Never);
    Ok(response)
}

async fn change(
    site: &Site,
    asked: &Asked,
    scope: &str,
    body: Result<Multipart, MultipartRejection>,
) -> Result<Response, Failure> {
    site.check_origin(asked)?;
    let (form, file) = FormData::read_with_file(body.map_err(|_| Failure::BadForm)?).await?;
    site.check_token(asked, &form)?;
    let request = BrandRequest::read(site, asked, scope).await?;
    let slot = LogoSlot::parse(&form.text("slot")).ok_or(Failure::BadForm)?;
    let take_out = form.text("do") == "take_out";
    let put = if file.is_empty() && !take_out {
        let mistake = (ConsoleField::Logo, ConsoleProblem::Empty);
        Err(ConsoleError::Invalid(vec![mistake]))
    } else {
        let (by, visit) = (&request.caller.by, &asked.visit);
        let file = (!take_out).then_some(&file[..]);
        site.console
            .put_logo(by, request.place(), (slot, file), visit)
            .await
    };
    match put {
        Ok(()) => Ok(site.go(asked, &request.done("logo"))),
        Err(ConsoleError::Invalid(mistakes)) => {
            let problems = Problems::of_fields(mistakes).unwrap_or_default();
            let branding = request.branding(site).await?;
            let fields = BrandFields::of(branding.edited());
            Ok(brand::page(
                site,
                asked,
                &request,
                (&branding, &fields),
                &problems,
            ))
        }
        Err(error) => Err(request.failure(error)),
    }
}
