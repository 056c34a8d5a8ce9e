// The Google of the package `emulate`, on loopback alone, on any port that is free.
//
// Says `listening PORT`. A line `redirect ADDRESS` registers where the client's answers may go, which has to be known to the
// letter there, port included; the answer is `ok`. Ends with its standard input.

import net from "node:net";
import { createInterface } from "node:readline";
import { createEmulator } from "emulate";

const { CLIENT_ID: client_id, CLIENT_SECRET: client_secret, EMAIL: email } = process.env;

// It would listen on every interface, and on a port that is known beforehand.
const listen = net.Server.prototype.listen;
net.Server.prototype.listen = function () {
  return listen.call(this, 0, "127.0.0.1", () => console.log(`listening ${this.address().port}`));
};

const client = { client_id, client_secret, name: "greenroom", redirect_uris: [] };
const google = { users: [{ email, name: "Ana", email_verified: true }], oauth_clients: [client] };
const emulator = await createEmulator({ service: "google", seed: { google } });

for await (const line of createInterface({ input: process.stdin })) {
  const [word, address] = line.split(" ");
  if (word !== "redirect") throw new Error(`what is ${line}?`);
  client.redirect_uris = [address];
  emulator.reset();
  console.log("ok");
}
process.exit(0);
