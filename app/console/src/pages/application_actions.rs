//! What a person can do with an application, by its state and the person's rights.

use super::field::TextField;
use super::form::form;
use super::page_context::PageContext;
use super::problems::Problems;
use super::{amount_field, field, time};
use domain::application::{ApplicationState, ApplicationStep, ProofState, Section};
use domain::console::{ApplicationDetail, ConsoleField, Right};
use leptos::prelude::*;
use ui::html::{Html, IntoHtml};
use ui::words;

/// What was typed into the page's forms, by the names of their fields.
pub(crate) type Typed<'a> = &'a (dyn Fn(&str) -> String + Sync);

/// What brings it forward, by who enters it, proves its account or registers its
/// merchant.
pub(super) fn next(
    page: &PageContext<'_>,
    of: &ApplicationDetail,
    typed: Typed<'_>,
    problems: &Problems,
) -> Html {
    let actions = Actions {
        page,
        of,
        typed,
        problems,
    };
    match of.row.state {
        state if state.is_editable() && page.may(Right::EnterApplications) => actions.submit(),
        ApplicationState::Proving => actions.proof(),
        ApplicationState::Proved => actions.activation(),
        ApplicationState::Active => actions.merchant(),
        _ => ().into_html(),
    }
}

/// The review, which reads the entries first, and the ways to end it.
pub(super) fn decide(
    page: &PageContext<'_>,
    of: &ApplicationDetail,
    typed: Typed<'_>,
    problems: &Problems,
) -> Html {
    let actions = Actions {
        page,
        of,
        typed,
        problems,
    };
    let can = |step| of.row.state.after(step).is_some();
    let reviews = |step| page.may(Right::ReviewApplications) && can(step);
    let withdraws = page.may(Right::EnterApplications) && can(ApplicationStep::Withdraw);
    view! {
        {reviews(ApplicationStep::Accept).then(|| actions.accept())}
        {reviews(ApplicationStep::Return).then(|| actions.send_back())}
        {reviews(ApplicationStep::Refuse).then(|| actions.refuse())}
        {withdraws.then(|| actions.withdraw())}
    }
    .into_html()
}

struct Actions<'a> {
    page: &'a PageContext<'a>,
    of: &'a ApplicationDetail,
    typed: Typed<'a>,
    problems: &'a Problems,
}

impl Actions<'_> {
    /// A section with a form that does this.
    fn part(
        &self,
        (title, lead): (&'static str, Option<&'static str>),
        action: &str,
        fields: Html,
    ) -> Html {
        let to = format!("{}?do={action}", self.page.path);
        let fields = view! {
            <input type="hidden" name="revision" value=self.of.revision.to_string() />
            {fields}
        };
        view! {
            <section class="part">
                <h2 class="part__title">{title}</h2>
                {lead.map(|lead| view! { <p class="part__lead">{lead}</p> })}
                {form(self.page, &to, "form form--narrow part__form", fields.into_html())}
            </section>
        }
        .into_html()
    }

    fn line(&self, field: ConsoleField, label: &'static str) -> Html {
        let value = (self.typed)(field::id(field));
        let line = TextField::line(field, label, &value);
        line.view(self.page, self.problems)
    }

    /// A line for each name and label, with the error of them all; the summary
    /// leads to the first.
    fn lines(&self, of: ConsoleField, named: impl Iterator<Item = (String, String)>) -> Html {
        let error = field::message(self.page, self.problems, of);
        let lines = named.enumerate().map(|(place, (name, label))| {
            let id = match place {
                0 => field::id(of).to_owned(),
                _ => name.clone(),
            };
            let value = (self.typed)(&name);
            view! {
                <div class="field">
                    <label class="field__label" for=id.clone()>{label}</label>
                    <input class="input" id=id name=name autocomplete="off" value=value />
                </div>
            }
        });
        view! {
            {error}
            {lines.collect::<Vec<_>>()}
        }
        .into_html()
    }

    fn submit(&self) -> Html {
        let text = &self.page.text.applications;
        let button = view! { <button class="button button--own">{text.submit}</button> };
        let words = (text.submit, Some(text.submit_lead));
        self.part(words, "submit", button.into_html())
    }

    fn accept(&self) -> Html {
        let text = &self.page.text.applications;
        let button = view! { <button class="button button--own">{text.accept}</button> };
        let words = (text.review, Some(text.accept_lead));
        self.part(words, "accept", button.into_html())
    }

    /// A field for each section's remark; the summary leads to the first.
    fn send_back(&self) -> Html {
        let text = &self.page.text.applications;
        let sections = Section::ALL.into_iter().map(|section| {
            let name = format!("remark-{}", section.name());
            (name, (text.of_section)(section).to_owned())
        });
        let lines = self.lines(ConsoleField::Remark, sections);
        let fields = view! {
            {lines}
            <button class="button button--quiet">{text.return_button}</button>
        };
        let words = (text.return_title, Some(text.return_lead));
        self.part(words, "return", fields.into_html())
    }

    fn refuse(&self) -> Html {
        let text = &self.page.text.applications;
        let fields = view! {
            {self.line(ConsoleField::RefusalReason, text.refuse_label)}
            <button class="button button--quiet button--danger">{text.refuse_button}</button>
        };
        self.part((text.refuse, None), "refuse", fields.into_html())
    }

    fn withdraw(&self) -> Html {
        let text = &self.page.text.applications;
        let fields = view! {
            {self.line(ConsoleField::Remark, text.withdraw_label)}
            <button class="button button--quiet button--danger">{text.withdraw_button}</button>
        };
        self.part((text.withdraw, None), "withdraw", fields.into_html())
    }

    /// The proof of the account: who sends a sum, who enters the answer.
    fn proof(&self) -> Html {
        let (page, text) = (self.page, &self.page.text.applications);
        let proof = self.of.proof.as_ref();
        let open = proof.filter(|proof| proof.state_at(page.now) == ProofState::Open);
        let words = match (open, proof) {
            (Some(open), _) => {
                let until = time::minute_text(open.until());
                (text.sum_waits)(&until, open.tries_left())
            }
            (None, Some(over)) if over.state != ProofState::Ended => text.sum_over.to_owned(),
            _ => text.no_sum.to_owned(),
        };
        let sum = (self.typed)(field::id(ConsoleField::Amount));
        let (label, hint, button, action) = match open {
            None if page.may(Right::ProveAccounts) => (
                text.send_sum,
                text.send_sum_hint,
                text.send_sum_button,
                "sum",
            ),
            Some(_) if page.may(Right::EnterApplications) => (
                text.name_sum,
                text.name_sum_hint,
                text.name_sum_button,
                "answer",
            ),
            _ => return told(text.proof, words),
        };
        let amount = amount_field::field(label, Some(hint), &sum);
        let fields = view! {
            <p class="part__lead part__fact">{words}</p>
            {amount.view(page, self.problems)}
            <button class="button button--own">{button}</button>
        };
        self.part((text.proof, None), action, fields.into_html())
    }

    /// The request of a second person's approval.
    fn activation(&self) -> Html {
        let (page, text) = (self.page, &self.page.text.applications);
        if let Some(id) = &self.of.approval {
            let to = page.link(&page.scope_path(&format!("/approvals/{id}")));
            return view! {
                <section class="part">
                    <h2 class="part__title">{text.ask}</h2>
                    <p class="part__lead">{text.waits}</p>
                    <a class="button button--quiet" href=to>{text.to_approval}</a>
                </section>
            }
            .into_html();
        }
        if !page.may(Right::ReviewApplications) {
            return ().into_html();
        }
        let channels = self.of.channels.iter().map(|channel| {
            let network = words::network(page.document.locale, channel);
            (format!("number-{channel}"), (text.number_at)(&network))
        });
        let lines = self.lines(ConsoleField::NetworkAccount, channels);
        let fields = view! {
            {lines}
            <button class="button button--own">{text.ask_button}</button>
        };
        let words = (text.ask, Some(text.ask_lead));
        self.part(words, "activate", fields.into_html())
    }

    /// The merchant that it became, and its owner's link.
    fn merchant(&self) -> Html {
        let (page, text) = (self.page, &self.page.text.applications);
        let merchant = self.of.merchant.as_ref().map(|id| {
            let to = page.link(&page.scope_path(&format!("/merchants/{id}")));
            view! {
                <section class="part">
                    <h2 class="part__title">{text.merchant}</h2>
                    <a class="button button--quiet" href=to>{text.to_merchant}</a>
                </section>
            }
        });
        let link = self.of.has_no_owner && page.may(Right::ActivateMerchants);
        let link = link.then(|| {
            let button = view! {
                <button class="button button--own">{text.owner_link_button}</button>
            };
            let words = (text.owner_link, Some(text.owner_link_lead));
            self.part(words, "link", button.into_html())
        });
        view! { {link} {merchant} }.into_html()
    }
}

fn told(title: &'static str, words: String) -> Html {
    view! {
        <section class="part">
            <h2 class="part__title">{title}</h2>
            <p class="part__lead">{words}</p>
        </section>
    }
    .into_html()
}
