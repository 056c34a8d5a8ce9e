//! Google's official Rust client, unmodified: every call that the emulator offers.

mod left_behind;
mod members;

use google_apps_meet_v2::Error;
use google_apps_meet_v2::client::{ConferenceRecordsService, SpacesService};
use google_apps_meet_v2::model::participant::User;
use google_apps_meet_v2::model::space_config::artifact_config::{
    AutoGenerationType, RecordingConfig, SmartNotesConfig, TranscriptionConfig,
};
use google_apps_meet_v2::model::space_config::moderation_restrictions::{DefaultJoinAsViewerType, RestrictionType};
use google_apps_meet_v2::model::space_config::{
    AccessType, ArtifactConfig, AttendanceReportGenerationType, EntryPointAccess, Moderation, ModerationRestrictions,
};
use google_apps_meet_v2::model::{Space, SpaceConfig};
use google_cloud_auth::credentials::{CacheableResource, Credentials, CredentialsProvider, EntityTag};
use google_cloud_auth::errors::CredentialsError;
use google_cloud_gax::error::rpc::{Code, StatusDetails};
use google_cloud_gax::paginator::ItemPaginator as _;
use google_cloud_wkt::FieldMask;
use greenroom::emulator::{Quota, Scope};
use greenroom_conformance::{ANA, Bench, CALENDAR, PROJECT};
use http::{Extensions, HeaderMap, HeaderValue};

/// A bearer token, as the client wants it wrapped.
#[derive(Debug)]
struct Bearer(HeaderMap);

impl CredentialsProvider for Bearer {
    async fn headers(&self, _: Extensions) -> Result<CacheableResource<HeaderMap>, CredentialsError> {
        Ok(CacheableResource::New { entity_tag: EntityTag::new(), data: self.0.clone() })
    }

    async fn universe_domain(&self) -> Option<String> {
        None
    }
}

fn credentials(token: &str) -> Credentials {
    let mut headers = HeaderMap::new();
    headers.insert(http::header::AUTHORIZATION, HeaderValue::try_from(format!("Bearer {token}")).unwrap());
    Credentials::from(Bearer(headers))
}

async fn spaces(bench: &Bench, token: &str) -> SpacesService {
    let builder = SpacesService::builder().with_endpoint(bench.emulator.endpoint());
    builder.with_credentials(credentials(token)).build().await.unwrap()
}

async fn records(bench: &Bench, token: &str) -> ConferenceRecordsService {
    let builder = ConferenceRecordsService::builder().with_endpoint(bench.emulator.endpoint());
    builder.with_credentials(credentials(token)).build().await.unwrap()
}

fn mask(paths: &[&str]) -> FieldMask {
    FieldMask::default().set_paths(paths.iter().copied())
}

/// Code and message of a refusal, and its details.
fn refusal(error: &Error) -> (Code, String, Vec<StatusDetails>) {
    let status = error.status().unwrap_or_else(|| panic!("no status in {error:?}"));
    (status.code, status.message.clone(), status.details.clone())
}

fn reason(error: &Error) -> String {
    let (_, _, details) = refusal(error);
    let info = details.into_iter().find_map(|detail| match detail {
        StatusDetails::ErrorInfo(info) => Some(info),
        _ => None,
    });
    info.unwrap_or_else(|| panic!("no ErrorInfo in {error:?}")).reason
}

fn violation(error: &Error) -> String {
    let (code, _, details) = refusal(error);
    assert_eq!(code, Code::InvalidArgument);
    let field = details.into_iter().find_map(|detail| match detail {
        StatusDetails::BadRequest(request) => Some(request.field_violations[0].field.clone()),
        _ => None,
    });
    field.unwrap_or_else(|| panic!("no BadRequest in {error:?}"))
}

#[tokio::test]
async fn create_with_every_setting() {
    let bench = Bench::new();
    let client = spaces(&bench, &bench.ana).await;
    let config = SpaceConfig::new()
        .set_access_type(AccessType::Trusted)
        .set_entry_point_access(EntryPointAccess::CreatorAppOnly)
        .set_moderation(Moderation::On)
        .set_moderation_restrictions(
            ModerationRestrictions::new()
                .set_chat_restriction(RestrictionType::HostsOnly)
                .set_reaction_restriction(RestrictionType::NoRestriction)
                .set_present_restriction(RestrictionType::HostsOnly)
                .set_default_join_as_viewer_type(DefaultJoinAsViewerType::On),
        )
        .set_attendance_report_generation_type(AttendanceReportGenerationType::GenerateReport)
        .set_artifact_config(
            ArtifactConfig::new()
                .set_recording_config(RecordingConfig::new().set_auto_recording_generation(AutoGenerationType::On))
                .set_transcription_config(TranscriptionConfig::new().set_auto_transcription_generation(AutoGenerationType::Off))
                .set_smart_notes_config(SmartNotesConfig::new().set_auto_smart_notes_generation(AutoGenerationType::On)),
        );
    let made = client.create_space().set_space(Space::new().set_config(config.clone())).send().await.unwrap();
    assert_eq!(made.config, Some(config));
    assert_eq!(made.meeting_uri, format!("https://meet.google.com/{}", made.meeting_code));
    assert!(made.phone_access.len() > 1 && made.phone_access.iter().all(|phone| !phone.pin.is_empty()));
    assert!(made.gateway_sip_access[0].uri.starts_with("sip:"));
    assert!(made.active_conference.is_none());

    let bare = client.create_space().send().await.unwrap();
    let config = bare.config.unwrap();
    assert_eq!((config.access_type, config.moderation), (AccessType::Restricted, Moderation::Off));
}

#[tokio::test]
async fn get_by_name_and_by_code() {
    let bench = Bench::new();
    let client = spaces(&bench, &bench.ana).await;
    let (name, record) = bench.busy_space();
    let seen = client.get_space().set_name(&name).send().await.unwrap();
    assert_eq!(seen.name, name);
    assert_eq!(seen.active_conference.as_ref().unwrap().conference_record, record);
    for code in [seen.meeting_code.clone(), seen.meeting_code.to_uppercase()] {
        assert_eq!(client.get_space().set_name(format!("spaces/{code}")).send().await.unwrap(), seen);
    }
    let by_bo = spaces(&bench, &bench.bo).await.get_space().set_name(&name).send().await.unwrap();
    assert_eq!((by_bo.config, by_bo.active_conference), (None, seen.active_conference));
    let error = client.get_space().set_name("spaces/aaa-bbbb-ccc").send().await.unwrap_err();
    let (code, message, details) = refusal(&error);
    assert_eq!((code, details.len()), (Code::PermissionDenied, 0));
    assert!(message.contains("or it might not exist"));
}

#[tokio::test]
async fn patch_with_masks() {
    let bench = Bench::new();
    let client = spaces(&bench, &bench.ana).await;
    let name = client.create_space().send().await.unwrap().name;
    let patch = async |config: SpaceConfig, paths: &[&str]| {
        let space = Space::new().set_name(&name).set_config(config);
        client.update_space().set_space(space).set_update_mask(mask(paths)).send().await
    };
    let both = SpaceConfig::new().set_access_type(AccessType::Open).set_moderation(Moderation::On);
    for path in ["config.access_type", "config.accessType"] {
        let seen = patch(both.clone(), &[path]).await.unwrap().config.unwrap();
        assert_eq!((seen.access_type, seen.moderation), (AccessType::Open, Moderation::Off));
    }
    let hosts = ModerationRestrictions::new().set_chat_restriction(RestrictionType::HostsOnly);
    let both = both.set_moderation_restrictions(hosts);
    let paths = ["config.moderation", "config.moderation_restrictions.chat_restriction"];
    let seen = patch(both, &paths).await.unwrap().config.unwrap();
    assert_eq!(seen.moderation_restrictions.unwrap().chat_restriction, RestrictionType::HostsOnly);
    let off = SpaceConfig::new().set_moderation(Moderation::Off);
    let seen = patch(off, &["config.moderation"]).await.unwrap().config.unwrap();
    assert_eq!(seen.moderation_restrictions.unwrap().chat_restriction, RestrictionType::NoRestriction);
    let seen = patch(SpaceConfig::new(), &["config.access_type"]).await.unwrap().config.unwrap();
    assert_eq!(seen.access_type, AccessType::Restricted, "in the mask, not in the body");
    let trusted = SpaceConfig::new().set_access_type(AccessType::Trusted);
    assert_eq!(patch(trusted.clone(), &["*"]).await.unwrap().config.unwrap().access_type, AccessType::Trusted);
    let space = Space::new().set_name(&name).set_config(SpaceConfig::new().set_access_type(AccessType::Open));
    let seen = client.update_space().set_space(space).send().await.unwrap();
    assert_eq!(seen.config.unwrap().access_type, AccessType::Open, "no mask");

    assert_eq!(violation(&patch(trusted.clone(), &["config.bogus"]).await.unwrap_err()), "update_mask");
    let strange = SpaceConfig::new().set_access_type(AccessType::from(99));
    assert_eq!(violation(&patch(strange, &["config.access_type"]).await.unwrap_err()), "space.config.access_type");
    let bo = spaces(&bench, &bench.bo).await;
    let space = Space::new().set_name(&name).set_config(trusted);
    let error = bo.update_space().set_space(space).set_update_mask(mask(&["config.access_type"])).send().await;
    let (code, message, _) = refusal(&error.unwrap_err());
    assert_eq!((code, message.as_str()), (Code::PermissionDenied, "Permission denied on resource space."));
}

#[tokio::test]
async fn end_the_running_conference() {
    let bench = Bench::new();
    let client = spaces(&bench, &bench.ana).await;
    let (name, _) = bench.busy_space();
    let code = client.get_space().set_name(&name).send().await.unwrap().meeting_code;
    let by_code = client.end_active_conference().set_name(format!("spaces/{code}")).send().await.unwrap_err();
    assert_eq!(refusal(&by_code).0, Code::PermissionDenied);
    client.end_active_conference().set_name(&name).send().await.unwrap();
    assert_eq!(client.get_space().set_name(&name).send().await.unwrap().active_conference, None);
    let error = client.end_active_conference().set_name(&name).send().await.unwrap_err();
    let (code, message, _) = refusal(&error);
    assert_eq!((code, error.http_status_code()), (Code::FailedPrecondition, Some(400)));
    assert!(message.contains("no active conference"));
    let foreign = bench.emulator.with(|world| world.create_space_for(ANA, CALENDAR)).unwrap();
    let error = client.end_active_conference().set_name(&foreign).send().await.unwrap_err();
    assert!(refusal(&error).1.contains("or it might not exist"));
}

#[tokio::test]
async fn conference_records_and_their_participants() {
    let bench = Bench::new();
    let client = records(&bench, &bench.ana).await;
    let (space, record) = bench.busy_space();
    let (other, _) = bench.busy_space();
    bench.emulator.with(|world| world.end(&other)).unwrap();

    let seen = client.get_conference_record().set_name(&record).send().await.unwrap();
    assert_eq!((seen.space.as_str(), seen.end_time), (space.as_str(), None));
    assert!(seen.start_time.is_some());

    let mut all = client.list_conference_records().set_page_size(1).by_item();
    let mut names = Vec::new();
    while let Some(item) = all.next().await {
        let item = item.unwrap();
        assert_eq!(item.end_time.is_some(), item.expire_time.is_some());
        names.push(item.name);
    }
    assert_eq!(names.len(), 2);
    let filter = format!("space.name = \"{space}\" AND end_time IS NULL");
    let running = client.list_conference_records().set_filter(filter).send().await.unwrap();
    assert_eq!(running.conference_records.len(), 1);
    assert_eq!(running.conference_records[0].name, record);
    let error = client.list_conference_records().set_filter("bogus = 1").send().await.unwrap_err();
    assert_eq!(violation(&error), "filter");

    let mut people = client.list_participants().set_parent(&record).set_page_size(2).by_item();
    let mut kinds = Vec::new();
    while let Some(person) = people.next().await {
        let person = person.unwrap();
        let again = client.get_participant().set_name(&person.name).send().await.unwrap();
        assert_eq!(again, person);
        kinds.push(match person.user.unwrap() {
            User::SignedinUser(user) => {
                format!("{} {}", user.display_name, user.user.starts_with("users/"))
            }
            User::AnonymousUser(user) => user.display_name,
            User::PhoneUser(user) => user.display_name,
            other => panic!("{other:?}"),
        });
    }
    kinds.sort();
    assert_eq!(kinds, ["+1 650-•••-••99", "Bo Lindqvist true", "小林"]);
    let there = client.list_participants().set_parent(&record).set_filter("latest_end_time IS NULL").send().await.unwrap();
    assert_eq!((there.participants.len(), there.total_size), (2, 0));
    let error = client.get_conference_record().set_name("conferenceRecords/none").send().await.unwrap_err();
    assert_eq!(refusal(&error).0, Code::PermissionDenied);
}

#[tokio::test]
async fn refusals_before_the_method() {
    let bench = Bench::new();
    let (name, _) = bench.busy_space();
    let get = async |token: &str| spaces(&bench, token).await.get_space().set_name(&name).send().await.unwrap_err();
    let unknown = get("never-seen").await;
    assert_eq!((refusal(&unknown).0, reason(&unknown).as_str()), (Code::Unauthenticated, "ACCESS_TOKEN_TYPE_UNSUPPORTED"));
    let hour = std::time::Duration::from_hours(1);
    let token = bench.emulator.with(|world| world.issue_token(ANA, PROJECT, &[Scope::Settings], hour)).unwrap();
    let error = spaces(&bench, &token).await.create_space().send().await.unwrap_err();
    assert_eq!((refusal(&error).0, reason(&error).as_str()), (Code::PermissionDenied, "ACCESS_TOKEN_SCOPE_INSUFFICIENT"));
    bench.emulator.with(|world| world.expire_token(&token)).unwrap();
    assert_eq!(reason(&get(&token).await), "ACCESS_TOKEN_EXPIRED");

    let quota = Quota { creates_per_user: 0, ..Quota::unlimited() };
    bench.emulator.with(|world| world.set_quota(quota));
    let error = spaces(&bench, &bench.ana).await.create_space().send().await.unwrap_err();
    let (code, _, details) = refusal(&error);
    assert_eq!((code, reason(&error).as_str()), (Code::ResourceExhausted, "RATE_LIMIT_EXCEEDED"));
    assert!(details.iter().any(|detail| matches!(detail, StatusDetails::RetryInfo(_))));
    bench.emulator.with(|world| world.set_quota(Quota::unlimited()));

    bench.emulator.with(|world| world.add_project(PROJECT).api_enabled = false);
    let error = get(&bench.ana).await;
    assert_eq!(reason(&error), "SERVICE_DISABLED");
    assert!(refusal(&error).2.iter().any(|detail| matches!(detail, StatusDetails::Help(_))));
}
