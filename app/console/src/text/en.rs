//! The texts in English.

use super::table::{
    AccountText, AuditText, ConsoleText, ErrorText, HomeText, InvitationText, LayoutText,
    RecoveryCodesText, RoleText, SignInText, TeamText,
};
use super::{order, orders, timeline};
use domain::console::{
    AuditAction, ConsoleField as Field, ConsoleProblem as Problem, PASSWORD_MAX, PASSWORD_MIN,
    Right, Role,
};

pub(super) const TEXT: ConsoleText = ConsoleText {
    layout: LayoutText {
        product: "Paydesk console",
        language: "English",
        skip: "Skip to content",
        navigation: "Console",
        provider: "Payment provider",
        home: "Home",
        orders: "Orders",
        team: "Team",
        audit: "Audit log",
        account: "Your account",
        switch: "Switch console",
        sign_out: "Sign out",
        errors: "Check the following",
        error_prefix: "Error: ",
        back: "Back",
        beijing: "All times are Beijing time (UTC+8).",
        embedded: "Open the console on its own",
        embedded_lead: "To keep it safe, the console cannot be shown inside another page.",
        embedded_open: "Open the console",
    },
    home: HomeText {
        choose: "Choose a console",
        choose_lead: "Your account can use these consoles.",
        none: "No console to open",
        none_lead: "Your account belongs to no merchant or provider at the moment. Ask the team’s owner or administrator to invite you again.",
        signed_in: |name, role| format!("{name}, your role is {role}."),
        orders_about: "Find an order, and see how it was paid and refunded.",
        team_about: "Invite members, change roles, remove members.",
        audit_about: "Who changed what, and when.",
        account_about: "Password, recovery codes and signed-in devices.",
        beijing_time: "Beijing time",
        as_opened: "This was the time when the page was opened.",
        clock_fast: "The clock of this computer is about % min fast. Go by the Beijing time above.",
        clock_slow: "The clock of this computer is about % min slow. Go by the Beijing time above.",
    },
    sign_in: SignInText {
        title: "Sign in",
        lead: "For staff of merchants and of the payment provider.",
        account: "Account name",
        password: "Password",
        next: "Continue",
        forgotten: "Forgotten your password? Ask your team’s owner or administrator to reset your sign-in.",
        wrong: "The account name, password or code is not right.",
        signed_out: "You are signed out.",
        code_title: "Two-step verification",
        code_lead: "Open the authenticator on your phone and enter the 6-digit code it shows for Paydesk.",
        code: "Code",
        code_hint: "The code changes every 30 seconds.",
        code_lost: "No phone at hand? Enter a recovery code instead. Each one works once.",
        sign_in: "Sign in",
        again: "Sign in with another account",
        opening: "Opening the console",
        opening_lead: "If the page does not open by itself, use the button below.",
        go_on: "Open the console",
    },
    invitation: InvitationText {
        join: |scope| format!("Join the console of {scope}"),
        renew: "Reset your sign-in",
        role: "Role",
        until: "Link valid until",
        account_section: "Account",
        account: "Account name",
        account_hint: "To sign in with: an email address, a mobile number, or 3 to 64 letters, digits and . _ - @ +.",
        name: "Name",
        name_hint: "As your team sees it.",
        password: "Password",
        password_hint: "At least 12 characters. A sentence only you know works well; no need to mix cases or symbols.",
        authenticator: "Authenticator",
        authenticator_lead: "Scan the QR code with an authenticator, such as Microsoft Authenticator, Google Authenticator or 1Password. You will need the code it shows each time you sign in.",
        picture: "QR code for the authenticator",
        secret: "Cannot scan? Type this key",
        secret_hint: "Choose “time-based” as the type.",
        code: "Code",
        code_hint: "The 6 digits that the authenticator shows now.",
        join_button: "Join and sign in",
        renew_button: "Save and sign in",
        ended: "This link no longer works",
        ended_lead: "It was used, withdrawn or has expired. Ask the person who sent it for a new one. If you have an account already, sign in.",
    },
    codes: RecoveryCodesText {
        title: "Save your recovery codes",
        lead: "If your phone is lost or replaced, sign in with a recovery code in place of the authenticator’s. Each one works once.",
        keep: "The codes are shown only now. Print this page, or keep them in a password manager.",
        of: "Account name",
        made: "Made at",
        go_on: "I saved them, continue",
        ask: "Make new recovery codes",
        ask_lead: "All earlier codes stop working once the new ones are made.",
        button: "Make new recovery codes",
    },
    account: AccountText {
        title: "Your account",
        name: "Name",
        account: "Account name",
        roles: "Roles",
        password: "Password",
        password_lead: "Changing it signs you out on all other devices.",
        change_password: "Change password",
        current: "Current password",
        new: "New password",
        save_password: "Save new password",
        password_changed: "Your password is changed, and your other devices are signed out.",
        codes: "Recovery codes",
        codes_left: |count| match count {
            1 => "1 recovery code is left.".into(),
            count => format!("{count} recovery codes are left."),
        },
        codes_few: "You are running out of recovery codes. Make new ones now, so that you can still sign in without your phone.",
        new_codes: "Make new recovery codes",
        sessions: "Signed-in devices",
        sessions_lead: "A device you do not know? End its session and change your password.",
        device: "Device",
        unknown_device: "Unknown device",
        address: "IP address",
        began: "Signed in",
        seen: "Last used",
        this_session: "This device",
        end: "End",
        end_label: |device| format!("End the session of {device}"),
        end_others: "End all other sessions",
        session_ended: "The session is ended.",
        others_ended: "All other sessions are ended.",
    },
    orders: orders::EN,
    order: order::EN,
    timeline: timeline::EN,
    team: TeamText {
        title: "Team",
        invite: "Invite a member",
        members: "Members",
        member: "Member",
        role: "Role",
        seen: "Last signed in",
        never: "Never",
        you: "you",
        manage: "Manage",
        manage_label: |name| format!("Manage {name}"),
        open: "Open invitations",
        note: "Note",
        until: "Valid until",
        none_open: "There are no open invitations.",
        withdraw: "Withdraw",
        withdraw_label: |note| format!("Withdraw the invitation: {note}"),
        invite_lead: "You get a one-time link to send on. With it, the new member sets up account name, password and authenticator.",
        note_label: "Note",
        note_hint: "Who it is for, such as “Fang Wang, finance”. Only those who manage the team see it.",
        make_link: "Make an invitation link",
        link_title: "The invitation link is ready",
        link_lead: "Send it to the person alone. Whoever has the link can join.",
        link: "Link (shown only now, works once)",
        reset_link_lead: |name| {
            format!(
                "Hand the link to {name} in person. The present sign-in works until the link was used."
            )
        },
        to_team: "Back to the team",
        save_role: "Save role",
        reset: "Reset sign-in",
        reset_lead: "For a forgotten password or a lost phone. You get a one-time link, with which the member sets password and authenticator anew.",
        reset_button: "Make a reset link",
        remove: "Remove from the team",
        remove_lead: "The member loses access to this console at once. The account itself stays.",
        remove_link: "Remove…",
        remove_ask: |name| format!("Remove {name} from the team?"),
        remove_ask_lead: "All rights in this console end at once. The person can be invited again.",
        remove_button: |name| format!("Remove {name}"),
        keep: "Keep in the team",
        last_manager: |role| {
            format!("The team needs at least one {role}. Give that role to another member first.")
        },
        withdrawn: "The invitation is withdrawn; its link no longer works.",
        role_changed: "The role is changed, with immediate effect.",
        removed: "The member is removed.",
    },
    audit: AuditText {
        title: "Audit log",
        lead: "Every change and every refused try, the newest first. Entries are only added, never changed or deleted.",
        at: "Time",
        by: "By",
        command_line: "Command line",
        what: "Action",
        subject: "Subject",
        change: "Change",
        empty: "There are no entries yet.",
        newest: "Newest entries",
        older: "Older entries",
        action,
    },
    error: ErrorText {
        missing: "Page not found",
        missing_lead: "The address may be incomplete, or your account cannot see this page.",
        forbidden: "Your role does not allow this",
        forbidden_lead: |own, right, roles| {
            format!(
                "Your role is {own}, which may not {right}. Ask a colleague with the role {roles}."
            )
        },
        or: " or ",
        stale: "This form is out of date",
        stale_lead: "You may have signed in again in another window. Nothing was changed. Go back, reload the page and try once more.",
        bad_form: "The form could not be read",
        bad_form_lead: "Nothing was changed. Go back, reload the page and try once more.",
        too_large: "That is too long",
        too_large_lead: "Nothing was changed. Go back, shorten the text and try once more.",
        too_many: "Too many tries",
        fault: "Something went wrong on our side",
        fault_lead: "The change may not be saved. Try again in a while. If it keeps happening, give technical support this reference.",
        reference: |id| format!("Reference: {id}"),
        go_on: "Go to the console",
    },
    role,
    right: |right| match right {
        Right::SeeOrders => "see orders",
        Right::ManageTeam => "manage the team",
        Right::SeeAudit => "see the audit log",
    },
    problem,
    too_many: |wait_s| {
        let (many, unit) = match wait_s {
            ..60 => (wait_s, "second"),
            60..3600 => (wait_s.saturating_add(59) / 60, "minute"),
            _ => (wait_s.saturating_add(3599) / 3600, "hour"),
        };
        let plural = if many == 1 { "" } else { "s" };
        format!("Too many tries. Try again in {many} {unit}{plural}.")
    },
};

const fn role(role: Role) -> RoleText {
    let (name, about) = match role {
        Role::Owner => ("Owner", "Answers for the merchant, and may do everything."),
        Role::Finance => ("Finance", "Takings, refunds and settlements."),
        Role::Support => (
            "Support",
            "Looks up orders and answers shoppers’ questions.",
        ),
        Role::Designer => ("Designer", "The brand of the pay page."),
        Role::Developer => ("Developer", "Connects the merchant’s systems."),
        Role::Operations => ("Operations", "Keeps the desk and its networks running."),
        Role::Risk => ("Risk", "Watches for fraud and acts on it."),
        Role::ProviderFinance => ("Provider finance", "The provider’s money."),
        Role::Auditor => ("Auditor", "Sees everything, changes nothing."),
        Role::Administrator => ("Administrator", "The provider’s staff and settings."),
    };
    RoleText { name, about }
}

fn problem(field: Field, problem: Problem) -> String {
    let name = match field {
        Field::Account => "account name",
        Field::Name => "name",
        Field::Password => "password",
        Field::NewPassword => "new password",
        Field::Code => "code",
        Field::Role => "role",
        Field::Note => "note",
        Field::OrderState => "state",
        Field::FromDay => "first day",
        Field::UntilDay => "last day",
        Field::OrderNumber => "number",
    };
    match (field, problem) {
        (Field::Role, Problem::Empty | Problem::Format | Problem::Wrong) => "Choose a role".into(),
        (Field::OrderState, _) => "There is no such state; choose one of the list".into(),
        (Field::FromDay | Field::UntilDay, Problem::Format) => {
            format!("The {name} is not a date; write it as 2026-11-22")
        }
        (Field::UntilDay, Problem::Wrong) => "The last day is before the first day".into(),
        (Field::OrderNumber, Problem::TooLong) => {
            "The number can have at most 64 characters".into()
        }
        (Field::OrderNumber, Problem::Format) => {
            "A number has only Latin letters, digits and symbols, without blanks in it".into()
        }
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
        (_, Problem::Wrong) => format!("The {name} is not right"),
    }
}

const fn action(action: AuditAction) -> &'static str {
    match action {
        AuditAction::SignIn => "Signed in",
        AuditAction::SignInByRecoveryCode => "Signed in with a recovery code",
        AuditAction::EndSession => "Session ended",
        AuditAction::EndOtherSessions => "All other sessions ended",
        AuditAction::ChangePassword => "Password changed",
        AuditAction::NewRecoveryCodes => "Recovery codes made",
        AuditAction::Reset => "Password and authenticator set anew",
        AuditAction::Invite => "Member invited",
        AuditAction::Join => "Member joined",
        AuditAction::Withdraw => "Invitation withdrawn",
        AuditAction::ChangeRole => "Role changed",
        AuditAction::Remove => "Member removed",
        AuditAction::ResetLink => "Sign-in reset",
        AuditAction::Refused => "Refused: the role lacks the right",
    }
}
