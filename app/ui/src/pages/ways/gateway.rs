//! Online banking: the list of banks, and a search that works as a plain form
//! and, with islands, while the shopper types.

use crate::amount::yuan;
use crate::context::RenderContext;
use crate::parts::bank_tile::tile;
use crate::parts::errors;
use crate::render::Fragment;
use domain::bank::{BANKS, Bank};
use domain::desk::{Field, FormState, PayPage, Place};
use domain::locale::Locale;
use leptos::prelude::*;
use leptos::tachys::html::InertElement;

/// The forms.
pub(in crate::pages) fn view(context: &RenderContext, page: &PayPage, form: &FormState) -> AnyView {
    let text = &context.text.choose;
    let query = form.bank.clone().unwrap_or_default();
    let picked = Bank::by_code(&query).filter(|bank| page.banks.contains(bank));
    // The query has a chosen bank, or a rejected one: not a search.
    let search = if picked.is_some() || !form.errors.is_empty() {
        ""
    } else {
        query.as_str()
    };
    let found = page
        .banks
        .iter()
        .filter(|bank| bank.matches(search))
        .count();
    let whole_list = picked.is_none() && search.is_empty() && page.banks == BANKS;
    let banks = if whole_list {
        InertElement::new(banks_fragment(context.document.locale).placeholder()).into_any()
    } else {
        let choice = |bank: &Bank| {
            let hidden = !bank.matches(search);
            choice(
                context.document.locale,
                *bank,
                picked == Some(*bank),
                hidden,
            )
        };
        page.banks.iter().map(choice).collect::<Vec<_>>().into_any()
    };
    let amount = yuan(page.amount);
    let go = match picked {
        Some(bank) => (text.go_to_named)(bank.name(context.document.locale), &amount),
        None => (text.go_to_bank)(&amount),
    };
    let action = context.form_action(&page.token, Place::Choose, "confirm_payment");
    let message = errors::message(context, &form.errors, Field::Bank);
    let error = message.map(|text| view! { <p class="field__error" id="banks-error">{text}</p> });
    view! {
        {search_form(context, page, search, found)}
        <form method="post" action=action>
            <input type="hidden" name="way" value="bank" />
            <fieldset
                class="choices choices--grid"
                id="banks"
                tabindex="-1"
                aria-describedby=message.is_some().then_some("banks-error")
            >
                <legend class="choices__title">{text.pick_bank}</legend>
                {error}
                {banks}
            </fieldset>
            <button
                class="button button--main"
                id="bank-go"
                data-any=(text.go_to_bank)(&amount)
                data-named=(text.go_to_named)("%", &amount)
            >
                {go}
            </button>
            <p class="next">{text.next_bank}</p>
        </form>
    }
    .into_any()
}

/// The search. Without scripts the server filters. Banks that do not match are
/// hidden, so that the island can show them again.
fn search_form(context: &RenderContext, page: &PayPage, search: &str, found: usize) -> AnyView {
    let text = &context.text.choose;
    let count = i64::try_from(found).unwrap_or(i64::MAX);
    let result = match found {
        _ if search.is_empty() => String::new(),
        0 => (text.no_bank)(search),
        _ => (text.banks_found)(count),
    };
    let all = (!search.is_empty()).then(|| {
        let href = context.page_path(&page.token, Place::Choose);
        let href = if href.contains('?') {
            format!("{href}&bank=")
        } else {
            format!("{href}?bank=")
        };
        view! { <a class="finder__all" id="all-banks" href=href>{text.all_banks}</a> }
    });
    let lang = context
        .document
        .keep_language
        .then(|| view! { <input type="hidden" name="lang" value=context.document.locale.tag() /> });
    // Returns to the list of banks, not to the top of the page.
    let action = format!("{}#banks", Place::Choose.path(&page.token));
    let island = context.islands.map(|slots| (slots.bank_search)());
    view! {
        <form class="finder" method="get" action=action role="search">
            {lang}
            <label class="field__label" for="bank-query">{text.find_bank}</label>
            <p class="field__hint" id="bank-query-hint">{text.find_bank_hint}</p>
            <div class="finder__row">
                <input
                    class="input"
                    type="search"
                    id="bank-query"
                    name="bank"
                    autocomplete="off"
                    spellcheck="false"
                    enterkeyhint="search"
                    aria-describedby="bank-query-hint"
                    value=search.to_owned()
                />
                <button class="button button--quiet" id="bank-find">{text.find}</button>
            </div>
            <p
                class="finder__said"
                id="bank-said"
                role="status"
                data-none=(text.no_bank)("%")
                data-found=(text.banks_found)(0)
            >
                {result}
            </p>
            {all}
        </form>
        {island}
    }
    .into_any()
}

/// The list of all banks, none of them chosen or hidden.
const fn banks_fragment(locale: Locale) -> Fragment {
    match locale {
        Locale::ZhCn => Fragment("banks-zh-cn"),
        Locale::En => Fragment("banks-en"),
    }
}

/// That list in each language.
pub(in crate::pages) fn fragments() -> [(Fragment, String); 2] {
    [Locale::ZhCn, Locale::En].map(|locale| {
        let choice = |bank: &Bank| choice(locale, *bank, false, false);
        let banks = BANKS.iter().map(choice).collect::<Vec<_>>();
        (banks_fragment(locale), banks.to_html())
    })
}

fn choice(locale: Locale, bank: Bank, picked: bool, hidden: bool) -> AnyView {
    let id = format!("bank-{}", bank.code);
    view! {
        <div class="choice" data-bank=bank.code hidden=hidden>
            <input class="choice__radio" type="radio" name="bank" id=id.clone() value=bank.code checked=picked />
            <label class="choice__label" for=id>
                {tile(Some(bank))}
                <span class="choice__name">{bank.name(locale)}</span>
            </label>
        </div>
    }
    .into_any()
}
