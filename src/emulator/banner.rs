//! What `greenroom emulator` prints when it is up.

use std::fmt::Write as _;

use super::Emulator;

/// The address, a line for each token with its person, and what to do with them.
///
/// The first line is always `listening http://127.0.0.1:PORT` and every token's line `token TOKEN EMAIL`, for programs
/// that start the emulator and read them.
#[must_use]
pub fn banner(emulator: &Emulator) -> String {
    let endpoint = emulator.endpoint();
    let tokens = emulator.with(|world| world.tokens());
    let mut text = format!("listening {endpoint}\n");
    for (token, email) in &tokens {
        // writing to a string cannot fail
        let _ = writeln!(text, "token {token} {email}");
    }
    if let Some((token, email)) = tokens.first() {
        let _ = write!(
            text,
            "\nAs {email}:\n  GREENROOM_ENDPOINT={endpoint} GREENROOM_ACCESS_TOKEN={token} greenroom\n  curl -H 'Authorization: Bearer {token}' -X POST -d '{{}}' {endpoint}/v2/spaces\n"
        );
    }
    text
}
