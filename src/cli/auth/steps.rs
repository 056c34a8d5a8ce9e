//! What Google demands before anybody can sign in: once, for each Cloud project.

/// Said where there is no client file.
pub(super) const STEPS: &str = "\
there is no OAuth client to sign in with. Google wants one of your own; it takes five minutes, once:
  1. Make a project             https://console.cloud.google.com/projectcreate
  2. Switch on the Meet API     https://console.cloud.google.com/apis/library/meet.googleapis.com
  3. Fill in the consent screen https://console.cloud.google.com/auth/overview
     Audience: Internal, if your account belongs to an organisation; otherwise External, with your own address as a test user
     (in Testing every sign-in ends after seven days; Publish app at https://console.cloud.google.com/auth/audience ends that)
  4. Make a client of the type Desktop app, and download its JSON
                                https://console.cloud.google.com/auth/clients
  5. greenroom auth login --client FILE.json
In place of all that, greenroom takes gcloud's credentials or a token of yours: see greenroom auth status.";
