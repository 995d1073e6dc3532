//! The people of the demo's consoles: one of each role, for the first merchant
//! and the provider. Passwords and authenticators are random and kept in the data
//! folder, so they are of no use elsewhere. A page shows the present codes, in
//! place of a phone.

use crate::data_folder::DataFolder;
use anyhow::{Context, anyhow};
use axum::Router;
use axum::response::{Html, IntoResponse as _, Response};
use axum::routing::get;
use domain::clock::Clock;
use domain::console::{
    ConsoleVisit, MemberRole, NewPerson, OneTimeLink, Role, Scope, SharedConsole, SignedIn,
};
use domain::entropy::Entropy;
use domain::ids::{StoreId, random_text};
use domain::secret::Secret;
use engine::Engine;
use engine::console::authenticator_code;
use serde::{Deserialize, Serialize};
use std::fmt::Write as _;
use std::sync::Arc;
use ui::headers;

/// Where the codes are shown.
pub(super) const CODES: &str = "/demo/codes";

/// How long before now the code of a new person is, in seconds: the present one
/// is left for signing in.
const EARLIER_S: i64 = 30;

/// A person, as `demo.json` names it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct DemoPerson {
    scope: String,
    role: String,
    account: String,
    password: String,
    /// The authenticator's secret, base32.
    authenticator: String,
}

/// The people in the data folder; made at the first call. A store's staff is of
/// the given store.
pub(super) async fn load_or_create(
    data: &DataFolder,
    engine: &Arc<Engine>,
    (merchant, store): (Scope, Option<StoreId>),
) -> anyhow::Result<Vec<DemoPerson>> {
    let path = data.path("keys/people.json");
    if path.exists() {
        let text = data.secret("keys/people.json")?;
        return serde_json::from_str(text.expose())
            .with_context(|| format!("{} cannot be read", path.display()));
    }
    let console = engine.console();
    let mut people = Vec::new();
    for scope in [merchant, Scope::Provider] {
        let link = engine.registry().invite_manager(&scope).await?;
        let manager = Role::manager_of(&scope);
        let (first, by) = join(&console, engine, &link, (&scope, manager)).await?;
        people.push(first);
        for role in Role::of(&scope).filter(|role| *role != manager) {
            let given = MemberRole {
                role,
                store: store.clone().filter(|_| role == Role::StoreStaff),
            };
            let link = console
                .invite(&by, &scope, (&given, ""), &ConsoleVisit::default())
                .await?;
            let (person, _) = join(&console, engine, &link, (&scope, role)).await?;
            people.push(person);
        }
    }
    data.write_secret("keys/people.json", &serde_json::to_string_pretty(&people)?)?;
    Ok(people)
}

/// Uses a link with a random password.
async fn join(
    console: &SharedConsole,
    engine: &Engine,
    link: &OneTimeLink,
    (scope, role): (&Scope, Role),
) -> anyhow::Result<(DemoPerson, SignedIn)> {
    let visit = ConsoleVisit::default();
    let invitation = console.invitation(link).await?;
    let secret = invitation.authenticator.secret;
    let code = authenticator_code(&secret, engine.now().plus_s(-EARLIER_S));
    let account = role.name().replace('_', "-");
    let password = new_password(engine.entropy.as_ref());
    let form = NewPerson {
        account: account.clone(),
        name: format!("演示 {account}"),
        password: Secret::new(password.as_str()),
        authenticator: invitation.authenticator.sealed,
        code: code.ok_or_else(|| anyhow!("an authenticator's secret is not base32"))?,
        factor: Secret::default(),
    };
    let (token, _) = console.accept(link, form, &visit).await?;
    let by = console.signed_in(&token).await?;
    let person = DemoPerson {
        scope: scope.to_string(),
        role: role.name().to_owned(),
        account,
        password,
        authenticator: secret.expose().to_owned(),
    };
    Ok((person, by))
}

fn new_password(entropy: &dyn Entropy) -> String {
    let mut text = random_text(entropy);
    text.truncate(16);
    text
}

/// The page of the codes.
pub(super) fn routes(people: Vec<DemoPerson>, clock: Arc<dyn Clock>) -> Router {
    let people = Arc::new(people);
    let page = move || {
        let (people, clock) = (Arc::clone(&people), Arc::clone(&clock));
        async move { page(&people, clock.as_ref()) }
    };
    Router::new().route(CODES, get(page))
}

/// Names, passwords and codes have no character that HTML would read.
fn page(people: &[DemoPerson], clock: &dyn Clock) -> Response {
    let mut rows = String::new();
    for person in people {
        let secret = Secret::new(person.authenticator.as_str());
        let code = authenticator_code(&secret, clock.now()).unwrap_or_default();
        let _ = write!(
            rows,
            "<tr><td>{}</td><td><code>{}</code></td><td><code>{}</code></td></tr>",
            person.account,
            person.password,
            code.expose(),
        );
    }
    let left_s = 30 - clock.now().ms() / 1000 % 30;
    let html = format!(
        "<!DOCTYPE html><html lang=\"zh-CN\"><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\">\
         <meta name=\"color-scheme\" content=\"light dark\">\
         <meta http-equiv=\"refresh\" content=\"{left_s}\"><title>演示账号 Demo accounts</title>\
         <h1>演示账号 <span lang=\"en\">Demo accounts</span></h1>\
         <p>验证码每 30 秒更换，各用一次。<span lang=\"en\">Codes change every 30 seconds; each serves once.</span></p>\
         <table><tr><th>账号 <span lang=\"en\">account</span></th><th>密码 <span lang=\"en\">password</span></th>\
         <th>验证码 <span lang=\"en\">code</span></th></tr>{rows}</table></html>"
    );
    let mut response = Html(html).into_response();
    headers::complete(response.headers_mut(), false);
    response
}
