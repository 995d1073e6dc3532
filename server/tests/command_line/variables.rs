//! What variables may say: nothing, which is as if they were not set, and yes
//! or no where a flag is a switch.

use super::{run, said};

/// The names of a command's variables, as its help lists them.
fn variables_of(command: &str) -> Vec<String> {
    let help = said(&run(&[command, "--help"], &[]));
    let listed = help.split("[env: ").skip(1);
    let names = listed.filter_map(|rest| rest.split(['=', ']']).next());
    names.map(str::to_owned).collect()
}

/// Flags that are enough to be understood, though their files are missing.
const SERVE: [&str; 20] = [
    "--public-url",
    "https://pay.example",
    "--provider-key-file",
    "none",
    "--seal-key-file",
    "none",
    "--acq-ins-code",
    "none",
    "--tr-id",
    "none",
    "--sign-key-file",
    "none",
    "--sign-cert-file",
    "none",
    "--encrypt-cert-file",
    "none",
    "--middle-cert-file",
    "none",
    "--root-cert-file",
    "none",
];

#[test]
fn an_empty_variable_of_any_setting_is_as_none() {
    for command in ["serve", "doctor"] {
        let names = variables_of(command);
        assert!(names.len() > 25, "{names:?}");
        for empty in ["", " "] {
            let variables: Vec<_> = names.iter().map(|name| (&**name, empty)).collect();
            for flags in [&[][..], &SERVE] {
                let arguments = [&[command][..], flags].concat();
                let without = said(&run(&arguments, &[]));
                let with = said(&run(&arguments, &variables));
                let last = |told: &str| told.split_once("ERROR").map(|(_, why)| why.to_owned());
                assert_eq!(last(&with), last(&without), "{command}: {with}");
                assert_eq!(with.lines().count(), without.lines().count(), "{with}");
            }
        }
    }
}

#[test]
fn a_switch_says_yes_or_no_in_the_usual_words() {
    let switches = [
        "PAYDESK_UNION_PAY_TEST",
        "PAYDESK_UNION_PAY_PLAIN_CARD_DATA",
        "PAYDESK_WECHAT_PAY_PLATFORM_CERTIFICATES",
    ];
    let doctor = [&["doctor"][..], &SERVE].concat();
    for name in switches {
        for no in ["0", "false", "no", "off", "FALSE"] {
            let told = said(&run(&doctor, &[(name, no)]));
            assert!(told.contains("none cannot be read"), "{name}={no}: {told}");
        }
        for odd in ["2", "ja"] {
            let told = said(&run(&doctor, &[(name, odd)]));
            assert!(told.contains("1, true, yes"), "{name}={odd}: {told}");
        }
        for yes in ["1", "true", "yes", "on", "True"] {
            let told = said(&run(&doctor, &[(name, yes)]));
            // A switch of a network that is not configured asks for its settings.
            let understood = match name {
                "PAYDESK_WECHAT_PAY_PLATFORM_CERTIFICATES" => "--wechat-pay-sp-mchid",
                _ => "none cannot be read",
            };
            assert!(told.contains(understood), "{name}={yes}: {told}");
        }
    }
}
