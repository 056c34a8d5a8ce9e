//! What Google makes up: identifiers, codes, phone numbers and PINs.
//!
//! Every phone number lies in a range that its country keeps for fiction.

use fastrand::Rng;
use serde_json::{Value, json};

const LETTERS: &[u8] = b"abcdefghijklmnopqrstuvwxyz";
const ID: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";

fn pick(rng: &mut Rng, from: &[u8], length: usize) -> String {
    (0..length).map(|_| char::from(from[rng.usize(..from.len())])).collect()
}

fn digits(rng: &mut Rng, length: usize) -> String {
    // a PIN or number that begins with 0 would invite somebody to read it as a number
    let first = char::from(b'1' + rng.u8(..9));
    std::iter::once(first).chain((1..length).map(|_| char::from(b'0' + rng.u8(..10)))).collect()
}

/// The identifier of a space.
pub(super) fn space_id(rng: &mut Rng) -> String {
    pick(rng, ID, 12)
}

/// A meeting code, 3-4-3.
pub(super) fn code(rng: &mut Rng) -> String {
    format!("{}-{}-{}", pick(rng, LETTERS, 3), pick(rng, LETTERS, 4), pick(rng, LETTERS, 3))
}

/// The identifier of a member. What Google's look like is not documented.
pub(super) fn member_id(rng: &mut Rng) -> String {
    pick(rng, ID, 16)
}

/// The identifier of a conference record.
pub(super) fn conference_id(rng: &mut Rng) -> String {
    pick(rng, ID, 32)
}

/// The identifier of a recording, transcript or notes: always the same for the same text. What Google's look like is not documented.
pub(super) fn artifact_id(of: &str) -> String {
    pick(&mut rng_for(of), ID, 24)
}

/// The identifier of a file in Drive or Docs, made from what it holds.
pub(super) fn file_id(of: &str) -> String {
    format!("1{}", pick(&mut rng_for(&format!("file {of}")), ID, 32))
}

/// The identifier of somebody's session, by how many there were before.
pub(super) fn session_id(conference: &str, participant: &str, number: usize) -> String {
    format!("1{:020}", hash(&format!("{conference}/{participant}/{number}")))
}

/// The identifier of an entry, by how many there were before: later ones come later by name as well.
pub(super) fn entry_id(transcript: &str, number: usize) -> String {
    format!("1{:014}{number:06}", hash(transcript) % 100_000_000_000_000)
}

/// The identifier of an event. What those of Meet look like is not documented.
pub(super) fn event_id(rng: &mut Rng) -> String {
    pick(rng, ID, 28)
}

/// The identifier of a subscription to news of that kind.
pub(in crate::emulator) fn subscription_id(rng: &mut Rng, kind: &str) -> String {
    format!("meet-{kind}-{}", uuid(rng))
}

/// The identifier of an operation.
pub(in crate::emulator) fn operation_id(rng: &mut Rng) -> String {
    uuid(rng)
}

fn uuid(rng: &mut Rng) -> String {
    let text = format!("{:032x}", rng.u128(..));
    [&text[..8], &text[8..12], &text[12..16], &text[16..20], &text[20..]].join("-")
}

/// The identifier of a participant without an account.
pub(super) fn participant_id(rng: &mut Rng) -> String {
    digits(rng, 21)
}

/// An access token. It is made up, and says so.
pub(super) fn token(rng: &mut Rng) -> String {
    format!("emulated-{}", pick(rng, ID, 24))
}

/// How every code begins that a client redeems.
pub(in crate::emulator) const CODE: &str = "4/";

/// A code for a client to redeem. Its slash has to be encoded in a form, as that of Google's.
pub(in crate::emulator) fn code_for_client(rng: &mut Rng) -> String {
    format!("{CODE}emulated-code-{}", pick(rng, ID, 32))
}

/// An access token that a client gets.
pub(in crate::emulator) fn access_token(rng: &mut Rng) -> String {
    format!("ya29.emulated-access-{}", pick(rng, ID, 48))
}

/// A refresh token.
pub(in crate::emulator) fn refresh_token(rng: &mut Rng) -> String {
    format!("1//emulated-refresh-{}", pick(rng, ID, 48))
}

/// What a page is recognised by.
pub(in crate::emulator) fn ticket(rng: &mut Rng) -> String {
    pick(rng, ID, 32)
}

/// The identifier of an OAuth client in the project of that number.
pub(in crate::emulator) fn client_id(rng: &mut Rng, project: &str) -> String {
    format!("{project}-{}.apps.googleusercontent.com", pick(rng, b"abcdefghijklmnopqrstuvwxyz0123456789", 32))
}

/// Its secret.
pub(in crate::emulator) fn client_secret(rng: &mut Rng) -> String {
    format!("emulated-secret-{}", pick(rng, ID, 24))
}

/// The numeric account id of an address: always the same for the same address.
pub(super) fn user_id(email: &str) -> String {
    digits(&mut rng_for(email), 21)
}

/// The number of a project: always the same for the same name.
pub(super) fn project_number(id: &str) -> String {
    digits(&mut rng_for(id), 12)
}

/// Chance that is always the same for the same text.
///
/// FNV-1a: the standard library's hash may change from one release to the next.
pub(super) fn rng_for(text: &str) -> Rng {
    Rng::with_seed(hash(text))
}

pub(super) fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// The numbers to dial, each with a PIN of its own.
pub(super) fn phone_access(rng: &mut Rng) -> Vec<Value> {
    // region, language, the fixed part, how many digits follow, and the length of the PIN
    let ranges = [
        ("US", "en-US", "+165055501", 2, 12),
        ("GB", "en-GB", "+44207946", 4, 13),
        ("SE", "sv", "+46846500", 3, 9),
        ("DE", "de", "+4930231255", 2, 11),
        ("FR", "fr", "+331990012", 2, 10),
    ];
    ranges
        .into_iter()
        .map(|(region, language, fixed, follow, pin)| {
            let tail = match region {
                // 020 7946 0000 to 0999, and 08-465 004 00 to 49
                "GB" => format!("0{}", digits(rng, 3)),
                "SE" => format!("4{}{}", rng.u8(..5), rng.u8(..10)),
                _ => digits(rng, follow),
            };
            json!({"phoneNumber": format!("{fixed}{tail}"), "pin": digits(rng, pin), "regionCode": region,
                "languageCode": language})
        })
        .collect()
}

/// The SIP address and the code to type on a device.
pub(super) fn sip_access(rng: &mut Rng) -> Vec<Value> {
    let pin = digits(rng, 13);
    vec![json!({"uri": format!("sip:{pin}@gateway.example"), "sipAccessCode": digits(rng, 9)})]
}
