//! The texts of passkeys, of the confirmation before what weighs, and of the
//! last sign-in.

/// Passkeys, confirmations, the last sign-in.
pub(crate) struct PasskeysText {
    pub title: &'static str,
    pub lead: &'static str,
    /// Where the console's address is an IP address.
    pub needs_name: &'static str,
    pub needs_scripts: &'static str,
    /// The browser knows no passkeys.
    pub no_browser: &'static str,
    pub add: &'static str,
    pub make: &'static str,
    pub name: &'static str,
    pub name_hint: &'static str,
    pub added: &'static str,
    pub used: &'static str,
    pub never: &'static str,
    pub remove: &'static str,
    /// "Remove", with the passkey's name, for screen readers.
    pub remove_label: fn(&str) -> String,
    pub was_added: &'static str,
    pub was_removed: &'static str,
    pub sign_in: &'static str,
    /// The browser gave no answer.
    pub not_made: &'static str,
    pub not_used: &'static str,
    /// The answer was not taken.
    pub wrong: &'static str,
    pub confirm_title: &'static str,
    pub confirm_lead: &'static str,
    pub confirm: &'static str,
    pub confirm_by_passkey: &'static str,
    /// The sign-in before: when, from which address, with which browser.
    pub last_sign_in: fn(&str, &str, &str) -> String,
    /// Beside a session whose browser the person had not used before.
    pub new_browser: &'static str,
    /// The heading for who has an account already.
    pub has_account: &'static str,
    pub sign_in_and_join: &'static str,
    /// With the account's name.
    pub join_as: fn(&str) -> String,
    pub already_member: &'static str,
    /// The code of the authenticator that is replaced.
    pub factor: &'static str,
    pub factor_hint: &'static str,
}

pub(super) const ZH_CN: PasskeysText = PasskeysText {
    title: "通行密钥",
    lead: "用指纹、面容或锁屏密码登录，代替密码和验证码。通行密钥不会被钓鱼网站骗走。",
    needs_name: "通行密钥需要控制台有域名。当前地址是 IP 地址，请用密码和验证码登录。",
    needs_scripts: "添加通行密钥需要浏览器启用 JavaScript。密码和验证码不受影响。",
    no_browser: "这个浏览器不支持通行密钥。密码和验证码照常可用。",
    add: "添加通行密钥",
    make: "创建通行密钥",
    name: "名称",
    name_hint: "方便以后辨认，例如“办公室电脑”。",
    added: "添加时间",
    used: "上次使用",
    never: "未使用过",
    remove: "移除",
    remove_label: |name| format!("移除通行密钥“{name}”"),
    was_added: "通行密钥已添加，其他设备已退出登录。",
    was_removed: "通行密钥已移除，其他设备已退出登录。",
    sign_in: "用通行密钥登录",
    not_made: "没有创建通行密钥。请再试一次。",
    not_used: "没有完成。请再试一次，或者用密码和验证码。",
    wrong: "通行密钥没有通过验证，或者等待太久。请再试一次，或者用密码和验证码。",
    confirm_title: "请确认是你本人",
    confirm_lead: "这项操作需要再次验证身份。验证后 5 分钟内不再询问。",
    confirm: "确认并继续",
    confirm_by_passkey: "用通行密钥确认并继续",
    last_sign_in: |at, from, with| format!("上次登录：{at}（北京时间），来自 {from}，{with}。"),
    new_browser: "新浏览器",
    has_account: "已经有账号？",
    sign_in_and_join: "登录后加入",
    join_as: |account| format!("以 {account} 加入"),
    already_member: "你的账号已经在这个控制台里。要换角色，请联系团队的负责人或管理员。",
    factor: "现有的验证码或恢复码",
    factor_hint: "你的账号还属于其他控制台，所以除了链接，还需要目前身份验证器的验证码，或一个恢复码。",
};

pub(super) const EN: PasskeysText = PasskeysText {
    title: "Passkeys",
    lead: "Sign in with your fingerprint, face or screen lock in place of password and code. A passkey cannot be given to a fake site.",
    needs_name: "Passkeys need a console with a host name. This address is an IP address: sign in with password and code.",
    needs_scripts: "To add a passkey, the browser must allow JavaScript. Password and code work without it.",
    no_browser: "This browser knows no passkeys. Password and code work as before.",
    add: "Add a passkey",
    make: "Create the passkey",
    name: "Name",
    name_hint: "To know it by later, such as “office computer”.",
    added: "Added",
    used: "Last used",
    never: "Never",
    remove: "Remove",
    remove_label: |name| format!("Remove the passkey “{name}”"),
    was_added: "The passkey is added, and your other devices are signed out.",
    was_removed: "The passkey is removed, and your other devices are signed out.",
    sign_in: "Sign in with a passkey",
    not_made: "No passkey was created. Try once more.",
    not_used: "That was not completed. Try once more, or use password and code.",
    wrong: "The passkey was not accepted, or it took too long. Try once more, or use password and code.",
    confirm_title: "Confirm it is you",
    confirm_lead: "This needs a fresh check of who you are. For 5 minutes after it you are not asked again.",
    confirm: "Confirm and continue",
    confirm_by_passkey: "Confirm with a passkey and continue",
    last_sign_in: |at, from, with| {
        format!("Last sign-in: {at} (Beijing time), from {from}, {with}.")
    },
    new_browser: "New browser",
    has_account: "Do you have an account?",
    sign_in_and_join: "Sign in and join",
    join_as: |account| format!("Join as {account}"),
    already_member: "Your account belongs to this console already. For another role, ask the team’s owner or administrator.",
    factor: "A code or recovery code that you have",
    factor_hint: "Your account belongs to other consoles too. So beside the link you need a code of your present authenticator, or a recovery code.",
};
