//! The routes of the consoles.
//!
//! | route | answer |
//! |---|---|
//! | `GET /console` | 303 to the person's console, or a list to choose from |
//! | `GET, POST /console/sign-in` | account name and password |
//! | `GET, POST /console/sign-in/code` | the authenticator's or a recovery code |
//! | `POST /console/sign-in/passkey` | signs in with a passkey |
//! | `POST /console/passkey?for=<use>` | the options for a passkey, JSON |
//! | `POST /console/sign-out` | ends the session |
//! | `GET, POST /console/invite/{link}[?do=join]` | a one-time link: a new
//! person, a new sign-in, or another console for who is signed in |
//! | `GET, POST /console/account` | the own account; ends sessions, removes
//! passkeys |
//! | `GET, POST /console/account/passkeys/new` | adds a passkey |
//! | `GET, POST /console/account/password` | changes the password |
//! | `GET, POST /console/account/codes` | makes new recovery codes |
//! | `GET /console/{scope}` | a console's first page: a merchant's day |
//! | `GET, POST /console/{scope}/team` | the team; withdraws invitations |
//! | `GET, POST /console/{scope}/team/invite` | invites a member |
//! | `GET, POST /console/{scope}/team/{person}[?do=<action>]` | a member: role,
//! reset, removal |
//! | `GET /console/{scope}/orders[?<filter>]` | a merchant's orders; 303 to the
//! only one of a number |
//! | `GET /console/{scope}/orders/{order}` | one order |
//! | `GET, POST /console/{scope}/brand[?mall=<id>]` | the brand: saves, drops and
//! publishes the draft |
//! | `POST /console/{scope}/brand/logo` | puts a logo into the draft, or takes it
//! out |
//! | `GET /console/{scope}/brand/logos/{logo}` | a logo, public or not |
//! | `GET /console/{scope}/brand/preview` | a page of a sample order |
//! | `POST /console/{scope}/brand/versions` | restores or withdraws a version |
//! | `GET /console/{scope}/orders[?<filter>]` | a merchant's orders, or the
//! provider's of all; 303 to the only one of a number |
//! | `GET /console/{scope}/orders/{order}` | one order; the provider's with what
//! to tell the shopper |
//! | `GET, POST /console/{scope}/exports` | exports of orders; asks for one |
//! | `GET /console/{scope}/exports/{export}` | its file |
//! | `GET, POST /console/{scope}/orders/{order}/refund` | refunds, or asks a
//! second person to approve it |
//! | `GET /console/{scope}/refunds[?page=<place>]` | a merchant's refunds |
//! | `GET, POST /console/{scope}/refund-limit` | the limit above which refunds
//! take a second person |
//! | `GET /console/{scope}/approvals` | what waits for a second person |
//! | `GET, POST /console/{scope}/approvals/{request}[?do=<action>]` | one
//! request: approves, refuses or withdraws it |
//! | `GET /console/{scope}/audit` | the audit log |
//! | `GET /console/provider/support[?<look-up>]` | an order by what a shopper
//! knows; 303 to the only one |
//! | `GET /console/provider/merchants[/{merchant}]` | the merchants |
//! | `GET /console/provider/malls[/{mall}]` | the malls |
//! | `GET /console/provider/tasks/{kind}` | what needs to be looked at |
//! | `GET /provider[/...]` | 303 to the same page of the provider's console |
//!
//! A GET changes nothing; that the provider's staff looked at an order is on
//! record. Every POST is a form of this site, and with a session
//! it repeats that session's form token (`session_cookie`). It is answered with
//! 303, with the page and its errors (422), or with a secret that is shown once
//! (200). A form that weighs may be answered with the question for password and
//! code, or a passkey (`confirm`). Inside another page each route is answered with a link to it (rule
//! R1).

mod account;
mod approvals;
mod asked;
mod audit;
mod brand;
mod brand_logo;
mod brand_preview;
mod browser_cookie;
mod confirm;
mod directory;
mod embedded;
mod exports;
mod form_data;
mod home;
mod invitation;
mod member;
mod orders;
mod passkey;
mod refund_form;
mod refund_limit;
mod refunds;
mod response;
mod return_path;
mod session_cookie;
mod sign_in;
mod site;
mod support;
mod team;
mod work;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post};
use domain::console::SharedConsole;
pub use site::PreviewAssets;
use site::Site;
use ui::settings::{PageAssets, PageSettings};

/// The consoles' router. The server merges it with those of the pay page, the
/// API and the files.
pub fn router(
    console: SharedConsole,
    assets: PageAssets,
    preview: PreviewAssets,
    settings: PageSettings,
) -> Router {
    let site = Site::new(console, assets, preview, settings);
    let pages = Router::new()
        .route("/", get(home::choose))
        .route("/sign-in", get(sign_in::get).post(sign_in::post))
        .route(
            "/sign-in/code",
            get(sign_in::get_code).post(sign_in::post_code),
        )
        .route("/sign-in/passkey", post(passkey::post_sign_in))
        .route("/passkey", post(passkey::options))
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
        .route(
            "/account/passkeys/new",
            get(passkey::get_new).post(passkey::post_new),
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
        .merge(of_merchants())
        .merge(of_provider())
        .fallback(home::not_found)
        .layer(DefaultBodyLimit::max(site::BODY_LIMIT));
    Router::new()
        .nest("/console", pages)
        .route("/provider", get(home::provider))
        .route("/provider/{*page}", get(home::provider))
        .layer(from_fn_with_state(site.clone(), confirm::confirm_first))
        .layer(from_fn_with_state(site.clone(), embedded::only_words))
        .with_state(site)
}

/// The pages of merchants alone.
fn of_merchants() -> Router<Site> {
    Router::new()
        .route("/{scope}/brand", get(brand::get).post(brand::post))
        .route("/{scope}/brand/versions", post(brand::post_version))
        .route("/{scope}/brand/preview", get(brand_preview::get))
        .route("/{scope}/brand/logos/{logo}", get(brand_logo::get))
        .route(
            "/{scope}/brand/logo",
            post(brand_logo::post).layer(DefaultBodyLimit::max(brand_logo::BODY_LIMIT)),
        )
        .route("/{scope}/exports", get(exports::get).post(exports::post))
        .route("/{scope}/exports/{export}", get(exports::download))
        .route(
            "/{scope}/orders/{order}/refund",
            get(refund_form::get).post(refund_form::post),
        )
        .route("/{scope}/refunds", get(refunds::get))
        .route(
            "/{scope}/refund-limit",
            get(refund_limit::get).post(refund_limit::post),
        )
        .route("/{scope}/approvals", get(approvals::get))
        .route(
            "/{scope}/approvals/{request}",
            get(approvals::get_one).post(approvals::post_one),
        )
}

/// The pages of the provider alone.
fn of_provider() -> Router<Site> {
    Router::new()
        .route("/provider/support", get(support::get))
        .route("/provider/merchants", get(directory::merchants))
        .route("/provider/merchants/{merchant}", get(directory::merchant))
        .route("/provider/malls", get(directory::malls))
        .route("/provider/malls/{mall}", get(directory::mall))
        .route("/provider/tasks/{kind}", get(work::get))
}
