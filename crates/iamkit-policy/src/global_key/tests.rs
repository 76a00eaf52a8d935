//! What the table says, and that every name in it is found.

use super::*;

#[test]
fn every_name_is_found_in_lower_case() {
    for key in GlobalKey::all() {
        assert_eq!(key.folded, key.name.to_lowercase(), "{key}");
        let of_request =
            key.folded.replace("${oidcprovider}", "id.example.com/a-b").replace("${tagkey}", "x/y");
        let of_request = of_request.replace("${contextkey}", "x");
        assert_eq!(global_key(&of_request), Some(key), "{of_request}");
        assert!(
            !key.is_template() || global_key(key.folded) != Some(key) || key.folded.contains("/${"),
            "{key}"
        );
    }
    let starts = ROWS.iter().map(|key| key.folded.split("${").next());
    assert!(starts.is_sorted_by(|one, next| one < next));
}

#[test]
fn what_is_near_a_name_is_none() {
    for other in
        ["", "aws:", "aws:securetranport", "aws:principaltag", "aws:principaltag/", "sub", ".com:sub"]
    {
        assert_eq!(global_key(other), None, "{other}");
    }
    assert_eq!(global_key("iam:sub"), None);
    assert_eq!(global_key("accounts.google.com:azp"), None);
}

#[test]
fn nobody_has_a_key_both_always_and_never() {
    for key in GlobalKey::all() {
        assert_eq!(key.always.0 & key.never.0, 0, "{key}");
    }
}

#[test]
fn requesters_have_the_keys_of_their_kind() {
    let presence = |key: &str| Requester::ALL.map(|requester| global_key(key).unwrap().presence(requester));
    let [always, sometimes, never] = [Presence::Always, Presence::Sometimes, Presence::Never];
    assert_eq!(presence("aws:username"), [never, never, never, never, always, never, never]);
    assert_eq!(presence("aws:principalarn"), [never, never, never, always, always, always, always]);
    assert_eq!(presence("aws:principalservicename"), [never, always, never, never, never, never, never]);
    assert_eq!(presence("aws:sourcearn"), [never, sometimes, never, never, never, never, never]);
    assert_eq!(presence("saml:sub"), [never, never, sometimes, never, never, sometimes, sometimes]);
    assert_eq!(presence("aws:securetransport"), [always; 7]);
    assert_eq!(presence("aws:sourcevpce"), [sometimes; 7]);
}
