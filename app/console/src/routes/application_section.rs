//! `GET, POST /console/provider/applications/{application}/{section}`: the form of a
//! section. Where somebody else saved it meanwhile, both are shown.

use super::application::Found;
use super::asked::Asked;
use super::form_data::FormData;
use super::site::{Body, Site};
use crate::pages::application_form;
use crate::pages::failure::Failure;
use crate::pages::problems::Problems;
use axum::extract::{Path, State};
use axum::response::Response;
use domain::application::{ApplicationField, Entries, FieldKind, Section};
use domain::console::{Conflict, ConsoleError, Right, Scope};
use http::StatusCode;

/// The form with what is saved; personal data is left empty.
pub(super) async fn get(
    State(site): State<Site>,
    asked: Asked,
    Path((id, section)): Path<(String, String)>,
) -> Response {
    let shown = show(&site, &asked, (&id, &section)).await;
    site.answer(&asked, shown).await
}

/// Saves it.
pub(super) async fn post(
    State(site): State<Site>,
    asked: Asked,
    Path((id, section)): Path<(String, String)>,
    body: Body,
) -> Response {
    let saved = save(&site, &asked, (&id, &section), body).await;
    site.answer(&asked, saved).await
}

async fn show(
    site: &Site,
    asked: &Asked,
    (id, section): (&str, &str),
) -> Result<Response, Failure> {
    let found = Found::of(site, asked, id).await?;
    let section = Section::parse(section).ok_or(Failure::NotFound)?;
    let enter = Right::EnterApplications;
    site.caller_with(asked, Scope::Provider.as_str(), enter)
        .await?;
    let detail = found.detail(site).await?;
    if !detail.row.state.is_editable() {
        return Ok(site.go(asked, &found.path()));
    }
    let mut entries = Entries::default();
    if let Some(saved) = detail.section(section) {
        for field in ApplicationField::of(section).filter(|field| !field.is_personal()) {
            entries.put(field, saved.entries.text(field));
        }
    }
    let (caller, none) = (Some(&found.caller), Problems::default());
    Ok(site.page(asked, caller, StatusCode::OK, |page| {
        application_form::view(page, &detail, (section, &entries, false), &none)
    }))
}

async fn save(
    site: &Site,
    asked: &Asked,
    (id, section): (&str, &str),
    body: Body,
) -> Result<Response, Failure> {
    let (_, data) = site.own_form(asked, body)?;
    let found = Found::of(site, asked, id).await?;
    let section = Section::parse(section).ok_or(Failure::NotFound)?;
    let typed = read(section, &data);
    let revision = data.text("revision").parse();
    let revision: u32 = revision.map_err(|_| Failure::BadForm)?;
    let (by, visit) = (&found.caller.by, &asked.visit);
    let place = (section, revision, &typed);
    let error = match site.console.save_section(by, &found.id, place, visit).await {
        Ok(()) => return Ok(site.go(asked, &format!("{}?done=save", found.path()))),
        Err(error) => error,
    };
    let others = error == ConsoleError::Conflict(Conflict::Application);
    let problems = Problems::of(error, Some(&Scope::Provider))?;
    let detail = found.detail(site).await?;
    if !detail.row.state.is_editable() {
        let nothing = |_: &str| String::new();
        return found.page(site, asked, &nothing, &problems).await;
    }
    let caller = Some(&found.caller);
    Ok(site.form_page(asked, caller, &problems, |page| {
        application_form::view(page, &detail, (section, &typed, others), &problems)
    }))
}

/// The fields of a section as they were sent.
pub(super) fn read(section: Section, data: &FormData) -> Entries {
    let mut entries = Entries::default();
    for field in ApplicationField::of(section) {
        let text = match field.kind() {
            FieldKind::Products | FieldKind::Malls => data.texts(field.name()),
            _ => data.text(field.name()),
        };
        entries.put(field, text);
    }
    entries
}
