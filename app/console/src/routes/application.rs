//! `GET, POST /console/provider/applications/{application}[?do=<action>]`.

use super::asked::Asked;
use super::form_data::FormData;
use super::site::{Body, Site};
use super::support::PROVIDER;
use crate::pages::amount_field;
use crate::pages::application;
use crate::pages::application_actions::Typed;
use crate::pages::applications::PATH;
use crate::pages::failure::Failure;
use crate::pages::page_context::Caller;
use crate::pages::problems::Problems;
use axum::extract::{Path, State};
use axum::response::Response;
use domain::application::Section;
use domain::channel_id::ChannelId;
use domain::console::{
    ApplicationDetail, ApplicationMove, Conflict, ConsoleError, ConsoleField, Right, Scope,
};
use domain::ids::ApplicationId;
use domain::money::Money;
use http::StatusCode;

/// An application, and who looks at it.
pub(super) struct Found {
    pub caller: Caller,
    pub id: ApplicationId,
}

impl Found {
    /// The application of an address, for who may see applications.
    pub(super) async fn of(site: &Site, asked: &Asked, id: &str) -> Result<Self, Failure> {
        let (caller, _) = site
            .caller_with(asked, PROVIDER, Right::SeeApplications)
            .await?;
        let id = ApplicationId::parse(id).ok_or(Failure::NotFound)?;
        Ok(Self { caller, id })
    }

    /// What its page shows.
    pub(super) async fn detail(&self, site: &Site) -> Result<ApplicationDetail, Failure> {
        let detail = site.console.application(&self.caller.by, &self.id).await;
        detail.map_err(|error| Failure::of(error, Some(&Scope::Provider)))
    }

    /// Its path.
    pub(super) fn path(&self) -> String {
        format!("{PATH}/{}", self.id)
    }

    /// The page, with what was typed and what is wrong with it.
    pub(super) async fn page(
        &self,
        site: &Site,
        asked: &Asked,
        typed: Typed<'_>,
        problems: &Problems,
    ) -> Result<Response, Failure> {
        let detail = self.detail(site).await?;
        let done = asked.query.first("done").filter(|_| problems.is_empty());
        let caller = Some(&self.caller);
        Ok(site.form_page(asked, caller, problems, |page| {
            application::view(page, &detail, (done, typed), problems)
        }))
    }
}

/// The page.
pub(super) async fn get(
    State(site): State<Site>,
    asked: Asked,
    Path(id): Path<String>,
) -> Response {
    let shown = async {
        let found = Found::of(&site, &asked, &id).await?;
        let nothing = |_: &str| String::new();
        found
            .page(&site, &asked, &nothing, &Problems::default())
            .await
    };
    let shown = shown.await;
    site.answer(&asked, shown).await
}

/// `?do=submit|return|accept|refuse|withdraw|sum|answer|activate|link`.
pub(super) async fn post(
    State(site): State<Site>,
    asked: Asked,
    Path(id): Path<String>,
    body: Body,
) -> Response {
    let done = act(&site, &asked, &id, body).await;
    site.answer(&asked, done).await
}

async fn act(site: &Site, asked: &Asked, id: &str, body: Body) -> Result<Response, Failure> {
    let (_, data) = site.own_form(asked, body)?;
    let found = Found::of(site, asked, id).await?;
    let action = asked.query.first("do").unwrap_or_default();
    let done = match action {
        "sum" | "answer" => sum(site, asked, &found, (action, &data)).await,
        "activate" => return ask(site, asked, &found, &data).await,
        "link" => return link(site, asked, &found).await,
        _ => {
            let asked_for = read_move(action, &data).ok_or(Failure::BadForm)?;
            let revision = data.text("revision").parse();
            let revision = revision.map_err(|_| Failure::BadForm)?;
            let (by, visit) = (&found.caller.by, &asked.visit);
            let moved = (revision, &asked_for);
            site.console
                .move_application(by, &found.id, moved, visit)
                .await
        }
    };
    match done {
        Ok(()) => Ok(site.go(asked, &format!("{}?done={action}", found.path()))),
        Err(error) => refused(site, asked, &found, (error, &data)).await,
    }
}

/// The page once more, with what was typed.
async fn refused(
    site: &Site,
    asked: &Asked,
    found: &Found,
    (error, data): (ConsoleError, &FormData),
) -> Result<Response, Failure> {
    let problems = Problems::of(error, Some(&Scope::Provider))?;
    let typed = |name: &str| data.text(name);
    found.page(site, asked, &typed, &problems).await
}

fn read_move(action: &str, data: &FormData) -> Option<ApplicationMove> {
    Some(match action {
        "submit" => ApplicationMove::Submit,
        "accept" => ApplicationMove::Accept,
        "refuse" => ApplicationMove::Refuse(data.text("reason")),
        "withdraw" => ApplicationMove::Withdraw(data.text("remark")),
        "return" => {
            let remark = |section: Section| {
                let remark = data.text(&format!("remark-{}", section.name()));
                (!remark.is_empty()).then_some((section, remark))
            };
            ApplicationMove::Return(Section::ALL.into_iter().filter_map(remark).collect())
        }
        _ => return None,
    })
}

/// The sum that finance sent, or that the merchant names.
async fn sum(
    site: &Site,
    asked: &Asked,
    found: &Found,
    (action, data): (&str, &FormData),
) -> Result<(), ConsoleError> {
    let sum: Money = match amount_field::read(&data.text("amount")) {
        Ok(sum) => sum,
        Err(problem) => {
            let mistake = (ConsoleField::Amount, problem);
            return Err(ConsoleError::Invalid(vec![mistake]));
        }
    };
    let (by, id, visit) = (&found.caller.by, &found.id, &asked.visit);
    if action == "sum" {
        site.console.send_sum(by, id, sum, visit).await
    } else {
        site.console.name_sum(by, id, sum, visit).await
    }
}

/// Asks a second person, and leads to the request.
async fn ask(
    site: &Site,
    asked: &Asked,
    found: &Found,
    data: &FormData,
) -> Result<Response, Failure> {
    let channels = found.detail(site).await?.channels.into_iter();
    let number = |channel: ChannelId| {
        let number = data.text(&format!("number-{channel}"));
        (channel, number)
    };
    let numbers: Vec<_> = channels.map(number).collect();
    let (by, visit) = (&found.caller.by, &asked.visit);
    let asks = site.console.ask_activation(by, &found.id, &numbers, visit);
    match asks.await {
        Ok(id) | Err(ConsoleError::Conflict(Conflict::Waiting(id))) => {
            let to = format!("/console/provider/approvals/{id}?done=asked");
            Ok(site.go(asked, &to))
        }
        Err(error) => refused(site, asked, found, (error, data)).await,
    }
}

/// The owner's link, shown once.
async fn link(site: &Site, asked: &Asked, found: &Found) -> Result<Response, Failure> {
    let (by, visit) = (&found.caller.by, &asked.visit);
    match site.console.owner_link(by, &found.id, visit).await {
        Ok(link) => {
            let origin = &site.pages.settings().public_url;
            let address = format!("{origin}{}", link.path());
            let caller = Some(&found.caller);
            Ok(site.page(asked, caller, StatusCode::OK, |page| {
                application::owner_link(page, address)
            }))
        }
        Err(error) => {
            let none = FormData::of(Vec::new());
            refused(site, asked, found, (error, &none)).await
        }
    }
}
