// A RUN application whose OpenID Connect is all done by panva's openid-client: code flow with PKCE, refresh, userinfo,
// RP-initiated, back-channel and front-channel logout. SETTINGS: { issuer, clientId, clientSecret (none: a public client), scope,
// frontchannelHangs (its frame never answers) }.
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
const scope = settings.scope ?? 'openid profile email offline_access';

let known;
const configuration = async () => known ??= await client.discovery(new URL(settings.issuer), settings.clientId, {},
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
  sessions.delete(id);
  const parameters = { post_logout_redirect_uri: `${base}/bye`, state: randomUUID(), ...Object.fromEntries(url.searchParams) };
  if (session?.tokens?.id_token) parameters.id_token_hint = session.tokens.id_token;
  go(res, client.buildEndSessionUrl(await configuration(), parameters), { 'set-cookie': `${cookieName}=; Path=/; Max-Age=0` });
}

// Back-Channel Logout 1.0, section 2.6
const seen = new Set();
async function backchannel(req, res) {
  const c = await configuration(), server = c.serverMetadata();
  try {
    const token = new URLSearchParams(await readBody(req)).get('logout_token');
    const { payload } = await jwtVerify(token, createRemoteJWKSet(new URL(server.jwks_uri)),
      { issuer: server.issuer, audience: settings.clientId, requiredClaims: ['iat', 'jti', 'exp'] });
    if (!payload.sub && !payload.sid) throw new Error('neither sub nor sid');
    if ('nonce' in payload) throw new Error('nonce present');
    if (typeof payload.events?.['http://schemas.openid.net/event/backchannel-logout'] !== 'object') throw new Error('events claim');
    if (seen.has(payload.jti)) throw new Error('jti replayed');
    seen.add(payload.jti);
    for (const [k, s] of sessions) if (s.claims && (payload.sid ? s.claims.sid === payload.sid : s.claims.sub === payload.sub)) sessions.delete(k);
    events.push({ event: 'backchannel_logout', sub: payload.sub, sid: payload.sid });
    res.writeHead(200, { 'cache-control': 'no-store' }).end();
  } catch (e) {
    events.push({ event: 'backchannel_error', message: e.message });
    page(res, 400, { error: 'invalid_request', error_description: e.message });
  }
}

// Front-Channel Logout 1.0, section 3
async function frontchannel(res, url) {
  const iss = url.searchParams.get('iss'), sid = url.searchParams.get('sid');
  if (iss !== (await configuration()).serverMetadata().issuer) return page(res, 400, { error: 'iss' });
  for (const [k, s] of sessions) if (s.claims?.sid === sid) sessions.delete(k);
  events.push({ event: 'frontchannel_logout', iss, sid });
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
