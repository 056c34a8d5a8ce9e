"""Signs in with Google's own Python libraries: through the browser, again with the refresh token, as a service account.

Started by tests/python_auth.rs, which gives the address and the service account's private key in the environment.
"""

import html.parser
import os
import sys
import threading
import urllib.parse
import webbrowser

# the emulator speaks http, on this machine only
os.environ["OAUTHLIB_INSECURE_TRANSPORT"] = "1"
os.environ["NO_PROXY"] = "127.0.0.1,localhost"

try:
    import jwt  # noqa: F401  google-auth needs it for keys in this form
    import requests
    from google.auth.exceptions import RefreshError
    from google.auth.transport.requests import AuthorizedSession, Request
    from google.oauth2 import id_token, service_account
    from google.oauth2.credentials import Credentials
    from google_auth_oauthlib.flow import InstalledAppFlow
    from oauthlib.oauth2.rfc6749.errors import AccessDeniedError, InvalidGrantError
except ImportError as error:
    sys.exit(f"google-auth-oauthlib, requests or pyjwt are not installed for {sys.executable}: {error}")

ENDPOINT = os.environ["ENDPOINT"]
MEET = "https://www.googleapis.com/auth/meetings.space."
WHO = ["openid", "https://www.googleapis.com/auth/userinfo.email"]
SCOPES = [MEET + "created", MEET + "readonly", MEET + "settings", *WHO]
ANA = "ana@example.com"


class Form(html.parser.HTMLParser):
    """The fields of the one form of a page, as they stand."""

    def __init__(self, text):
        super().__init__()
        self.action, self.fields = None, []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        if tag == "form":
            self.action = found["action"]
        elif tag == "input" and (found["type"] == "hidden" or "checked" in found):
            self.fields.append((found["name"], found["value"]))


class Browser(webbrowser.BaseBrowser):
    """Somebody who chooses Ana's account, unticks what they do not like, and presses a button."""

    def __init__(self, decision="allow", unticked=()):
        super().__init__("emulated")
        self.decision, self.unticked = decision, unticked

    def open(self, url, new=0, autoraise=True):
        # the app listens only once this has returned
        threading.Thread(target=self.visit, args=(url,), daemon=True).start()
        return True

    def visit(self, url):
        page = requests.get(url, timeout=30)
        form = Form(page.text)
        fields = [(name, value) for name, value in form.fields if value not in self.unticked and name != "user"]
        fields += [("user", ANA), ("decision", self.decision)]
        requests.post(urllib.parse.urljoin(url, form.action), data=fields, timeout=30)


def sign_in(config, browser):
    webbrowser.register("emulated", None, browser)
    flow = InstalledAppFlow.from_client_config(config, SCOPES)
    flow.run_local_server(port=0, browser="emulated", authorization_prompt_message="", timeout_seconds=60)
    return flow


def refused(words, call, kind=RefreshError):
    try:
        call()
    except kind as error:
        assert words in str(error), error
        return
    raise AssertionError(f"not refused: {words}")


def equal(found, wanted):
    assert found == wanted, f"{found!r} is not {wanted!r}"


def check_person(config):
    flow = sign_in(config, Browser())
    credentials = flow.credentials
    equal(sorted(credentials.granted_scopes), sorted(SCOPES))
    claims = id_token.verify_token(
        credentials.id_token,
        Request(),
        audience=config["installed"]["client_id"],
        certs_url=ENDPOINT + "/oauth2/v3/certs",
        clock_skew_in_seconds=10,
    )
    equal((claims["iss"], claims["email"]), ("https://accounts.google.com", ANA))

    first = credentials.token
    credentials.refresh(Request())
    assert credentials.token != first and credentials.valid
    session = AuthorizedSession(credentials)
    me = session.get(ENDPOINT + "/v1/userinfo").json()
    equal((me["sub"], me["email"]), (claims["sub"], ANA))
    assert session.post(ENDPOINT + "/v2/spaces", json={}).json()["name"].startswith("spaces/")
    # what gcloud would keep
    kept = Credentials.from_authorized_user_info(
        {
            "client_id": credentials.client_id,
            "client_secret": credentials.client_secret,
            "refresh_token": credentials.refresh_token,
            "token_uri": "https://replaced.example/",
        }
    )
    kept._token_uri = ENDPOINT + "/token"
    kept.refresh(Request())
    assert kept.valid
    info = requests.get(ENDPOINT + "/tokeninfo", params={"access_token": kept.token}, timeout=30).json()
    equal((info["aud"], info["email"]), (credentials.client_id, ANA))

    code = {"code": "4/used-or-never-given"}
    refused("Bad Request", lambda: flow.fetch_token(**code), InvalidGrantError)
    done = requests.post(
        ENDPOINT + "/revoke",
        params={"token": credentials.token},
        headers={"content-type": "application/x-www-form-urlencoded"},
        timeout=30,
    )
    equal(done.status_code, 200)
    refused("invalid_grant", lambda: kept.refresh(Request()))


def check_choices(config):
    refused("access_denied", lambda: sign_in(config, Browser("deny")), AccessDeniedError)
    # the library takes less than was asked for only when told to
    os.environ["OAUTHLIB_RELAX_TOKEN_SCOPE"] = "1"
    credentials = sign_in(config, Browser(unticked=[MEET + "created"])).credentials
    equal(sorted(credentials.granted_scopes), sorted(set(SCOPES) - {MEET + "created"}))
    equal(AuthorizedSession(credentials).post(ENDPOINT + "/v2/spaces", json={}).status_code, 403)


def check_service_account():
    with open(os.environ["KEY_FILE"], encoding="ascii") as file:
        key = file.read()
    account = service_account.Credentials.from_service_account_info(
        {
            "type": "service_account",
            "client_email": os.environ["ROBOT"],
            "private_key_id": "k",
            "private_key": key,
            "token_uri": ENDPOINT + "/token",
        }
    )
    as_ana = account.with_scopes([MEET + "created", "openid"]).with_subject(ANA)
    as_ana.refresh(Request())
    session = AuthorizedSession(as_ana)
    assert session.post(ENDPOINT + "/v2/spaces", json={}).json()["name"].startswith("spaces/")
    assert session.get(ENDPOINT + "/v1/userinfo").json()["sub"].isdigit()
    too_much = account.with_scopes([MEET + "settings"]).with_subject(ANA)
    refused("unauthorized_client", lambda: too_much.refresh(Request()))
    nobody = account.with_scopes([MEET + "created"]).with_subject("nobody@example.com")
    refused("invalid_grant", lambda: nobody.refresh(Request()))
    itself = account.with_scopes([MEET + "created"])
    itself.refresh(Request())
    equal(AuthorizedSession(itself).post(ENDPOINT + "/v2/spaces", json={}).status_code, 403)


def main():
    config = requests.get(ENDPOINT + "/client.json", timeout=30).json()
    check_person(config)
    check_choices(config)
    check_service_account()
    print("every sign-in went as it should")


if __name__ == "__main__":
    main()
