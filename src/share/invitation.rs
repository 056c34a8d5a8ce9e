//! The invitation: all that somebody needs to join a space, worded as Meet words it.
//!
//! Owns the text. It must not ask the server: the caller gives it a space that is fresh. It holds PINs, so what is copied of
//! it is a secret.

use std::fmt::Write as _;

use crate::meet::resources::{GatewaySipAccess, PhoneAccess, Space};
use crate::text::{clean, groups, phone};

/// The invitation into the space, `label` being the person's name for it. What the space has not is left out.
#[must_use]
pub fn invitation(space: &Space, label: Option<&str>) -> String {
    let mut parts = Vec::new();
    if let Some(label) = label.map(clean).filter(|label| !label.trim().is_empty()) {
        parts.push(label.trim().to_owned());
    }
    let code = space.code();
    let link = space.meeting_uri.as_deref().map(|uri| clean(uri).into_owned()).or_else(|| Some(code.as_ref()?.link()));
    if let Some(link) = link {
        parts.push(format!("To join the video meeting, click this link: {link}"));
    }
    if let Some(numbers) = numbers(&space.phone_access) {
        let more = code.map(|code| format!("\nTo view more phone numbers, click this link: {}", code.numbers_page()));
        parts.push(numbers + &more.unwrap_or_default());
    }
    parts.extend(gateways(&space.gateway_sip_access));
    let mut text = parts.join("\n\n");
    if !text.is_empty() {
        text.push('\n');
    }
    text
}

fn numbers(phones: &[PhoneAccess]) -> Option<String> {
    let phones: Vec<&PhoneAccess> = phones.iter().filter(|phone| phone.phone_number.is_some()).collect();
    if let [only] = phones[..] {
        let pin = only.pin.as_deref().map(|pin| format!(" and enter this PIN: {}", pin_text(pin))).unwrap_or_default();
        return Some(format!("Otherwise, to join by phone, dial {}{pin}", number(only)));
    }
    if phones.is_empty() {
        return None;
    }
    let mut text = "Otherwise, to join by phone, dial one of these numbers and enter the PIN beside it:".to_owned();
    for phone in phones {
        let pin = phone.pin.as_deref().map(|pin| format!("  PIN: {}", pin_text(pin))).unwrap_or_default();
        // Writing to a String cannot fail.
        let _ = write!(text, "\n  {}{pin}", number(phone));
    }
    Some(text)
}

fn number(access: &PhoneAccess) -> String {
    let number = phone(access.phone_number.as_deref().unwrap_or_default());
    match access.region_code.as_deref().map(clean) {
        Some(region) if !region.is_empty() => format!("({region}) {number}"),
        _ => number,
    }
}

/// The PIN as it is read aloud, with the key that ends it.
fn pin_text(pin: &str) -> String {
    format!("{}#", groups(clean(pin).trim_end_matches('#')))
}

fn gateways(gateways: &[GatewaySipAccess]) -> Option<String> {
    let lines: Vec<String> = gateways
        .iter()
        .filter_map(|gateway| {
            let uri = gateway.uri.as_deref().map(clean);
            let code = gateway.sip_access_code.as_deref().map(|code| groups(&clean(code)));
            match (uri, code) {
                (Some(uri), Some(code)) => Some(format!("{uri} (access code: {code})")),
                (Some(uri), None) => Some(uri.into_owned()),
                (None, Some(code)) => Some(format!("access code: {code}")),
                (None, None) => None,
            }
        })
        .collect();
    match lines.as_slice() {
        [] => None,
        [only] => Some(format!("To join from a video conferencing system, dial {only}")),
        several => Some(format!("To join from a video conferencing system, dial one of these:\n  {}", several.join("\n  "))),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn space(value: serde_json::Value) -> Space {
        serde_json::from_value(value).unwrap()
    }

    #[test]
    fn a_whole_one() {
        let space = space(json!({
            "name": "spaces/a1",
            "meetingUri": "https://meet.google.com/abc-mnop-xyz",
            "meetingCode": "abc-mnop-xyz",
            "phoneAccess": [
                {"phoneNumber": "+15550100123", "pin": "19707300277", "regionCode": "US", "languageCode": "en"},
                {"phoneNumber": "+4685550100", "pin": "88230144", "regionCode": "SE", "languageCode": "sv"},
            ],
            "gatewaySipAccess": [{"uri": "sip:8123456789012@gateway.example", "sipAccessCode": "812345"}],
        }));
        insta::assert_snapshot!(invitation(&space, Some("Weekly design review")), @r"
        Weekly design review

        To join the video meeting, click this link: https://meet.google.com/abc-mnop-xyz

        Otherwise, to join by phone, dial one of these numbers and enter the PIN beside it:
          (US) +1 555 010 0123  PIN: 197 073 002 77#
          (SE) +46 855 501 00  PIN: 882 301 44#
        To view more phone numbers, click this link: https://meet.google.com/tel/abc-mnop-xyz

        To join from a video conferencing system, dial sip:8123456789012@gateway.example (access code: 812 345)
        ");
    }

    #[test]
    fn one_number_is_a_sentence() {
        let space = space(json!({
            "name": "spaces/a1",
            "meetingUri": "https://meet.google.com/abc-mnop-xyz",
            "phoneAccess": [{"phoneNumber": "+15550100123", "pin": "197073002"}],
            "gatewaySipAccess": [{"uri": "sip:1@a.example"}, {"sipAccessCode": "812345"}, {}],
        }));
        insta::assert_snapshot!(invitation(&space, None), @r"
        To join the video meeting, click this link: https://meet.google.com/abc-mnop-xyz

        Otherwise, to join by phone, dial +1 555 010 0123 and enter this PIN: 197 073 002#

        To join from a video conferencing system, dial one of these:
          sip:1@a.example
          access code: 812 345
        ");
    }

    #[test]
    fn what_is_absent_is_left_out() {
        assert_eq!(invitation(&space(json!({"name": "spaces/a1"})), Some(" ")), "");
        let code_only = space(json!({"name": "spaces/a1", "meetingCode": "abc-mnop-xyz", "phoneAccess": [{"pin": "1"}]}));
        assert_eq!(
            invitation(&code_only, None),
            "To join the video meeting, click this link: https://meet.google.com/abc-mnop-xyz\n"
        );
    }

    #[test]
    fn it_is_text_whatever_the_server_sends() {
        let bad = "x\x1b]0;t\x07\u{202e}\ny";
        let space = space(json!({
            "name": "spaces/a1",
            "meetingUri": bad,
            "phoneAccess": [{"phoneNumber": bad, "pin": bad, "regionCode": bad}],
            "gatewaySipAccess": [{"uri": bad, "sipAccessCode": bad}],
        }));
        insta::assert_snapshot!(invitation(&space, Some(bad)), @r"
        x y

        To join the video meeting, click this link: x y

        Otherwise, to join by phone, dial (x y) x y and enter this PIN: x y#

        To join from a video conferencing system, dial x y (access code: x y)
        ");
    }
}
