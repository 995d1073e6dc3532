//! `GET, POST /console/{scope}/notifications`: a merchant's notifications, and
//! how one person reads them.

use super::asked::Asked;
use super::site::{Body, Site};
use crate::pages::failure::Failure;
use crate::pages::notifications;
use crate::pages::problems::Problems;
use axum::extract::{Path, State};
use axum::response::Response;
use domain::console::{NotificationKind, Right};
use http::StatusCode;

/// A page of the list.
pub(super) async fn get(
    State(site): State<Site>,
    asked: Asked,
    Path(scope): Path<String>,
) -> Response {
    let shown = list(&site, &asked, &scope).await;
    site.answer(&asked, shown).await
}

/// Marks all as read, or chooses the kinds.
pub(super) async fn post(
    State(site): State<Site>,
    asked: Asked,
    Path(scope): Path<String>,
    body: Body,
) -> Response {
    let done = change(&site, &asked, &scope, body).await;
    site.answer(&asked, done).await
}

async fn list(site: &Site, asked: &Asked, scope: &str) -> Result<Response, Failure> {
    let (caller, scope) = site
        .merchants_caller(asked, scope, Right::SeeNotifications)
        .await?;
    let place = asked.query.first("page").filter(|place| !place.is_empty());
    let below = place.and_then(|place| place.parse::<i64>().ok());
    if place.is_some() && below.is_none() {
        let problems = Problems::no_such_page();
        return Ok(site.form_page(asked, Some(&caller), &problems, |page| {
            notifications::no_such_page(page, &problems)
        }));
    }
    let found = site.console.notifications(&caller.by, &scope, below).await;
    let found = found.map_err(|error| Failure::of(error, Some(&scope)))?;
    let done = asked.query.first("done");
    Ok(site.page(asked, Some(&caller), StatusCode::OK, |page| {
        notifications::view(page, &found, below.is_none(), done)
    }))
}

async fn change(site: &Site, asked: &Asked, scope: &str, body: Body) -> Result<Response, Failure> {
    let (_, data) = site.own_form(asked, body)?;
    let (caller, scope) = site
        .merchants_caller(asked, scope, Right::SeeNotifications)
        .await?;
    let (by, visit) = (&caller.by, &asked.visit);
    let action = asked.query.first("do").ok_or(Failure::BadForm)?;
    let done = match action {
        "read" => {
            let up_to = data.text(notifications::UP_TO).parse();
            let up_to = up_to.map_err(|_| Failure::BadForm)?;
            let read = site.console.read_notifications(by, &scope, up_to, visit);
            read.await
        }
        "choose" => {
            let mut wanted = NotificationKind::ALL.to_vec();
            wanted.retain(|kind| data.text(kind.name()) == "yes");
            let chosen = site
                .console
                .choose_notifications(by, &scope, &wanted, visit);
            chosen.await
        }
        _ => return Err(Failure::BadForm),
    };
    done.map_err(|error| Failure::of(error, Some(&scope)))?;
    let path = format!("/console/{scope}{}?done={action}", notifications::PATH);
    Ok(site.go(asked, &path))
}
