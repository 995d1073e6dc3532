//! `GET, POST /console/provider/channels/{channel}[?do=off|on]`: what of a network
//! is switched off for new attempts; switches off, and asks for switching on.

use super::asked::Asked;
use super::site::{Body, Site};
use super::support::PROVIDER;
use crate::pages::channel::{self, TypedSwitch};
use crate::pages::failure::Failure;
use crate::pages::page_context::Caller;
use crate::pages::problems::Problems;
use axum::extract::{Path, State};
use axum::response::Response;
use domain::channel_id::ChannelId;
use domain::console::{
    Conflict, ConsoleError, ConsoleField, ConsoleProblem, NewSwitch, Right, Scope,
};
use domain::day::Day;
use domain::ids::SwitchId;
use domain::product::Product;

/// The page.
pub(super) async fn get(
    State(site): State<Site>,
    asked: Asked,
    Path(id): Path<String>,
) -> Response {
    let shown = async {
        let (caller, _) = site.caller_with(&asked, PROVIDER, Right::SeeDesk).await?;
        let id = ChannelId::parse(&id).ok_or(Failure::NotFound)?;
        let (typed, none) = (TypedSwitch::default(), Problems::default());
        page(&site, &asked, (&caller, &id), (&typed, &none)).await
    };
    let shown = shown.await;
    site.answer(&asked, shown).await
}

/// Switches off, or asks for switching on.
pub(super) async fn post(
    State(site): State<Site>,
    asked: Asked,
    Path(id): Path<String>,
    body: Body,
) -> Response {
    let done = switch(&site, &asked, &id, body).await;
    site.answer(&asked, done).await
}

async fn page(
    site: &Site,
    asked: &Asked,
    (caller, id): (&Caller, &ChannelId),
    (typed, problems): (&TypedSwitch, &Problems),
) -> Result<Response, Failure> {
    let found = site.console.channel(&caller.by, id).await;
    let found = found.map_err(|error| Failure::of(error, Some(&Scope::Provider)))?;
    let done = asked.query.first("done") == Some("off");
    Ok(site.form_page(asked, Some(caller), problems, |page| {
        channel::view(page, &found, (done, typed), problems)
    }))
}

async fn switch(site: &Site, asked: &Asked, id: &str, body: Body) -> Result<Response, Failure> {
    let (_, data) = site.own_form(asked, body)?;
    let (caller, scope) = site
        .caller_with(asked, PROVIDER, Right::SwitchChannel)
        .await?;
    let id = ChannelId::parse(id).ok_or(Failure::NotFound)?;
    let typed = TypedSwitch {
        product: data.text("product"),
        reason: data.text("reason"),
        until: data.text("switch_until"),
    };
    let (console, by, visit) = (&site.console, &caller.by, &asked.visit);
    let done = match asked.query.first("do") {
        Some("off") => match read(&typed) {
            Err(problems) => {
                return page(site, asked, (&caller, &id), (&typed, &problems)).await;
            }
            Ok(new) => {
                let done = console.switch_off(by, &id, new, visit).await;
                done.map(|()| format!("channels/{id}?done=off"))
            }
        },
        Some("on") => {
            let switch = SwitchId::parse(&data.text("switch")).ok_or(Failure::BadForm)?;
            match console.ask_switch_on(by, &switch, visit).await {
                Ok(id) | Err(ConsoleError::Conflict(Conflict::Waiting(id))) => {
                    Ok(format!("approvals/{id}?done=asked"))
                }
                Err(error) => Err(error),
            }
        }
        _ => return Err(Failure::BadForm),
    };
    match done {
        Ok(path) => Ok(site.go(asked, &format!("/console/{scope}/{path}"))),
        Err(error) => {
            let problems = Problems::of(error, Some(&scope))?;
            page(site, asked, (&caller, &id), (&typed, &problems)).await
        }
    }
}

fn read(typed: &TypedSwitch) -> Result<NewSwitch, Problems> {
    let mut mistakes = Vec::new();
    let product = Product::parse(&typed.product);
    if product.is_none() && !typed.product.is_empty() {
        mistakes.push((ConsoleField::SwitchProduct, ConsoleProblem::Wrong));
    }
    let day = Day::parse(&typed.until);
    if day.is_none() && !typed.until.is_empty() {
        mistakes.push((ConsoleField::SwitchUntil, ConsoleProblem::Format));
    }
    match Problems::of_fields(mistakes) {
        Some(problems) => Err(problems),
        None => Ok(NewSwitch {
            product,
            reason: typed.reason.clone(),
            until: day.map(Day::end_in_china),
        }),
    }
}
