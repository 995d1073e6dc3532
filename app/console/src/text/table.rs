//! The table of texts: one field for each. A text with a name or a number is a
//! function, so that each language has its own word order and plural.

use super::applications::ApplicationsText;
use super::approvals::ApprovalsText;
use super::brand::BrandText;
use super::channels::ChannelsText;
use super::directory::DirectoryText;
use super::exports::ExportsText;
use super::freezes::FreezesText;
use super::notifications::NotificationsText;
use super::order::OrderText;
use super::orders::OrdersText;
use super::passkeys::PasskeysText;
use super::refunds::RefundsText;
use super::shopper::ShopperText;
use super::stores::StoresText;
use super::support::SupportText;
use super::timeline::TimelineText;
use super::today::TodayText;
use super::work::WorkText;
use domain::console::{AuditAction, ConsoleField, ConsoleProblem, Right, Role};

/// A text with one insertion.
pub(crate) type Sentence = fn(&str) -> String;

/// All texts of the consoles in one language.
pub(crate) struct ConsoleText {
    pub layout: LayoutText,
    pub home: HomeText,
    pub sign_in: SignInText,
    pub invitation: InvitationText,
    pub codes: RecoveryCodesText,
    pub account: AccountText,
    pub today: TodayText,
    pub passkeys: PasskeysText,
    pub orders: OrdersText,
    pub order: OrderText,
    pub exports: ExportsText,
    pub notifications: NotificationsText,
    pub timeline: TimelineText,
    pub brand: BrandText,
    pub support: SupportText,
    pub shopper: ShopperText,
    pub directory: DirectoryText,
    pub work: WorkText,
    pub refunds: RefundsText,
    pub applications: ApplicationsText,
    pub approvals: ApprovalsText,
    pub freezes: FreezesText,
    pub stores: StoresText,
    pub channels: ChannelsText,
    pub team: TeamText,
    pub audit: AuditText,
    pub error: ErrorText,
    /// The name of a role, and what it is for.
    pub role: fn(Role) -> RoleText,
    /// What a right allows, after "may".
    pub right: fn(Right) -> &'static str,
    /// What is wrong with a field.
    pub problem: fn(ConsoleField, ConsoleProblem) -> String,
    /// Too many tries, with the seconds to wait.
    pub too_many: fn(i64) -> String,
}

/// A role in words.
pub(crate) struct RoleText {
    pub name: &'static str,
    pub about: &'static str,
}

/// The frame of every page.
pub(crate) struct LayoutText {
    /// The name of the product.
    pub product: &'static str,
    /// The name of this language, for the switch of the other.
    pub language: &'static str,
    pub skip: &'static str,
    /// The name of the navigation.
    pub navigation: &'static str,
    /// The name of the provider's console.
    pub provider: &'static str,
    pub home: &'static str,
    pub orders: &'static str,
    pub brand: &'static str,
    pub refunds: &'static str,
    pub approvals: &'static str,
    pub team: &'static str,
    pub audit: &'static str,
    pub account: &'static str,
    pub switch: &'static str,
    pub sign_out: &'static str,
    /// The heading of the errors of a form.
    pub errors: &'static str,
    /// Before the error of a field, for screen readers.
    pub error_prefix: &'static str,
    pub back: &'static str,
    /// After a time without its zone.
    pub beijing: &'static str,
    pub embedded: &'static str,
    pub embedded_lead: &'static str,
    pub embedded_open: &'static str,
}

/// The first pages after sign-in.
pub(crate) struct HomeText {
    pub choose: &'static str,
    pub choose_lead: &'static str,
    /// The title for a person who belongs to no console.
    pub none: &'static str,
    pub none_lead: &'static str,
    /// The person and its role.
    pub signed_in: fn(&str, &str) -> String,
    pub orders_about: &'static str,
    pub brand_about: &'static str,
    pub refunds_about: &'static str,
    pub approvals_about: &'static str,
    pub team_about: &'static str,
    pub audit_about: &'static str,
    pub account_about: &'static str,
    pub beijing_time: &'static str,
    /// Beside a time that no script keeps going.
    pub as_opened: &'static str,
    /// This computer's clock is so many minutes (`%`) ahead.
    pub clock_fast: &'static str,
    /// This computer's clock is so many minutes (`%`) behind.
    pub clock_slow: &'static str,
}

/// The two pages of sign-in.
pub(crate) struct SignInText {
    pub title: &'static str,
    pub lead: &'static str,
    pub account: &'static str,
    pub password: &'static str,
    pub next: &'static str,
    pub forgotten: &'static str,
    pub wrong: &'static str,
    pub signed_out: &'static str,
    pub code_title: &'static str,
    pub code_lead: &'static str,
    pub code: &'static str,
    pub code_hint: &'static str,
    pub code_lost: &'static str,
    pub sign_in: &'static str,
    pub again: &'static str,
    pub opening: &'static str,
    pub opening_lead: &'static str,
    pub go_on: &'static str,
}

/// The page of a one-time link.
pub(crate) struct InvitationText {
    /// The title for a new member of this console.
    pub join: Sentence,
    /// The title for a person who sets password and authenticator anew.
    pub renew: &'static str,
    pub role: &'static str,
    pub until: &'static str,
    pub account_section: &'static str,
    pub account: &'static str,
    pub account_hint: &'static str,
    pub name: &'static str,
    pub name_hint: &'static str,
    pub password: &'static str,
    pub password_hint: &'static str,
    pub authenticator: &'static str,
    pub authenticator_lead: &'static str,
    pub picture: &'static str,
    pub secret: &'static str,
    pub secret_hint: &'static str,
    pub code: &'static str,
    pub code_hint: &'static str,
    pub join_button: &'static str,
    pub renew_button: &'static str,
    pub ended: &'static str,
    pub ended_lead: &'static str,
}

/// The recovery codes, shown once.
pub(crate) struct RecoveryCodesText {
    pub title: &'static str,
    pub lead: &'static str,
    pub keep: &'static str,
    pub of: &'static str,
    pub made: &'static str,
    pub go_on: &'static str,
    pub ask: &'static str,
    pub ask_lead: &'static str,
    pub button: &'static str,
}

/// The pages of the person's own account.
pub(crate) struct AccountText {
    pub title: &'static str,
    pub name: &'static str,
    pub account: &'static str,
    pub roles: &'static str,
    pub password: &'static str,
    pub password_lead: &'static str,
    pub change_password: &'static str,
    pub current: &'static str,
    pub new: &'static str,
    pub save_password: &'static str,
    pub password_changed: &'static str,
    pub codes: &'static str,
    /// How many recovery codes are left.
    pub codes_left: fn(u32) -> String,
    pub codes_few: &'static str,
    pub new_codes: &'static str,
    pub sessions: &'static str,
    pub sessions_lead: &'static str,
    pub device: &'static str,
    pub unknown_device: &'static str,
    pub address: &'static str,
    pub began: &'static str,
    pub seen: &'static str,
    pub this_session: &'static str,
    pub end: &'static str,
    /// "End", with the device, for screen readers.
    pub end_label: Sentence,
    pub end_others: &'static str,
    pub session_ended: &'static str,
    pub others_ended: &'static str,
}

/// The pages of a team.
pub(crate) struct TeamText {
    pub title: &'static str,
    pub invite: &'static str,
    pub members: &'static str,
    pub member: &'static str,
    pub role: &'static str,
    pub seen: &'static str,
    pub never: &'static str,
    pub you: &'static str,
    pub manage: &'static str,
    /// "Manage", with the member's name, for screen readers.
    pub manage_label: Sentence,
    pub open: &'static str,
    pub note: &'static str,
    pub until: &'static str,
    pub none_open: &'static str,
    pub malls: &'static str,
    pub no_malls: &'static str,
    pub malls_by_provider: &'static str,
    pub withdraw: &'static str,
    /// "Withdraw", with the note, for screen readers.
    pub withdraw_label: Sentence,
    pub invite_lead: &'static str,
    pub note_label: &'static str,
    pub note_hint: &'static str,
    pub make_link: &'static str,
    pub link_title: &'static str,
    pub link_lead: &'static str,
    pub link: &'static str,
    pub reset_link_lead: Sentence,
    pub to_team: &'static str,
    pub save_role: &'static str,
    pub reset: &'static str,
    pub reset_lead: &'static str,
    pub reset_button: &'static str,
    pub remove: &'static str,
    pub remove_lead: &'static str,
    pub remove_link: &'static str,
    /// The question, with the member's name.
    pub remove_ask: Sentence,
    pub remove_ask_lead: &'static str,
    /// The button, with the member's name.
    pub remove_button: Sentence,
    pub keep: &'static str,
    /// The refusal of the last one who manages the team, with the role.
    pub last_manager: Sentence,
    pub withdrawn: &'static str,
    pub role_changed: &'static str,
    pub removed: &'static str,
}

/// The page of the audit log.
pub(crate) struct AuditText {
    pub title: &'static str,
    pub lead: &'static str,
    pub at: &'static str,
    pub by: &'static str,
    pub command_line: &'static str,
    pub what: &'static str,
    pub subject: &'static str,
    pub change: &'static str,
    pub empty: &'static str,
    pub newest: &'static str,
    pub older: &'static str,
    /// An action in words.
    pub action: fn(AuditAction) -> &'static str,
}

/// The pages of errors.
pub(crate) struct ErrorText {
    pub missing: &'static str,
    pub missing_lead: &'static str,
    pub forbidden: &'static str,
    /// The own role, what it may not do, and who may.
    pub forbidden_lead: fn(&str, &str, &str) -> String,
    /// Between the names of roles.
    pub or: &'static str,
    pub stale: &'static str,
    pub stale_lead: &'static str,
    pub bad_form: &'static str,
    pub bad_form_lead: &'static str,
    pub too_large: &'static str,
    pub too_large_lead: &'static str,
    pub too_many: &'static str,
    pub fault: &'static str,
    pub fault_lead: &'static str,
    /// The reference of a fault.
    pub reference: Sentence,
    pub go_on: &'static str,
}
