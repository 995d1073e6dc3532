//! The provider's first page: what needs to be looked at, and how the networks
//! do.

use super::home::foot;
use super::page_context::{Caller, PageContext};
use super::{PageBody, time};
use domain::console::{ChannelHealth, Membership, Work, WorkCount};
use leptos::prelude::*;
use ui::amount::grouped;
use ui::html::{Html, IntoHtml};
use ui::parts::icon;
use ui::words;

/// The page.
pub(crate) fn view(
    page: &PageContext<'_>,
    caller: &Caller,
    own: &Membership,
    found: &Work,
) -> PageBody {
    let text = &page.text.work;
    let signed_in = (page.text.home.signed_in)(&caller.by.person.name, page.role(own.role).name);
    let counts: Vec<_> = found.counts.iter().map(|count| card(page, count)).collect();
    let body = view! {
        <h1 class="title" id="work">{text.title}</h1>
        <p class="lead">{signed_in}</p>
        <ul class="cards" aria-labelledby="work">{counts}</ul>
        {channels(page, &found.channels)}
        {foot(page, caller)}
    };
    PageBody::new(text.title, body.into_html())
}

fn card(page: &PageContext<'_>, of: &WorkCount) -> Html {
    let text = &page.text.work;
    let path = page.scope_path(&format!("/tasks/{}", of.kind.name()));
    let count = match of.count {
        0 => text.nothing.to_owned(),
        count if count > WorkCount::MAX => text.more.to_owned(),
        count => grouped(count),
    };
    let oldest = of.oldest.map(|at| {
        view! { <span class="card__about">{text.oldest} " " {time::minute(at)}</span> }
    });
    let has_some = of.count > 0;
    view! {
        <li>
            <a class="card" href=page.link(&path)>
                <span class="card__name">{(text.kind)(of.kind).name}</span>
                <span class="card__count" class:card__count--some=has_some>{count}</span>
                {oldest}
            </a>
        </li>
    }
    .into_html()
}

fn channels(page: &PageContext<'_>, channels: &[ChannelHealth]) -> Html {
    let text = &page.text.work;
    let rows: Vec<_> = channels.iter().map(|of| channel(page, of)).collect();
    view! {
        <section class="part">
            <h2 class="part__title" id="channels">{text.channels}</h2>
            <p class="part__lead">{text.channels_lead}</p>
            <table class="table" aria-labelledby="channels">
                <thead>
                    <tr>
                        <th scope="col">{text.channel}</th>
                        <th scope="col" class="table__sum">{text.paid}</th>
                        <th scope="col" class="table__sum">{text.declined}</th>
                        <th scope="col" class="table__sum">{text.unknown}</th>
                        <th scope="col" class="table__sum">{text.unpaid}</th>
                        <th scope="col">{text.last_paid}</th>
                        <th scope="col">{page.text.channels.state}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </section>
    }
    .into_html()
}

fn channel(page: &PageContext<'_>, of: &ChannelHealth) -> Html {
    let text = &page.text.work;
    let counts = [
        (text.paid, of.paid),
        (text.declined, of.declined),
        (text.unknown, of.unknown),
        (text.unpaid, of.unpaid),
    ];
    let counts = counts.map(|(label, count)| {
        view! { <td data-label=label class="table__sum">{grouped(count)}</td> }
    });
    let path = page.scope_path(&format!("/channels/{}", of.channel));
    let last = of
        .last_paid
        .map_or_else(|| text.none_paid.into_html(), time::minute);
    view! {
        <tr>
            <th scope="row">
                <a class="table__link" href=page.link(&path)>
                    {words::network(page.document.locale, &of.channel)}
                </a>
            </th>
            {counts}
            <td data-label=text.last_paid class="table__time">{last}</td>
            <td data-label=page.text.channels.state>{switched(page, of)}</td>
        </tr>
    }
    .into_html()
}

/// Whether new payments use the network, as a word and a shape.
fn switched(page: &PageContext<'_>, of: &ChannelHealth) -> Html {
    let text = &page.text.channels;
    let is_off = of.off.iter().any(|off| off.product.is_none());
    let (class, shape, word) = match (is_off, of.off.is_empty()) {
        (true, _) => ("state state--bad", icon::cross(), text.off),
        (false, false) => ("state state--wait", icon::clock(), text.partly_off),
        (false, true) => ("state state--good", icon::tick(), text.on),
    };
    view! { <span class=class>{shape}{word}</span> }.into_html()
}
