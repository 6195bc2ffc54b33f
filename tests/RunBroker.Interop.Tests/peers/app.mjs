// A RUN application whose OpenID Connect is all done by panva's openid-client: code flow with PKCE, refresh, userinfo,
// RP-initiated, back-channel and front-channel logout; logout tokens are verified by his jose. SETTINGS: { issuer, clientId,
// clientSecret (none: a public client), scope, alg (of ID tokens and logout tokens; RS256), endsWhenTold (its own session outlives
// /logout and ends by the provider's word alone, so that it shows whether that came), frontchannelHangs (its frame never answers) }.
// Paths: /login?any authorization parameter, /me, /refresh, /refresh-with (POST: an old token), /userinfo, /logout?any parameter, /events.
import { randomUUID } from 'node:crypto';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import * as client from 'openid-client';
import { base, go, page, port, readBody, serve, settings } from './common.mjs';

const redirectUri = `${base}/callback`;
const cookieName = `app${port}`;
const events = [];
const sessions = new Map();                         // cookie value -> { pending, tokens, claims, userinfo }
const sessionId = (req) => new RegExp(`(?:^|; )${cookieName}=([^;]+)`).exec(req.headers.cookie ?? '')?.[1];
const fault = (e) => ({ error: e.error ?? e.code ?? e.name, message: e.error_description ?? e.message, cause: e.cause?.message ?? e.cause });
const alg = settings.alg ?? 'RS256';
const scope = settings.scope ?? 'openid profile email offline_access';

let known;
const configuration = async () => known ??= await client.discovery(new URL(settings.issuer), settings.clientId, { id_token_signed_response_alg: alg },
  settings.clientSecret ? client.ClientSecretBasic(settings.clientSecret) : client.None(), { execute: [client.allowInsecureRequests] });

async function login(req, res, url) {
  const c = await configuration();
  const pending = { verifier: client.randomPKCECodeVerifier(), state: client.randomState(), nonce: client.randomNonce() };
  const parameters = {
    redirect_uri: redirectUri, scope, response_type: 'code', state: pending.state, nonce: pending.nonce,
    code_challenge: await client.calculatePKCECodeChallenge(pending.verifier), code_challenge_method: 'S256',
    ...(settings.parameters ?? {}), ...Object.fromEntries(url.searchParams),
  };
  const id = randomUUID();
  sessions.set(id, { pending });
  go(res, client.buildAuthorizationUrl(c, parameters), { 'set-cookie': `${cookieName}=${id}; Path=/; HttpOnly; SameSite=Lax` });
}

async function callback(req, res, url) {
  const c = await configuration();
  const session = sessions.get(sessionId(req));
  if (!session?.pending) return page(res, 400, { error: 'no_login_in_progress' });
  const { pending } = session;
  try {
    const tokens = await client.authorizationCodeGrant(c, url, {
      pkceCodeVerifier: pending.verifier, expectedState: pending.state, expectedNonce: pending.nonce, idTokenExpected: true,
    });
    const claims = tokens.claims();
    const userinfo = await client.fetchUserInfo(c, tokens.access_token, claims.sub);
    Object.assign(session, { pending: undefined, tokens, claims, userinfo });
    return go(res, '/me');
  } catch (e) {
    events.push({ event: 'login_error', ...fault(e) });
    return page(res, 400, fault(e));
  }
}

async function refresh(res, session, token) {
  try {
    const tokens = await client.refreshTokenGrant(await configuration(), token);
    if (session) session.tokens = { ...session.tokens, ...tokens };
    page(res, 200, { rotated: !!tokens.refresh_token && tokens.refresh_token !== token, access_token: tokens.access_token, refresh_token: tokens.refresh_token });
  } catch (e) { page(res, 400, fault(e)); }
}

async function userinfo(res, session) {
  try { page(res, 200, await client.fetchUserInfo(await configuration(), session.tokens.access_token, session.claims.sub)); }
  catch (e) { page(res, 400, { ...fault(e), status: e.status ?? e.response?.status }); }
}

async function logout(req, res, url) {
  const id = sessionId(req), session = sessions.get(id);
  if (!settings.endsWhenTold) sessions.delete(id);
  const parameters = { post_logout_redirect_uri: `${base}/bye`, state: randomUUID(), ...Object.fromEntries(url.searchParams) };
  if (session?.tokens?.id_token) parameters.id_token_hint = session.tokens.id_token;
  go(res, client.buildEndSessionUrl(await configuration(), parameters), settings.endsWhenTold ? {} : { 'set-cookie': `${cookieName}=; Path=/; Max-Age=0` });
}

function endOwn(isMeant) {
  const meant = [...sessions].filter(([, s]) => s.claims && isMeant(s.claims));
  for (const [key] of meant) sessions.delete(key);
  return meant.length;
}

// Back-Channel Logout 1.0, section 2.6. Type and algorithm are what this app expects, whatever the token says of itself (RFC 8725).
const heard = new Set();
let keys;
async function backchannel(req, res) {
  try {
    if (req.headers['content-type']?.split(';')[0] !== 'application/x-www-form-urlencoded') throw new Error('not a form');
    const server = (await configuration()).serverMetadata();
    keys ??= createRemoteJWKSet(new URL(server.jwks_uri));
    const { payload, protectedHeader } = await jwtVerify(new URLSearchParams(await readBody(req)).get('logout_token') ?? '', keys, {
      issuer: server.issuer, audience: settings.clientId, algorithms: [alg], typ: 'logout+jwt', maxTokenAge: '2 minutes',
      requiredClaims: ['sub', 'sid', 'jti', 'exp', 'events'],
    });
    const event = payload.events['http://schemas.openid.net/event/backchannel-logout'];
    if (typeof event !== 'object' || event === null) throw new Error('events has no back-channel logout');
    if ('nonce' in payload) throw new Error('nonce present');
    // The provider did not hear the answer to the first: not done twice, and no fault of this one.
    const again = heard.has(payload.jti);
    heard.add(payload.jti);
    const ended = again ? 0 : endOwn((c) => c.sid === payload.sid && c.sub === payload.sub);
    events.push({ event: again ? 'backchannel_again' : 'backchannel_logout', sid: payload.sid, ended, header: protectedHeader, claims: payload });
    res.writeHead(200, { 'cache-control': 'no-store' }).end();
  } catch (e) {
    events.push({ event: 'backchannel_refused', message: e.message });
    page(res, 400, { error: 'invalid_request', error_description: e.message });
  }
}

// Front-Channel Logout 1.0, section 2: nothing is signed, so only a session of this issuer with this very sid is meant.
async function frontchannel(res, url) {
  const [iss, sid] = ['iss', 'sid'].map((name) => url.searchParams.getAll(name)).map((all) => (all.length === 1 ? all[0] : undefined));
  if (iss !== (await configuration()).serverMetadata().issuer || !sid) {
    events.push({ event: 'frontchannel_refused', iss, sid });
    return page(res, 400, { error: 'invalid_request' });
  }
  events.push({ event: 'frontchannel_logout', iss, sid, ended: endOwn((c) => c.sid === sid) });
  if (!settings.frontchannelHangs) page(res, 200, '<!doctype html><title>out</title>');
}

serve('openid-client', async (req, res, url) => {
  const session = sessions.get(sessionId(req));
  switch (url.pathname) {
    case '/login': return login(req, res, url);
    case '/callback': return callback(req, res, url);
    case '/logout': return logout(req, res, url);
    case '/frontchannel': return frontchannel(res, url);
    case '/backchannel': return backchannel(req, res);
    case '/events': return page(res, 200, events);
    case '/bye': return page(res, 200, '<!doctype html><title>signed out</title>');
    case '/refresh-with': return refresh(res, undefined, new URLSearchParams(await readBody(req)).get('token'));
  }
  if (!session?.tokens) return page(res, 401, { error: 'not signed in' });
  switch (url.pathname) {
    case '/me': return page(res, 200, { claims: session.claims, userinfo: session.userinfo, tokens: session.tokens });
    case '/refresh': return refresh(res, session, session.tokens.refresh_token);
    case '/userinfo': return userinfo(res, session);
    default: return page(res, 404, { error: 'not found' });
  }
});
