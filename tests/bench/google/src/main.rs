//! Makes a space with Google's own Rust client and prints its join link, as `greenroom new` does; nothing is kept.

use std::error::Error;

use google_apps_meet_v2::client::SpacesService;
use google_cloud_auth::credentials::{CacheableResource, Credentials, CredentialsProvider, EntityTag};
use google_cloud_auth::errors::CredentialsError;
use http::{Extensions, HeaderMap, HeaderValue, header};

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

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    rustls::crypto::ring::default_provider().install_default().map_err(|_| "a TLS provider was there before")?;
    let token = format!("Bearer {}", std::env::var("GREENROOM_ACCESS_TOKEN")?);
    let headers = HeaderMap::from_iter([(header::AUTHORIZATION, HeaderValue::try_from(token)?)]);
    let client = SpacesService::builder()
        .with_endpoint(std::env::var("GREENROOM_ENDPOINT")?)
        .with_credentials(Credentials::from(Bearer(headers)))
        .build()
        .await?;
    let space = client.create_space().send().await?;
    println!("{}", space.meeting_uri);
    Ok(())
}
