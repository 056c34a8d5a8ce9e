use google_apps_meet_v2::client::{ConferenceRecordsService, SpacesService};
use google_apps_meet_v2::model::space_config::AccessType;
use google_apps_meet_v2::model::{Space, SpaceConfig};
use google_cloud_auth::credentials::{CacheableResource, Credentials, CredentialsProvider, EntityTag};
use google_cloud_auth::errors::CredentialsError;
use http::{Extensions, HeaderMap, header};

/// A token that is there already, as Google's crates want it.
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

/// Makes a space; its join link, and how many conferences there were in the last 30 days.
pub async fn new_space(endpoint: &str, token: &str) -> Result<(String, usize), Box<dyn std::error::Error>> {
    let authorization = format!("Bearer {token}").parse()?;
    let credentials = Credentials::from(Bearer(HeaderMap::from_iter([(header::AUTHORIZATION, authorization)])));

    let builder = SpacesService::builder().with_endpoint(endpoint);
    let spaces = builder.with_credentials(credentials.clone()).build().await?;
    let config = SpaceConfig::new().set_access_type(AccessType::Open);
    let space = spaces.create_space().set_space(Space::new().set_config(config)).send().await?;

    let builder = ConferenceRecordsService::builder().with_endpoint(endpoint);
    let records = builder.with_credentials(credentials).build().await?;
    let lately = records.list_conference_records().set_page_size(100).send().await?;
    Ok((space.meeting_uri, lately.conference_records.len()))
}
