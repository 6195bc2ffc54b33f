// panva's oidc-provider as an upstream OpenID Provider: test people, sign-in and consent pages that need no script,
// dynamic registration (that is how the broker becomes its client), back-channel logout to clients that register for it.
// SETTINGS: { people, accessTokenSeconds }.
import { generateKeyPairSync } from 'node:crypto';
import { Provider } from 'oidc-provider';
import { base, page, port, readBody, serve, settings } from './common.mjs';

const people = settings.people ?? [];
const log = (...a) => console.log(...a);
const key = { ...generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256', kid: `rsa-${port}` };

const provider = new Provider(base, {
  clients: settings.clients ?? [],
  jwks: { keys: [key] },
  findAccount(ctx, id) {
    const person = people.find((p) => p.login === id);
    if (!person) return undefined;
    const { login, password, ...claims } = person;
    return { accountId: id, claims: async () => ({ sub: id, preferred_username: login, ...claims }) };
  },
  claims: {
    openid: ['sub'], email: ['email', 'email_verified'], groups: ['groups'],
    profile: ['name', 'given_name', 'family_name', 'preferred_username'],
  },
  scopes: ['openid', 'offline_access', 'profile', 'email', 'groups'],
  clientBasedCORS: (ctx, origin, client) => client.redirectUris.some((u) => new URL(u).origin === origin),
  // all peers live on one host, and cookies do not keep ports apart
  cookies: {
    keys: ['interop-only-cookie-key'],
    names: { interaction: `op${port}_interaction`, resume: `op${port}_resume`, session: `op${port}_session` },
  },
  features: {
    devInteractions: { enabled: false },
    backchannelLogout: { enabled: true },
    // its own page asks the person by two buttons; this one is told yes
    rpInitiatedLogout: { enabled: true, logoutSource: (ctx, form) => { ctx.body = form.replace('</form>', '<input type="hidden" name="logout" value="yes"></form>'); } },
    registration: { enabled: true },
    revocation: { enabled: true },
    pushedAuthorizationRequests: { enabled: true },
  },
  interactions: { url: (ctx, interaction) => `/interaction/${interaction.uid}` },
  ttl: { AccessToken: settings.accessTokenSeconds ?? 3600, IdToken: 3600, RefreshToken: 86400, Session: 86400, Grant: 86400, Interaction: 3600, AuthorizationCode: 60 },
  // its dispatcher refuses loopback addresses (jwks_uri, back-channel logout); everything here is on loopback
  fetch: (url, { dispatcher, ...options }) => globalThis.fetch(url, options),
});
for (const name of ['server_error', 'authorization.error', 'grant.error', 'userinfo.error', 'registration_create.error', 'backchannel.error'])
  provider.on(name, (ctx, e) => log(name, e.error ?? e.stack, e.error_description ?? '', e.error_detail ?? ''));

provider.on('backchannel.success', (ctx, told, sub, sid) => log(`told ${told.clientId} of ${sub}${told.backchannelLogoutSessionRequired ? ` ${sid}` : ''}`));

const esc = (s) => String(s).replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
const html = (res, status, body) => page(res, status, `<!doctype html><title>upstream</title>${body}`);
const form = (uid, prompt, inner) =>
  `<form method="post" action="/interaction/${esc(uid)}"><input type="hidden" name="prompt" value="${prompt}">${inner}</form>`;
const signInPage = (uid, hint, failed) => `<h1>Sign in</h1>${failed ? '<p role="alert">Wrong login or password</p>' : ''}`
  + form(uid, 'login', `<label>Login <input name="login" value="${esc(hint ?? '')}"></label>
<label>Password <input type="password" name="password"></label><button type="submit">Sign in</button>`)
  + form(uid, 'abort', '<button type="submit">Cancel</button>');

async function interaction(req, res) {
  const { uid, prompt, params, session, grantId } = await provider.interactionDetails(req, res);
  const finish = (result, merge) => provider.interactionFinished(req, res, result, { mergeWithLastSubmission: merge });
  if (req.method === 'GET') {
    if (prompt.name === 'login') return html(res, 200, signInPage(uid, params.login_hint));
    return html(res, 200, `<h1>Consent</h1><p>${esc(params.client_id)} asks for ${esc(params.scope)}</p>`
      + form(uid, 'consent', '<button type="submit">Continue</button>') + form(uid, 'abort', '<button type="submit">Cancel</button>'));
  }
  const sent = new URLSearchParams(await readBody(req));
  if (sent.get('prompt') === 'abort') return finish({ error: 'access_denied', error_description: 'the person cancelled' }, false);
  if (prompt.name === 'login') {
    const person = people.find((p) => p.login === sent.get('login') && p.password === sent.get('password'));
    if (!person) return html(res, 400, signInPage(uid, params.login_hint, true));
    log(`signed-in ${person.login}`);
    return finish({ login: { accountId: person.login, amr: ['pwd'] } }, false);
  }
  const grant = grantId ? await provider.Grant.find(grantId) : new provider.Grant({ accountId: session.accountId, clientId: params.client_id });
  if (prompt.details.missingOIDCScope) grant.addOIDCScope(prompt.details.missingOIDCScope.join(' '));
  if (prompt.details.missingOIDCClaims) grant.addOIDCClaims(prompt.details.missingOIDCClaims);
  const id = await grant.save();
  return finish({ consent: grantId ? {} : { grantId: id } }, true);
}

const callback = provider.callback();
serve('oidc-provider', (req, res, url) => (url.pathname.startsWith('/interaction/') ? interaction(req, res) : callback(req, res)));
