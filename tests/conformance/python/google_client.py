"""Makes every call that the emulator offers with Google's official Python client, built from Google's schema.

Started by tests/python_client.rs, which gives the address, tokens and names in the environment.
"""

import json
import os
import sys

try:
    import httplib2
    from googleapiclient.discovery import build_from_document
    from googleapiclient.errors import HttpError
except ImportError as error:
    sys.exit(f"google-api-python-client is not installed for {sys.executable}: {error}")


class Bearer(httplib2.Http):
    """What google-auth would put around the transport, with a token that is already there."""

    def __init__(self, token):
        super().__init__(proxy_info=None)
        self.token = token

    def request(self, uri, method="GET", body=None, headers=None, **rest):
        headers = dict(headers or {}, authorization=f"Bearer {self.token}")
        return super().request(uri, method=method, body=body, headers=headers, **rest)


def client(token):
    with open(os.environ["SCHEMA"], encoding="utf-8") as file:
        document = json.load(file)
    # the endpoint is the only thing that is not Google's
    document["rootUrl"] = document["baseUrl"] = os.environ["ENDPOINT"] + "/"
    document.pop("mtlsRootUrl", None)
    return build_from_document(document, http=Bearer(token))


def refused(request, code, status):
    try:
        answer = request.execute()
    except HttpError as error:
        body = json.loads(error.content)["error"]
        assert (error.resp.status, body["code"], body["status"]) == (code, code, status), body
        return body
    raise AssertionError(f"not refused: {answer}")


def equal(found, wanted):
    assert found == wanted, f"{found!r} is not {wanted!r}"


EVERY_SETTING = {
    "accessType": "OPEN",
    "entryPointAccess": "CREATOR_APP_ONLY",
    "moderation": "ON",
    "moderationRestrictions": {
        "chatRestriction": "HOSTS_ONLY",
        "reactionRestriction": "NO_RESTRICTION",
        "presentRestriction": "HOSTS_ONLY",
        "defaultJoinAsViewerType": "ON",
    },
    "attendanceReportGenerationType": "GENERATE_REPORT",
    "artifactConfig": {
        "recordingConfig": {"autoRecordingGeneration": "ON"},
        "transcriptionConfig": {"autoTranscriptionGeneration": "ON"},
        "smartNotesConfig": {"autoSmartNotesGeneration": "OFF"},
    },
}


def check_spaces(owner, guest):
    spaces = owner.spaces()
    made = spaces.create(body={"config": EVERY_SETTING}).execute()
    equal(made["config"], EVERY_SETTING)
    name, code = made["name"], made["meetingCode"]
    equal(spaces.get(name=name).execute(), made)
    equal(spaces.get(name=f"spaces/{code}").execute(), made)
    equal(spaces.get(name=f"spaces/{code.upper()}").execute(), made)
    equal(spaces.get(name=name, fields="name,config/accessType").execute(),
          {"name": name, "config": {"accessType": "OPEN"}})
    assert "config" not in guest.spaces().get(name=name).execute()
    assert "or it might not exist" in refused(spaces.get(name="spaces/aaa-bbbb-ccc"), 403, "PERMISSION_DENIED")["message"]
    refused(spaces.create(body={"config": {"bogus": 1}}), 400, "INVALID_ARGUMENT")
    refused(spaces.create(body={"config": {"accessType": "CLOSED"}}), 400, "INVALID_ARGUMENT")

    def patch(config, mask):
        return spaces.patch(name=name, updateMask=mask, body={"config": config})

    changed = patch({"accessType": "TRUSTED", "moderation": "OFF"}, "config.accessType").execute()
    equal(changed["config"], dict(EVERY_SETTING, accessType="TRUSTED"))
    changed = patch({"moderation": "OFF"}, "config.moderation").execute()["config"]
    equal(changed["moderationRestrictions"]["chatRestriction"], "NO_RESTRICTION")
    equal(patch({}, "config.accessType").execute()["config"]["accessType"], "RESTRICTED")
    equal(patch({"accessType": "OPEN"}, "*").execute()["config"]["entryPointAccess"], "ALL")
    equal(patch({"accessType": "TRUSTED"}, None).execute()["config"]["accessType"], "TRUSTED")
    refused(patch({}, "config.bogus"), 400, "INVALID_ARGUMENT")
    by_guest = guest.spaces().patch(name=name, updateMask="config.accessType", body={})
    equal(refused(by_guest, 403, "PERMISSION_DENIED")["message"], "Permission denied on resource space.")

    busy = os.environ["BUSY_SPACE"]
    end = spaces.endActiveConference(name=busy, body={})
    equal(end.execute(), {})
    refused(spaces.endActiveConference(name=busy, body={}), 400, "FAILED_PRECONDITION")
    foreign = spaces.endActiveConference(name=os.environ["FOREIGN_SPACE"], body={})
    assert "or it might not exist" in refused(foreign, 403, "PERMISSION_DENIED")["message"]


def check_members(owner, guest):
    space = owner.spaces().create(body={}).execute()
    name, members = space["name"], owner.spaces().members()
    equal(members.list(parent=name).execute(), {})
    bo = members.create(parent=name, body={"email": "bo@example.com", "role": "COHOST"}).execute()
    equal(bo, {"name": bo["name"], "email": "bo@example.com", "role": "COHOST"})
    chi = members.create(parent=name, body={"email": "chi@example.com"}).execute()
    equal(chi, {"name": chi["name"], "email": "chi@example.com"})
    equal(members.get(name=bo["name"]).execute(), bo)
    refused(members.create(parent=name, body={"email": "nobody@example.com"}), 400, "INVALID_ARGUMENT")
    refused(members.create(parent=name, body={"role": "COHOST"}), 400, "INVALID_ARGUMENT")
    refused(members.create(parent=name, body={"email": "bo@example.com"}), 409, "ALREADY_EXISTS")

    found, request = [], members.list(parent=name, pageSize=1)
    while request is not None:
        page = request.execute()
        found += page["members"]
        request = members.list_next(request, page)
    equal(sorted(member["email"] for member in found), ["bo@example.com", "chi@example.com"])

    patch = members.patch(name=bo["name"], updateMask="role", body={})
    equal(patch.execute(), {"name": bo["name"], "email": "bo@example.com"})
    equal(members.patch(name=bo["name"], body={"role": "COHOST"}).execute(), bo)
    refused(members.patch(name=bo["name"], updateMask="bogus", body={}), 400, "INVALID_ARGUMENT")

    def batch(top, child=None):
        requests = [{"member": {"name": chi["name"], "role": "COHOST"}}, {"member": {"name": bo["name"]}}]
        if child:
            requests = [dict(one, updateMask=child) for one in requests]
        body = {"requests": requests, **({"updateMask": top} if top else {})}
        return members.batchUpdate(parent=name, body=body)

    for masks in [("role",), ("role", "role"), ("*",), (None,)]:
        members.patch(name=bo["name"], updateMask="role", body={"role": "COHOST"}).execute()
        roles = [member.get("role") for member in batch(*masks).execute()["members"]]
        equal(roles, ["COHOST", None])
    refused(batch(None, "role"), 400, "INVALID_ARGUMENT")
    refused(batch("role", "email"), 400, "INVALID_ARGUMENT")

    code = f"spaces/{space['meetingCode']}"
    for request in [
        members.list(parent=code),
        members.create(parent=code, body={"email": "bo@example.com"}),
        members.list(parent=os.environ["FOREIGN_SPACE"]),
        guest.spaces().members().list(parent=name),
        guest.spaces().members().delete(name=bo["name"]),
    ]:
        assert "or it might not exist" in refused(request, 403, "PERMISSION_DENIED")["message"]
    equal(members.delete(name=bo["name"]).execute(), {})
    refused(members.get(name=bo["name"]), 403, "PERMISSION_DENIED")
    equal([member["name"] for member in members.list(parent=name).execute()["members"]], [chi["name"]])


def check_conferences(owner, guest):
    records, name = owner.conferenceRecords(), os.environ["CONFERENCE"]
    space = os.environ["BUSY_SPACE"]
    record = records.get(name=name).execute()
    equal((record["name"], record["space"]), (name, space))
    assert "endTime" not in record
    equal([one for one in records.list().execute()["conferenceRecords"] if one["space"] == space], [record])
    equal(records.list(filter=f'space.name = "{space}" AND end_time IS NULL').execute()["conferenceRecords"], [record])
    equal(records.list(filter="end_time IS NOT NULL").execute(), {})
    equal(guest.conferenceRecords().list().execute(), {})
    refused(records.list(filter="bogus = 1"), 400, "INVALID_ARGUMENT")
    refused(records.get(name="conferenceRecords/none"), 403, "PERMISSION_DENIED")

    participants, people = records.participants(), []
    request = participants.list(parent=name, pageSize=1)
    while request is not None:
        page = request.execute()
        people += page["participants"]
        request = participants.list_next(request, page)
    equal(len(people), 3)
    for person in people:
        equal(participants.get(name=person["name"]).execute(), person)
    there = participants.list(parent=name, filter="latest_end_time IS NULL", fields="totalSize,participants/name").execute()
    equal(there["totalSize"], 2)
    assert "totalSize" not in participants.list(parent=name).execute()


def pages(collection, **asked):
    """Every page of a list."""
    request = collection.list(**asked)
    while request is not None:
        page = request.execute()
        yield page
        request = collection.list_next(request, page)


def check_left_behind(owner):
    records, name = owner.conferenceRecords(), os.environ["RICH_CONFERENCE"]
    for key, destination in [
        ("recordings", "driveDestination"),
        ("transcripts", "docsDestination"),
        ("smartNotes", "docsDestination"),
    ]:
        collection = getattr(records, key)()
        made = [one for page in pages(collection, parent=name, pageSize=2) for one in page[key]]
        equal([one["state"] for one in made], ["FILE_GENERATED", "ENDED", "STARTED"])
        equal([destination in one for one in made], [True, False, False])
        for one in made:
            equal(collection.get(name=one["name"]).execute(), one)
        part = collection.list(parent=name, fields=f"{key}/state").execute()
        equal(part[key], [{"state": one["state"]} for one in made])
        refused(collection.get(name=f"{name}/{key}/none"), 403, "PERMISSION_DENIED")
        refused(collection.list(parent=name, pageToken="none"), 400, "INVALID_ARGUMENT")
        refused(collection.list(parent="conferenceRecords/none"), 403, "PERMISSION_DENIED")

    transcript = records.transcripts().list(parent=name, pageSize=1).execute()["transcripts"][0]["name"]
    entries = records.transcripts().entries()
    said = [entry for page in pages(entries, parent=transcript, pageSize=1) for entry in page["transcriptEntries"]]
    equal([entry["languageCode"] for entry in said], ["en-US", "ja-JP", "ar"])
    for entry in said:
        equal(entries.get(name=entry["name"]).execute(), entry)
    refused(entries.get(name=f"{transcript}/entries/none"), 403, "PERMISSION_DENIED")

    sessions, counts = records.participants().participantSessions(), []
    for person in records.participants().list(parent=name).execute()["participants"]:
        found = [one for page in pages(sessions, parent=person["name"], pageSize=1) for one in page["participantSessions"]]
        counts.append(len(found))
        for session in found:
            equal(sessions.get(name=session["name"]).execute(), session)
        equal(found[0], sessions.list(parent=person["name"], filter="end_time IS NULL").execute()["participantSessions"][0])
        refused(sessions.list(parent=person["name"], filter="bogus IS NULL"), 400, "INVALID_ARGUMENT")
    equal(sorted(counts), [1, 3])


def main():
    owner, guest = client(os.environ["OWNER_TOKEN"]), client(os.environ["GUEST_TOKEN"])
    # before the spaces, which end the conference
    check_conferences(owner, guest)
    check_left_behind(owner)
    check_spaces(owner, guest)
    check_members(owner, guest)
    refused(client("never-seen").spaces().create(body={}), 401, "UNAUTHENTICATED")
    print("every call answered as it should")


if __name__ == "__main__":
    main()
