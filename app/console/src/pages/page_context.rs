//! The data of every view.

use crate::text::{ConsoleText, RoleText};
use domain::clock::At;
use domain::console::{Membership, Right, Role, Scope, SignedIn, Unread};
use domain::merchant_store::StoreName;
use leptos::prelude::*;
use ui::document::DocumentContext;
use ui::html::{Html, IntoHtml};

/// A person who is signed in, on a page of a scope or of no scope.
pub(crate) struct Caller {
    /// The person.
    pub by: SignedIn,
    /// What its forms repeat.
    pub form_token: String,
    /// The membership in the page's scope.
    pub membership: Option<Membership>,
    /// The notifications in that scope that it has not read.
    pub unread: Unread,
}

/// The context of a page, created for one answer.
pub(crate) struct PageContext<'a> {
    /// Language, nonce and files of the document.
    pub document: DocumentContext,
    /// The texts of the language.
    pub text: &'static ConsoleText,
    /// The path of the page.
    pub path: &'a str,
    /// The query of the page without language, to repeat.
    pub query: String,
    /// Who is signed in; `None` on the pages of sign-in.
    pub caller: Option<&'a Caller>,
    /// What forms repeat, where a session has begun.
    pub form_token: Option<&'a str>,
    /// The present time.
    pub now: At,
}

impl PageContext<'_> {
    /// A path on this origin, with the language if the visitor chose one.
    pub(crate) fn link(&self, path: &str) -> String {
        self.document.link(path)
    }

    /// A path in the scope of the page, which begins with a slash or is empty.
    pub(crate) fn scope_path(&self, path: &str) -> String {
        let scope = self.membership().map_or("", |of| of.scope.as_str());
        format!("/console/{scope}{path}")
    }

    /// The membership in the page's scope.
    pub(crate) fn membership(&self) -> Option<&Membership> {
        self.caller.and_then(|caller| caller.membership.as_ref())
    }

    /// True where the person may do this in the page's scope.
    pub(crate) fn may(&self, right: Right) -> bool {
        self.membership().is_some_and(|of| of.role.may(right))
    }

    /// Repeats the language in a form that is sent by GET: a browser drops the
    /// query of its path.
    pub(crate) fn language_field(&self) -> Option<Html> {
        let tag = self.document.locale.tag();
        let field = || view! { <input type="hidden" name="lang" value=tag /> }.into_html();
        self.document.keep_language.then(field)
    }

    /// True where the person may see the takings of the page's merchant.
    pub(crate) fn has_takings(&self) -> bool {
        self.is_of_merchant() && self.may(Right::SeeTakings)
    }

    fn is_of_merchant(&self) -> bool {
        self.membership()
            .is_some_and(|of| of.scope != Scope::Provider)
    }

    /// The name of a console; for a store's staff with the store.
    pub(crate) fn console_name(&self, scope_name: &str, store: Option<&StoreName>) -> String {
        let name = if scope_name.is_empty() {
            self.text.layout.provider
        } else {
            scope_name
        };
        match store {
            Some(store) => format!("{name} · {}", store.name),
            None => name.to_owned(),
        }
    }

    /// A role in words.
    pub(crate) fn role(&self, role: Role) -> RoleText {
        (self.text.role)(role)
    }
}
