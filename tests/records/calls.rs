//! Every list and get, pages of every kind, filters, and what vanishes.

use std::sync::Arc;
use std::time::Duration;

use greenroom::emulator::{Artifact, Crowd, Emulator, Fault, Method, Paging, Person, Refusal, Scope, Trouble, World};
use greenroom::meet::client::{Client, RetryPolicy, Settings};
use greenroom::meet::endpoint::Endpoint;
use greenroom::meet::error::{About, MeetError};
use greenroom::meet::names::{ConferenceName, SpaceName};
use greenroom::meet::records::{ConferenceFilter, List, Listed, ParticipantFilter, SessionFilter};
use greenroom::meet::resources::{ArtifactState, Who};
use greenroom::meet::token::StaticToken;
use jiff::SignedDuration;

const ANA: &str = "ana@example.com";

/// Ana's client, and a space of hers.
struct Bench {
    emulator: Emulator,
    client: Client,
    space: SpaceName,
}

impl Bench {
    fn new() -> Self {
        // Another test of this process may have done it.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut world = World::empty();
        world.add_user(ANA, "Ana");
        world.add_project("greenroom");
        world.set_quota(greenroom::emulator::Quota::unlimited());
        let space = world.create_space_for(ANA, "greenroom").unwrap().parse().unwrap();
        let token = world.issue_token(ANA, "greenroom", &Scope::ALL, Duration::from_hours(1)).unwrap();
        let emulator = Emulator::start(world).unwrap();
        let moment = Duration::from_millis(1);
        let settings = Settings {
            retry: RetryPolicy { first: moment, jitter: moment, ..RetryPolicy::default() },
            ..Settings::new(Endpoint::parse(&emulator.endpoint()).unwrap())
        };
        let client = Client::new(settings, Arc::new(StaticToken::new(&token))).unwrap().client;
        Self { emulator, client, space }
    }

    /// A conference of an hour with so many people and entries, ended so many hours ago.
    fn over(&self, people: usize, entries: usize, ago: i64) -> ConferenceName {
        let crowd = Crowd { people, entries, lasts: SignedDuration::from_hours(1), ended: Some(SignedDuration::from_hours(ago)) };
        self.emulator.with(|world| world.gather(self.space.as_str(), &crowd).unwrap()).parse().unwrap()
    }

    fn count(&self, method: Method) -> usize {
        self.emulator.with(|world| world.count(method))
    }

    fn fault(&self, fault: Fault) {
        self.emulator.with(|world| world.add_fault(fault));
    }

    async fn all<T: Listed>(&self, list: List<T>) -> Vec<T> {
        self.client.read_all(&list).await.unwrap()
    }
}

fn everyone(of: &ConferenceName) -> List<greenroom::meet::resources::Participant> {
    List::participants(of, &ParticipantFilter::default())
}

#[tokio::test]
async fn conferences_by_space_by_code_by_time_and_running() {
    let bench = Bench::new();
    let (old, new) = (bench.over(3, 0, 50), bench.over(4, 0, 2));
    let code = bench.emulator.with(|world| world.space(bench.space.as_str()).unwrap().code().to_owned()).parse().unwrap();
    bench.emulator.with(|world| world.join(bench.space.as_str(), &Person::User(ANA.into())).unwrap());
    let names = async |filter: ConferenceFilter| -> Vec<ConferenceName> {
        bench.all(List::conferences(&filter)).await.into_iter().map(|record| record.name).collect()
    };
    let all = names(ConferenceFilter::default()).await;
    assert_eq!((all.len(), &all[1..]), (3, &[new.clone(), old.clone()][..]), "the latest first");
    assert_eq!(names(ConferenceFilter::of(&bench.space)).await, all);
    assert_eq!(names(ConferenceFilter::of_code(&code)).await, all);
    assert_eq!(names(ConferenceFilter::of(&"spaces/other".parse().unwrap())).await, []);
    assert_eq!(names(ConferenceFilter::default().running()).await, all[..1]);
    let day = jiff::Timestamp::now() - SignedDuration::from_hours(24);
    assert_eq!(names(ConferenceFilter::of(&bench.space).from(day)).await, all[..2]);
    assert_eq!(names(ConferenceFilter::of(&bench.space).until(day)).await, all[2..]);
    let record = bench.client.conference_record(&old).await.unwrap();
    assert_eq!((record.space, record.name), (Some(bench.space.clone()), old));
    assert!(record.start_time < record.end_time && record.end_time < record.expire_time && record.other.is_empty());
}

#[tokio::test]
async fn people_and_their_sessions() {
    let bench = Bench::new();
    let conference = bench.over(600, 0, 2);
    let people = bench.all(everyone(&conference)).await;
    assert_eq!((people.len(), bench.count(Method::ListParticipants)), (600, 3));
    assert!([Who::SignedIn, Who::Guest, Who::Phone].iter().all(|who| people.iter().any(|person| person.who() == *who)));
    assert!(people.iter().all(|person| person.display_name().is_some() && person.other.is_empty()));
    assert_eq!(bench.client.participant(&people[0].name).await.as_ref(), Ok(&people[0]));
    assert_eq!(bench.client.people_in_all(&conference).await, Ok(600));
    assert_eq!(bench.count(Method::ListParticipants), 4, "one read counts them");
    assert!(bench.all(List::participants(&conference, &ParticipantFilter::present())).await.is_empty());
    let mut most = 0;
    for person in people.iter().take(40) {
        let sessions = bench.all(List::sessions(&person.name, &SessionFilter::default())).await;
        most = most.max(sessions.len());
        assert_eq!(sessions.iter().filter_map(|session| session.start_time).min(), person.earliest_start_time);
        assert_eq!(sessions.iter().filter_map(|session| session.end_time).max(), person.latest_end_time);
        assert_eq!(bench.client.session(&sessions[0].name).await.as_ref(), Ok(&sessions[0]));
        assert!(bench.all(List::sessions(&person.name, &SessionFilter::open())).await.is_empty());
    }
    assert!(most > 1, "somebody came back");
}

#[tokio::test]
async fn artifacts_and_entries() {
    let bench = Bench::new();
    let conference = bench.over(5, 250, 2);
    let films = bench.all(List::recordings(&conference)).await;
    let texts = bench.all(List::transcripts(&conference)).await;
    let notes = bench.all(List::smart_notes(&conference)).await;
    assert_eq!((films.len(), texts.len(), notes.len()), (1, 1, 1));
    assert_eq!(films[0].state, Some(ArtifactState::FileGenerated));
    let link = films[0].drive_destination.as_ref().unwrap().export_uri.as_deref().unwrap();
    assert!(link.starts_with("https://drive.google.com/"), "{link}");
    assert!(texts[0].docs_destination.as_ref().unwrap().document.is_some() && notes[0].other.is_empty());
    assert_eq!(bench.client.recording(&films[0].name).await.as_ref(), Ok(&films[0]));
    assert_eq!(bench.client.transcript(&texts[0].name).await.as_ref(), Ok(&texts[0]));
    assert_eq!(bench.client.smart_note(&notes[0].name).await.as_ref(), Ok(&notes[0]));
    let entries = bench.all(List::entries(&texts[0].name)).await;
    assert_eq!((entries.len(), bench.count(Method::ListTranscriptEntries)), (250, 3), "pages of 100, not of 10");
    assert!(entries.is_sorted_by_key(|entry| entry.start_time));
    assert_eq!(bench.client.entry(&entries[7].name).await.as_ref(), Ok(&entries[7]));
    let people: Vec<_> = bench.all(everyone(&conference)).await.into_iter().map(|person| person.name).collect();
    assert!(entries.iter().all(|entry| entry.speaker().is_some_and(|speaker| people.contains(&speaker))));
}

#[tokio::test]
async fn a_recording_on_its_way_to_a_file() {
    let bench = Bench::new();
    let space = bench.space.as_str();
    let film = bench.emulator.with(|world| {
        world.join(space, &Person::User(ANA.into())).unwrap();
        world.start_artifact(space, Artifact::Recording).unwrap()
    });
    let name = film.parse().unwrap();
    let state = async || {
        let film = bench.client.recording(&name).await.unwrap();
        (film.state.unwrap(), film.drive_destination.is_some(), film.end_time.is_some())
    };
    assert_eq!(state().await, (ArtifactState::Started, false, false));
    bench.emulator.with(|world| world.stop_artifact(&film).unwrap());
    assert_eq!(state().await, (ArtifactState::Ended, false, true));
    bench.emulator.with(|world| world.finish_artifact(&film).unwrap());
    assert_eq!(state().await, (ArtifactState::FileGenerated, true, true));
}

#[tokio::test]
async fn odd_pages_are_read_to_the_end_and_circles_are_left() {
    let bench = Bench::new();
    let conference = bench.over(30, 0, 2);
    for (paging, times) in [(Paging::Short(7), 100), (Paging::Empty, 1)] {
        bench.fault(Fault::new(Trouble::Paging(paging)).on(Method::ListParticipants).times(times));
        assert_eq!(bench.all(everyone(&conference)).await.len(), 30, "{paging:?}");
        bench.emulator.with(World::clear_faults);
    }
    bench.fault(Fault::new(Trouble::Paging(Paging::Repeated)).on(Method::ListParticipants).sparing(1));
    let error = bench.client.read_all(&everyone(&conference).paged_by(5)).await.unwrap_err();
    assert!(matches!(error, MeetError::WrongShape { .. }), "{error:?}");
}

#[tokio::test]
async fn what_vanishes_is_told_apart_from_what_never_was() {
    let bench = Bench::new();
    let conference = bench.over(30, 0, 2);
    let pages = everyone(&conference).paged_by(10);
    bench.fault(Fault::new(Trouble::Refuse(Refusal::NotFound)).on(Method::ListParticipants).sparing(2));
    assert_eq!(bench.client.read_all(&pages).await, Err(MeetError::Vanished { http: 404, pages: 2 }));
    bench.emulator.with(World::clear_faults);
    bench.fault(Fault::new(Trouble::Vanish).on(Method::ListParticipants).times(1));
    let error = bench.client.read_all(&pages).await.unwrap_err();
    assert!(matches!(error, MeetError::Vanished { pages: 1, .. }), "{error:?}");
    let error = bench.client.read_all(&pages).await.unwrap_err();
    assert!(matches!(error, MeetError::Hidden { about: About::Conference, .. }), "{error:?}");
}
