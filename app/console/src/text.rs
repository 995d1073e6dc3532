//! The texts of the consoles, one constant per language. A text that is missing
//! in a language does not compile.

mod application_fields;
mod applications;
mod approvals;
mod brand;
mod channels;
mod directory;
mod en;
mod exports;
mod freezes;
mod notifications;
mod order;
mod orders;
mod passkeys;
mod problems_en;
mod problems_zh_cn;
mod refunds;
mod shopper;
mod stores;
mod support;
mod table;
mod timeline;
mod today;
mod work;
mod zh_cn;

pub(crate) use table::{ConsoleText, RoleText};
pub(crate) use today::TodayText;

use domain::locale::Locale;

impl ConsoleText {
    /// The texts of a language.
    pub(crate) const fn of(locale: Locale) -> &'static Self {
        match locale {
            Locale::ZhCn => &zh_cn::TEXT,
            Locale::En => &en::TEXT,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::ConsoleText;
    use domain::console::{ConsoleField, ConsoleProblem, PASSWORD_MIN, Role};
    use domain::locale::Locale;
    use std::collections::BTreeSet;

    #[test]
    fn the_hint_names_the_shortest_password() {
        for locale in [Locale::ZhCn, Locale::En] {
            let hint = ConsoleText::of(locale).invitation.password_hint;
            assert!(hint.contains(&PASSWORD_MIN.to_string()), "{hint}");
        }
    }

    #[test]
    fn every_role_has_a_name_of_its_own() {
        for locale in [Locale::ZhCn, Locale::En] {
            let names = Role::ALL.iter();
            let names = names.map(|role| (ConsoleText::of(locale).role)(*role).name);
            assert_eq!(names.collect::<BTreeSet<_>>().len(), Role::ALL.len());
        }
    }

    #[test]
    fn a_problem_is_told_by_its_field() {
        let told = |locale, field, problem| (ConsoleText::of(locale).problem)(field, problem);
        for (field, problem, chinese, english) in [
            (
                ConsoleField::NewPassword,
                ConsoleProblem::TooShort,
                "新密码至少要 12 个字符",
                "The new password must have at least 12 characters",
            ),
            (
                ConsoleField::Note,
                ConsoleProblem::Empty,
                "请输入备注",
                "Enter the note",
            ),
            (
                ConsoleField::Role,
                ConsoleProblem::Empty,
                "请选择角色",
                "Choose a role",
            ),
        ] {
            assert_eq!(told(Locale::ZhCn, field, problem), chinese);
            assert_eq!(told(Locale::En, field, problem), english);
        }
    }

    #[test]
    fn a_wait_is_told_in_its_unit_and_never_too_short() {
        for (wait_s, chinese, english) in [
            (1, "请 1 秒后", "in 1 second."),
            (59, "请 59 秒后", "in 59 seconds."),
            (61, "请 2 分钟后", "in 2 minutes."),
            (3_600, "请 1 小时后", "in 1 hour."),
        ] {
            let told = |locale| (ConsoleText::of(locale).too_many)(wait_s);
            assert!(told(Locale::ZhCn).contains(chinese));
            assert!(told(Locale::En).ends_with(english));
        }
    }
}
