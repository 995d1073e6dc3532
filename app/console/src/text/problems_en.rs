//! What is wrong with a field, in English.

use super::application_fields;
use domain::console::{
    ConsoleField as Field, ConsoleProblem as Problem, PASSWORD_MAX, PASSWORD_MIN,
};

/// What is wrong with a field.
pub(super) fn problem(field: Field, problem: Problem) -> String {
    let name = name(field);
    let of_form = of_brand(field, problem, name)
        .or_else(|| of_application(field, problem))
        .or_else(|| of_acts(field, problem));
    if let Some(told) = of_form {
        return told;
    }
    match (field, problem) {
        (Field::Role, Problem::Empty | Problem::Format | Problem::Wrong) => "Choose a role".into(),
        (Field::OrderState, _) => "There is no such state; choose one of the list".into(),
        (Field::OrdersOf, _) => {
            "This is no id of a merchant or mall; it has 30 characters and begins with mer_ or mal_"
                .into()
        }
        (Field::Amount, Problem::Format) => {
            "Write the amount as 28.00, with two decimals at most".into()
        }
        (
            Field::FromDay | Field::UntilDay | Field::Day | Field::FreezeUntil | Field::SwitchUntil,
            Problem::Format,
        ) => {
            format!("The {name} is not a date; write it as 2026-11-22")
        }
        (Field::UntilDay, Problem::Wrong) => "The last day is before the first day".into(),
        (Field::OrderNumber, Problem::TooLong) => {
            "The number can have at most 64 characters".into()
        }
        (Field::OrderNumber, Problem::Format) => {
            "A number has only Latin letters, digits and symbols, without blanks in it".into()
        }
        (Field::RefundReason, _) => "Choose a reason".into(),
        (Field::Store, _) => "Choose an open store of the list".into(),
        (Field::StoreNo, Problem::Format) => {
            "A store number has only letters, digits, - and _".into()
        }
        (Field::StoreNo, Problem::Taken) => "Another store has this number".into(),
        (_, Problem::TooFine) => format!("The {name} can have two decimals at most"),
        (Field::Amount, Problem::TooSmall) => "The amount must be more than 0".into(),
        (_, Problem::TooSmall) => format!("The {name} is too small"),
        (Field::Amount, Problem::TooLarge) => "The amount is more than is possible".into(),
        (_, Problem::TooLarge) => format!("The {name} is too large"),
        (_, Problem::Empty) => format!("Enter the {name}"),
        (Field::Password | Field::NewPassword, Problem::TooShort) => {
            format!("The {name} must have at least {PASSWORD_MIN} characters")
        }
        (Field::Password | Field::NewPassword, Problem::TooLong) => {
            format!("The {name} can have at most {PASSWORD_MAX} characters")
        }
        (Field::Account, Problem::TooShort | Problem::TooLong | Problem::Format) => {
            "The account name must have 3 to 64 letters, digits and . _ - @ +".into()
        }
        (_, Problem::TooShort) => format!("The {name} is too short"),
        (_, Problem::TooLong) => format!("The {name} is too long"),
        (_, Problem::Format) => format!("The {name} has characters that are not allowed"),
        (_, Problem::Taken) => format!("Somebody else has this {name}"),
        (_, Problem::Guessable) => format!("This {name} is easily guessed; choose another"),
        (Field::Code, Problem::Wrong) => {
            "The code is not right; enter the digits that the authenticator shows now".into()
        }
        (
            _,
            Problem::Wrong
            | Problem::TooManyPixels
            | Problem::Shape
            | Problem::NotPlain
            | Problem::Time
            | Problem::Entry(_),
        ) => format!("The {name} is not right"),
    }
}

/// What is wrong with a field of a freeze or a switch.
fn of_acts(field: Field, problem: Problem) -> Option<String> {
    let told = match (field, problem) {
        (Field::FreezeStops, Problem::Wrong) => {
            "An order that is paid or has ended takes no payments: stop its refunds. One person alone stops new payments only"
        }
        (Field::FreezeStops, _) => "Choose what it stops",
        (Field::FreezeCause, _) => "Choose a reason: a document or a risk rule",
        (Field::RiskRule, _) => "Choose a risk rule",
        (Field::SwitchProduct, _) => "Choose a product of the list",
        (Field::FreezeUntil, Problem::Time) => {
            "The last day must be today or later, within ten years"
        }
        (Field::SwitchUntil, Problem::Time) => "The last day must be today or later, within a year",
        _ => return None,
    };
    Some(told.to_owned())
}

/// What is wrong with a field of a brand.
fn of_brand(field: Field, problem: Problem, name: &str) -> Option<String> {
    Some(match (field, problem) {
        (Field::Colour, _) => "Write the colour as #1f6f54".to_owned(),
        (Field::Terms | Field::Privacy, _) => {
            format!("The {name} must begin with https:// and have at most 200 characters")
        }
        (Field::Logo, Problem::Empty) => "Choose an image file".to_owned(),
        (Field::Logo, Problem::TooLarge) => {
            "The image is too large: at most 1 MB, an SVG 32 KB".to_owned()
        }
        (Field::Logo, Problem::TooManyPixels) => {
            "The image is too large: at most 4000 pixels on a side".to_owned()
        }
        (Field::Logo, Problem::Shape) => {
            "The shape is wrong: a square logo is at most 1.5 times as wide as high, a wide one more".to_owned()
        }
        (Field::Logo, Problem::NotPlain) => {
            "An SVG may hold shapes only: no scripts, links, styles or text (turn text into paths)".to_owned()
        }
        (Field::Logo, _) => "This is no PNG, JPEG, WebP or SVG image, or it is damaged".to_owned(),
        (Field::PublishFrom, _) => "The time must be ahead, within a year".to_owned(),
        _ => return None,
    })
}

/// What is wrong with an entry or a document of an application, or with a number at
/// a network.
fn of_application(field: Field, problem: Problem) -> Option<String> {
    let told = match (field, problem) {
        (Field::Application(of), Problem::Entry(wrong)) => {
            return Some(application_fields::problem_en(of, wrong));
        }
        (Field::DocumentFile, Problem::Empty) => "Choose a file",
        (Field::DocumentFile, Problem::TooLarge) => "The file is too large: at most 4 MB",
        (Field::DocumentFile, Problem::TooLong) => "An application has 20 documents at most",
        (Field::DocumentFile, _) => "This is no JPEG, PNG or PDF file, or it is damaged",
        (Field::NetworkAccount, Problem::Empty) => "Enter the number at one network at least",
        (Field::NetworkAccount, _) => {
            "This is no number of that network; check what the network gave you"
        }
        _ => return None,
    };
    Some(told.to_owned())
}

/// A field, in a sentence.
const fn name(field: Field) -> &'static str {
    match field {
        Field::Account => "account name",
        Field::Name => "name",
        Field::Password => "password",
        Field::NewPassword => "new password",
        Field::Code => "code",
        Field::Role => "role",
        Field::Note => "note",
        Field::PasskeyName => "name of the passkey",
        Field::Factor => "code or recovery code that you have",
        Field::OrderState => "state",
        Field::FromDay => "first day",
        Field::UntilDay | Field::FreezeUntil | Field::SwitchUntil => "last day",
        Field::OrderNumber => "number",
        Field::DisplayName => "display name",
        Field::Colour => "colour",
        Field::Support => "customer service",
        Field::Message => "message",
        Field::Terms => "link to your terms",
        Field::Privacy => "link to your privacy policy",
        Field::Logo => "logo",
        Field::PublishFrom => "time",
        Field::OrdersOf => "merchant or mall",
        Field::Amount => "amount",
        Field::Day => "day of the payment",
        Field::Search => "search",
        Field::Store => "store",
        Field::StoreNo => "store number",
        Field::StoreName => "name of the store",
        Field::StoreAddress => "address",
        Field::RefundReason | Field::FreezeCause | Field::SwitchReason => "reason",
        Field::RefusalReason => "reason of the refusal",
        Field::Application(of) => application_fields::en(of).label,
        Field::Remark => "remark or reason",
        Field::NetworkAccount => "number at a network",
        Field::DocumentFile => "document",
        Field::FreezeStops => "things it stops",
        Field::Issuer => "name of the court or authority",
        Field::Document => "number of the document",
        Field::RiskRule => "rule",
        Field::RiskNote => "description of what was seen",
        Field::SwitchProduct => "product",
        Field::ReleaseReason => "reason of the release",
    }
}
