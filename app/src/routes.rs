//! The addresses of the pay page.
//!
//! | address | what |
//! |---|---|
//! | `GET /pay?order=<JWS>` | a signed link: makes or finds the order, 303 to it |
//! | `HEAD /pay` | 200, and nothing is made |
//! | `GET /pay/{token}[/{place}]` | a page; 303 where the order is elsewhere |
//! | `POST /pay/{token}[/{place}]?do=<action>` | a form of a page |
//! | `GET /pay/{token}/events` | the order's place, live |
//! | `GET /pay/{token}/now` | the order's place, once |
//! | `GET /pay/{token}/home` | 303 to the mall, signed |
//! | `GET /pay/{token}/logo` | the merchant's logo |
//! | `GET /pay/{token}/refunds` | the refunds of a page that is open, drawn anew |
//! | `GET, POST /return/{token}` | back from a network's page |
//! | `POST /fn/{name}` | the server functions, as JSON |
//!
//! State comes from the server by the token in the path: no cookie, so a
//! bank's app may come back in another browser.

mod act;
mod answer;
mod call;
mod door;
mod home;
mod leave;
mod live;
mod logo;
mod refunds;
mod show;
mod visit;

use crate::press::Press;
use crate::settings::{PageAssets, PageSettings};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use domain::desk::SharedPayDesk;
use std::ops::Deref;
use std::sync::Arc;

/// The most a form may weigh.
const BODY_LIMIT: usize = 64 * 1024;

/// What every handler is given.
#[derive(Clone)]
struct Site(Arc<Parts>);

/// What a site is made of.
struct Parts {
    desk: SharedPayDesk,
    press: Press,
    settings: PageSettings,
}

impl Site {
    fn new(desk: SharedPayDesk, assets: PageAssets, settings: PageSettings) -> Self {
        let press = Press::new(assets, &*settings.entropy);
        Self(Arc::new(Parts {
            desk,
            press,
            settings,
        }))
    }
}

impl Deref for Site {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

/// The pay page's router. The server merges it with the API's and the files',
/// and answers every other address by [`missing`].
pub fn router(desk: SharedPayDesk, assets: PageAssets, settings: PageSettings) -> Router {
    let limit = DefaultBodyLimit::max(BODY_LIMIT);
    Router::new()
        .route("/pay", get(door::enter).head(door::probe))
        .route(
            "/pay/{token}",
            post(act::first).layer(limit).get(show::first),
        )
        .route("/pay/{token}/events", get(live::events))
        .route("/pay/{token}/now", get(live::now))
        .route("/pay/{token}/home", get(leave::home))
        .route("/pay/{token}/logo", get(logo::picture))
        .route("/pay/{token}/refunds", get(refunds::place))
        .route(
            "/pay/{token}/{place}",
            post(act::form).layer(limit).get(show::page),
        )
        .route(
            "/return/{token}",
            post(home::returned).layer(limit).get(home::returned),
        )
        .route("/fn/{name}", post(call::function).layer(limit))
        .with_state(Site::new(desk, assets, settings))
}

/// A router that answers every address with the page for what is not there
/// (404); for the server's fallback.
pub fn missing(desk: SharedPayDesk, assets: PageAssets, settings: PageSettings) -> Router {
    let site = Site::new(desk, assets, settings);
    Router::new().fallback(show::missing).with_state(site)
}
