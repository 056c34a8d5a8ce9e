//! What is pulled is read, in bounded memory, whatever it is.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::reader::Reader;
use crate::activity::{Activity, Kind, MOST};
use crate::events::pubsub::Received;
use crate::events::seen;

pub(super) fn message(number: usize, space: Option<usize>, time: Timestamp) -> Value {
    let session = format!("conferenceRecords/C{}/participants/P{number}/participantSessions/S{number}", number / 100);
    let subject = match space {
        Some(space) => format!("//meet.googleapis.com/spaces/s{space}"),
        None => "//cloudidentity.googleapis.com/users/1".to_owned(),
    };
    json!({
        "messageId": format!("m{number}"),
        "attributes": {
            "ce-type": "google.workspace.meet.participant.v2.joined", "ce-id": format!("e{number}"), "ce-subject": subject,
            "ce-time": time.to_string(),
        },
        "data": STANDARD.encode(json!({"participantSession": {"name": session}}).to_string()),
    })
}

pub(super) fn received(messages: impl IntoIterator<Item = Value>) -> Vec<Received> {
    messages.into_iter().enumerate().map(|(number, message)| Received::for_test(&format!("ack{number}"), message)).collect()
}

#[test]
fn a_hundred_thousand_events_leave_no_more_behind_than_the_last_ones() {
    let (mut reader, mut activity, now) = (Reader::default(), Activity::default(), Timestamp::now());
    for round in 0..100 {
        let messages = (0..1000).map(|number| message(round * 1000 + number, Some(round), now));
        let batch = reader.read(received(messages));
        assert_eq!((batch.acks.len(), batch.events.len()), (1000, 1000));
        for happening in reader.happenings(batch.events, now) {
            activity.add(happening);
        }
    }
    let (ids, conferences) = reader.kept();
    assert_eq!((ids, activity.len()), (seen::MOST, MOST));
    assert!(conferences <= 512, "{conferences}");
}

#[test]
fn whatever_comes_is_acknowledged_and_nothing_is_told_twice() {
    let mut reader = Reader::default();
    let now = Timestamp::now();
    let mut again = message(1, Some(1), now);
    again["messageId"] = "another".into();
    let mut bad = message(2, Some(1), now);
    bad["data"] = "%%%".into();
    let mut unknown = message(3, Some(1), now);
    unknown["attributes"]["ce-type"] = "google.workspace.chat.message.v1.created".into();
    let all = [message(1, Some(1), now), message(1, Some(1), now), again, bad, unknown, json!(null)];
    let batch = reader.read(received(all));
    assert_eq!((batch.acks.len(), batch.events.len()), (6, 1));
    assert_eq!(reader.read(received([message(1, Some(1), now)])).events.len(), 0, "nor later");
}

#[test]
fn a_server_that_counts_its_messages_from_one_again_is_heard() {
    let mut reader = Reader::default();
    let now = Timestamp::now();
    let published = |event: usize, time: &str| {
        let mut message = message(event, Some(1), now);
        (message["messageId"], message["publishTime"]) = ("1".into(), time.into());
        message
    };
    let (before, after) = ("2026-11-02T09:30:11.500Z", "2026-11-02T09:45:00.001Z");
    let told = [published(1, before), published(1, before), published(2, after), published(2, after)];
    let batch = reader.read(received(told));
    assert_eq!((batch.acks.len(), batch.events.len()), (4, 2));
}

#[test]
fn an_event_without_its_space_is_told_when_that_is_known() {
    let mut reader = Reader::default();
    let now = Timestamp::now();
    let batch = reader.read(received([message(1, None, now), message(2, None, now)]));
    let unknown = reader.unknown(&batch.events);
    assert_eq!(unknown.len(), 1, "both are in one conference");
    reader.learn(unknown[0].clone(), "spaces/s9".parse().unwrap());
    let told = reader.happenings(batch.events, now);
    assert!(told.iter().all(|one| one.space.as_ref().unwrap().as_str() == "spaces/s9" && one.kind == Kind::Joined));
}

#[test]
fn what_is_old_when_it_comes_is_no_news_and_nothing_is_in_the_future() {
    let mut reader = Reader::default();
    let now = Timestamp::now();
    let day = jiff::SignedDuration::from_hours(24);
    let batch = reader.read(received([message(1, Some(1), now - day), message(2, Some(1), now), message(3, Some(1), now + day)]));
    let told = reader.happenings(batch.events, now);
    assert_eq!(told.iter().map(|one| one.news).collect::<Vec<_>>(), [false, true, true]);
    assert_eq!(told[2].at, now);
}
