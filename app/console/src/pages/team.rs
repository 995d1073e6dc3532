//! The members and open invitations of a scope.

use super::PageBody;
use super::form::form;
use super::page_context::{Caller, PageContext};
use super::{summary, time};
use domain::console::{Member, OpenInvitation, Role, Team};
use domain::merchant_store::StoreName;
use leptos::prelude::*;
use ui::html::{Html, IntoHtml};
use ui::parts::foreign;

/// The page. `done` is the change that led to it.
pub(crate) fn view(
    page: &PageContext<'_>,
    caller: &Caller,
    team: &Team,
    done: Option<&str>,
) -> PageBody {
    let text = &page.text.team;
    let notice = match done {
        Some("withdraw") => Some(text.withdrawn),
        Some("role") => Some(text.role_changed),
        Some("remove") => Some(text.removed),
        _ => None,
    };
    let members: Vec<_> = team
        .members
        .iter()
        .map(|member| member_row(page, member, member.person.id == caller.by.person.id))
        .collect();
    let body = view! {
        {summary::notice(notice)}
        <div class="heading">
            <h1 class="title">{text.title}</h1>
            <a class="button button--own" href=page.link(&page.scope_path("/team/invite"))>
                {text.invite}
            </a>
        </div>
        <section class="part">
            <h2 class="part__title" id="members">{text.members}</h2>
            <table class="table" aria-labelledby="members">
                <thead>
                    <tr>
                        <th scope="col">{text.member}</th>
                        <th scope="col">{text.role}</th>
                        <th scope="col">{text.seen}</th>
                        <th scope="col"><span class="hidden-text">{text.manage}</span></th>
                    </tr>
                </thead>
                <tbody>{members}</tbody>
            </table>
        </section>
        {invitations(page, &team.invitations)}
        {malls(page, team)}
        <p class="next">{page.text.layout.beijing}</p>
    };
    PageBody::new(text.title, body.into_html())
}

fn member_row(page: &PageContext<'_>, member: &Member, own: bool) -> Html {
    let text = &page.text.team;
    let person = &member.person;
    let you = own.then(|| view! { " "<span class="badge">{text.you}</span> });
    let seen = match member.seen_at {
        Some(at) => time::minute(at),
        None => text.never.into_html(),
    };
    let path = page.scope_path(&format!("/team/{}", person.id));
    view! {
        <tr>
            <th scope="row">
                {foreign::name(page.document.locale, &person.name)}
                {you}
                <span class="table__more">{person.account.to_string()}</span>
            </th>
            <td data-label=text.role>{role(page, member.role, member.store.as_ref())}</td>
            <td data-label=text.seen>{seen}</td>
            <td class="table__end">
                <a
                    class="button button--small"
                    href=page.link(&path)
                    aria-label=(text.manage_label)(&person.name)
                >
                    {text.manage}
                </a>
            </td>
        </tr>
    }
    .into_html()
}

/// A role, with the store of a store's staff.
fn role(page: &PageContext<'_>, role: Role, store: Option<&StoreName>) -> Html {
    let store = store.map(|store| {
        let name = foreign::name(page.document.locale, &store.name);
        view! { <span class="table__more">{name}</span> }
    });
    view! { <span>{page.role(role).name}{store}</span> }.into_html()
}

fn invitations(page: &PageContext<'_>, invitations: &[OpenInvitation]) -> Html {
    let text = &page.text.team;
    let list = if invitations.is_empty() {
        view! { <p class="part__lead">{text.none_open}</p> }.into_html()
    } else {
        let rows: Vec<_> = invitations.iter().map(|of| open_row(page, of)).collect();
        view! {
            <table class="table" aria-labelledby="open">
                <thead>
                    <tr>
                        <th scope="col">{text.note}</th>
                        <th scope="col">{text.role}</th>
                        <th scope="col">{text.until}</th>
                        <th scope="col"><span class="hidden-text">{text.withdraw}</span></th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        }
        .into_html()
    };
    view! {
        <section class="part">
            <h2 class="part__title" id="open">{text.open}</h2>
            {list}
        </section>
    }
    .into_html()
}

/// The malls that a merchant sells on; nothing for the provider.
fn malls(page: &PageContext<'_>, team: &Team) -> Option<Html> {
    page.membership()?.scope.merchant()?;
    let text = &page.text.team;
    let locale = page.document.locale;
    let names = team.malls.iter();
    let names: Vec<_> = names
        .map(|name| view! { <li>{foreign::name(locale, name)}</li> })
        .collect();
    let list = if names.is_empty() {
        view! { <p class="part__lead">{text.no_malls}</p> }.into_html()
    } else {
        view! { <ul aria-labelledby="malls">{names}</ul> }.into_html()
    };
    let part = view! {
        <section class="part">
            <h2 class="part__title" id="malls">{text.malls}</h2>
            {list}
            <p class="part__lead">{text.malls_by_provider}</p>
        </section>
    };
    Some(part.into_html())
}

fn open_row(page: &PageContext<'_>, invitation: &OpenInvitation) -> Html {
    let text = &page.text.team;
    let button = view! {
        <input type="hidden" name="invitation" value=invitation.id.to_string() />
        <button class="button button--small" aria-label=(text.withdraw_label)(&invitation.note)>
            {text.withdraw}
        </button>
    };
    let path = page.scope_path("/team");
    view! {
        <tr>
            <th scope="row">{foreign::name(page.document.locale, &invitation.note)}</th>
            <td data-label=text.role>{role(page, invitation.role, invitation.store.as_ref())}</td>
            <td data-label=text.until>{time::minute(invitation.expires_at)}</td>
            <td class="table__end">{form(page, &path, "table__form", button.into_html())}</td>
        </tr>
    }
    .into_html()
}
