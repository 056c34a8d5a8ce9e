//! What each type of credentials has to hold.

use std::path::Path;

use http::{HeaderName, HeaderValue};
use rustls::pki_types::PrivateKeyDer;
use rustls::pki_types::pem::PemObject;
use secrecy::SecretString;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};
use yup_oauth2::ServiceAccountKey;
use yup_oauth2::authorized_user::AuthorizedUserSecret;
use yup_oauth2::external_account::ExternalAccountSecret;

use super::fields::{Fields, is_email};
use super::{CredentialFile, Kind};
use crate::auth::error::AuthError;
use crate::auth::exchange::short;

/// The one universe that Meet lives in.
const UNIVERSE: &str = "googleapis.com";
/// Where service accounts are impersonated; the library has it built in.
const IAM: &str = "iamcredentials.googleapis.com";
/// How such an address ends.
const IMPERSONATION: &str = ":generateAccessToken";

/// Checks the content of a file of this kind.
pub(super) fn read(path: &Path, kind: Kind, map: &Map<String, Value>) -> Result<CredentialFile, AuthError> {
    let fields = Fields { path, kind, within: "", map };
    if let Some(universe) = fields.maybe("universe_domain")?.filter(|universe| *universe != UNIVERSE) {
        let universe = short(universe, 80);
        return Err(fields.refuse_with(
            &format!("It is for {universe}, another cloud than Google's public one, and Meet is not there."),
            "Use credentials of Google's public cloud, or sign in with greenroom auth login.",
        ));
    }
    let (json, account) = match kind {
        Kind::ServiceAccount => service_account(&fields)?,
        Kind::AuthorizedUser => authorized_user(&fields)?,
        Kind::ExternalAccount => external_account(&fields)?,
        Kind::ImpersonatedServiceAccount => impersonated(&fields)?,
    };
    let client_id = if kind == Kind::ServiceAccount { fields.maybe("client_id")? } else { None };
    Ok(CredentialFile {
        path: path.to_owned(),
        kind,
        account: account.map(str::to_owned),
        client_id: client_id.map(|id| short(id, 80)),
        quota_project: fields.quota_project()?,
        json: SecretString::from(json.to_string()),
    })
}

/// The last word has the library: it has to read what it will be given. Its own words may repeat a secret.
fn readable<T: DeserializeOwned>(fields: &Fields<'_>, json: &Value) -> Result<(), AuthError> {
    match serde_json::from_str::<T>(&json.to_string()) {
        Ok(_) => Ok(()),
        Err(_) => Err(fields.refuse("One of its fields holds something else than it should.")),
    }
}

type Content<'a> = (Value, Option<&'a str>);

fn service_account<'a>(fields: &Fields<'a>) -> Result<Content<'a>, AuthError> {
    let account = fields.text("client_email")?;
    if !is_email(account) {
        return Err(fields.refuse("Its client_email is no address."));
    }
    fields.address("token_uri")?;
    let key = fields.text("private_key")?;
    let signs = PrivateKeyDer::from_pem_slice(key.as_bytes())
        .is_ok_and(|key| rustls::crypto::ring::sign::RsaSigningKey::new(&key).is_ok());
    if !signs {
        return Err(fields.refuse("Its private_key is no RSA key of 2048 bits or more in PEM form."));
    }
    let json = Value::Object(fields.map.clone());
    readable::<ServiceAccountKey>(fields, &json)?;
    Ok((json, Some(account)))
}

fn authorized_user<'a>(fields: &Fields<'a>) -> Result<Content<'a>, AuthError> {
    let mut json = json!({ "type": Kind::AuthorizedUser.name() });
    for field in ["client_id", "client_secret", "refresh_token"] {
        json[field] = fields.text(field)?.into();
    }
    readable::<AuthorizedUserSecret>(fields, &json)?;
    Ok((json, None))
}

fn impersonated<'a>(fields: &Fields<'a>) -> Result<Content<'a>, AuthError> {
    let url = fields.address("service_account_impersonation_url")?;
    let account = fields.text("service_account_impersonation_url")?.rsplit('/').next();
    let account = account.and_then(|last| last.strip_suffix(IMPERSONATION)).filter(|account| is_email(account));
    if url.host_str() != Some(IAM) || account.is_none() {
        return Err(fields.refuse("Its service_account_impersonation_url is not one of Google's."));
    }
    if fields.map.get("delegates").and_then(Value::as_array).is_some_and(|delegates| !delegates.is_empty()) {
        return Err(fields.refuse("It acts through other service accounts (delegates), which greenroom cannot do."));
    }
    let source = fields.object("source_credentials", "source_credentials.")?;
    let kind = source.text("type")?;
    if kind != Kind::AuthorizedUser.name() {
        let kind = short(kind, 40);
        return Err(
            fields.refuse(&format!("Its source_credentials are of type {kind}; greenroom reads only authorized_user there."))
        );
    }
    let (json, _) = authorized_user(&source)?;
    Ok((json, account))
}

fn external_account<'a>(fields: &Fields<'a>) -> Result<Content<'a>, AuthError> {
    let mut json = json!({ "type": Kind::ExternalAccount.name() });
    for field in ["audience", "subject_token_type"] {
        json[field] = fields.text(field)?.into();
    }
    fields.address("token_url")?;
    json["token_url"] = fields.text("token_url")?.into();
    if let Some(text) = fields.maybe("service_account_impersonation_url")? {
        if !fields.address("service_account_impersonation_url")?.path().ends_with(IMPERSONATION) {
            return Err(fields.refuse("Its service_account_impersonation_url is not one of Google's."));
        }
        json["service_account_impersonation_url"] = text.into();
    }
    json["credential_source"] = source(&fields.object("credential_source", "credential_source.")?)?;
    readable::<ExternalAccountSecret>(fields, &json)?;
    Ok((json, None))
}

/// Where the other provider's token comes from.
fn source(fields: &Fields<'_>) -> Result<Value, AuthError> {
    let other = "Use a credential_source with a file or a url, or sign in with greenroom auth login.";
    if fields.map.contains_key("executable") {
        return Err(
            fields.refuse_with("It wants a program to be run (credential_source.executable), which greenroom never does.", other)
        );
    }
    if fields.map.contains_key("environment_id") {
        return Err(fields
            .refuse_with("It is for a machine at AWS (credential_source.environment_id), which greenroom cannot use.", other));
    }
    let format = match fields.map.get("format") {
        None | Some(Value::Null) => "text",
        Some(_) => fields.object("format", "credential_source.format.")?.maybe("type")?.unwrap_or("text"),
    };
    if let Some(file) = fields.maybe("file")? {
        // The library would send the whole file.
        if format != "text" {
            return Err(
                fields.refuse_with("Its credential_source is a file that is not plain text, which greenroom cannot use.", other)
            );
        }
        return Ok(json!({ "file": file }));
    }
    if fields.maybe("url")?.is_none() {
        return Err(fields.refuse_with("Its credential_source is neither a file nor a url.", other));
    }
    fields.address("url")?;
    let mut json = json!({ "url": fields.text("url")? });
    if fields.map.contains_key("headers") {
        let headers = fields.object("headers", "credential_source.headers.")?;
        for (name, value) in headers.map {
            let fits =
                HeaderName::try_from(name).is_ok() && value.as_str().is_some_and(|value| HeaderValue::try_from(value).is_ok());
            if !fits {
                return Err(fields.refuse("Its credential_source.headers hold something that no header holds."));
            }
        }
        json["headers"] = Value::Object(headers.map.clone());
    }
    // Without it the library refuses the file.
    json["format"] = match format {
        "text" => json!({ "type": "text" }),
        "json" => {
            let format = fields.object("format", "credential_source.format.")?;
            json!({ "type": "json", "subject_token_field_name": format.text("subject_token_field_name")? })
        }
        _ => return Err(fields.refuse("Its credential_source.format is neither text nor json.")),
    };
    Ok(json)
}
