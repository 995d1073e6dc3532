//! The page of a one-time link: a new person's account, or a new password and
//! authenticator. Opening it does not use the link up.

use super::PageBody;
use super::field::{self, TextField};
use super::form::form;
use super::page_context::PageContext;
use super::problems::Problems;
use super::{summary, time};
use domain::console::{ConsoleField, Invitation};
use leptos::prelude::*;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use ui::html::{Html, IntoHtml};
use ui::parts::qr_code;

/// What was typed before, and is shown again. Passwords and codes are not.
#[derive(Default)]
pub(crate) struct Typed {
    /// The account's name.
    pub account: String,
    /// The person's name.
    pub name: String,
}

/// The page. `own` is the account that is signed in.
pub(crate) fn view(
    page: &PageContext<'_>,
    invitation: &Invitation,
    (typed, own): (&Typed, Option<&str>),
    problems: &Problems,
) -> PageBody {
    let text = &page.text.invitation;
    let scope = page.console_name(&invitation.scope_name, invitation.store.as_ref());
    let (title, button) = match invitation.account {
        Some(_) => (text.renew.to_owned(), text.renew_button),
        None => ((text.join)(&scope), text.join_button),
    };
    let factor = invitation.needs_factor.then(|| {
        let text = &page.text.passkeys;
        TextField {
            field: ConsoleField::Factor,
            ..field::code(text.factor, text.factor_hint)
        }
        .view(page, problems)
    });
    let fields = view! {
        <section class="part">
            <h2 class="part__title">{text.account_section}</h2>
            {account(page, invitation, typed, problems)}
            {TextField {
                hint: Some(text.password_hint),
                autocomplete: "new-password",
                ..field::password(text.password)
            }
                .view(page, problems)}
            {factor}
        </section>
        <section class="part">
            <h2 class="part__title">{text.authenticator}</h2>
            {authenticator(page, invitation)}
            {TextField {
                inputmode: "numeric",
                ..field::code(text.code, text.code_hint)
            }
                .view(page, problems)}
        </section>
        <button class="button button--main">{button}</button>
    };
    let body = view! {
        {summary::errors(page, problems)}
        <h1 class="title">{title.clone()}</h1>
        <dl class="facts">
            <div class="facts__row">
                <dt>{text.role}</dt>
                <dd>{page.role(invitation.role).name}</dd>
            </div>
            <div class="facts__row">
                <dt>{text.until}</dt>
                <dd>{time::minute(invitation.expires_at)}</dd>
            </div>
        </dl>
        {invitation.account.is_none().then(|| join(page, own))}
        {form(page, page.path, "form", fields.into_html())}
        <p class="next">{page.text.layout.beijing}</p>
    };
    PageBody::new(title, body.into_html())
}

/// For who has an account: the button that joins with it, or the way to sign in
/// and back.
fn join(page: &PageContext<'_>, own: Option<&str>) -> Html {
    let text = &page.text.passkeys;
    let way = if let Some(account) = own {
        let button =
            view! { <button class="button button--own">{(text.join_as)(account)}</button> };
        let to = format!("{}?do=join", page.path);
        form(page, &to, "part__form", button.into_html())
    } else {
        let to = utf8_percent_encode(page.path, NON_ALPHANUMERIC);
        let to = page.link(&format!("/console/sign-in?to={to}"));
        view! { <a class="button button--quiet" href=to>{text.sign_in_and_join}</a> }.into_html()
    };
    view! {
        <section class="part">
            <h2 class="part__title">{text.has_account}</h2>
            {way}
        </section>
    }
    .into_html()
}

/// The fields of a new account, or the name of the one that there is, for the
/// browser's password manager.
fn account(
    page: &PageContext<'_>,
    invitation: &Invitation,
    typed: &Typed,
    problems: &Problems,
) -> Html {
    let text = &page.text.invitation;
    if let Some(account) = &invitation.account {
        return view! {
            <p class="part__fact">{text.account}": "<strong>{account.clone()}</strong></p>
            {field::hidden_account(account)}
        }
        .into_html();
    }
    let field = |field, label, hint, autocomplete, value| TextField {
        field,
        label,
        hint: Some(hint),
        autocomplete,
        kind: "text",
        inputmode: "text",
        width: "",
        value,
        first: false,
    };
    let (name, account) = (&typed.name, &typed.account);
    let name = field(ConsoleField::Name, text.name, text.name_hint, "name", name);
    let account = field(
        ConsoleField::Account,
        text.account,
        text.account_hint,
        "username",
        account,
    );
    view! {
        {name.view(page, problems)}
        {account.view(page, problems)}
    }
    .into_html()
}

/// The authenticator's secret as a picture and as text. The form repeats it, so
/// that a page with errors has the one that the authenticator has already.
fn authenticator(page: &PageContext<'_>, invitation: &Invitation) -> Html {
    let text = &page.text.invitation;
    let secret = invitation.authenticator.secret.expose().to_owned();
    let scope = page.console_name(&invitation.scope_name, invitation.store.as_ref());
    let label = invitation.account.as_deref().unwrap_or(&scope);
    let label = utf8_percent_encode(label, NON_ALPHANUMERIC);
    let address = format!("otpauth://totp/Paydesk:{label}?secret={secret}&issuer=Paydesk");
    view! {
        <p class="part__lead">{text.authenticator_lead}</p>
        <div class="setup">
            <div class="setup__picture">{qr_code::picture(&address, text.picture.to_owned())}</div>
            <div>
                <h3 class="setup__label" id="secret-label">{text.secret}</h3>
                <p class="secret" aria-labelledby="secret-label">{in_groups(&secret)}</p>
                <p class="field__hint">{text.secret_hint}</p>
            </div>
        </div>
        <input type="hidden" name="authenticator" value=invitation.authenticator.sealed.clone() />
        <input type="hidden" name="secret" value=secret />
    }
    .into_html()
}

/// Groups of four characters, as people type them.
fn in_groups(secret: &str) -> String {
    let characters: Vec<char> = secret.chars().collect();
    let groups = characters.chunks(4).map(String::from_iter);
    groups.collect::<Vec<_>>().join(" ")
}
