// An OAuth server out of the package `oidc-provider`, which takes the standards to the letter: on loopback alone, on any port.
//
// PKCE is demanded, a refresh token is good for one use and its reuse ends the whole grant, an identity token holds no address,
// and taking back asks for the client's secret. Addresses are Google's own paths; the page that asks people is this file's own.
//
// Says `listening PORT`; a line `granted` is answered with how many tokens of each kind of grant were given out so far, as JSON.
// Ends with its standard input.

import http from "node:http";
import { createInterface } from "node:readline";
import Provider, { interactionPolicy } from "oidc-provider";

// That keys and memory are only for a test is known.
console.warn = () => {};

const { CLIENT_ID: client_id, CLIENT_SECRET: client_secret } = process.env;
const server = http.createServer();
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
const { port } = server.address();

// It knows of no choosing between accounts. Here whoever signs in has chosen.
const policy = interactionPolicy.base();
policy.add(new interactionPolicy.Prompt({ name: "select_account", requestable: true }), 0);

const meet = ["created", "readonly", "settings"].map((name) => `https://www.googleapis.com/auth/meetings.space.${name}`);
const hour = 3600;
const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [
    {
      client_id,
      client_secret,
      application_type: "native",
      redirect_uris: ["http://127.0.0.1"],
      grant_types: ["authorization_code", "refresh_token"],
      response_types: ["code"],
      token_endpoint_auth_method: "client_secret_post",
    },
  ],
  routes: { authorization: "/o/oauth2/v2/auth", token: "/token", revocation: "/revoke", userinfo: "/oauth2/v3/userinfo" },
  scopes: ["openid", "email", ...meet],
  claims: { openid: ["sub"], email: ["email", "email_verified"] },
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, email: id, email_verified: true }) }),
  features: { revocation: { enabled: true }, devInteractions: { enabled: false } },
  interactions: { policy, url: (_, interaction) => `/page/${interaction.uid}` },
  pkce: { required: () => true },
  issueRefreshToken: () => true,
  rotateRefreshToken: true,
  ttl: { AccessToken: hour, AuthorizationCode: 60, IdToken: hour, RefreshToken: hour, Grant: hour, Session: hour, Interaction: hour },
  cookies: { keys: ["for nothing but this test"] },
});

const granted = {};
provider.on("grant.success", ({ oidc }) => {
  const kind = oidc.params.grant_type;
  granted[kind] = (granted[kind] ?? 0) + 1;
});

// Who are you, and what of this may the program do?
async function page(request, response) {
  const { params } = await provider.interactionDetails(request, response);
  const scopes = params.scope.split(" ");
  if (request.method === "GET") {
    const boxes = scopes.map((scope) => `<input type="checkbox" name="scope" value="${scope}"/>${scope}`);
    response.setHeader("content-type", "text/html");
    return response.end(`<form method="post" action="${request.url}"><input name="email"/>${boxes.join("")}<button>Allow</button></form>`);
  }
  let form = "";
  for await (const piece of request) form += piece;
  const answers = new URLSearchParams(form);
  const accountId = answers.get("email");
  if (!accountId) {
    return provider.interactionFinished(request, response, { error: "access_denied", error_description: "They pressed Cancel." });
  }
  const grant = new provider.Grant({ accountId, clientId: params.client_id });
  const ticked = new Set(answers.getAll("scope"));
  for (const scope of scopes) ticked.has(scope) ? grant.addOIDCScope(scope) : grant.rejectOIDCScope(scope);
  const grantId = await grant.save();
  return provider.interactionFinished(request, response, { login: { accountId }, select_account: {}, consent: { grantId } });
}

const answer = provider.callback();
server.on("request", (request, response) => {
  if (!request.url.startsWith("/page/")) return answer(request, response);
  page(request, response).catch((error) => response.writeHead(500).end(`${error}`));
});
console.log(`listening ${port}`);

for await (const line of createInterface({ input: process.stdin })) {
  if (line !== "granted") throw new Error(`what is ${line}?`);
  console.log(JSON.stringify(granted));
}
process.exit(0);
