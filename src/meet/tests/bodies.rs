//! Answers that are not what they should be: pages, pieces, floods, packed ones.

use rstest::rstest;

use super::server::{head, message};
use super::*;
use crate::meet::answer::LIMIT;

/// Something packed by gzip with what every computer has: stored blocks need no compression.
fn packed(body: &[u8]) -> Vec<u8> {
    let mut out = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
    let pieces: Vec<&[u8]> = body.chunks(0xffff).collect();
    for (n, piece) in pieces.iter().enumerate() {
        let length = u16::try_from(piece.len()).unwrap();
        out.push(u8::from(n + 1 == pieces.len()));
        out.extend(length.to_le_bytes());
        out.extend((!length).to_le_bytes());
        out.extend(*piece);
    }
    out.extend(crc32(body).to_le_bytes());
    out.extend(u32::try_from(body.len()).unwrap().to_le_bytes());
    out
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc: u32, _| (crc >> 1) ^ (0xedb8_8320 & 0_u32.wrapping_sub(crc & 1)))
    })
}

/// Zeros without end, packed by fixed codes: a literal zero, then matches of 258 bytes at distance 1. Gives the beginning, and a
/// piece of 13,000 bytes that stands for 2 MB and may follow any number of times.
fn bomb() -> (Vec<u8>, Vec<u8>) {
    // Last block, fixed codes, literal 0. A match has 8 + 5 = 13 bits, so 8 of them are whole bytes; the beginning is filled up
    // to a whole byte with a part of one, and the piece goes on from there.
    let mut bits: Vec<u8> = vec![1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0];
    let one_match = [1, 1, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0];
    let offset = bits.len();
    bits.extend(one_match.iter().cycle().take(13 * 8 + (8 - offset % 8)));
    let begun = bits.len() / 8 * 8;
    let position = (begun - offset) % 13;
    let piece: Vec<u8> = one_match.iter().copied().cycle().skip(position).take(13 * 8 * 1000).collect();
    let bytes = |bits: &[u8]| -> Vec<u8> {
        bits.chunks(8).map(|eight| eight.iter().enumerate().fold(0, |byte, (n, bit)| byte | (bit << n))).collect()
    };
    let start = [&[0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255][..], &bytes(&bits[..begun])].concat();
    (start, bytes(&piece))
}

#[tokio::test]
async fn a_packed_answer_is_unpacked() {
    let body = message(200, &["Content-Encoding: gzip"], &packed(SPACE.as_bytes()));
    let server = Server::start(vec![Reply::Answer(body)]).await;
    let space = client(&server).get_space(&space_ref()).await.unwrap();
    assert_eq!(space.name, super::space());
}

#[tokio::test]
async fn a_packed_refusal_is_unpacked_too() {
    let body = br#"{"error":{"code":403,"message":"no","status":"PERMISSION_DENIED"}}"#;
    let error = get_error(vec![Reply::Answer(message(403, &["Content-Encoding: gzip"], &packed(body)))]).await;
    assert!(matches!(&error, MeetError::Hidden { said: Some(said), .. } if said == "no"), "{error:?}");
}

#[tokio::test]
async fn what_claims_to_be_packed_and_is_not() {
    let error = get_error(vec![Reply::Answer(message(200, &["Content-Encoding: gzip"], SPACE.as_bytes()))]).await;
    assert_eq!(error, MeetError::CutShort);
}

#[rstest]
#[case::page("<html>", MeetError::NotJson { http: 200, html: true })]
#[case::page_after_space("\u{feff} \n<!DOCTYPE html>", MeetError::NotJson { http: 200, html: true })]
#[case::words("It works!", MeetError::NotJson { http: 200, html: false })]
#[case::two("{}{}", MeetError::WrongShape { detail: "it differs at line 1, column 2".into() })]
#[case::nothing("", MeetError::CutShort)]
#[case::cut_in_a_name(r#"{"na"#, MeetError::CutShort)]
#[case::cut_in_a_value(r#"{"name":"spaces/x","meetingUri":"https://me"#, MeetError::CutShort)]
#[case::cut_at_the_end(r#"{"name":"spaces/x""#, MeetError::CutShort)]
#[case::no_name(r#"{"meetingCode":"abc-mnop-xyz"}"#, MeetError::WrongShape { detail: "it differs at line 1, column 30".into() })]
#[case::list("[]", MeetError::WrongShape { detail: "it differs at line 1, column 0".into() })]
#[tokio::test]
async fn an_answer_that_is_no_space(#[case] body: &str, #[case] expected: MeetError) {
    let answer = Reply::Answer(message(200, &[], body.as_bytes()));
    assert_eq!(get_error(vec![answer.clone()]).await, expected);
    // The server says that it did it, but not what came of it.
    assert_eq!(create_error(answer).await, MeetError::OutcomeUnknown { cause: Box::new(expected) });
}

#[tokio::test]
async fn a_wrong_answer_is_told_without_its_content() {
    let error = get_error(vec![Reply::json(200, r#"{"name":"spaces/x","phoneAccess":"987654321"}"#)]).await;
    assert!(matches!(error, MeetError::WrongShape { .. }));
    assert!(!format!("{error:?}{error}").contains("987654321"), "{error:?}");
}

#[tokio::test]
async fn fifty_megabytes_that_are_announced_are_not_read() {
    let answer = Reply::Flood(head(200, &["Content-Length: 52428800"]), vec![b' '; 1 << 20], 50);
    let server = Server::start(vec![answer]).await;
    assert_eq!(client(&server).get_space(&space_ref()).await, Err(MeetError::TooLarge { limit: LIMIT }));
}

#[tokio::test]
async fn fifty_megabytes_that_are_not_announced_are_read_up_to_the_limit() {
    let answer = Reply::Flood(head(200, &["Connection: close"]), vec![b' '; 1 << 16], 50 * 16);
    let server = Server::start(vec![answer]).await;
    let client = client(&server);
    assert_eq!(client.get_space(&space_ref()).await, Err(MeetError::TooLarge { limit: LIMIT }));
    // Beyond the limit only what lies in the buffers of the system between the two was ever taken.
    assert!(server.sent() < 40 << 20, "{}", server.sent());
    assert_eq!(server.seen().len(), 1, "it is no better the second time");
}

#[tokio::test]
async fn an_answer_that_unpacks_without_end_is_cut_at_the_limit() {
    let (start, piece) = bomb();
    // 300 pieces are half a gigabyte.
    let begin = [head(200, &["Content-Encoding: gzip", "Connection: close"]), start].concat();
    let server = Server::start(vec![Reply::Flood(begin, piece, 300)]).await;
    assert_eq!(client(&server).get_space(&space_ref()).await, Err(MeetError::TooLarge { limit: LIMIT }));
}

#[tokio::test]
async fn an_error_answer_without_end_is_told_by_its_status() {
    let answer = Reply::Flood(head(500, &["Connection: close"]), vec![b'x'; 1 << 16], 50 * 16);
    let server = Server::start(vec![answer]).await;
    let client = built(Settings { retry: RetryPolicy::never(), ..patient(server.endpoint()) });
    let error = client.get_space(&space_ref()).await.unwrap_err();
    assert!(matches!(error, MeetError::Server { http: 500, .. }), "{error:?}");
}
