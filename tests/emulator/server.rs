//! The server itself: the log of requests, its port, its end, its banner, its life.

use std::time::Duration;

use greenroom::emulator::{Emulator, Method, Seed, World, banner};
use jiff::SignedDuration;
use serde_json::json;

use crate::bench::Bench;

#[tokio::test]
async fn requests_are_on_record() {
    let bench = Bench::new();
    let name = bench.space();
    bench.ana.patch(&format!("/v2/{name}?updateMask=config.accessType"), r#"{"config":{"accessType":"OPEN"}}"#).await.ok();
    bench.emulator.with(|world| {
        assert_eq!((world.count(Method::UpdateSpace), world.count(Method::GetSpace), world.count_all()), (1, 0, 1));
        let request = world.requests().remove(0);
        assert_eq!((request.verb.as_str(), request.status), ("PATCH", Some(200)));
        assert_eq!(request.target, format!("/v2/{name}?updateMask=config.accessType"));
        assert_eq!(request.user.as_deref(), Some("ana@example.com"));
        assert_eq!(request.body, Some(json!({"config": {"accessType": "OPEN"}})));
        assert_eq!(request.user_agent.as_deref(), Some("emulator-test"));
        world.clear_requests();
        assert_eq!(world.count_all(), 0);
    });
}

#[tokio::test]
async fn it_listens_on_loopback_until_it_is_dropped() {
    let bench = Bench::new();
    let endpoint = bench.emulator.endpoint();
    assert!(endpoint.starts_with("http://127.0.0.1:"));
    bench.ana.get("/v2/conferenceRecords").await.ok();
    let port = bench.emulator.port();
    let world = World::from_seed(&Seed::demo().unwrap()).unwrap();
    assert!(Emulator::start_on(port, world).is_err(), "the port is taken");
    drop(bench);
    let refused = std::net::TcpStream::connect(("127.0.0.1", port)).unwrap_err();
    assert_eq!(refused.kind(), std::io::ErrorKind::ConnectionRefused);
    let world = World::from_seed(&Seed::demo().unwrap()).unwrap();
    let again = Emulator::start_on(port, world).unwrap();
    assert_eq!(again.port(), port);
    std::net::TcpStream::connect(("127.0.0.1", port)).unwrap();
}

#[tokio::test]
async fn the_banner_says_where_and_as_whom() {
    let emulator = Emulator::start(World::from_seed(&Seed::demo().unwrap()).unwrap()).unwrap();
    let text = banner(&emulator);
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[0], format!("listening {}", emulator.endpoint()));
    assert_eq!(lines[1], "token demo-ana ana@example.com");
    assert!(text.contains(&format!("GREENROOM_ENDPOINT={} GREENROOM_ACCESS_TOKEN=demo-ana greenroom", emulator.endpoint())));
    for line in [
        format!("  export GREENROOM_EVENTS_ENDPOINT={0} GREENROOM_PUBSUB_ENDPOINT={0}", emulator.endpoint()),
        "  export GREENROOM_EVENTS_TOPIC=projects/greenroom-demo/topics/meet-events GREENROOM_EVENTS_SUBSCRIPTION=projects/greenroom-demo/subscriptions/greenroom".to_owned(),
        format!("  # Pub/Sub without a token, for other programs: PUBSUB_EMULATOR_HOST=127.0.0.1:{}", emulator.port()),
    ] {
        assert!(lines.contains(&line.as_str()), "{line}\n{text}");
    }
}

#[tokio::test]
async fn people_come_and_go_when_it_is_lively() {
    let bench = Bench::new();
    let name = bench.space();
    bench.emulator.with(|world| world.space_mut(&name).unwrap().lively = true);
    bench.emulator.enliven(Duration::from_millis(1), 1);
    assert!(bench.emulator.wait_until(Duration::from_secs(20), |world| world.people_in(&name) > 0));
    assert!(bench.emulator.wait_until(Duration::from_secs(20), |world| world.people_in(&name) == 0));
}

#[tokio::test]
async fn the_date_is_the_worlds() {
    let bench = Bench::new();
    let day = SignedDuration::from_hours(24 * 400);
    let there = bench.emulator.with(|world| {
        world.advance(day);
        world.now()
    });
    let request = bench.ana.request(reqwest::Method::GET, "/v2/conferenceRecords");
    let response = request.send().await.unwrap();
    let date = response.headers()["date"].to_str().unwrap();
    let date = jiff::fmt::rfc2822::parse(date).unwrap().timestamp();
    assert!(date.duration_since(there).abs() < SignedDuration::from_mins(10));
}
