//! What `greenroom emulator` prints when it is up.

use std::fmt::Write as _;

use super::Emulator;

/// The address, a line for each token with its person, and what to do with them.
///
/// The first line is always `listening http://127.0.0.1:PORT`, then comes every token's line, `token TOKEN EMAIL`, then, where
/// there is an OAuth client, `client ADDRESS-OF-ITS-FILE`, for programs that start the emulator and read them.
#[must_use]
pub fn banner(emulator: &Emulator) -> String {
    let endpoint = emulator.endpoint();
    let (tokens, has_client) = emulator.with(|world| (world.tokens(), world.desktop_client().is_some()));
    let news = emulator.with(|world| world.pubsub.queues.values().next().map(|queue| (queue.topic.clone(), queue.name.clone())));
    let mut text = format!("listening {endpoint}\n");
    for (token, email) in &tokens {
        // writing to a string cannot fail
        let _ = writeln!(text, "token {token} {email}");
    }
    if has_client {
        let _ = writeln!(text, "client {endpoint}/client.json");
    }
    if let Some((token, email)) = tokens.first() {
        let _ = write!(
            text,
            "\nAs {email}:\n  GREENROOM_ENDPOINT={endpoint} GREENROOM_ACCESS_TOKEN={token} greenroom\n  curl -H 'Authorization: Bearer {token}' -X POST -d '{{}}' {endpoint}/v2/spaces\n"
        );
    }
    if has_client {
        let _ = write!(
            text,
            "\nTo sign in as one of its users:\n  curl -s {endpoint}/client.json >client.json\n  GREENROOM_ENDPOINT={endpoint} greenroom auth login --client client.json\n"
        );
    }
    if let (Some((token, _)), Some((topic, subscription))) = (tokens.first(), news) {
        let host = endpoint.strip_prefix("http://").unwrap_or(&endpoint);
        let _ = write!(
            text,
            "\nTo hear of what happens as it happens (Workspace Events, Pub/Sub):\n  export GREENROOM_EVENTS_ENDPOINT={endpoint} GREENROOM_PUBSUB_ENDPOINT={endpoint}\n  export GREENROOM_EVENTS_TOPIC={topic} GREENROOM_EVENTS_SUBSCRIPTION={subscription}\n  GREENROOM_ENDPOINT={endpoint} GREENROOM_ACCESS_TOKEN={token} greenroom\n  # Pub/Sub without a token, for other programs: PUBSUB_EMULATOR_HOST={host}\n"
        );
    }
    text
}
