//! The demo's news, over HTTP from its own server.

use std::collections::{BTreeSet, VecDeque};

use clap::Parser;
use tokio::runtime::Handle;
use tokio::sync::mpsc::UnboundedReceiver;

use super::super::super::Cli;
use super::*;
use crate::activity::{Happening, Kind};
use crate::effect::{EventsMsg, EventsOp, Msg, Stand};
use crate::emulator::Person;
use crate::runtime::runner::{Events, Network, Pending, Sender};
use crate::runtime::session::Incoming;

/// Spaces in which nobody comes and goes by himself: one of Ana's, one of Bo's.
const OF_ANA: &str = "spaces/8hZpJ_aR4fNy";
const OF_BO: &str = "spaces/o2IkXs6BdHvY";

fn args(line: &[&str]) -> Args {
    Cli::parse_from(line).args
}

/// What the app is told, as long as it is there.
struct Told {
    events: Events,
    incoming: UnboundedReceiver<Incoming>,
    /// Calls that began because of the test.
    begun: VecDeque<Happening>,
}

impl Told {
    /// Everything of one's own is asked for, and comes.
    async fn live(source: EventsSource, endpoint: &Endpoint) -> Self {
        let (sender, incoming) = Sender::channel();
        let network = Network::new(Meet::new(endpoint.clone()), source.workspace.1.clone(), sender.clone());
        let events = Events::start(source, network.into(), sender, Pending::default(), &Handle::current());
        events.perform(EventsOp::Watch { mine: true, marked: BTreeSet::new() });
        let mut told = Self { events, incoming, begun: VecDeque::new() };
        loop {
            if let Some(stand) = told.next().await {
                assert_eq!(stand.trouble, None);
                if stand.is_live() {
                    assert!(stand.owner);
                    return told;
                }
            }
        }
    }

    /// How it stands, where that is what is told; calls are kept.
    async fn next(&mut self) -> Option<Stand> {
        let Incoming::Msg(msg) = self.incoming.recv().await.unwrap() else { return None };
        match *msg {
            Msg::Events(EventsMsg::Stand(stand)) => Some(stand),
            Msg::Events(EventsMsg::Happened { batch, told }) => {
                self.events.perform(EventsOp::Handled(batch));
                let of_test = |one: &Happening| one.kind == Kind::ConferenceStarted && [OF_ANA, OF_BO].contains(&space(one));
                self.begun.extend(told.into_iter().filter(of_test));
                None
            }
            _ => None,
        }
    }

    /// Where a call began next.
    async fn call(&mut self) -> String {
        loop {
            if let Some(begun) = self.begun.pop_front() {
                return space(&begun).to_owned();
            }
            self.next().await;
        }
    }
}

fn space(happening: &Happening) -> &str {
    happening.space.as_ref().map_or("", |space| space.as_str())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_happens_at_its_server_is_told_to_whose_it_is_whoever_is_here() {
    let demo = Demo::start().unwrap();
    let endpoint = Endpoint::parse(&demo.emulator.endpoint()).unwrap();
    let news = |other, token: &str| demo.news(&endpoint, other, Arc::new(StaticToken::new(token)), "demo-ana").unwrap();
    let begin = |space| demo.emulator.with(|world| world.join(space, &Person::Anonymous("Zoë".into()))).unwrap();

    let mut ana = Told::live(news(None, "demo-ana"), &endpoint).await;
    begin(OF_ANA);
    assert_eq!(ana.call().await, OF_ANA);
    let acknowledged = |world: &mut World| world.backlog("projects/greenroom-demo/subscriptions/greenroom") == 0;
    assert!(tokio::task::block_in_place(|| demo.emulator.wait_until(Duration::from_mins(1), acknowledged)));
    drop(ana);

    // What Ana asked for goes on, and is none of Bo's business.
    let mut bo = Told::live(news(Some("bo@example.com"), "demo-bo"), &endpoint).await;
    demo.emulator.with(|world| world.end(OF_ANA)).unwrap();
    begin(OF_ANA);
    begin(OF_BO);
    assert_eq!(bo.call().await, OF_BO);
    drop(bo);

    // Back again: what is there is found.
    let mut ana = Told::live(news(None, "demo-ana"), &endpoint).await;
    assert_eq!(ana.call().await, OF_ANA);
    Told::live(news(Some("bo@example.com"), "demo-bo"), &endpoint).await;
}

#[test]
fn read_only_it_looks_now_and_then() {
    for (line, live) in [(&["greenroom", "--demo"][..], true), (&["greenroom", "--demo", "--read-only"], false)] {
        let plan = Demo::start().unwrap().plan(&args(line), None).unwrap();
        assert_eq!(plan.events.is_some(), live, "{line:?}");
        assert!(plan.who.demo && plan.notices.is_empty());
    }
}
