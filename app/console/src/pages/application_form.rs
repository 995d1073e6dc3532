//! The form of a section of an application. Personal data is never filled in: what
//! is saved stays where nothing is typed.

use super::applications::{PATH, name};
use super::field::{self, TextField};
use super::form::with_way_back;
use super::page_context::PageContext;
use super::problems::Problems;
use super::select_field::{SelectField, option};
use super::{PageBody, summary};
use domain::application::{ApplicationField as Field, Entries, FieldKind, Section};
use domain::console::{ApplicationDetail, ConsoleField};
use domain::ids::MallId;
use domain::product::Product;
use leptos::prelude::*;
use ui::html::{Html, IntoHtml};
use ui::parts::foreign;
use ui::words;

/// The page. `typed` is what was sent, or what is saved; `others` is true where
/// somebody else saved the section meanwhile.
pub(crate) fn view(
    page: &PageContext<'_>,
    of: &ApplicationDetail,
    (section, typed, others): (Section, &Entries, bool),
    problems: &Problems,
) -> PageBody {
    let text = &page.text.applications;
    let title = (text.of_section)(section);
    let saved = of.section(section);
    let revision = saved.map_or(0, |saved| saved.revision).to_string();
    let empty = Entries::default();
    let form = SectionForm {
        page,
        malls: &of.malls,
        typed,
        saved: saved.map_or(&empty, |saved| &saved.entries),
        problems,
    };
    let fields = match section {
        Section::Owners => form.owners(),
        Section::Terms => form.terms(),
        _ => form.all(Field::of(section)),
    };
    let fields = view! {
        <input type="hidden" name="revision" value=revision />
        {fields}
    };
    let back = format!("{PATH}/{}", of.row.id);
    let remark = saved.and_then(|saved| saved.remark.as_deref());
    let remark = remark.map(|remark| {
        let remark = foreign::name(page.document.locale, remark);
        view! { <p class="warning" role="note">{text.remark} ": " {remark}</p> }
    });
    let body = view! {
        {summary::errors(page, problems)}
        <p class="crumb"><a href=page.link(&back)>{text.back}</a></p>
        <h1 class="title">{title}</h1>
        <p class="lead">{foreign::name(page.document.locale, &name(page, &of.row))}</p>
        {remark}
        {others.then(|| form.theirs(section))}
        {with_way_back(page, fields.into_html(), text.save, &back)}
    };
    PageBody::new(title, body.into_html())
}

/// The fields of a section.
pub(super) struct SectionForm<'a> {
    pub page: &'a PageContext<'a>,
    /// The malls that can be chosen: id and name.
    pub malls: &'a [(MallId, String)],
    pub typed: &'a Entries,
    /// Personal data is masked.
    pub saved: &'a Entries,
    pub problems: &'a Problems,
}

impl SectionForm<'_> {
    fn all(&self, fields: impl Iterator<Item = Field>) -> Html {
        fields
            .map(|field| self.field(field))
            .collect::<Vec<_>>()
            .into_html()
    }

    fn field(&self, field: Field) -> Html {
        match field.kind() {
            FieldKind::Choice(words) => self.choice(field, words),
            FieldKind::PastDay | FieldKind::FutureDay | FieldKind::Day => self.day(field),
            _ => self.text(field),
        }
    }

    fn text(&self, field: Field) -> Html {
        let words = (self.page.text.applications.field)(field);
        let saved = self.saved.text(field);
        let keep = (field.is_personal() && !saved.is_empty())
            .then(|| (self.page.text.applications.keep)(saved));
        let (kind, inputmode, width) = match field.kind() {
            FieldKind::Phone => ("tel", "tel", "input--code"),
            FieldKind::Mail => ("text", "email", ""),
            FieldKind::Mcc | FieldKind::BankAccount => ("text", "numeric", "input--code"),
            FieldKind::Percent | FieldKind::Yuan => ("text", "decimal", "input--code"),
            _ => ("text", "text", ""),
        };
        let text = TextField {
            hint: keep.as_deref().or(words.hint),
            kind,
            inputmode,
            width,
            ..TextField::line(
                ConsoleField::Application(field),
                words.label,
                self.typed.text(field),
            )
        };
        text.view(self.page, self.problems)
    }

    fn day(&self, field: Field) -> Html {
        let words = (self.page.text.applications.field)(field);
        let named = (ConsoleField::Application(field), words.label);
        let day = TextField::day(self.page, self.problems, named, self.typed.text(field));
        let day = TextField {
            hint: words.hint,
            ..day
        };
        day.view(self.page, self.problems)
    }

    fn choice(&self, field: Field, words: &'static [&'static str]) -> Html {
        let text = &self.page.text.applications;
        let chosen = self.typed.text(field);
        let options = words.iter();
        let options = options.map(|word| option(word, (text.choice)(word), chosen));
        let field = SelectField {
            field: ConsoleField::Application(field),
            label: (text.field)(field).label,
            hint: None,
            none: text.choose,
            options: options.collect(),
        };
        field.view(self.page, self.problems)
    }

    fn owners(&self) -> Html {
        let owners = Field::OWNERS.into_iter().enumerate();
        let owner = |(place, fields): (usize, [Field; 3])| {
            let legend = (self.page.text.applications.owner)(place + 1);
            view! {
                <fieldset class="card-fields">
                    <legend class="part__title">{legend}</legend>
                    {self.all(fields.into_iter())}
                </fieldset>
            }
        };
        owners.map(owner).collect::<Vec<_>>().into_html()
    }

    /// Boxes to tick; the summary leads to the first one.
    fn boxes(&self, field: Field, choices: Vec<(String, Html, Option<Html>)>) -> Html {
        let of = ConsoleField::Application(field);
        let error = field::message(self.page, self.problems, of);
        let has_error = error.is_some();
        let chosen: Vec<_> = self.typed.text(field).split(' ').collect();
        let name = field::id(of);
        let boxes: Vec<_> = choices
            .into_iter()
            .enumerate()
            .map(|(place, (value, label, more))| {
                let id = match place {
                    0 => name.to_owned(),
                    _ => format!("{name}-{value}"),
                };
                let checked = chosen.contains(&value.as_str());
                view! {
                    <div class="check">
                        <input
                            class="check__box"
                            type="checkbox"
                            id=id.clone()
                            name=name
                            value=value
                            checked=checked
                        />
                        <label class="check__label" for=id>{label}</label>
                    </div>
                    {more}
                }
            })
            .collect();
        view! {
            <fieldset
                class="field card-fields"
                class:field--wrong=has_error
                aria-describedby=has_error.then(|| format!("{name}-error"))
            >
                <legend class="field__label">{(self.page.text.applications.field)(field).label}</legend>
                {error}
                {boxes}
            </fieldset>
        }
        .into_html()
    }

    /// Each product with its fee, the malls, and from when.
    pub(super) fn terms(&self) -> Html {
        let locale = self.page.document.locale;
        let products = Product::ALL.into_iter().map(|product| {
            let fee = self.all(Field::fee_of(product).into_iter());
            let name = words::product(locale, product).into_html();
            (product.name().to_owned(), name, Some(fee))
        });
        let products = self.boxes(Field::Products, products.collect());
        let malls: Vec<_> = self
            .malls
            .iter()
            .map(|(id, name)| {
                (
                    id.to_string(),
                    foreign::name(locale, name).into_html(),
                    None,
                )
            })
            .collect();
        let none = malls
            .is_empty()
            .then_some(self.page.text.applications.no_malls);
        let none = none.map(|none| view! { <p class="part__lead">{none}</p> });
        view! {
            {products}
            {self.boxes(Field::Malls, malls)}
            {none}
            {self.field(Field::FeesFrom)}
        }
        .into_html()
    }

    /// What somebody else saved meanwhile, where it differs.
    fn theirs(&self, section: Section) -> Html {
        let (text, brand) = (&self.page.text.applications, &self.page.text.brand);
        let locale = self.page.document.locale;
        let differs = |field: &Field| {
            !field.is_personal() && self.saved.text(*field) != self.typed.text(*field)
        };
        let rows: Vec<_> = Field::of(section)
            .filter(differs)
            .map(|field| {
                view! {
                    <tr>
                        <th scope="row">{(text.field)(field).label}</th>
                        <td data-label=brand.mine>
                            {foreign::name(locale, self.typed.text(field))}
                        </td>
                        <td data-label=text.theirs>
                            {foreign::name(locale, self.saved.text(field))}
                        </td>
                    </tr>
                }
            })
            .collect();
        view! {
            <section class="part">
                <h2 class="part__title" id="theirs">{text.theirs}</h2>
                <p class="part__lead">{text.theirs_lead}</p>
                <table class="table" aria-labelledby="theirs">
                    <thead>
                        <tr>
                            <th scope="col">{brand.setting}</th>
                            <th scope="col">{brand.mine}</th>
                            <th scope="col">{text.theirs}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </section>
        }
        .into_html()
    }
}
