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
//! | `GET, POST /console/{scope}/notifications[?page=<place>][?do=<action>]` | a
//! merchant's notifications: marks them as read, chooses their kinds |
//! | `GET, POST /console/{scope}/refund-limit` | the limit above which refunds
//! take a second person |
//! | `GET /console/{scope}/stores[?after=<number>]` | a merchant's stores |
//! | `GET, POST /console/{scope}/stores/new` | adds a store |
//! | `GET, POST /console/{scope}/stores/{store}[?do=<action>]` | a store: changes,
//! closes it, opens it again |
//! | `GET /console/{scope}/approvals` | what waits for a second person |
//! | `GET /console/{scope}/approvals/decided[?page=<place>]` | what has ended |
//! | `GET, POST /console/{scope}/approvals/{request}[?do=<action>]` | one
//! request: approves, refuses or withdraws it |
//! | `GET /console/{scope}/audit` | the audit log |
//! | `GET /console/provider/support[?<look-up>]` | an order by what a shopper
//! knows; 303 to the only one |
//! | `GET /console/provider/merchants[/{merchant}]` | the merchants |
//! | `GET, POST /console/provider/merchants/{merchant}/contract` | asks for a change
//! of the contract |
//! | `GET /console/provider/malls[/{mall}]` | the malls |
//! | `GET, POST /console/provider/channels/{channel}[?do=off|on]` | a network:
//! switches it off for new attempts, asks for switching it on |
//! | `GET /console/provider/freezes[?list=all][&page=<place>]` | freezes |
//! | `GET, POST /console/provider/freezes/{freeze}` | one freeze; asks for its
//! release |
//! | `GET, POST /console/provider/{merchants,orders}/{id}/freeze` | asks for a
//! freeze |
//! | `GET, POST /console/provider/applications[?state=<state>]` | the applications
//! of merchants; begins one |
//! | `GET, POST /console/provider/applications/{application}[?do=<action>]` | one:
//! submits, reviews, proves the account, asks for approval |
//! | `GET, POST /console/provider/applications/{application}/{section}` | the form
//! of a section |
//! | `POST /console/provider/applications/{application}/documents` | adds a
//! document |
//! | `GET /console/provider/applications/{application}/documents/{document}` | its
//! file |
//! | `GET, POST /console/provider/tasks/{kind}` | what needs to be looked at; runs
//! now what works on a thing |
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
mod application;
mod application_documents;
mod application_section;
mod applications;
mod approvals;
mod asked;
mod audit;
mod brand;
mod brand_logo;
mod brand_preview;
mod browser_cookie;
mod channels;
mod confirm;
mod contract;
mod directory;
mod embedded;
mod exports;
mod form_data;
mod freezes;
mod home;
mod invitation;
mod member;
mod notifications;
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
mod store_choices;
mod stores;
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
        .route("/{scope}/approvals", get(approvals::get))
        .route("/{scope}/approvals/decided", get(approvals::get_decided))
        .route(
            "/{scope}/approvals/{request}",
            get(approvals::get_one).post(approvals::post_one),
        )
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
            "/{scope}/notifications",
            get(notifications::get).post(notifications::post),
        )
        .route(
            "/{scope}/refund-limit",
            get(refund_limit::get).post(refund_limit::post),
        )
        .route("/{scope}/stores", get(stores::get))
        .route(
            "/{scope}/stores/new",
            get(stores::get_new).post(stores::post_new),
        )
        .route(
            "/{scope}/stores/{store}",
            get(stores::get_one).post(stores::post_one),
        )
}

/// The pages of the provider alone.
fn of_provider() -> Router<Site> {
    Router::new()
        .route("/provider/support", get(support::get))
        .route("/provider/merchants", get(directory::merchants))
        .route("/provider/merchants/{merchant}", get(directory::merchant))
        .route(
            "/provider/merchants/{merchant}/freeze",
            get(freezes::get_merchant).post(freezes::post_merchant),
        )
        .route(
            "/provider/orders/{order}/freeze",
            get(freezes::get_order).post(freezes::post_order),
        )
        .route(
            "/provider/channels/{channel}",
            get(channels::get).post(channels::post),
        )
        .route("/provider/freezes", get(freezes::get))
        .route(
            "/provider/freezes/{freeze}",
            get(freezes::get_one).post(freezes::post_one),
        )
        .route(
            "/provider/merchants/{merchant}/contract",
            get(contract::get).post(contract::post),
        )
        .route("/provider/malls", get(directory::malls))
        .route("/provider/malls/{mall}", get(directory::mall))
        .route(
            "/provider/applications",
            get(applications::get).post(applications::post),
        )
        .route(
            "/provider/applications/{application}",
            get(application::get).post(application::post),
        )
        .route(
            "/provider/applications/{application}/{section}",
            get(application_section::get).post(application_section::post),
        )
        .route(
            "/provider/applications/{application}/documents",
            post(application_documents::post)
                .layer(DefaultBodyLimit::max(application_documents::BODY_LIMIT)),
        )
        .route(
            "/provider/applications/{application}/documents/{document}",
            get(application_documents::get),
        )
        .route("/provider/tasks/{kind}", get(work::get).post(work::post))
}
