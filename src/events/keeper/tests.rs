//! A person's subscriptions over days, without a clock.

use super::*;
use crate::events::error::Api;
use crate::meet::error::{About, MeetError, TokenRefusal};

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_800_000_000 + seconds).unwrap()
}

const DAY: i64 = 86_400;

fn topic() -> Topic {
    "projects/p-1/topics/meet-events".parse().unwrap()
}

fn space(id: &str) -> Target {
    format!("//meet.googleapis.com/spaces/{id}").parse().unwrap()
}

fn name(id: &str) -> SubscriptionName {
    format!("subscriptions/{id}").parse().unwrap()
}

fn active(id: &str, ends: i64) -> Subscription {
    Subscription {
        name: name(id),
        target: None,
        event_types: EventType::ALL.iter().map(|kind| kind.name().to_owned()).collect(),
        topic: Some(topic().as_str().to_owned()),
        state: State::Active,
        suspended: None,
        expires: Some(at(ends)),
        authority: None,
    }
}

fn suspended(id: &str, reason: SuspensionReason) -> Subscription {
    Subscription { state: State::Suspended, suspended: Some(reason), ..active(id, 7 * DAY) }
}

fn refused() -> Outcome {
    let cause = MeetError::Hidden { about: About::Elsewhere, http: 403, said: None };
    Outcome::Failed(EventsError { api: Api::WorkspaceEvents, cause })
}

fn lost() -> Outcome {
    Outcome::Failed(EventsError { api: Api::WorkspaceEvents, cause: MeetError::ConnectionLost })
}

fn keeper(ids: &[&str]) -> Keeper {
    let mut keeper = Keeper::new(topic());
    keeper.want(&ids.iter().map(|id| space(id)).collect(), at(0));
    keeper
}

/// The one order that is due at this time.
#[track_caller]
fn only(keeper: &mut Keeper, seconds: i64) -> Order {
    let mut due = keeper.due(at(seconds));
    assert_eq!(due.len(), 1, "{due:?}");
    due.remove(0)
}

/// One that was made at the beginning.
fn made() -> Keeper {
    let mut keeper = keeper(&["a"]);
    let order = only(&mut keeper, 0);
    assert_eq!(order, Order::Create(space("a"), topic()));
    assert_eq!(keeper.told(&order, Outcome::Stands(active("s1", 7 * DAY)), at(1)), [Note::Live(space("a"))]);
    keeper
}

fn told(kind: LifecycleType, id: &str) -> Lifecycle {
    Lifecycle { id: "e".into(), kind, subscription: name(id), reason: None, expires: None }
}

#[test]
fn one_that_is_wanted_is_made_and_then_looked_at() {
    let mut keeper = made();
    assert_eq!(keeper.live(at(1)), [space("a")].into());
    assert!(keeper.due(at(60)).is_empty());
    assert_eq!(keeper.next_due(), Some(at(1 + 15 * 60)));
    assert_eq!(only(&mut keeper, 1000), Order::Look(space("a"), name("s1")));
    assert!(keeper.due(at(1001)).is_empty(), "it is on its way");
}

#[test]
fn one_that_is_there_already_is_adopted() {
    let mut keeper = keeper(&["a"]);
    let order = only(&mut keeper, 0);
    assert_eq!(keeper.told(&order, Outcome::Taken, at(1)), []);
    let order = only(&mut keeper, 1);
    assert_eq!(order, Order::Find(space("a")));
    let mut short = active("old", DAY);
    short.event_types.truncate(1);
    assert_eq!(keeper.told(&order, Outcome::Stands(short.clone()), at(2)), [Note::Live(space("a"))]);
    let order = only(&mut keeper, 2);
    assert_eq!(order, Order::Renew(space("a"), name("old"), true), "it tells too little, and ends soon");
    assert_eq!(keeper.told(&order, Outcome::Stands(short), at(3)), []);
    assert!(keeper.due(at(4)).is_empty(), "an answer that does not heed it is not asked for again at once");
}

#[test]
fn one_for_another_topic_is_explained_and_never_taken_away() {
    let mut keeper = keeper(&["a"]);
    let order = only(&mut keeper, 0);
    keeper.told(&order, Outcome::Taken, at(0));
    let order = only(&mut keeper, 0);
    let other = Subscription { topic: Some("projects/p-2/topics/other".into()), ..active("x", DAY) };
    let notes = keeper.told(&order, Outcome::Stands(other), at(0));
    let [Note::Broken(_, trouble)] = &notes[..] else { panic!("{notes:?}") };
    assert!(trouble.why.contains("projects/p-2/topics/other"), "{trouble:?}");
    assert_eq!(keeper.leaving(), []);
    keeper.want(&BTreeSet::new(), at(1));
    assert!(keeper.due(at(DAY)).is_empty());
}

#[test]
fn each_is_renewed_once_a_day() {
    let mut keeper = made();
    let (mut now, mut renewed) = (1, Vec::new());
    let mut ends = 7 * DAY;
    while now < 30 * DAY {
        now = keeper.next_due().unwrap().as_second() - at(0).as_second();
        for order in keeper.due(at(now)) {
            if let Order::Renew(_, _, types) = &order {
                assert!(!types);
                renewed.push(now);
                ends = now + 7 * DAY;
            }
            assert_eq!(keeper.told(&order, Outcome::Stands(active("s1", ends)), at(now)), []);
        }
        assert_eq!(keeper.live(at(now)).len(), 1, "never without news");
    }
    assert!((28..=30).contains(&renewed.len()), "{renewed:?}");
}

#[test]
fn a_reminder_renews_at_once_and_a_late_one_does_no_harm() {
    let mut keeper = made();
    let reminder = Lifecycle { expires: Some(at(12 * 3600)), ..told(LifecycleType::ExpirationReminder, "s1") };
    assert!(keeper.heard(&reminder, at(100)));
    let order = only(&mut keeper, 100);
    assert_eq!(order, Order::Renew(space("a"), name("s1"), false));
    keeper.told(&order, Outcome::Stands(active("s1", 7 * DAY + 100)), at(101));
    assert_eq!(keeper.live(at(6 * DAY)).len(), 1);
    assert!(!keeper.heard(&told(LifecycleType::Expired, "an-older-one"), at(102)), "that one is not ours any more");
}

#[test]
fn a_suspension_is_explained_and_set_right_by_itself() {
    let mut keeper = made();
    assert!(keeper.heard(&told(LifecycleType::Suspended, "s1"), at(100)));
    assert_eq!(keeper.live(at(100)).len(), 1, "a message alone is not believed");
    let order = only(&mut keeper, 100);
    assert_eq!(order, Order::Look(space("a"), name("s1")));
    let reason = SuspensionReason::EndpointPermissionDenied;
    let notes = keeper.told(&order, Outcome::Stands(suspended("s1", reason.clone())), at(101));
    let [Note::Broken(_, trouble)] = &notes[..] else { panic!("{notes:?}") };
    assert_eq!(trouble.why, "Google has suspended its events. Google may not publish to the topic.");
    assert!(trouble.next.contains("greenroom events setup"));
    let mut now = 101;
    let mut tries = 0;
    while now < 3 * 3600 {
        now = keeper.next_due().unwrap().as_second() - at(0).as_second();
        let order = only(&mut keeper, now);
        let outcome = match order {
            Order::Reactivate(..) => {
                tries += 1;
                refused()
            }
            Order::Look(..) => Outcome::Stands(suspended("s1", reason.clone())),
            other => panic!("{other:?}"),
        };
        assert_eq!(keeper.told(&order, outcome, at(now)), [], "it is told once");
    }
    assert!((4..20).contains(&tries), "{tries}");
    // Mended: the next try, or the person's ctrl-r, finds it.
    keeper.look_again(at(now));
    let order = only(&mut keeper, now);
    keeper.told(&order, Outcome::Stands(suspended("s1", reason)), at(now));
    let now = keeper.next_due().unwrap().as_second() - at(0).as_second();
    let order = only(&mut keeper, now);
    assert_eq!(order, Order::Reactivate(space("a"), name("s1")));
    assert_eq!(keeper.told(&order, Outcome::Stands(active("s1", 7 * DAY)), at(now)), [Note::Live(space("a"))]);
}

#[test]
fn a_suspension_that_was_over_before_it_was_read_changes_nothing() {
    let mut keeper = made();
    keeper.heard(&told(LifecycleType::Suspended, "s1"), at(100));
    let order = only(&mut keeper, 100);
    assert_eq!(keeper.told(&order, Outcome::Stands(active("s1", 7 * DAY)), at(101)), []);
    assert_eq!(keeper.live(at(102)).len(), 1);
}

#[test]
fn expired_while_away_it_is_made_anew() {
    let mut keeper = made();
    let now = 9 * DAY;
    assert_eq!(keeper.live(at(now)), BTreeSet::new(), "what is over is not live, whether anybody told or not");
    let order = only(&mut keeper, now);
    assert_eq!(order, Order::Look(space("a"), name("s1")));
    assert_eq!(keeper.told(&order, Outcome::None, at(now)), [Note::Again(space("a"))]);
    let order = only(&mut keeper, now);
    assert_eq!(order, Order::Create(space("a"), topic()));
    assert_eq!(keeper.told(&order, Outcome::Stands(active("s2", now + 7 * DAY)), at(now)), [Note::Live(space("a"))]);
}

#[test]
fn after_a_day_asleep_everything_is_looked_at() {
    let ids: Vec<String> = (0..10).map(|number| format!("s{number}")).collect();
    let mut keeper = keeper(&ids.iter().map(String::as_str).collect::<Vec<_>>());
    let mut round = |now: i64| {
        let mut all = Vec::new();
        loop {
            let orders = keeper.due(at(now));
            assert!(orders.len() <= PARALLEL);
            if orders.is_empty() {
                break;
            }
            for order in orders {
                let ends = now + 7 * DAY;
                keeper.told(&order, Outcome::Stands(active(&order.target().resource().replace('/', "-"), ends)), at(now));
                all.push(order);
            }
        }
        all
    };
    assert_eq!(round(0).len(), 10);
    assert_eq!(round(60).len(), 0);
    let woken = round(DAY + 3600);
    assert_eq!(woken.len(), 10);
    assert!(woken.iter().all(|order| matches!(order, Order::Renew(..))), "each has less than six days left: {woken:?}");
}

#[test]
fn trouble_on_the_way_is_waited_out_longer_and_longer() {
    let mut keeper = keeper(&["a"]);
    let (mut now, mut waits) = (0, Vec::new());
    for _ in 0..10 {
        let order = only(&mut keeper, now);
        assert_eq!(keeper.told(&order, lost(), at(now)), [], "a broken line is no word about the subscription");
        let next = keeper.next_due().unwrap().as_second() - at(0).as_second();
        waits.push(next - now);
        now = next;
    }
    assert_eq!(waits, [5, 10, 20, 40, 80, 160, 320, 600, 600, 600]);
    assert_eq!(keeper.health(&space("a"), at(now)), Some(Health::Waiting));
}

#[test]
fn a_refusal_is_told_once_and_tried_again_after_a_while() {
    let mut keeper = keeper(&["a"]);
    let order = only(&mut keeper, 0);
    assert!(matches!(&keeper.told(&order, refused(), at(0))[..], [Note::Broken(..)]));
    assert!(keeper.due(at(1700)).is_empty());
    let order = only(&mut keeper, 1800);
    assert_eq!(keeper.told(&order, refused(), at(1800)), []);
    keeper.look_again(at(1801));
    let order = only(&mut keeper, 1801);
    assert_eq!(keeper.told(&order, Outcome::Stands(active("s", DAY * 7)), at(1802)), [Note::Live(space("a"))]);
}

#[test]
fn a_renewal_that_is_refused_leaves_it_live_until_it_ends() {
    let mut keeper = made();
    let order = only(&mut keeper, 2 * DAY);
    assert!(matches!(order, Order::Renew(..)));
    let cause = MeetError::TokenRefused { cause: TokenRefusal::Invalid, clock: None, said: None };
    let error = EventsError { api: Api::WorkspaceEvents, cause };
    assert_eq!(keeper.told(&order, Outcome::Failed(error), at(2 * DAY)), []);
    assert_eq!((keeper.live(at(2 * DAY)).len(), keeper.live(at(7 * DAY)).len()), (1, 0));
}

#[test]
fn what_is_not_wanted_any_more_is_taken_away() {
    let mut keeper = made();
    keeper.want(&[space("b")].into(), at(10));
    assert_eq!(keeper.health(&space("a"), at(10)), None);
    let orders = keeper.due(at(10));
    assert_eq!(orders, [Order::Delete(space("a"), name("s1")), Order::Create(space("b"), topic())]);
    assert_eq!(keeper.told(&orders[0], lost(), at(10)), []);
    assert!(keeper.due(at(11)).is_empty());
    let order = only(&mut keeper, 20);
    assert_eq!(keeper.told(&order, Outcome::None, at(20)), []);
    // One that is made while nobody wants it any more goes the same way.
    keeper.want(&BTreeSet::new(), at(30));
    keeper.told(&orders[1], Outcome::Stands(active("s9", 7 * DAY)), at(31));
    assert_eq!(only(&mut keeper, 31), Order::Delete(space("b"), name("s9")));
}

#[test]
fn leaving_takes_away_what_was_made() {
    let mut keeper = made();
    assert_eq!(keeper.leaving(), [Order::Delete(space("a"), name("s1"))]);
    // Wanted again before it was taken away: it stays.
    keeper.want(&BTreeSet::new(), at(10));
    keeper.want(&[space("a")].into(), at(11));
    assert_eq!(only(&mut keeper, 11), Order::Look(space("a"), name("s1")));
}

#[test]
fn whoever_is_in_a_hurry_while_something_is_on_its_way_is_not_put_off() {
    let mut keeper = made();
    keeper.heard(&told(LifecycleType::Suspended, "s1"), at(100));
    let order = only(&mut keeper, 100);
    keeper.told(&order, Outcome::Stands(suspended("s1", SuspensionReason::EndpointNotFound)), at(100));
    let order = only(&mut keeper, 100);
    assert!(matches!(order, Order::Reactivate(..)));
    keeper.look_again(at(101));
    assert!(keeper.due(at(101)).is_empty());
    keeper.told(&order, refused(), at(102));
    let order = only(&mut keeper, 102);
    assert!(matches!(order, Order::Look(..)));
    keeper.told(&order, Outcome::Stands(suspended("s1", SuspensionReason::EndpointNotFound)), at(102));
    let order = only(&mut keeper, 102);
    assert!(matches!(order, Order::Reactivate(..)), "once more, as soon as it is asked for");
    keeper.told(&order, Outcome::Stands(suspended("s1", SuspensionReason::EndpointNotFound)), at(103));
    assert!(keeper.due(at(104)).is_empty(), "and then not at once again");
}
