//! The checks of an application: each field, and what fields say together.

use super::entries::Entries;
use super::entry_problem::{EntryMistake, EntryProblem as Problem};
use super::field::{ApplicationField as Field, FieldKind};
use super::section::Section;
use crate::day::Day;
use crate::display_text;
use crate::goods;
use crate::id_number;
use crate::ids::MallId;
use crate::input::{compact, normalized};
use crate::money::{Currency, Money, MoneyError};
use crate::origin::Origin;
use crate::phone;
use crate::product::Product;
use crate::uscc;

/// A share of a whole in basis points.
const WHOLE: i64 = 10_000;

/// A beneficial owner has more than this share, in basis points (25 %).
const OWNER_SHARE: i64 = 2_500;

/// The longest mail address.
const MAIL_MAX: usize = 64;

/// The digits of a bank account.
const BANK_ACCOUNT: std::ops::RangeInclusive<usize> = 8..=32;

/// Reads a section as it was typed: each entry in its own form.
///
/// # Errors
/// What is wrong with its fields.
pub fn check_section(
    section: Section,
    typed: &Entries,
    today: Day,
) -> Result<Entries, Vec<EntryMistake>> {
    let (mut read, mut mistakes) = (Entries::default(), Vec::new());
    for field in Field::of(section) {
        match entry(field, typed.text(field), today) {
            Ok(text) => read.put(field, text),
            Err(problem) => mistakes.push((field, problem)),
        }
    }
    if mistakes.is_empty() {
        mistakes = match section {
            Section::Company => licence(&read),
            Section::Owners => owners(&read),
            Section::Business => scenes(&read),
            Section::Terms => fees(&read),
            Section::LegalPerson | Section::Contact | Section::Account => Vec::new(),
        };
    }
    if mistakes.is_empty() {
        Ok(read)
    } else {
        Err(mistakes)
    }
}

/// Checks all sections once more, on the day on which they are sent, and what they
/// say together.
///
/// # Errors
/// What is wrong with its fields.
pub fn check_whole(entries: &Entries, today: Day) -> Result<(), Vec<EntryMistake>> {
    let mut mistakes = Vec::new();
    for section in Section::ALL {
        if let Err(wrong) = check_section(section, entries, today) {
            mistakes.extend(wrong);
        }
    }
    let has_owner = Field::OWNERS
        .iter()
        .any(|[name, ..]| !entries.text(*name).is_empty());
    if entries.text(Field::Subject) == "enterprise" && !has_owner {
        mistakes.push((Field::Owner1Name, Problem::Empty));
    }
    let holder = match entries.text(Field::AccountKind) {
        "personal" => Field::LegalName,
        _ => Field::RegisteredName,
    };
    let named = entries.text(Field::Holder);
    if !named.is_empty() && named != entries.text(holder) {
        mistakes.push((Field::Holder, Problem::NotTheHolder));
    }
    if mistakes.is_empty() {
        Ok(())
    } else {
        Err(mistakes)
    }
}

/// An entry in its own form; empty where nothing must stand there.
fn entry(field: Field, typed: &str, today: Day) -> Result<String, Problem> {
    let text = normalized(typed).trim().to_owned();
    if text.is_empty() {
        return if field.is_required() {
            Err(Problem::Empty)
        } else {
            Ok(text)
        };
    }
    match field.kind() {
        FieldKind::Line(max) => line(text, max),
        FieldKind::Choice(words) => one_of(text, words),
        FieldKind::Uscc => registration_number(&text),
        FieldKind::PastDay => day(text, |day| day <= today),
        FieldKind::FutureDay => day(text, |day| day > today),
        FieldKind::Day => day(text, |_| true),
        FieldKind::IdNumber => Ok(id_number::read(&text, today)?),
        FieldKind::Phone => Ok(phone::read(&text)?),
        FieldKind::Mail => mail(text),
        FieldKind::Host => host(&text),
        FieldKind::Mcc => category(text),
        FieldKind::BankAccount => bank_account(&text),
        FieldKind::Percent => hundredths(text, WHOLE),
        FieldKind::Yuan => hundredths(text, Money::MAX_ORDER_MINOR),
        FieldKind::Products => all_of(text, |name| Product::parse(name).is_some()),
        FieldKind::Malls => all_of(text, |id| MallId::parse(id).is_some()),
    }
}

fn line(text: String, max: usize) -> Result<String, Problem> {
    if text.chars().count() > max {
        return Err(Problem::TooLong);
    }
    match display_text::check(&text, max, "") {
        Ok(()) => Ok(text),
        Err(_) => Err(Problem::Format),
    }
}

fn one_of(text: String, words: &[&str]) -> Result<String, Problem> {
    if words.contains(&text.as_str()) {
        Ok(text)
    } else {
        Err(Problem::NotOffered)
    }
}

fn all_of(text: String, is_known: impl Fn(&str) -> bool) -> Result<String, Problem> {
    if text.split(' ').all(is_known) {
        Ok(text)
    } else {
        Err(Problem::NotOffered)
    }
}

fn registration_number(text: &str) -> Result<String, Problem> {
    let code = compact(text);
    if code.len() != 18 || !code.bytes().all(|b| b.is_ascii_alphanumeric()) {
        Err(Problem::Format)
    } else if uscc::is_valid(&code) {
        Ok(code)
    } else {
        Err(Problem::CheckDigit)
    }
}

fn day(text: String, fits: impl Fn(Day) -> bool) -> Result<String, Problem> {
    match Day::parse(&text) {
        Some(day) if fits(day) => Ok(text),
        _ => Err(Problem::Day),
    }
}

fn mail(text: String) -> Result<String, Problem> {
    if text.len() > MAIL_MAX {
        return Err(Problem::TooLong);
    }
    let is_plain =
        |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_graphic() && b != b'@');
    match text.split_once('@') {
        Some((name, host)) if is_plain(name) && is_host(host) => Ok(text),
        _ => Err(Problem::Format),
    }
}

/// With or without `https://`.
fn host(text: &str) -> Result<String, Problem> {
    let text = text.to_ascii_lowercase();
    let host = text.strip_prefix("https://").unwrap_or(&text);
    let host = host.trim_end_matches('/');
    if is_host(host) {
        Ok(host.to_owned())
    } else {
        Err(Problem::Format)
    }
}

fn is_host(host: &str) -> bool {
    host.contains('.') && !host.contains(':') && Origin::alone(&format!("https://{host}")).is_ok()
}

fn category(text: String) -> Result<String, Problem> {
    if text.len() != 4 || !text.bytes().all(|b| b.is_ascii_digit()) {
        return Err(Problem::Format);
    }
    match goods::check_mcc(&text) {
        Ok(()) => Ok(text),
        Err(_) => Err(Problem::NotPayable),
    }
}

/// Numbers of accounts have no check digit that all banks use, so a number is
/// proved by a small sum.
fn bank_account(text: &str) -> Result<String, Problem> {
    let digits = compact(text);
    let first = digits.bytes().next();
    if !digits.bytes().all(|b| b.is_ascii_digit()) || digits.bytes().all(|b| Some(b) == first) {
        Err(Problem::Format)
    } else if digits.len() < *BANK_ACCOUNT.start() {
        Err(Problem::TooShort)
    } else if digits.len() > *BANK_ACCOUNT.end() {
        Err(Problem::TooLong)
    } else {
        Ok(digits)
    }
}

/// A number with two decimals at most, up to so many hundredths.
fn hundredths(text: String, most: i64) -> Result<String, Problem> {
    match Money::parse(&text, Currency::Cny) {
        Ok(number) if number.minor() < 0 => Err(Problem::Format),
        Ok(number) if number.minor() > most => Err(Problem::TooLarge),
        Ok(_) => Ok(text),
        Err(MoneyError::TooLarge) => Err(Problem::TooLarge),
        Err(_) => Err(Problem::Format),
    }
}

/// The hundredths of an entry that was read.
pub(super) fn number(entries: &Entries, field: Field) -> Option<i64> {
    let number = Money::parse(entries.text(field), Currency::Cny);
    number.ok().map(Money::minor)
}

fn licence(read: &Entries) -> Vec<EntryMistake> {
    let (from, until) = (
        Day::parse(read.text(Field::LicenceFrom)),
        Day::parse(read.text(Field::LicenceUntil)),
    );
    match (from, until) {
        (Some(from), Some(until)) if until <= from => vec![(Field::LicenceUntil, Problem::Day)],
        _ => Vec::new(),
    }
}

/// An owner has all three entries, and more than a quarter; all have a whole at
/// most.
fn owners(read: &Entries) -> Vec<EntryMistake> {
    let (mut mistakes, mut sum) = (Vec::new(), 0);
    for owner in Field::OWNERS {
        let empty = owner.iter().filter(|field| read.text(**field).is_empty());
        let empty: Vec<_> = empty.map(|field| (*field, Problem::Empty)).collect();
        if empty.len() == owner.len() {
            continue;
        }
        mistakes.extend(empty);
        let [.., share] = owner;
        let Some(basis_points) = number(read, share) else {
            continue;
        };
        sum += basis_points;
        if basis_points <= OWNER_SHARE {
            mistakes.push((share, Problem::TooSmall));
        } else if sum > WHOLE {
            mistakes.push((share, Problem::TooLarge));
        }
    }
    mistakes
}

fn scenes(read: &Entries) -> Vec<EntryMistake> {
    let scenes = [Field::Host, Field::App, Field::Store];
    if scenes.iter().all(|field| read.text(*field).is_empty()) {
        vec![(Field::Host, Problem::Empty)]
    } else {
        Vec::new()
    }
}

/// Each product has its fee.
fn fees(read: &Entries) -> Vec<EntryMistake> {
    let names = read.text(Field::Products).split(' ');
    let products = names.filter_map(Product::parse);
    let fields = products.flat_map(Field::fee_of);
    let empty = fields.filter(|field| read.text(*field).is_empty());
    empty.map(|field| (field, Problem::Empty)).collect()
}

#[cfg(test)]
mod tests {
    use super::{check_section, check_whole};
    use crate::application::{
        ApplicationField as Field, Entries, EntryProblem as Problem, Section,
    };
    use crate::day::Day;

    fn today() -> Day {
        Day::new(2026, 11, 22).expect("a day")
    }

    /// An application in which everything is right.
    fn whole() -> Entries {
        let mut entries = Entries::default();
        for (field, text) in [
            (Field::Subject, "enterprise"),
            (Field::Uscc, "91350100M000100Y43"),
            (Field::RegisteredName, "云上茶业有限公司"),
            (Field::Address, "杭州市西湖区龙井路 1 号"),
            (Field::LicenceFrom, "2020-01-01"),
            (Field::LegalName, "王芳"),
            (Field::LegalId, "11010519491231002x"),
            (Field::LegalPhone, "138 0013 8000"),
            (Field::Owner1Name, "王芳"),
            (Field::Owner1Id, "11010519491231002X"),
            (Field::Owner1Share, "60"),
            (Field::ContactName, "李雷"),
            (Field::ContactPhone, "+86 13900139000"),
            (Field::ContactMail, "lilei@tea.example"),
            (Field::Host, "https://Tea.example/"),
            (Field::Mcc, "5411"),
            (Field::ShortName, "云上茶"),
            (Field::DisplayName, "云上茶舍"),
            (Field::AccountKind, "corporate"),
            (Field::Holder, "云上茶业有限公司"),
            (Field::Bank, "工商银行西湖支行"),
            (Field::AccountNumber, "1202 0219 0990 0012 345"),
            (Field::Products, "scan"),
            (Field::Malls, "mal_00000000000000000000000001"),
            (Field::FeesFrom, "2026-12-01"),
            (Field::ScanRate, "0.38"),
            (Field::ScanMinimum, "0"),
        ] {
            entries.put(field, text);
        }
        entries
    }

    #[test]
    fn what_is_right_is_read_in_its_own_form() {
        let entries = whole();
        assert_eq!(check_whole(&entries, today()), Ok(()));
        let read = |section| check_section(section, &entries, today()).expect("right");
        for (field, text) in [
            (Field::LegalId, "11010519491231002X"),
            (Field::LegalPhone, "13800138000"),
            (Field::Host, "tea.example"),
            (Field::AccountNumber, "1202021909900012345"),
        ] {
            assert_eq!(read(field.section()).text(field), text);
        }
        assert_eq!(read(Section::Terms).text(Field::LegalId), "");
    }

    /// One entry of the whole one is changed, and it alone is wrong.
    #[test]
    fn each_mistake_is_told_at_its_field() {
        for (field, text, problem) in [
            (Field::Subject, "bank", Problem::NotOffered),
            (Field::Uscc, "91350100M000100Y34", Problem::CheckDigit),
            (Field::Uscc, "9135", Problem::Format),
            (Field::RegisteredName, "", Problem::Empty),
            (Field::LicenceFrom, "2026-11-23", Problem::Day),
            (Field::LicenceUntil, "2026-11-22", Problem::Day),
            (Field::LegalId, "110105194912310021", Problem::CheckDigit),
            (Field::LegalPhone, "12345", Problem::TooShort),
            (Field::Owner1Share, "25", Problem::TooSmall),
            (Field::Owner1Share, "100.01", Problem::TooLarge),
            (Field::Owner1Share, "", Problem::Empty),
            (Field::ContactMail, "lilei", Problem::Format),
            (Field::ContactMail, "a@b@tea.example", Problem::Format),
            (Field::Host, "tea", Problem::Format),
            (Field::Host, "tea.example/shop", Problem::Format),
            (Field::Mcc, "6012", Problem::NotPayable),
            (Field::Mcc, "54", Problem::Format),
            (Field::Holder, "王芳", Problem::NotTheHolder),
            (Field::AccountNumber, "1234567", Problem::TooShort),
            (Field::AccountNumber, "88888888", Problem::Format),
            (Field::Products, "scan balance", Problem::NotOffered),
            (Field::ScanRate, "", Problem::Empty),
            (Field::ScanRate, "0.385", Problem::Format),
            (Field::ShortName, &"茶".repeat(26), Problem::TooLong),
        ] {
            let mut entries = whole();
            entries.put(field, text);
            let wrong = check_whole(&entries, today()).expect_err(text);
            // Without the registered name, the holder of the account is wrong too.
            if field != Field::RegisteredName {
                assert_eq!(wrong.len(), 1, "{field:?} {text}: {wrong:?}");
            }
            assert_eq!(wrong[0], (field, problem), "{text}");
        }
    }

    #[test]
    fn owners_have_a_whole_at_most_and_a_personal_account_is_the_legal_persons() {
        let mut entries = whole();
        entries.put(Field::Owner2Name, "李雷");
        entries.put(Field::Owner2Id, "440524188001010014");
        entries.put(Field::Owner2Share, "40.01");
        let too_large = vec![(Field::Owner2Share, Problem::TooLarge)];
        assert_eq!(check_whole(&entries, today()), Err(too_large));
        entries.put(Field::Owner2Share, "40");
        assert_eq!(check_whole(&entries, today()), Ok(()));
        entries.put(Field::AccountKind, "personal");
        let holder = vec![(Field::Holder, Problem::NotTheHolder)];
        assert_eq!(check_whole(&entries, today()), Err(holder));
        entries.put(Field::Holder, "王芳");
        assert_eq!(check_whole(&entries, today()), Ok(()));

        let mut entries = whole();
        for field in [Field::Owner1Name, Field::Owner1Id, Field::Owner1Share] {
            entries.put(field, "");
        }
        let none = vec![(Field::Owner1Name, Problem::Empty)];
        assert_eq!(check_whole(&entries, today()), Err(none));
        entries.put(Field::Subject, "individual");
        assert_eq!(check_whole(&entries, today()), Ok(()));
        entries.put(Field::Host, "");
        let scene = vec![(Field::Host, Problem::Empty)];
        assert_eq!(check_whole(&entries, today()), Err(scene));
    }
}
