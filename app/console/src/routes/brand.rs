//! A merchant's brand: saves and publishes the draft, restores and withdraws
//! versions.

use super::asked::Asked;
use super::form_data::FormData;
use super::site::{Body, Site};
use crate::pages::brand::fields::BrandFields;
use crate::pages::brand::{self, BrandPage, conflict};
use crate::pages::failure::Failure;
use crate::pages::page_context::Caller;
use crate::pages::problems::Problems;
use axum::extract::{Path, State};
use axum::response::Response;
use domain::brand::Brand;
use domain::clock::At;
use domain::console::{
    Branding, ConsoleError, ConsoleField, ConsoleProblem, ConsoleResult, Right, Scope,
    read_brand_form,
};
use domain::day::Day;
use domain::ids::MallId;
use http::StatusCode;

/// `GET /console/{scope}/brand`.
pub(super) async fn get(
    State(site): State<Site>,
    asked: Asked,
    Path(scope): Path<String>,
) -> Response {
    let shown = show(&site, &asked, &scope).await;
    site.answer(&asked, shown).await
}

/// `POST /console/{scope}/brand`.
pub(super) async fn post(
    State(site): State<Site>,
    asked: Asked,
    Path(scope): Path<String>,
    body: Body,
) -> Response {
    let done = change(&site, &asked, &scope, body).await;
    site.answer(&asked, done).await
}

/// `POST /console/{scope}/brand/versions`.
pub(super) async fn post_version(
    State(site): State<Site>,
    asked: Asked,
    Path(scope): Path<String>,
    body: Body,
) -> Response {
    let done = change_version(&site, &asked, &scope, body).await;
    site.answer(&asked, done).await
}

/// Whose brand is asked for, by whom.
pub(super) struct BrandRequest {
    /// Who asks.
    pub caller: Caller,
    /// The merchant.
    pub scope: Scope,
    /// The mall in the address.
    pub mall: Option<MallId>,
}

impl BrandRequest {
    /// Reads it, and checks the right.
    pub(super) async fn read(site: &Site, asked: &Asked, scope: &str) -> Result<Self, Failure> {
        let (caller, scope) = site.caller_with(asked, scope, Right::ChangeBrand).await?;
        let mall = match asked.query.first("mall") {
            None | Some("") => None,
            Some(mall) => Some(MallId::parse(mall).ok_or(Failure::NotFound)?),
        };
        Ok(Self {
            caller,
            scope,
            mall,
        })
    }

    /// The brand with its history.
    pub(super) async fn branding(&self, site: &Site) -> Result<Branding, Failure> {
        let mall = self.mall.as_ref();
        let found = site.console.branding(&self.caller.by, &self.scope, mall);
        found.await.map_err(|error| self.failure(error))
    }

    pub(super) fn failure(&self, error: ConsoleError) -> Failure {
        Failure::of(error, Some(&self.scope))
    }

    /// Where the calls change something.
    pub(super) fn place(&self) -> (&Scope, Option<&MallId>) {
        (&self.scope, self.mall.as_ref())
    }

    /// The address of the page, which says what was done.
    pub(super) fn done(&self, done: &str) -> String {
        let path = format!("/console/{}/brand", self.scope);
        match &self.mall {
            Some(mall) => format!("{path}?mall={mall}&done={done}"),
            None => format!("{path}?done={done}"),
        }
    }
}

async fn show(site: &Site, asked: &Asked, scope: &str) -> Result<Response, Failure> {
    let request = BrandRequest::read(site, asked, scope).await?;
    let branding = request.branding(site).await?;
    let fields = BrandFields::of(branding.edited());
    let problems = Problems::default();
    Ok(page(site, asked, &request, (&branding, &fields), &problems))
}

/// The page, with what its form shows.
pub(super) fn page(
    site: &Site,
    asked: &Asked,
    request: &BrandRequest,
    (branding, fields): (&Branding, &BrandFields),
    problems: &Problems,
) -> Response {
    let of = BrandPage {
        branding,
        mall: request.mall.as_ref(),
        fields,
        done: asked.query.first("done"),
    };
    let caller = Some(&request.caller);
    site.preview_page(asked, caller, problems, |page| {
        brand::view(page, &of, &site.preview, problems)
    })
}

async fn change(site: &Site, asked: &Asked, scope: &str, body: Body) -> Result<Response, Failure> {
    let (_, form) = site.own_form(asked, body)?;
    let request = BrandRequest::read(site, asked, scope).await?;
    let revision = form
        .text("revision")
        .parse()
        .map_err(|_| Failure::BadForm)?;
    let mut fields = BrandFields::typed(|name| form.text(name));
    let suggested = form.text("use_colour");
    if !suggested.is_empty() {
        fields = fields.with("colour", suggested);
    }
    match form.text("do").as_str() {
        "drop" => drop_draft(site, asked, &request, revision).await,
        "publish" => publish(site, asked, &request, &fields, revision).await,
        _ => save(site, asked, &request, &fields, revision).await,
    }
}

async fn drop_draft(
    site: &Site,
    asked: &Asked,
    request: &BrandRequest,
    revision: i64,
) -> Result<Response, Failure> {
    let (by, visit) = (&request.caller.by, &asked.visit);
    let dropped = site
        .console
        .drop_brand_draft(by, request.place(), revision, visit);
    match dropped.await {
        // The draft that it was is gone or another one: the page shows which.
        Ok(()) | Err(ConsoleError::Changed) => Ok(site.go(asked, &request.done("drop"))),
        Err(error) => Err(request.failure(error)),
    }
}

/// Stores the draft.
async fn save(
    site: &Site,
    asked: &Asked,
    request: &BrandRequest,
    fields: &BrandFields,
    revision: i64,
) -> Result<Response, Failure> {
    let branding = request.branding(site).await?;
    let (brand, mistakes) = typed(fields, &branding);
    if let Some(problems) = Problems::of_fields(mistakes) {
        return Ok(page(site, asked, request, (&branding, fields), &problems));
    }
    let (by, visit) = (&request.caller.by, &asked.visit);
    let saved = site
        .console
        .save_brand(by, request.place(), (revision, &brand), visit);
    let saved = saved.await.map(|()| "save");
    answer(site, asked, request, (fields, &branding), saved).await
}

/// Publishes what was typed.
async fn publish(
    site: &Site,
    asked: &Asked,
    request: &BrandRequest,
    fields: &BrandFields,
    revision: i64,
) -> Result<Response, Failure> {
    let branding = request.branding(site).await?;
    let from = fields.get("publish_from");
    let (brand, mut mistakes) = typed(fields, &branding);
    let at = time_in_china(from);
    if !from.is_empty() && at.is_none() {
        mistakes.push((ConsoleField::PublishFrom, ConsoleProblem::Time));
    }
    if let Some(problems) = Problems::of_fields(mistakes) {
        return Ok(page(site, asked, request, (&branding, fields), &problems));
    }
    let (by, visit) = (&request.caller.by, &asked.visit);
    let published = site
        .console
        .publish_brand(by, request.place(), (revision, &brand, at), visit);
    let done = if at.is_some() { "plan" } else { "publish" };
    let published = published.await.map(|()| done);
    answer(site, asked, request, (fields, &branding), published).await
}

/// The brand that was typed, and what is wrong with it.
fn typed(
    fields: &BrandFields,
    branding: &Branding,
) -> (Brand, Vec<(ConsoleField, ConsoleProblem)>) {
    let typed = |name: &str| Some(fields.get(name).to_owned());
    read_brand_form(branding.edited(), &typed)
}

/// The answer to a change: what was done, or the form again.
async fn answer(
    site: &Site,
    asked: &Asked,
    request: &BrandRequest,
    (fields, branding): (&BrandFields, &Branding),
    changed: ConsoleResult<&str>,
) -> Result<Response, Failure> {
    match changed {
        Ok(done) => Ok(site.go(asked, &request.done(done))),
        Err(ConsoleError::Invalid(mistakes)) => {
            let problems = Problems::of_fields(mistakes).unwrap_or_default();
            Ok(page(site, asked, request, (branding, fields), &problems))
        }
        Err(ConsoleError::Changed) => conflict_page(site, asked, request, fields).await,
        Err(error) => Err(request.failure(error)),
    }
}

/// Both versions, after somebody else's was stored (409).
async fn conflict_page(
    site: &Site,
    asked: &Asked,
    request: &BrandRequest,
    mine: &BrandFields,
) -> Result<Response, Failure> {
    let branding = request.branding(site).await?;
    let of = BrandPage {
        branding: &branding,
        mall: request.mall.as_ref(),
        fields: mine,
        done: None,
    };
    let caller = Some(&request.caller);
    Ok(site.page(asked, caller, StatusCode::CONFLICT, |page| {
        conflict::view(page, &of, mine)
    }))
}

async fn change_version(
    site: &Site,
    asked: &Asked,
    scope: &str,
    body: Body,
) -> Result<Response, Failure> {
    let (_, form) = site.own_form(asked, body)?;
    let request = BrandRequest::read(site, asked, scope).await?;
    let number = version(&form)?;
    let (by, place, visit) = (&request.caller.by, request.place(), &asked.visit);
    let (done, changed) = match form.text("do").as_str() {
        "restore" => (
            "restore",
            site.console.restore_brand(by, place, number, visit).await,
        ),
        "withdraw" => (
            "withdraw",
            site.console.withdraw_brand(by, place, number, visit).await,
        ),
        _ => return Err(Failure::BadForm),
    };
    match changed {
        Ok(()) => Ok(site.go(asked, &request.done(done))),
        // Its time has come meanwhile: the page shows that.
        Err(ConsoleError::Changed) => Ok(site.go(asked, &request.done("late"))),
        Err(error) => Err(request.failure(error)),
    }
}

fn version(form: &FormData) -> Result<i64, Failure> {
    let number = form.text("number").parse().ok();
    number.filter(|number| *number >= 0).ok_or(Failure::BadForm)
}

/// A time as a form has it: `2026-11-11T00:00`, in China.
fn time_in_china(text: &str) -> Option<At> {
    let (day, time) = text.split_once('T')?;
    let (hour, minute) = time.get(..5)?.split_once(':')?;
    let (hour, minute): (i64, i64) = (hour.parse().ok()?, minute.parse().ok()?);
    let in_range = (0..24).contains(&hour) && (0..60).contains(&minute);
    let day = Day::parse(day).filter(|_| in_range)?;
    Some(day.start_in_china().plus_s(hour * 3600 + minute * 60))
}

#[cfg(test)]
mod tests {
    use super::time_in_china;
    use domain::clock::At;

    #[test]
    fn a_time_is_china_s() {
        let read = |text| time_in_china(text).map(At::rfc3339);
        let midnight = "2026-11-10T16:00:00.000Z";
        assert_eq!(read("2026-11-11T00:00").as_deref(), Some(midnight));
        assert_eq!(read("2026-11-11T00:00:30").as_deref(), Some(midnight));
        for bad in [
            "",
            "2026-11-11",
            "2026-11-11T24:00",
            "2026-11-31T00:00",
            "T",
            "2026-11-11T0:00",
        ] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }
}
