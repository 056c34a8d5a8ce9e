//! Real rounds of looks at a real emulator; the clock is moved, not waited for.

use std::sync::Arc;

use jiff::SignedDuration;

use super::*;
use crate::emulator::{Artifact, Emulator, Fault, Method, Person, Quota, Refusal, Scope, Trouble, World};
use crate::meet::client::{RetryPolicy, Settings};
use crate::meet::endpoint::Endpoint;
use crate::meet::token::StaticToken;

const ANA: &str = "ana@example.com";

struct Bench {
    emulator: Emulator,
    source: Source,
    ahead: SignedDuration,
    token: String,
}

impl Bench {
    fn new(spaces: usize, named: bool) -> Self {
        let mut world = World::empty();
        world.add_user(ANA, "Ana");
        world.add_project("p");
        world.set_quota(Quota::unlimited());
        let token = world.issue_token(ANA, "p", &Scope::ALL, Duration::from_hours(24)).unwrap();
        for n in 0..spaces {
            world.create_space_named(&format!("s{n}"), ANA, "p").unwrap();
        }
        let emulator = Emulator::start(world).unwrap();
        let mut settings = Settings::new(Endpoint::parse(&emulator.endpoint()).unwrap());
        settings.retry = RetryPolicy::never();
        let client = Client::new(settings, Arc::new(StaticToken::new(&token))).unwrap().client;
        let watched = (0..spaces).map(|n| Watched::new(format!("spaces/s{n}").parse().unwrap(), None, format!("Space {n}")));
        let source = Source::new(client, Pace::default(), watched.collect(), named);
        Self { emulator, source, ahead: SignedDuration::ZERO, token }
    }

    fn with<R>(&self, look: impl FnOnce(&mut World) -> R) -> R {
        self.emulator.with(look)
    }

    fn fault(&self, refusal: Refusal) {
        self.with(|world| world.add_fault(Fault::new(Trouble::Refuse(refusal)).on(Method::GetSpace)));
    }

    /// The next space that is looked at is not to be seen.
    fn hide_one(&self) {
        let fault = Fault::new(Trouble::Refuse(Refusal::Masked)).on(Method::GetSpace).times(1);
        self.with(|world| world.add_fault(fault));
    }

    /// The next round, when it is due.
    async fn round(&mut self) -> Result<Vec<News>, MeetError> {
        let wait = SignedDuration::try_from(self.source.wait().unwrap_or_default()).unwrap();
        self.ahead += wait;
        self.with(|world| world.advance(wait));
        let ahead = self.ahead;
        self.source.round(move || Timestamp::now() + ahead).await
    }

    async fn words(&mut self) -> Vec<String> {
        self.round().await.unwrap().iter().map(words).collect()
    }
}

fn words(news: &News) -> String {
    match news {
        News::Watching(words) | News::How(words) => words.clone(),
        News::Happened(happening, called, _) => format!("{called}: {} {}", happening.kind.word(), happening.who),
        News::Unreachable(_) => "unreachable".into(),
        News::Back => "back".into(),
        News::Gone(called, _) => format!("{called} is gone"),
        News::Missing(called, _) => format!("{called} is missing"),
        News::Nothing(_) => "nothing left".into(),
    }
}

#[tokio::test]
async fn what_happens_after_the_first_look_is_told_in_order() {
    let mut bench = Bench::new(1, true);
    let guest = |name: &str| Person::Anonymous(name.into());
    bench.with(|world| world.join("spaces/s0", &guest("Before")).unwrap());
    assert_eq!(bench.words().await, ["Watching Space 0; a call is running. Ctrl-C ends."]);
    assert_eq!(bench.words().await, [""; 0]);
    let film = bench.with(|world| {
        world.join("spaces/s0", &guest("Bo")).unwrap();
        world.leave("spaces/s0", &guest("Before")).unwrap();
        world.start_artifact("spaces/s0", Artifact::Recording).unwrap()
    });
    let mut told = bench.words().await;
    while told.len() < 3 {
        // The files of a call that runs are looked at once a minute.
        told.extend(bench.words().await);
    }
    assert_eq!(told, ["Space 0: came Bo", "Space 0: left Before", "Space 0: recording started "]);
    bench.with(|world| {
        world.end("spaces/s0").unwrap();
        world.finish_artifact(&film).unwrap();
    });
    let told = bench.words().await;
    assert!(told.contains(&"Space 0: left Bo".to_owned()) && told.contains(&"Space 0: call ended ".to_owned()), "{told:?}");
    assert!(told.contains(&"Space 0: recording ready ".to_owned()), "{told:?}");
}

#[tokio::test]
async fn an_outage_is_told_once_and_that_it_is_over() {
    let mut bench = Bench::new(2, false);
    assert_eq!(bench.words().await, ["Watching 2 spaces; no call is running. Ctrl-C ends."]);
    bench.fault(Refusal::Internal);
    assert_eq!(bench.words().await, ["unreachable"]);
    let mut waits = vec![bench.source.wait().unwrap().as_secs()];
    for _ in 0..3 {
        assert_eq!(bench.words().await, [""; 0], "once is enough");
        waits.push(bench.source.wait().unwrap().as_secs());
    }
    assert!(waits.is_sorted() && waits[0] >= 15 && waits[3] >= 60, "{waits:?}");
    bench.with(|world| {
        world.clear_faults();
        world.join("spaces/s1", &Person::Anonymous("Bo".into())).unwrap();
    });
    let told = bench.words().await;
    assert_eq!(told.first().map(String::as_str), Some("back"));
    assert!(told.contains(&"Space 1: came Bo".to_owned()), "{told:?}");
}

#[tokio::test]
async fn too_many_requests_are_waited_out() {
    let mut bench = Bench::new(1, false);
    bench.words().await;
    bench.fault(Refusal::RateLimited { retry_after: None, retry_info: None });
    assert_eq!(bench.words().await, ["unreachable"]);
    bench.with(World::clear_faults);
    assert_eq!(bench.words().await, ["back"]);
}

#[tokio::test]
async fn whoever_is_signed_out_is_told_so_and_that_is_the_end() {
    let mut bench = Bench::new(2, false);
    bench.words().await;
    let token = bench.token.clone();
    bench.with(|world| world.revoke_token(&token).unwrap());
    assert_eq!(bench.round().await.unwrap_err().kind(), Kind::NotSignedIn);
}

#[tokio::test]
async fn a_space_that_goes_is_told_and_the_others_stay() {
    let mut bench = Bench::new(2, false);
    bench.words().await;
    bench.hide_one();
    let told = bench.words().await;
    assert!(told.len() == 1 && told[0].ends_with("is gone"), "{told:?}");
    assert_eq!(bench.words().await, [""; 0]);
    bench.hide_one();
    assert_eq!(bench.words().await, ["nothing left"]);
}

#[tokio::test]
async fn one_that_was_named_and_is_not_there_is_a_mistake() {
    let mut bench = Bench::new(1, true);
    bench.hide_one();
    assert_eq!(bench.words().await, ["Space 0 is missing"]);
}

#[tokio::test]
async fn many_spaces_stay_far_below_the_quota() {
    let mut bench = Bench::new(50, false);
    let start = bench.ahead;
    while (bench.ahead - start).as_secs() < 10 * 60 {
        bench.words().await;
    }
    let reads = bench.with(|world| world.count_all());
    assert!((500..=1300).contains(&reads), "{reads} reads in ten minutes");
}

#[tokio::test]
async fn however_much_google_tells_there_are_few_reads_a_minute() {
    let mut bench = Bench::new(100, false);
    bench.source.pace = Pace { watched: Duration::from_hours(1), live: Duration::from_hours(1) };
    for n in 0..100 {
        bench.with(|world| world.join(&format!("spaces/s{n}"), &Person::User(ANA.into()))).unwrap();
    }
    while bench.source.spaces.iter().any(|watched| watched.looked.is_none()) {
        bench.round().await.unwrap();
    }
    bench.source.wait = Some(A_LOOK);
    bench.with(World::clear_requests);
    let all: Vec<_> = bench.source.spaces.iter().map(|watched| Some(watched.space.clone())).collect();
    let (end, mut came) = (bench.ahead + SignedDuration::from_mins(5), 0);
    while bench.ahead < end {
        bench.source.are_due(&all);
        bench.round().await.unwrap();
    }
    bench.with(|world| world.join("spaces/s99", &Person::Anonymous("Bo".into()))).unwrap();
    bench.source.are_due(&all);
    while !bench.source.wanted.is_empty() {
        came += bench.words().await.iter().filter(|words| *words == "Space 99: came Bo").count();
    }
    assert_eq!(came, 1, "all come to their turn");
    let times: Vec<Timestamp> = bench.with(|world| world.requests()).iter().map(|request| request.time).collect();
    let within = |start: &Timestamp| times.iter().filter(|time| (0..60).contains(&time.duration_since(*start).as_secs())).count();
    let most = times.iter().map(within).max().unwrap();
    assert!((80..=129).contains(&most), "{most} reads in a minute");
}
