// Auth0's samlp as a SAML identity provider: the answers are that library's own; around it are a login form, the service providers
// it knows, and a way to be told to answer wrongly once. SETTINGS: { people, keys: { first: { key, cert }, second }, … }, where the rest
// are options of samlp for every answer (signResponse, signAssertion, …), `encrypt` and `validate` (only signed requests are taken).
// PUT /test/sp { entityId, acs, signing, encryption }: makes a service provider known.
// PUT /test/next { …options of samlp, key: 'second', replace: [[from, to]], error: { code, description } }: for the next answer alone.
import { createHash, X509Certificate } from 'node:crypto';
import samlp from 'samlp';
import { base, page, readBody, serve, settings } from './common.mjs';

const { people, keys, encrypt, validate, ...always } = settings;
const issuer = `${base}/idp`;
const providers = new Map();
let next = {};

const esc = (s) => String(s ?? '').replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
const promised = (call) => new Promise((resolve, reject) => call((e, value) => (e ? reject(e) : resolve(value))));
const hidden = (fields) => Object.entries(fields).filter(([, v]) => v !== undefined)
  .map(([n, v]) => `<input type="hidden" name="${esc(n)}" value="${esc(v)}">`).join('');
const post = (action, fields) => `<!doctype html><title>samlp</title><body onload="document.forms[0].submit()">
<form method="post" action="${esc(action)}">${hidden(fields)}<noscript><button>Continue</button></noscript></form>`;
const signIn = (fields, failed) => `<!doctype html><title>samlp</title><h1>Sign in</h1>${failed ? '<p role="alert">Wrong login or password</p>' : ''}
<form method="post" action="/login">${hidden(fields)}<label>Login <input name="login"></label>
<label>Password <input type="password" name="password"></label><button>Sign in</button></form>`;

/** The library's middlewares, on a plain response. */
const shim = (res) => ({ type: 'text/html', set(_, type) { this.type = type; }, send(body) { page(res, 200, body, { 'content-type': this.type }); } });

function profile(person) {
  return {
    getClaims: () => Object.fromEntries(Object.entries({
      mail: person.email, givenName: person.given_name, sn: person.family_name, displayName: person.name, uid: person.login, groups: person.groups,
    }).filter(([, v]) => v !== undefined && v.length !== 0)),
    getNameIdentifier: (o) => ({
      nameIdentifier: o.nameIdentifierFormat.endsWith(':persistent')
        ? createHash('sha256').update(`${person.login} ${o.audience}`).digest('hex').slice(0, 32) : person.email,
    }),
  };
}
profile.prototype = { metadata: [] };

/** Who asks, and what for; without a request the service provider is named in `sp`. */
async function asked(req) {
  const bare = await promised((cb) => samlp.parseRequest(req, {}, cb)) ?? { issuer: req.query.sp };
  const sp = providers.get(bare.issuer);
  if (!sp) throw Object.assign(new Error(`unknown service provider ${bare.issuer}`), { statusCode: 400 });
  if (validate && bare.id) await promised((cb) => samlp.parseRequest(req, { signingCert: sp.signing }, cb));
  return { sp, id: bare.id };
}

async function answer(res, { sp, id }, person, relayState) {
  const { key = 'first', replace = [], error, ...once } = next;
  next = {};
  const options = {
    issuer, ...keys[key], audience: sp.entityId, recipient: sp.acs, destination: sp.acs, inResponseTo: id,
    profileMapper: profile, includeAttributeNameFormat: true, signatureAlgorithm: 'rsa-sha256', digestAlgorithm: 'sha256',
    nameIdentifierFormat: 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent', sessionIndex: `_${createHash('sha256').update(`${id}`).digest('hex')}`,
    authnContextClassRef: 'urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport', lifetimeInSeconds: 300,
    ...(encrypt ? { encryptionCert: sp.encryption, encryptionPublicKey: new X509Certificate(sp.encryption).publicKey.export({ type: 'spki', format: 'pem' }) } : {}),
    ...always, ...once,
  };
  if (error) return samlp.sendError({ ...options, error, RelayState: relayState, getPostURL: (_, cb) => cb(null, sp.acs) })({}, shim(res));
  let xml = await promised((cb) => samlp.getSamlResponse(options, person, cb));
  for (const [from, to] of replace) {
    if (!xml.includes(from)) throw new Error(`nothing to replace: ${from}`);
    xml = xml.replaceAll(from, to);
  }
  console.log(`answered ${person.login} to ${sp.entityId}`);
  page(res, 200, post(sp.acs, { SAMLResponse: Buffer.from(xml).toString('base64'), RelayState: relayState }));
}

serve('samlp', async (req, res, url) => {
  req.query = Object.fromEntries(url.searchParams);
  const body = req.method === 'GET' ? '' : await readBody(req);
  switch (url.pathname) {
    case '/metadata':
      return samlp.metadata({
        issuer, cert: keys.first.cert, redirectEndpointPath: '/sso', postEndpointPath: '/sso', logoutEndpointPaths: { redirect: '/slo' }, profileMapper: profile,
      })(Object.assign(req, { protocol: 'http', originalUrl: req.url }), shim(res));
    case '/sso': {
      req.body = Object.fromEntries(new URLSearchParams(body));
      const { sp, id } = await asked(req);
      return page(res, 200, signIn({ sp: sp.entityId, id, RelayState: req.query.RelayState ?? req.body.RelayState }));
    }
    case '/login': {
      const { login, password, ...fields } = Object.fromEntries(new URLSearchParams(body));
      const person = people.find((p) => p.login === login && p.password === password);
      if (!person) return page(res, 403, signIn(fields, true));
      return answer(res, { sp: providers.get(fields.sp), id: fields.id }, person, fields.RelayState);
    }
    case '/test/sp': {
      const sp = JSON.parse(body);
      providers.set(sp.entityId, sp);
      return page(res, 200, {});
    }
    case '/test/next':
      next = JSON.parse(body);
      return page(res, 200, {});
    default: return page(res, 404, { error: 'not found' });
  }
});
