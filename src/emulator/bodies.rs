//! Bodies, and how they go wrong.

use std::io;
use std::time::Duration;

use futures_util::stream::{self, Stream, TryStreamExt};
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Full, StreamBody};
use hyper::body::{Bytes, Frame};

/// What an answer brings.
pub(super) type Body = UnsyncBoxBody<Bytes, io::Error>;

/// All of it, as it should be.
pub(super) fn whole(bytes: Vec<u8>) -> Body {
    Full::from(bytes).map_err(|never| match never {}).boxed_unsync()
}

fn from_stream(pieces: impl Stream<Item = io::Result<Bytes>> + Send + 'static) -> Body {
    StreamBody::new(pieces.map_ok(Frame::data)).boxed_unsync()
}

/// Half of the body, then the end of the connection.
pub(super) fn cut(mut bytes: Vec<u8>) -> Body {
    bytes.truncate(bytes.len() / 2);
    let half = Bytes::from(bytes);
    from_stream(stream::unfold(0, move |step| {
        let half = half.clone();
        async move {
            match step {
                0 => Some((Ok(half), 1)),
                1 => {
                    // gives the connection time to write what it has
                    tokio::task::yield_now().await;
                    Some((Err(io::Error::from(io::ErrorKind::ConnectionAborted)), 2))
                }
                _ => None,
            }
        }
    }))
}

/// One byte at a time.
pub(super) fn drip(bytes: Vec<u8>, pause: Duration) -> Body {
    from_stream(stream::unfold(Bytes::from(bytes), move |mut rest| async move {
        if rest.is_empty() {
            return None;
        }
        let byte = rest.split_to(1);
        tokio::time::sleep(pause).await;
        Some((io::Result::Ok(byte), rest))
    }))
}

const HUGE_START: &[u8] = br#"{"name":""#;
const HUGE_END: &[u8] = br#""}"#;

/// The length of a huge body that was asked to have that size: there is a least one.
pub(super) fn huge_length(size: usize) -> usize {
    size.max(HUGE_START.len() + HUGE_END.len())
}

/// A JSON body of that size, made as it is sent.
pub(super) fn huge(size: usize) -> Body {
    // made here: it would be as long in the program
    let chunk = Bytes::from(vec![b'a'; 1 << 16]);
    let filling = size.saturating_sub(HUGE_START.len() + HUGE_END.len());
    let rest = chunk.slice(..filling % chunk.len());
    let chunks = std::iter::repeat_n(chunk.clone(), filling / chunk.len()).chain(std::iter::once(rest));
    let all = std::iter::once(Bytes::from_static(HUGE_START))
        .chain(chunks)
        .chain(std::iter::once(Bytes::from_static(HUGE_END)))
        .filter(|chunk| !chunk.is_empty());
    from_stream(stream::iter(all.map(io::Result::Ok)))
}

/// Nothing, for ever.
pub(super) fn never() -> Body {
    from_stream(stream::pending::<io::Result<Bytes>>())
}
