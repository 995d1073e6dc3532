//! The routes of the consoles.
//!
//! | route | answer |
//! |---|---|
//! | `GET /console` | 303 to the person's console, or a list to choose from |
//! | `GET, POST /console/sign-in` | account name and password |
//! | `GET, POST /console/sign-in/code` | the authenticator's or a recovery code |
//! | `POST /console/sign-out` | ends the session |
//! | `GET, POST /console/invite/{link}` | a one-time link: a new person, or a
//! new sign-in |
//! | `GET, POST /console/account` | the own account; ends sessions |
//! | `GET, POST /console/account/password` | changes the password |
//! | `GET, POST /console/account/codes` | makes new recovery codes |
//! | `GET /console/{scope}` | a console's first page |
//! | `GET, POST /console/{scope}/team` | the team; withdraws invitations |
//! | `GET, POST /console/{scope}/team/invite` | invites a member |
//! | `GET, POST /console/{scope}/team/{person}[?do=<action>]` | a member: role,
//! reset, removal |
//! | `GET /console/{scope}/orders[?<filter>]` | a merchant's orders; 303 to the
//! only one of a number |
//! | `GET /console/{scope}/orders/{order}` | one order |
//! | `GET /console/{scope}/audit` | the audit log |
//! | `GET /provider` | 303 to the provider's console |
//!
//! A GET changes nothing. Every POST is a form of this site, and with a session
//! it repeats that session's form token (`session_cookie`). It is answered with
//! 303, with the page and its errors (422), or with a secret that is shown once
//! (200). Inside another page each route is answered with a link to it (rule
//! R1).

mod account;
mod asked;
mod audit;
mod embedded;
mod form_data;
mod home;
mod invitation;
mod member;
mod orders;
mod response;
mod return_path;
mod session_cookie;
mod sign_in;
mod site;
mod team;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post};
use domain::console::SharedConsole;
use site::Site;
use ui::settings::{PageAssets, PageSettings};

/// The consoles' router. The server merges it with those of the pay page, the
/// API and the files.
pub fn router(console: SharedConsole, assets: PageAssets, settings: PageSettings) -> Router {
    let site = Site::new(console, assets, settings);
    let pages = Router::new()
        .route("/", get(home::choose))
        .route("/sign-in", get(sign_in::get).post(sign_in::post))
        .route(
            "/sign-in/code",
            get(sign_in::get_code).post(sign_in::post_code),
        )
        .route("/sign-out", post(sign_in::sign_out))
        .route(
            "/invite/{link}",
            get(invitation::get).post(invitation::post),
        )
        .route("/account", get(account::get).post(account::post))
        .route(
            "/account/password",
            get(account::get_password).post(account::post_password),
        )
        .route(
            "/account/codes",
            get(account::get_codes).post(account::post_codes),
        )
        .route("/{scope}", get(home::get))
        .route("/{scope}/team", get(team::get).post(team::post))
        .route(
            "/{scope}/team/invite",
            get(team::get_invite).post(team::post_invite),
        )
        .route(
            "/{scope}/team/{person}",
            get(member::get).post(member::post),
        )
        .route("/{scope}/orders", get(orders::get))
        .route("/{scope}/orders/{order}", get(orders::get_one))
        .route("/{scope}/audit", get(audit::get))
        .fallback(home::not_found)
        .layer(DefaultBodyLimit::max(site::BODY_LIMIT));
    Router::new()
        .nest("/console", pages)
        .route("/provider", get(home::provider))
        .layer(from_fn_with_state(site.clone(), embedded::only_words))
        .with_state(site)
}
