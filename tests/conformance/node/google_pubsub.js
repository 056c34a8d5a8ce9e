// Topics, subscriptions and messages with Google's official Pub/Sub client for Node, over REST (which it calls its fallback).
//
// Started by tests/tools.rs, which gives address, project and token in the environment.

const assert = require('node:assert');
const {v1} = require('@google-cloud/pubsub');
const {OAuth2Client} = require('google-auth-library');

const {HOST, PORT, PROJECT, TOKEN} = process.env;
const authClient = new OAuth2Client();
authClient.setCredentials({access_token: TOKEN, expiry_date: Date.now() + 3600e3});
const options = {fallback: true, protocol: 'http', servicePath: HOST, port: Number(PORT), projectId: PROJECT, authClient};

async function main() {
  const publisher = new v1.PublisherClient(options);
  const subscriber = new v1.SubscriberClient(options);
  const topic = `projects/${PROJECT}/topics/node-topic`;
  const subscription = `projects/${PROJECT}/subscriptions/node-sub`;
  assert.equal((await publisher.createTopic({name: topic}))[0].name, topic);
  const [made] = await subscriber.createSubscription({name: subscription, topic, enableMessageOrdering: true});
  assert.deepEqual([made.ackDeadlineSeconds, made.enableMessageOrdering, made.state], [10, true, 'ACTIVE']);
  const messages = [{data: Buffer.from('hello'), orderingKey: 'k', attributes: {a: 'b'}}];
  const [{messageIds}] = await publisher.publish({topic, messages});
  const [{receivedMessages}] = await subscriber.pull({subscription, maxMessages: 3});
  const {message, ackId} = receivedMessages[0];
  assert.deepEqual([message.messageId, message.data.toString(), message.orderingKey, message.attributes], [messageIds[0], 'hello', 'k', {a: 'b'}]);
  await subscriber.modifyAckDeadline({subscription, ackIds: [ackId], ackDeadlineSeconds: 60});
  await subscriber.acknowledge({subscription, ackIds: [ackId]});
  const [empty] = await subscriber.pull({subscription, maxMessages: 3});
  assert.equal(empty.receivedMessages.length, 0);
  assert.deepEqual((await publisher.listTopicSubscriptions({topic}))[0], [subscription]);
  await subscriber.deleteSubscription({subscription});
  await publisher.deleteTopic({topic});
  await assert.rejects(publisher.getTopic({topic}), /Resource not found/);
  console.log('every call answered as it should');
}

main().catch(error => {
  console.error(error);
  process.exit(1);
});
