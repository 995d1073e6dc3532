//! Online banking: a search for the bank that works as a plain form and, with
//! islands, while the shopper types; the list of banks; the button to the bank.

use super::bank_list::BankList;
use crate::amount::yuan;
use crate::context::RenderContext;
use crate::html::{Html, IntoHtml as _};
use crate::parts::named_button::NamedButton;
use domain::bank::Bank;
use domain::desk::{FormState, PayPage, Place};
use leptos::prelude::*;

/// The forms.
pub(in crate::pages) fn view(context: &RenderContext, page: &PayPage, form: &FormState) -> Html {
    let text = &context.text.choose;
    let offered = |bank: &Bank| page.banks.contains(bank);
    let query = form.bank.clone().unwrap_or_default();
    let asked = Bank::by_code(&query).filter(offered);
    // The query has a chosen bank, or a rejected one: not a search.
    let rejected = !form.errors.is_empty();
    let search = if asked.is_some() || rejected {
        ""
    } else {
        query.as_str()
    };
    let last = page.last_way.and_then(|way| way.bank).filter(offered);
    let picked = asked.or(last.filter(|_| search.is_empty() && !rejected));
    let banks = BankList {
        banks: page.banks,
        last,
        picked,
        search,
    };
    let matches = |bank: &&Bank| !search.is_empty() && bank.matches(search);
    let found = page.banks.iter().filter(matches).count();
    let amount = yuan(page.amount);
    let action = context.form_action(&page.token, Place::Choose, "confirm_payment");
    let go = NamedButton {
        any: (text.go_to_bank)(page.brand.button, &amount),
        named: (text.go_to_named)(page.brand.button, "%", &amount),
        first: picked.map(|bank| bank.short_name(context.document.locale).to_owned()),
    };
    view! {
        {search_form(context, page, search, found)}
        <form method="post" action=action>
            <input type="hidden" name="way" value="bank" />
            {banks.view(context, form)}
            {go.view()}
            <p class="next">{text.next_bank}</p>
        </form>
    }
    .into_html()
}

/// The search. Without scripts the server filters. Banks that do not match are
/// hidden, so that the island can show them again.
fn search_form(context: &RenderContext, page: &PayPage, search: &str, found: usize) -> Html {
    let text = &context.text.choose;
    let count = i64::try_from(found).unwrap_or(i64::MAX);
    let result = match found {
        _ if search.is_empty() => String::new(),
        0 => (text.no_bank)(search),
        _ => (text.banks_found)(count),
    };
    let all = (!search.is_empty()).then(|| {
        let href = context.bank_list(&page.token);
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
    .into_html()
}
