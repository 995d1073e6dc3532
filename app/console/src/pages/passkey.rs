//! Passkeys: the button that asks the browser for one, the page that adds one,
//! and the list on the page of the account.
//!
//! The button is that of the script `passkey.js`, which needs no WebAssembly. It
//! fetches the options from `data-ask`, asks the browser to use a passkey or to
//! make one (`data-make`), and sends the answer with the form. With `data-offer`
//! the browser offers passkeys in the field of the account's name for as long as
//! the page is open. The browser itself converts options and answer from and to
//! JSON (`WebAuthn` level 3, 5.1; in all browsers since 2025).

use super::PageBody;
use super::field::TextField;
use super::form::form;
use super::frame::ACCOUNT;
use super::page_context::PageContext;
use super::problems::Problems;
use super::{summary, time};
use domain::console::{ConsoleField, Passkey};
use leptos::prelude::*;
use ui::html::{Html, IntoHtml};
use ui::render::Fragment;

/// The text of the script.
const PASSKEY_SCRIPT: Fragment = Fragment("passkey-script");

/// The static fragment of the script. No string in it has a line break, so lines
/// may lose their indentation.
pub(crate) fn fragment() -> (Fragment, String) {
    let lines = include_str!("../passkey.js").lines().map(str::trim_start);
    (PASSKEY_SCRIPT, lines.collect::<Vec<_>>().join("\n"))
}

/// The button of a form. Without scripts it stays hidden.
pub(super) struct Button {
    /// The field of the browser's answer.
    pub field: &'static str,
    /// Where the options are.
    pub ask: &'static str,
    /// Its text.
    pub label: &'static str,
    /// True where a passkey is made.
    pub makes: bool,
    /// True where the browser may offer one in the field of the account's name.
    pub offers: bool,
}

/// Its HTML. A page has one.
pub(super) fn button(page: &PageContext<'_>, button: &Button) -> Html {
    let text = &page.text.passkeys;
    let failed = if button.makes {
        text.not_made
    } else {
        text.not_used
    };
    view! {
        <input type="hidden" id="passkey-answer" name=button.field />
        <div
            class="passkey"
            id="passkey"
            hidden=true
            data-ask=button.ask
            data-make=button.makes.then_some("")
            data-offer=button.offers.then_some("")
            data-failed=failed
            data-none=text.no_browser
        >
            <button type="button" class="button button--quiet" id="passkey-button">
                {button.label}
            </button>
        </div>
        <p class="field__hint" id="passkey-note" role="status" hidden=true></p>
        <script nonce=page.document.nonce.clone()>{PASSKEY_SCRIPT.placeholder()}</script>
    }
    .into_html()
}

/// The form of the sign-in with a passkey, sent to this address. After an error
/// the browser offers none by itself.
pub(super) fn sign_in(page: &PageContext<'_>, to: &str, problems: &Problems) -> Html {
    let own = Button {
        field: "passkey",
        ask: "/console/passkey?for=sign_in",
        label: page.text.passkeys.sign_in,
        makes: false,
        offers: problems.is_empty(),
    };
    let to = to.to_owned();
    view! {
        <form class="form" method="post" action=to>
            {button(page, &own)}
        </form>
    }
    .into_html()
}

/// The page that adds one. `name` is what was typed.
pub(crate) fn new_view(page: &PageContext<'_>, name: &str, problems: &Problems) -> PageBody {
    let text = &page.text.passkeys;
    let own = Button {
        field: "passkey",
        ask: "/console/passkey?for=add",
        label: text.make,
        makes: true,
        offers: false,
    };
    let fields = view! {
        {TextField {
            hint: Some(text.name_hint),
            first: true,
            ..TextField::line(ConsoleField::PasskeyName, text.name, name)
        }
            .view(page, problems)}
        {button(page, &own)}
        <p class="field__hint" id="passkey-scripts">{text.needs_scripts}</p>
        <div class="actions">
            <a class="button button--quiet" href=page.link(ACCOUNT)>{page.text.layout.back}</a>
        </div>
    };
    let body = view! {
        {summary::errors(page, problems)}
        <h1 class="title">{text.add}</h1>
        <p class="lead">{text.lead}</p>
        {form(page, page.path, "form form--narrow", fields.into_html())}
    };
    PageBody::new(text.add, body.into_html())
}

/// The part of the account's page. Without a host, passkeys cannot be used.
pub(super) fn list(page: &PageContext<'_>, passkeys: &[Passkey], host: Option<&str>) -> Html {
    let text = &page.text.passkeys;
    let lead = match host {
        Some(_) => text.lead.to_owned(),
        None => text.needs_name.to_owned(),
    };
    let add = host.map(|_| {
        view! {
            <a class="button button--quiet" href=page.link("/console/account/passkeys/new")>
                {text.add}
            </a>
        }
    });
    let rows: Vec<_> = passkeys.iter().map(|passkey| row(page, passkey)).collect();
    let table = (!rows.is_empty()).then(|| {
        view! {
            <table class="table" aria-labelledby="passkeys">
                <thead>
                    <tr>
                        <th scope="col">{text.name}</th>
                        <th scope="col">{text.added}</th>
                        <th scope="col">{text.used}</th>
                        <th scope="col"><span class="hidden-text">{text.remove}</span></th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        }
    });
    view! {
        <section class="part">
            <h2 class="part__title" id="passkeys">{text.title}</h2>
            <p class="part__lead">{lead}</p>
            {table}
            {add}
        </section>
    }
    .into_html()
}

fn row(page: &PageContext<'_>, passkey: &Passkey) -> Html {
    let text = &page.text.passkeys;
    let used = passkey
        .used_at
        .map_or_else(|| text.never.into_html(), |at| time::minute(at).into_html());
    let button = view! {
        <input type="hidden" name="passkey_id" value=passkey.id.to_string() />
        <button class="button button--small" aria-label=(text.remove_label)(&passkey.name)>
            {text.remove}
        </button>
    };
    let to = "/console/account?do=remove_passkey";
    view! {
        <tr>
            <th scope="row">{passkey.name.clone()}</th>
            <td data-label=text.added>{time::minute(passkey.created_at)}</td>
            <td data-label=text.used>{used}</td>
            <td class="table__end">{form(page, to, "table__form", button.into_html())}</td>
        </tr>
    }
    .into_html()
}
