//! The views of the consoles, one file per page, and the parts that they share.

pub(crate) mod account;
mod activity;
pub(crate) mod amount_field;
pub(crate) mod application;
pub(crate) mod application_actions;
mod application_documents;
pub(crate) mod application_form;
mod application_sections;
pub(crate) mod applications;
pub(crate) mod approval;
mod approval_details;
mod approval_rows;
mod approval_state;
pub(crate) mod approvals;
pub(crate) mod audit;
pub(crate) mod brand;
pub(crate) mod channel;
pub(crate) mod confirm;
pub(crate) mod contract;
mod device;
pub(crate) mod directory;
mod empty_list;
pub(crate) mod error;
pub(crate) mod exports;
mod facts;
pub(crate) mod failure;
mod field;
pub(crate) mod form;
mod frame;
pub(crate) mod freeze;
pub(crate) mod freeze_form;
pub(crate) mod freeze_notice;
mod freeze_table;
mod freeze_words;
pub(crate) mod freezes;
pub(crate) mod home;
pub(crate) mod invitation;
pub(crate) mod invite_member;
pub(crate) mod mall;
pub(crate) mod member;
pub(crate) mod merchant;
pub(crate) mod notifications;
mod one_time_link;
pub(crate) mod opening;
pub(crate) mod order;
mod order_filter;
pub(crate) mod order_query;
mod order_state;
mod order_table;
mod order_timeline;
pub(crate) mod orders;
pub(crate) mod page_context;
pub(crate) mod passkey;
pub(crate) mod password;
mod people;
pub(crate) mod problems;
pub(crate) mod recovery_codes;
pub(crate) mod refund_form;
pub(crate) mod refund_limit;
mod refund_state;
pub(crate) mod refunds;
pub(crate) mod role_choice;
mod sections;
mod select_field;
pub(crate) mod sign_in;
pub(crate) mod store;
mod store_choice;
pub(crate) mod stores;
mod summary;
pub(crate) mod support;
pub(crate) mod support_order;
pub(crate) mod support_query;
pub(crate) mod team;
mod time;
pub(crate) mod today;
pub(crate) mod work;
pub(crate) mod work_list;

pub(crate) use frame::document;

use crate::text::ConsoleText;
use domain::locale::Locale;
use ui::embedded::EmbeddedText;
use ui::html::Html;

/// A page's own part.
pub(crate) struct PageBody {
    /// The title, without the name of the product.
    pub title: String,
    /// The content of `<main>`.
    pub body: Html,
    /// Reload after so many seconds, without scripts.
    pub refresh_s: Option<u32>,
}

impl PageBody {
    fn new(title: impl Into<String>, body: Html) -> Self {
        Self {
            title: title.into(),
            body,
            refresh_s: None,
        }
    }
}

/// The words of the page that stands for any of these inside another page.
pub(crate) fn embedded_text(locale: Locale) -> EmbeddedText {
    let text = &ConsoleText::of(locale).layout;
    EmbeddedText {
        site: "Paydesk",
        title: text.embedded,
        lead: text.embedded_lead,
        open: text.embedded_open,
    }
}
