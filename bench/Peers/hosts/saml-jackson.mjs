// @boxyhq/saml-jackson as a broker from SAML to OAuth. PORT; METADATA: the identity provider's; POSTGRES: its database, else everything is in memory.
import fs from 'node:fs';
import { generateKeyPairSync } from 'node:crypto';
import jackson from '@boxyhq/saml-jackson';
import { base, go, json, readForm, redirectUri, serve } from './common.mjs';

const pem = (key, type) => Buffer.from(key.export({ format: 'pem', type })).toString('base64');
const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const make = jackson.default ?? jackson;
const { connectionAPIController: connections, oauthController: oauth } = await make({
  externalUrl: base,
  samlPath: '/oauth/saml',
  samlAudience: 'urn:jackson',
  db: process.env.POSTGRES ? { engine: 'sql', type: 'postgres', url: process.env.POSTGRES, ttl: 300, cleanupLimit: 1000 } : { engine: 'mem', ttl: 300 },
  clientSecretVerifier: 'secret',
  noAnalytics: true,
  ssoTraces: { disable: true },
  openid: { jwsAlg: 'RS256', jwtSigningKeys: { private: pem(privateKey, 'pkcs8'), public: pem(publicKey, 'spki') } },
});
await connections.createSAMLConnection({
  rawMetadata: fs.readFileSync(process.env.METADATA, 'utf8'),
  tenant: 'acme', product: 'app', redirectUrl: [redirectUri], defaultRedirectUrl: redirectUri,
});

serve(async (req, res, url) => {
  switch (url.pathname) {
    case '/get': return json(res, 200, {});
    case '/auth': {
      const { redirect_url: to, authorize_form: form } = await oauth.authorize(Object.fromEntries(url.searchParams));
      if (!to) throw new Error(`no redirect: ${form?.slice(0, 200)}`);
      return go(res, to);
    }
    case '/oauth/saml': {
      const { redirect_url: to, response_form: form } = await oauth.samlResponse(await readForm(req));
      if (!to) throw new Error(`no redirect: ${form?.slice(0, 200)}`);
      return go(res, to);
    }
    case '/token': return json(res, 200, await oauth.token(await readForm(req)));
    default: return json(res, 404, {});
  }
});
