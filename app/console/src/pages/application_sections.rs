//! The sections of an application: their entries, the review's remarks, and the way
//! to their forms.

use super::applications::PATH;
use super::page_context::PageContext;
use super::problems::Problems;
use super::{field, time};
use domain::application::{ApplicationField as Field, FieldKind, Section};
use domain::console::{ApplicationDetail, ConsoleField, Right, SavedSection};
use domain::product::Product;
use leptos::prelude::*;
use ui::html::{Html, IntoHtml};
use ui::parts::foreign;
use ui::words;

/// All of them.
pub(super) fn view(page: &PageContext<'_>, of: &ApplicationDetail, problems: &Problems) -> Html {
    let sections = Section::ALL.into_iter();
    let sections: Vec<_> = sections
        .map(|section| one(page, of, section, problems))
        .collect();
    sections.into_html()
}

fn one(
    page: &PageContext<'_>,
    of: &ApplicationDetail,
    section: Section,
    problems: &Problems,
) -> Html {
    let text = &page.text.applications;
    let saved = of.section(section);
    let title = (text.of_section)(section);
    let is_open = of.row.state.is_editable() && page.may(Right::EnterApplications);
    let change = is_open.then(|| {
        let path = page.link(&format!("{PATH}/{}/{}", of.row.id, section.name()));
        let (words, label) = match saved {
            Some(_) => (text.change, (text.change_label)(title)),
            None => (text.enter, format!("{} {title}", text.enter)),
        };
        view! { <a class="button button--small" href=path aria-label=label>{words}</a> }
    });
    let remark = saved.and_then(|saved| saved.remark.as_deref());
    let remark = remark.map(|remark| {
        let remark = foreign::name(page.document.locale, remark);
        view! { <p class="warning" role="note">{text.remark} ": " {remark}</p> }
    });
    let rows = rows(page, of, section, problems);
    let content = if rows.is_empty() {
        view! { <p class="part__lead">{text.not_entered}</p> }.into_html()
    } else {
        view! { <dl class="facts facts--order">{rows}</dl> }.into_html()
    };
    let id = format!("section-{}", section.name());
    let labelled = id.clone();
    view! {
        <section class="part" aria-labelledby=labelled>
            <div class="heading">
                <h2 class="part__title" id=id>{title}</h2>
                {change}
            </div>
            {remark}
            {content}
            {saved.map(|saved| saved_by(page, saved))}
        </section>
    }
    .into_html()
}

fn saved_by(page: &PageContext<'_>, saved: &SavedSection) -> Html {
    let at = time::minute_text(saved.saved_at);
    let words = (page.text.applications.saved)(&saved.saved_by, &at);
    let lang = foreign::lang(page.document.locale, &saved.saved_by);
    view! { <p class="part__lead" lang=lang>{words}</p> }.into_html()
}

/// The entries, and the fields with a mistake, to which the summary leads.
fn rows(
    page: &PageContext<'_>,
    of: &ApplicationDetail,
    section: Section,
    problems: &Problems,
) -> Vec<Html> {
    let saved = of.section(section);
    let row = |field: Field| {
        let entry = saved.map_or("", |saved| saved.entries.text(field));
        let error = field::message(page, problems, ConsoleField::Application(field));
        if entry.is_empty() && error.is_none() {
            return None;
        }
        let label = (page.text.applications.field)(field).label;
        let value = value(page, of, (field, entry));
        let row = view! {
            <div class="facts__row" id=field.name()>
                <dt>{label}</dt>
                <dd>{value}{error}</dd>
            </div>
        };
        Some(row.into_html())
    };
    Field::of(section).filter_map(row).collect()
}

/// An entry in words.
fn value(page: &PageContext<'_>, of: &ApplicationDetail, (field, entry): (Field, &str)) -> Html {
    let text = &page.text.applications;
    let locale = page.document.locale;
    match field.kind() {
        FieldKind::Choice(_) => (text.choice)(entry).into_html(),
        FieldKind::Products => {
            let products = entry.split(' ').filter_map(Product::parse);
            let names: Vec<_> = products
                .map(|product| words::product(locale, product))
                .collect();
            names.join(" · ").into_html()
        }
        FieldKind::Malls => {
            let ids = entry.split(' ');
            let name = |id: &str| {
                let mut malls = of.malls.iter();
                let mall = malls.find(|(mall, _)| mall.as_str() == id);
                mall.map_or_else(|| id.to_owned(), |(_, name)| name.clone())
            };
            let names: Vec<_> = ids.map(name).collect();
            foreign::name(locale, &names.join(" · ")).into_html()
        }
        _ => foreign::name(locale, entry).into_html(),
    }
}
