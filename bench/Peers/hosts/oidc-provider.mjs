// npm oidc-provider as an OpenID Provider, everything in memory, whoever comes signed in at once. PORT; ALG: RS256 or ES256.
import { generateKeyPairSync } from 'node:crypto';
import { Provider } from 'oidc-provider';
import { base, redirectUri, serve } from './common.mjs';

const alg = process.env.ALG ?? 'RS256';
const made = alg === 'ES256' ? generateKeyPairSync('ec', { namedCurve: 'P-256' }) : generateKeyPairSync('rsa', { modulusLength: 2048 });
const scopes = 'openid profile email offline_access api';

// Its own in-memory adapter forgets the oldest of a thousand: this one keeps all, and drops what has expired as it is met.
class Memory {
  static rows = new Map();
  static grants = new Map();
  constructor(model) { this.model = model; }
  key(id) { return `${this.model}:${id}`; }
  async upsert(id, payload, expiresIn) {
    Memory.rows.set(this.key(id), { payload, until: expiresIn ? Date.now() + expiresIn * 1000 : Infinity });
    if (payload.uid && this.model === 'Session') Memory.rows.set(`uid:${payload.uid}`, { payload: { id }, until: Infinity });
    if (payload.grantId && payload.grantId !== id) {
      const ids = Memory.grants.get(payload.grantId);
      if (ids) ids.push(this.key(id)); else Memory.grants.set(payload.grantId, [this.key(id)]);
    }
  }
  async find(id) {
    const row = Memory.rows.get(this.key(id));
    return row && row.until > Date.now() ? row.payload : undefined;
  }
  async findByUid(uid) { const row = Memory.rows.get(`uid:${uid}`); return row ? this.find(row.payload.id) : undefined; }
  async findByUserCode() { return undefined; }
  async consume(id) { Memory.rows.get(this.key(id)).payload.consumed = Math.floor(Date.now() / 1000); }
  async destroy(id) { Memory.rows.delete(this.key(id)); }
  async revokeByGrantId(grantId) { for (const key of Memory.grants.get(grantId) ?? []) Memory.rows.delete(key); Memory.grants.delete(grantId); }
}

const provider = new Provider(base, {
  adapter: Memory,
  clients: [{
    client_id: 'web', client_secret: 'secret', redirect_uris: [redirectUri], response_types: ['code'],
    grant_types: ['authorization_code', 'refresh_token'], id_token_signed_response_alg: alg, token_endpoint_auth_method: 'client_secret_basic',
  }],
  jwks: { keys: [{ ...made.privateKey.export({ format: 'jwk' }), use: 'sig', alg, kid: 'bench' }] },
  cookies: { keys: ['bench-only-cookie-key'] },
  claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name', 'given_name', 'family_name'] },
  scopes: scopes.split(' '),
  conformIdTokenClaims: false,
  findAccount: (ctx, id) => ({
    accountId: id,
    claims: () => ({ sub: id, email: `${id}@example.test`, email_verified: true, name: 'Alice Adams', given_name: 'Alice', family_name: 'Adams' }),
  }),
  features: {
    devInteractions: { enabled: false },
    resourceIndicators: {
      // JWT access tokens, as ours are.
      enabled: true,
      defaultResource: () => 'urn:api',
      useGrantedResource: () => true,
      getResourceServerInfo: () => ({ scope: 'api', audience: 'urn:api', accessTokenFormat: 'jwt', accessTokenTTL: 3600, jwt: { sign: { alg } } }),
    },
  },
  issueRefreshToken: () => true,
  rotateRefreshToken: true,
  interactions: { url: (ctx, interaction) => `/interaction/${interaction.uid}` },
  loadExistingGrant: async (ctx) => {
    const { client, session } = ctx.oidc;
    const known = session.grantIdFor(client.clientId);
    if (known) return ctx.oidc.provider.Grant.find(known);
    const grant = new ctx.oidc.provider.Grant({ accountId: session.accountId, clientId: client.clientId });
    grant.addOIDCScope(scopes);
    grant.addResourceScope('urn:api', 'api');
    await grant.save();
    return grant;
  },
});

let people = 0;
const callback = provider.callback();
serve(async (req, res, url) => {
  if (url.pathname.startsWith('/interaction/')) {
    await provider.interactionDetails(req, res);
    return provider.interactionFinished(req, res, { login: { accountId: `user${people++ % 1000}` } }, { mergeWithLastSubmission: false });
  }
  return callback(req, res);
});
