//! The form of the draft. Its first button saves; the others publish, and put the
//! nearest colour that has the contrast.

use super::contrast;
use super::fields::way_field;
use super::{BrandFields, BrandPage};
use crate::pages::field::TextField;
use crate::pages::form::form_with_id;
use crate::pages::page_context::PageContext;
use crate::pages::problems::Problems;
use domain::brand::{ButtonWords, Font, Radius};
use domain::console::ConsoleField;
use domain::product::Product;
use leptos::prelude::*;
use ui::html::{Html, IntoHtml};
use ui::words;

/// The form.
pub(super) fn view(page: &PageContext<'_>, of: &BrandPage<'_>, problems: &Problems) -> Html {
    let text = &page.text.brand;
    let fields = of.fields;
    let line = |field, label, hint, name: &str| {
        let field = TextField {
            hint: Some(hint),
            ..TextField::line(field, label, fields.get(name))
        };
        field.view(page, problems)
    };
    let choices = view! {
        {choice(text.radius, "radius", fields, &Radius::ALL, Radius::name, text.of_radius)}
        {choice(text.font, "font", fields, &Font::ALL, Font::name, text.of_font)}
        {choice(text.button, "button", fields, &ButtonWords::ALL, ButtonWords::name, text.of_button)}
        <p class="field__hint brand__hint">{text.button_hint}</p>
    };
    let drop = of.branding.draft.is_some().then(|| {
        view! {
            <button class="button button--quiet" name="do" value="drop">{text.drop}</button>
        }
    });
    let content = view! {
        <input type="hidden" name="revision" value=of.branding.revision().to_string() />
        {line(ConsoleField::DisplayName, text.display_name, text.display_name_hint, "display_name")}
        {line(ConsoleField::Colour, text.colour, text.colour_hint, "colour")}
        <p class="brand__picker" id="colour-picker-line" hidden=true>
            <label for="colour-picker">{text.colour_picker}</label>
            <input type="color" id="colour-picker" value=fields.get("colour").to_owned() />
        </p>
        {contrast::view(page, fields.get("colour"))}
        <div class="brand__choices">{choices}</div>
        {ways(page, of)}
        {line(ConsoleField::Support, text.support, text.support_hint, "support")}
        {line(ConsoleField::Message, text.message, text.message_hint, "message")}
        {line(ConsoleField::Terms, text.terms, text.link_hint, "terms")}
        {line(ConsoleField::Privacy, text.privacy, text.link_hint, "privacy")}
        {publish_from(page, fields, problems)}
        <div class="actions">
            <button class="button button--own" name="do" value="save">{text.save}</button>
            <button class="button" name="do" value="publish">{text.publish}</button>
            {drop}
        </div>
    };
    form_with_id(page, "brand-form", &of.path(page, ""), content.into_html())
}

/// A choice from a list.
fn choice<T: Copy>(
    label: &'static str,
    name: &'static str,
    fields: &BrandFields,
    all: &[T],
    value: fn(T) -> &'static str,
    words: fn(T) -> &'static str,
) -> Html {
    let options: Vec<_> = all
        .iter()
        .map(|one| {
            let selected = value(*one) == fields.get(name);
            view! { <option value=value(*one) selected=selected>{words(*one)}</option> }
        })
        .collect();
    view! {
        <div class="field">
            <label class="field__label" for=name>{label}</label>
            <select class="input" id=name name=name>{options}</select>
        </div>
    }
    .into_html()
}

/// The place of each way to pay under contract.
fn ways(page: &PageContext<'_>, of: &BrandPage<'_>) -> Html {
    let text = &page.text.brand;
    let mut products: Vec<Product> = of.branding.products.clone();
    products.sort_by_key(|way| {
        of.fields
            .get(&way_field(*way))
            .parse()
            .unwrap_or(usize::MAX)
    });
    let rows: Vec<_> = products
        .iter()
        .map(|way| {
            let name = way_field(*way);
            let chosen = of.fields.get(&name);
            let options: Vec<_> = (1..=Product::ALL.len())
                .map(|place| {
                    let place = place.to_string();
                    let selected = place == chosen;
                    view! { <option value=place.clone() selected=selected>{place.clone()}</option> }
                })
                .collect();
            view! {
                <li class="brand__way">
                    <label for=name.clone()>{words::product(page.document.locale, *way)}</label>
                    <select class="input" id=name.clone() name=name>{options}</select>
                </li>
            }
        })
        .collect();
    view! {
        <fieldset class="field">
            <legend class="field__label">{text.ways}</legend>
            <p class="field__hint">{text.ways_hint}</p>
            <ol class="brand__ways">{rows}</ol>
        </fieldset>
    }
    .into_html()
}

fn publish_from(page: &PageContext<'_>, fields: &BrandFields, problems: &Problems) -> Html {
    let text = &page.text.brand;
    let field = TextField {
        hint: Some(text.publish_from_hint),
        kind: "datetime-local",
        ..TextField::line(
            ConsoleField::PublishFrom,
            text.publish_from,
            fields.get("publish_from"),
        )
    };
    field.view(page, problems)
}
