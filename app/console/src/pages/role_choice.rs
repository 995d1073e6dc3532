//! The choice of a role, with what each one may do, and of a store for its staff.

use super::field;
use super::page_context::PageContext;
use super::problems::Problems;
use super::store_choice::StoreChoice;
use domain::console::{ConsoleField, Role, Scope};
use domain::merchant_store::MerchantStore;
use leptos::prelude::*;
use ui::html::{Html, IntoHtml};

/// What can be given: the roles of a scope, and the stores of its merchant.
pub(crate) struct Offered<'a> {
    /// The scope.
    pub scope: &'a Scope,
    /// The stores to choose from. If there are none, the role `store` is not offered.
    pub stores: &'a [MerchantStore],
}

/// What is chosen: a role, and the id of a store; empty for none.
pub(crate) struct Chosen<'a> {
    /// The role.
    pub role: Option<Role>,
    /// The store's id.
    pub store: &'a str,
}

/// The roles as radio buttons, and the list of stores.
pub(super) fn view(
    page: &PageContext<'_>,
    offered: &Offered<'_>,
    chosen: &Chosen<'_>,
    problems: &Problems,
) -> Html {
    let store = StoreChoice {
        stores: offered.stores,
        chosen: chosen.store,
        name: None,
        none: page.text.stores.choose,
        hint: Some(page.text.stores.choose_hint),
    };
    view! {
        {roles(page, offered, chosen, problems)}
        {store.view(page, problems)}
    }
    .into_html()
}

fn roles(
    page: &PageContext<'_>,
    offered: &Offered<'_>,
    chosen: &Chosen<'_>,
    problems: &Problems,
) -> Html {
    let error = field::message(page, problems, ConsoleField::Role);
    let described = error.is_some().then_some("role-error");
    let has_error = error.is_some();
    let has_stores = !offered.stores.is_empty() || !chosen.store.is_empty();
    let roles: Vec<_> = Role::of(offered.scope)
        .filter(|role| *role != Role::StoreStaff || has_stores)
        .enumerate()
        .map(|(place, role)| {
            // The error summary leads to the first one.
            let id = match place {
                0 => field::id(ConsoleField::Role).to_owned(),
                _ => format!("role-{}", role.name()),
            };
            let text = page.role(role);
            view! {
                <div class="role">
                    <input
                        class="check__box"
                        type="radio"
                        id=id.clone()
                        name="role"
                        value=role.name()
                        checked=chosen.role == Some(role)
                        aria-describedby=format!("about-{}", role.name())
                    />
                    <label class="role__label" for=id>{text.name}</label>
                    <p class="role__about" id=format!("about-{}", role.name())>{text.about}</p>
                </div>
            }
        })
        .collect();
    view! {
        <fieldset class="field roles" class:field--wrong=has_error aria-describedby=described>
            <legend class="field__label">{page.text.team.role}</legend>
            {error}
            {roles}
        </fieldset>
    }
    .into_html()
}
