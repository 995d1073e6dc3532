//! What holds for the variables of all settings: an empty one counts as unset,
//! and one of a switch may say yes or no in the usual words.
//!
//! A switch has no flag that says no, so a variable that says no counts as
//! unset too.

use clap::builder::Resettable;
use clap::{Arg, ArgAction, Command};

/// The command with its variables read so.
pub(super) fn with_usual_values(command: Command) -> Command {
    command
        .mut_args(with_usual_value)
        .mut_subcommands(with_usual_values)
}

fn with_usual_value(arg: Arg) -> Arg {
    let Some(name) = arg.get_env() else {
        return arg;
    };
    let is_switch = matches!(arg.get_action(), ArgAction::SetTrue);
    let is_unset = std::env::var_os(name).is_some_and(|value| {
        let value = value.to_string_lossy();
        value.trim().is_empty() || (is_switch && switch(&value) == Ok(false))
    });
    let arg = if is_unset {
        arg.env(Resettable::Reset)
    } else {
        arg
    };
    if is_switch {
        arg.value_parser(switch)
    } else {
        arg
    }
}

/// Reads yes or no.
fn switch(text: &str) -> Result<bool, String> {
    match text.trim().to_ascii_lowercase().as_str() {
        "1" | "true" | "yes" | "on" => Ok(true),
        "0" | "false" | "no" | "off" => Ok(false),
        _ => Err("not one of 1, true, yes, on, 0, false, no, off".to_owned()),
    }
}
