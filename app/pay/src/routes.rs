//! The routes of the pay page.
//!
//! | route | answer |
//! |---|---|
//! | `GET /pay?order=<JWS>` | a signed link: creates or finds the order, 303 to
//! it |
//! | `HEAD /pay` | 200; creates no order |
//! | `GET /pay/{token}[/{place}]` | a page; 303 if the order is on another one
//! |
//! | `POST /pay/{token}[/{place}]?do=<action>` | a form of a page; 303 to the
//! next one |
//! | `GET /pay/{token}/events` | the order's page as it changes (server-sent
//! events) |
//! | `GET /pay/{token}/now` | the order's page, once |
//! | `GET /pay/{token}/deadline` | the time left to pay, as one line of text |
//! | `GET /pay/{token}/home` | 303 to the signed return URL of the mall |
//! | `GET /pay/{token}/code.png` | the QR code as a picture |
//! | `GET /pay/{token}/logo` | the merchant's logo |
//! | `GET /pay/{token}/refunds` | what a refund changes, for an open page |
//! | `GET /pay/{token}/receipt.svg` | the receipt as an image, to save |
//! | `GET /receipt/{reference}` | the public page that proves a receipt |
//! | `GET, POST /return/{token}` | the return from a network's page |
//! | `POST /fn/{name}` | the server functions, as JSON |
//!
//! Inside another page each of them is answered with a link to it (rule R1). A
//! pay URL with a full stop or the like at its end leads to the order too.
//!
//! The state is found by the token in the path, and no cookie is needed: a bank's
//! app may return to another browser. There are two: the way to pay that was used
//! last (`last_way`), and the answer to a form (`kept_answer`).

mod back_to_mall;
mod code_picture;
mod deadline;
mod embedded;
mod get_page;
mod kept_answer;
mod kept_card;
mod last_way;
mod logo;
mod network_return;
mod order_events;
mod order_path;
mod pasted_url;
mod pay_query;
mod post_form;
mod receipt;
mod receipt_image;
mod refunds;
mod request_id;
mod response;
mod server_function;
mod signed_link;
mod site;
mod visitor;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post};
use domain::desk::SharedPayDesk;
use site::Site;
use ui::settings::{PageAssets, PageSettings};

/// The pay page's router. The server merges it with the API's and the files',
/// and answers every other path by [`missing`].
pub fn router(desk: SharedPayDesk, assets: PageAssets, settings: PageSettings) -> Router {
    let limit = DefaultBodyLimit::max(site::BODY_LIMIT);
    let site = Site::new(desk, assets, settings);
    Router::new()
        .route("/pay", get(signed_link::open).head(signed_link::probe))
        .route(
            "/pay/{token}",
            post(post_form::post_form)
                .layer(limit)
                .get(get_page::get_page),
        )
        .route("/pay/{token}/events", get(order_events::events))
        .route("/pay/{token}/now", get(order_events::now))
        .route("/pay/{token}/deadline", get(deadline::deadline))
        .route("/pay/{token}/home", get(back_to_mall::back_to_mall))
        .route("/pay/{token}/code.png", get(code_picture::code_picture))
        .route("/brand/{logo}", get(logo::logo))
        .route("/pay/{token}/refunds", get(refunds::refunds))
        .route("/pay/{token}/receipt.svg", get(receipt_image::image))
        .route("/receipt/{reference}", get(receipt::receipt))
        .route(
            "/pay/{token}/{place}",
            post(post_form::post_form)
                .layer(limit)
                .get(get_page::get_page),
        )
        .route(
            "/return/{token}",
            post(network_return::returned)
                .layer(limit)
                .get(network_return::returned),
        )
        .route(
            "/fn/{name}",
            post(server_function::server_function).layer(limit),
        )
        .layer(from_fn_with_state(site.clone(), embedded::only_words))
        .with_state(site)
}

/// A router that answers every path with the page "not found" (404), for the
/// server's fallback.
pub fn missing(desk: SharedPayDesk, assets: PageAssets, settings: PageSettings) -> Router {
    let site = Site::new(desk, assets, settings);
    Router::new()
        .fallback(get_page::not_found)
        .layer(from_fn_with_state(site.clone(), embedded::only_words))
        .with_state(site)
}
