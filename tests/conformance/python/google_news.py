"""Subscribes to news of Meet and pulls it, with Google's official Python clients: the general one, built from Google's schemas, and
those of Workspace Events and of Pub/Sub, over REST.

Started by tests/news.rs, which gives the address, tokens and names in the environment.
"""

import base64
import datetime
import json
import os
import sys

try:
    import httplib2
    from cloudevents.core.bindings.http import HTTPMessage, from_binary
    from cloudevents.core.formats.json import JSONFormat
    from google.apps.events_subscriptions_v1 import SubscriptionsServiceClient
    from google.apps.events_subscriptions_v1.services.subscriptions_service.transports import (
        SubscriptionsServiceRestTransport,
    )
    from google.auth.credentials import AnonymousCredentials
    from google.api_core import exceptions
    from google.oauth2.credentials import Credentials
    from google.pubsub_v1 import PublisherClient, SubscriberClient
    from google.pubsub_v1.services.publisher.transports import PublisherRestTransport
    from google.pubsub_v1.services.subscriber.transports import SubscriberRestTransport
    from googleapiclient.discovery import build
    from googleapiclient.errors import HttpError
except ImportError as error:
    sys.exit(
        "google-api-python-client, google-cloud-pubsub, google-apps-events-subscriptions or cloudevents is not installed for "
        f"{sys.executable}: {error}"
    )

ENDPOINT = os.environ["ENDPOINT"]
HOST = ENDPOINT.removeprefix("http://")
PROJECT = os.environ["PROJECT"]
SPACES = os.environ["SPACES"].split()
TOKEN = os.environ["OWNER_TOKEN"]
MEET = "serviceAccount:meet-api-event-push@system.gserviceaccount.com"
STARTED = "google.workspace.meet.conference.v2.started"
ENDED = "google.workspace.meet.conference.v2.ended"


class Bearer(httplib2.Http):
    """What google-auth would put around the transport, with a token that is already there."""

    def request(self, uri, method="GET", body=None, headers=None, **rest):
        headers = dict(headers or {}, authorization=f"Bearer {TOKEN}")
        return super().request(uri, method=method, body=body, headers=headers, **rest)


def service(name):
    """The client that is built from the schema within the package; the endpoint is the only thing that is not Google's."""
    http = Bearer(proxy_info=None)
    options = {"api_endpoint": ENDPOINT}
    return build(name, "v1", http=http, static_discovery=True, client_options=options, cache_discovery=False)


def refused(request, code, status):
    try:
        answer = request.execute()
    except HttpError as error:
        body = json.loads(error.content)["error"]
        assert (error.resp.status, body["code"], body["status"]) == (code, code, status), body
        return body
    raise AssertionError(f"not refused: {answer}")


def raises(kind, call):
    try:
        answer = call()
    except kind:
        return
    raise AssertionError(f"not refused: {answer}")


def equal(found, wanted):
    assert found == wanted, f"{found!r} is not {wanted!r}"


def tell(line):
    """Asks the test to do something in the world, and waits until it has."""
    print(line, flush=True)
    equal(sys.stdin.readline().strip(), "done")


def cloud_event(message):
    """The event in a message, read by the library of CloudEvents: Pub/Sub has its attributes as HTTP has its headers."""
    headers = {key: value for key, value in message.attributes.items() if key.startswith("ce-")}
    equal(headers, dict(message.attributes))
    event = from_binary(HTTPMessage(headers=headers, body=message.data), JSONFormat())
    equal((event.get_specversion(), event.get_datacontenttype()), ("1.0", "application/json"))
    return event


def rights(publisher, subscriber, topic, queue):
    """Who may publish and pull, by the part of IAM that both services have."""
    policy = publisher.get_iam_policy(request={"resource": topic})
    equal(list(policy.bindings), [])
    policy.bindings.add(role="roles/pubsub.publisher", members=[MEET])
    publisher.set_iam_policy(request={"resource": topic, "policy": policy})
    changed = publisher.get_iam_policy(request={"resource": topic})
    equal([(one.role, list(one.members)) for one in changed.bindings], [("roles/pubsub.publisher", [MEET])])
    # a policy that was read before somebody changed it
    raises(exceptions.Conflict, lambda: publisher.set_iam_policy(request={"resource": topic, "policy": policy}))
    wanted = ["pubsub.subscriptions.consume"]
    found = subscriber.test_iam_permissions(request={"resource": queue, "permissions": wanted})
    equal(list(found.permissions), wanted)


def general_client():
    pubsub, events = service("pubsub"), service("workspaceevents")
    topics, queues = pubsub.projects().topics(), pubsub.projects().subscriptions()
    topic, queue = f"projects/{PROJECT}/topics/general", f"projects/{PROJECT}/subscriptions/general"
    equal(topics.create(name=topic, body={}).execute()["name"], topic)
    refused(topics.create(name=topic, body={}), 409, "ALREADY_EXISTS")
    assert any(known["name"] == topic for known in topics.list(project=f"projects/{PROJECT}").execute()["topics"])
    body = {"topic": topic, "ackDeadlineSeconds": 30, "enableMessageOrdering": True}
    equal(queues.create(name=queue, body=body).execute()["ackDeadlineSeconds"], 30)
    equal(queues.get(subscription=queue).execute()["topic"], topic)
    equal(topics.subscriptions().list(topic=topic).execute(), {"subscriptions": [queue]})

    wish = {
        "targetResource": f"//meet.googleapis.com/{SPACES[0]}",
        "eventTypes": [STARTED, ENDED],
        "notificationEndpoint": {"pubsubTopic": topic},
        "payloadOptions": {"includeResource": False},
        "ttl": "86400s",
    }
    subscriptions = events.subscriptions()
    refused(subscriptions.create(body=wish), 400, "INVALID_ARGUMENT")
    policy = topics.getIamPolicy(resource=topic).execute()
    policy["bindings"] = [{"role": "roles/pubsub.publisher", "members": [MEET]}]
    topics.setIamPolicy(resource=topic, body={"policy": policy}).execute()
    permissions = ["pubsub.topics.publish", "pubsub.topics.get"]
    equal(topics.testIamPermissions(resource=topic, body={"permissions": permissions}).execute(), {"permissions": permissions})

    assert subscriptions.create(body=wish, validateOnly=True).execute()["done"]
    operation = subscriptions.create(body=wish).execute()
    equal(events.operations().get(name=operation["name"]).execute(), operation)
    name = operation["response"]["name"]
    refused(subscriptions.create(body=wish), 409, "ALREADY_EXISTS")
    query = f'(event_types:"{STARTED}" OR event_types:"{ENDED}") AND target_resource="{wish["targetResource"]}"'
    equal([one["name"] for one in subscriptions.list(filter=query).execute()["subscriptions"]], [name])
    renewed = subscriptions.patch(name=name, updateMask="ttl", body={"ttl": "0s"}).execute()["response"]
    assert renewed["expireTime"] > operation["response"]["expireTime"]

    tell("meet 0")
    received = queues.pull(subscription=queue, body={"maxMessages": 10}).execute()["receivedMessages"]
    equal([one["message"]["attributes"]["ce-type"] for one in received], [STARTED, ENDED])
    record = json.loads(base64.b64decode(received[0]["message"]["data"]))["conferenceRecord"]["name"]
    assert record.startswith("conferenceRecords/")
    ids = [one["ackId"] for one in received]
    queues.modifyAckDeadline(subscription=queue, body={"ackIds": ids, "ackDeadlineSeconds": 60}).execute()
    equal(queues.acknowledge(subscription=queue, body={"ackIds": ids}).execute(), {})
    equal(queues.pull(subscription=queue, body={"maxMessages": 10, "returnImmediately": True}).execute(), {})
    sent = topics.publish(topic=topic, body={"messages": [{"data": "aGk="}]}).execute()
    received = queues.pull(subscription=queue, body={"maxMessages": 1}).execute()["receivedMessages"]
    equal([received[0]["message"]["messageId"]], sent["messageIds"])

    tell("forbid general")
    tell("meet 0")
    equal(subscriptions.get(name=name).execute()["suspensionReason"], "ENDPOINT_PERMISSION_DENIED")
    refused(subscriptions.reactivate(name=name, body={}), 400, "INVALID_ARGUMENT")
    tell("allow general")
    equal(subscriptions.reactivate(name=name, body={}).execute()["response"]["state"], "ACTIVE")
    assert subscriptions.delete(name=name).execute()["done"]
    refused(subscriptions.get(name=name), 404, "NOT_FOUND")
    assert subscriptions.delete(name=name, allowMissing=True).execute()["done"]
    queues.delete(subscription=queue).execute()
    topics.delete(topic=topic).execute()
    refused(topics.get(topic=topic), 404, "NOT_FOUND")


def own_clients(credentials, name):
    """The clients of the two services, by protobuf: what they do not know in an answer they refuse."""
    rest = {"host": HOST, "url_scheme": "http", "credentials": credentials}
    publisher = PublisherClient(transport=PublisherRestTransport(**rest))
    subscriber = SubscriberClient(transport=SubscriberRestTransport(**rest))
    topic, queue = f"projects/{PROJECT}/topics/{name}", f"projects/{PROJECT}/subscriptions/{name}"
    equal(publisher.create_topic(name=topic).name, topic)
    raises(exceptions.Conflict, lambda: publisher.create_topic(name=topic))
    made = subscriber.create_subscription(
        request={"name": queue, "topic": topic, "enable_message_ordering": True, "ack_deadline_seconds": 20}
    )
    equal((made.enable_message_ordering, made.ack_deadline_seconds, made.message_retention_duration.days), (True, 20, 7))
    sent = publisher.publish(topic=topic, messages=[{"data": b"hello", "ordering_key": "k", "attributes": {"a": "b"}}])
    received = subscriber.pull(subscription=queue, max_messages=5).received_messages
    message = received[0].message
    equal((message.data, message.ordering_key, dict(message.attributes)), (b"hello", "k", {"a": "b"}))
    equal([message.message_id], list(sent.message_ids))
    ids = [one.ack_id for one in received]
    subscriber.modify_ack_deadline(subscription=queue, ack_ids=ids, ack_deadline_seconds=0)
    received = subscriber.pull(subscription=queue, max_messages=5).received_messages
    equal(received[0].message, message)
    subscriber.acknowledge(subscription=queue, ack_ids=[one.ack_id for one in received])
    equal(len(subscriber.pull(subscription=queue, max_messages=5).received_messages), 0)
    equal([one.name for one in subscriber.list_subscriptions(project=f"projects/{PROJECT}") if one.name == queue], [queue])
    equal(list(publisher.list_topic_subscriptions(topic=topic)), [queue])
    raises(exceptions.NotFound, lambda: subscriber.pull(subscription=f"{queue}-none", max_messages=1))
    raises(exceptions.BadRequest, lambda: subscriber.acknowledge(subscription=queue, ack_ids=["nonsense"]))
    changed = subscriber.update_subscription(
        subscription={"name": queue, "ack_deadline_seconds": 60}, update_mask={"paths": ["ack_deadline_seconds"]}
    )
    equal((changed.ack_deadline_seconds, changed.topic), (60, topic))
    return publisher, subscriber, topic, queue


def take_away(publisher, subscriber, topic, queue):
    publisher.delete_topic(topic=topic)
    equal(subscriber.get_subscription(subscription=queue).topic, "_deleted-topic_")
    subscriber.delete_subscription(subscription=queue)
    raises(exceptions.NotFound, lambda: subscriber.get_subscription(subscription=queue))
    raises(exceptions.NotFound, lambda: publisher.get_topic(topic=topic))


def events_client():
    credentials = Credentials(TOKEN)
    publisher, subscriber, topic, queue = own_clients(credentials, "own-client")
    transport = SubscriptionsServiceRestTransport(host=HOST, url_scheme="http", credentials=credentials)
    client = SubscriptionsServiceClient(transport=transport)
    target = f"//meet.googleapis.com/{SPACES[1]}"
    wish = {"target_resource": target, "event_types": [STARTED], "notification_endpoint": {"pubsub_topic": topic}}
    raises(exceptions.BadRequest, lambda: client.create_subscription(subscription=wish))
    rights(publisher, subscriber, topic, queue)
    preview = client.create_subscription(request={"subscription": wish, "validate_only": True}).result(timeout=30)
    equal(preview.target_resource, target)
    tell("polls 1")
    operation = client.create_subscription(subscription=wish)
    assert not operation.operation.done, "it takes its time"
    made = operation.result(timeout=30)
    tell("polls 0")
    equal((made.target_resource, made.state.name, list(made.event_types)), (target, "ACTIVE", [STARTED]))
    raises(exceptions.Conflict, lambda: client.create_subscription(subscription=wish))
    asked = f'event_types:"{STARTED}"'
    raises(exceptions.BadRequest, lambda: client.list_subscriptions(request={"filter": ""}))
    found = client.list_subscriptions(request={"filter": f'{asked} AND target_resource="{target}"'})
    equal([one.name for one in found], [made.name])
    equal(list(client.list_subscriptions(request={"filter": f'event_types:"{ENDED}" AND target_resource="{target}"'})), [])
    changed = client.update_subscription(
        subscription={"name": made.name, "event_types": [STARTED, ENDED]}, update_mask={"paths": ["event_types"]}
    ).result(timeout=30)
    equal(list(changed.event_types), [STARTED, ENDED])
    renewed = client.update_subscription(
        subscription={"name": made.name, "ttl": datetime.timedelta(0)}, update_mask={"paths": ["ttl"]}
    ).result(timeout=30)
    assert renewed.expire_time > made.expire_time, (renewed, made)
    tell("meet 1")
    received = subscriber.pull(subscription=queue, max_messages=10).received_messages
    equal([one.message.attributes["ce-type"] for one in received], [STARTED, ENDED])
    event = cloud_event(received[0].message)
    equal((event.get_type(), event.get_subject()), (STARTED, target))
    equal(event.get_source(), f"//workspaceevents.googleapis.com/{made.name}")
    assert event.get_time() <= received[0].message.publish_time, received[0].message
    assert event.get_data()["conferenceRecord"]["name"].startswith("conferenceRecords/"), event.get_data()
    equal(len({event.get_id(), cloud_event(received[1].message).get_id()}), 2)
    subscriber.acknowledge(subscription=queue, ack_ids=[one.ack_id for one in received])
    tell("forbid own-client")
    tell("meet 1")
    equal(client.get_subscription(name=made.name).suspension_reason.name, "ENDPOINT_PERMISSION_DENIED")
    raises(exceptions.BadRequest, lambda: client.reactivate_subscription(name=made.name))
    tell("allow own-client")
    equal(client.reactivate_subscription(name=made.name).result(timeout=30).state.name, "ACTIVE")
    client.delete_subscription(name=made.name).result(timeout=30)
    raises(exceptions.NotFound, lambda: client.get_subscription(name=made.name))
    take_away(publisher, subscriber, topic, queue)


general_client()
events_client()
# as by PUBSUB_EMULATOR_HOST: nobody in particular
tell("open")
take_away(*own_clients(AnonymousCredentials(), "nobodys"))
print("every call answered as it should", flush=True)
