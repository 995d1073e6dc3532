//! The choice of a role, with what each one may do.

use super::field;
use super::page_context::PageContext;
use super::problems::Problems;
use domain::console::{ConsoleField, Role, Scope};
use leptos::prelude::*;
use ui::html::{Html, IntoHtml};

/// The roles of a scope as radio buttons.
pub(super) fn view(
    page: &PageContext<'_>,
    scope: &Scope,
    chosen: Option<Role>,
    problems: &Problems,
) -> Html {
    let error = field::message(page, problems, ConsoleField::Role);
    let described = error.is_some().then_some("role-error");
    let has_error = error.is_some();
    let roles: Vec<_> = Role::of(scope)
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
                        checked=chosen == Some(role)
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
