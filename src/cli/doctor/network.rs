//! The way to Google: can each server be reached, how long does it take, and does it have the same time as this computer?

use std::sync::Arc;
use std::time::Duration;

use super::check::{Cause, Check};
use crate::meet::client::{Built, Client, RetryPolicy, Settings};
use crate::meet::endpoint::Endpoint;
use crate::meet::error::MeetError;
use crate::meet::reach::Reached;
use crate::meet::token::{StaticToken, TokenSource};
use crate::tasks;

/// Further off than this, a clock is worth a word, in seconds.
const OFF: i64 = 30;
/// Further off than this, signing in may fail.
const FAR_OFF: i64 = 300;

/// Settings for who wants to know soon: each request once.
pub(super) fn settings(endpoint: &Endpoint) -> Settings {
    Settings {
        connect_timeout: Duration::from_secs(5),
        read_timeout: Duration::from_secs(8),
        total_timeout: Duration::from_secs(12),
        retry: RetryPolicy::never(),
        ..Settings::new(endpoint.clone())
    }
}

/// A client of this server, built on a thread for blocking: the system's certificates take some milliseconds.
pub(super) async fn client(endpoint: &Endpoint, tokens: Arc<dyn TokenSource>) -> Result<Built, MeetError> {
    let settings = settings(endpoint);
    tasks::blocking(move || Client::new(settings, tokens))
        .await
        .unwrap_or_else(|_| Err(MeetError::Setup { detail: "a part of greenroom failed".into() }))
}

/// What greeting a server brought.
pub(super) struct Greeted {
    pub(super) check: Check,
    pub(super) ahead: Option<i64>,
}

/// Greets a server. `needed` is false for one that this way in does not need: then it is only a warning that it is silent.
pub(super) async fn greet(name: &'static str, endpoint: &Endpoint, needed: bool) -> Greeted {
    let reached = match client(endpoint, Arc::new(StaticToken::new(""))).await {
        Ok(built) => built.client.reach().await.map(|reached| (reached, built.warning)),
        Err(error) => Err(error),
    };
    let check = match &reached {
        Ok((reached, warning)) => answered(name, endpoint, reached, warning.as_deref()),
        Err(error) => {
            let detail = format!("{}: {}", endpoint.as_str(), error.why());
            let mut check = Check::failed(name, Cause::Unreachable, detail, error.next_step());
            if !needed {
                check = Check::warning(name, check.detail, error.next_step());
            }
            check
        }
    };
    Greeted { check, ahead: reached.ok().and_then(|(reached, _)| reached.ahead) }
}

fn answered(name: &'static str, endpoint: &Endpoint, reached: &Reached, warning: Option<&str>) -> Check {
    let ms = reached.took.as_millis();
    let version = if reached.http2 { "HTTP/2" } else { "HTTP/1.1" };
    let proxy = if endpoint.is_local() { None } else { proxy() };
    let through = proxy.map(|name| format!(", through the proxy of {name}")).unwrap_or_default();
    let detail = format!("{} answers in {ms} ms ({version}{through})", endpoint.as_str());
    match warning {
        _ if (300..400).contains(&reached.http) => Check::warning(
            name,
            format!("{detail}, but only to point to another address ({})", reached.http),
            "Google does not do that: open a web page in a browser here, for a network may want you to sign in to it first.",
        ),
        Some(warning) => {
            Check::warning(name, format!("{detail}. {warning}"), "Install ca-certificates to use the system's own list.")
        }
        None => Check::ok(name, detail),
    }
}

/// The variable that leads through a proxy. Not its value: a password may stand in it.
fn proxy() -> Option<&'static str> {
    ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"].into_iter().find(|name| super::super::variable(name).is_some())
}

/// This computer's clock, by what the servers told.
pub(super) fn clock(ahead: Option<i64>) -> Check {
    const NAME: &str = "clock";
    const FIX: &str = "Set the clock, and let it be set by the network (timedatectl set-ntp true).";
    let Some(ahead) = ahead else { return Check::untried(NAME, "no server told the time") };
    let side = if ahead < 0 { "behind" } else { "ahead" };
    let off = ahead.unsigned_abs();
    let much = match off {
        0..120 => format!("{off} s"),
        120..7_170 => format!("{} minutes", (off + 30) / 60),
        7_170..172_800 => format!("{} hours", (off + 1_800) / 3_600),
        _ => format!("{} days", (off + 43_200) / 86_400),
    };
    match ahead.abs() {
        0..=2 => Check::ok(NAME, "right"),
        3..=OFF => Check::ok(NAME, format!("{much} {side}, which does no harm")),
        ..=FAR_OFF => Check::warning(NAME, format!("{much} {side}"), FIX),
        _ => Check::failed(NAME, Cause::Other, format!("{much} {side}: signing in can fail, and times are wrong"), FIX),
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::super::check::Status;
    use super::*;
    use crate::meet::tests::server::{Reply, Server};

    #[rstest]
    #[case(Some(0), Status::Ok, "right")]
    #[case(Some(-20), Status::Ok, "20 s behind, which does no harm")]
    #[case(Some(200), Status::Warning, "3 minutes ahead")]
    #[case(Some(-301), Status::Failed(Cause::Other), "5 minutes behind: ")]
    #[case(Some(90_000), Status::Failed(Cause::Other), "25 hours ahead: ")]
    #[case(Some(i64::from(i32::MIN)), Status::Failed(Cause::Other), "24855 days behind: ")]
    #[case(None, Status::Warning, "not tried: no server told the time")]
    fn clocks(#[case] ahead: Option<i64>, #[case] status: Status, #[case] words: &str) {
        let check = clock(ahead);
        assert_eq!(check.status, status);
        assert!(check.detail.starts_with(words), "{check:?}");
    }

    #[tokio::test]
    async fn a_server_that_answers_anything_is_there() {
        let server = Server::start(vec![Reply::json(404, "{}"), Reply::json(302, "")]).await;
        let greeted = greet("network", &server.endpoint(), true).await;
        assert_eq!(greeted.check.status, Status::Ok);
        assert!(greeted.check.detail.contains(" ms (HTTP/1.1)"), "{:?}", greeted.check);
        let greeted = greet("network", &server.endpoint(), true).await;
        assert_eq!(greeted.check.status, Status::Warning);
        assert!(greeted.check.detail.ends_with("(302)"), "{:?}", greeted.check);
    }

    #[tokio::test]
    async fn one_that_is_not_there_is_a_failure_only_where_it_is_needed() {
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let endpoint = Endpoint::parse(&format!("http://127.0.0.1:{port}")).unwrap();
        let greeted = greet("network", &endpoint, true).await;
        assert_eq!((greeted.check.status, greeted.ahead), (Status::Failed(Cause::Unreachable), None));
        assert!(greeted.check.detail.contains("Nobody answers"), "{:?}", greeted.check);
        assert_eq!(greet("network", &endpoint, false).await.check.status, Status::Warning);
    }
}
