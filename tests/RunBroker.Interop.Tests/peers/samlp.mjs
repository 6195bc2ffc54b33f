// Auth0's samlp as a SAML identity provider: the answers and the single logout are that library's own; around it are a login form, a session
// per browser, the service providers it knows, and a way to be told to answer wrongly once. SETTINGS: { people, keys: { first: { key, cert },
// second }, … }, where the rest are options of samlp for every answer (signResponse, signAssertion, …), `encrypt` and `validate` (only signed
// requests are taken). GET /slo without a message: the person signs out here.
// PUT /test/sp { entityId, acs, slo: { redirect, post }, signing, encryption }: makes a service provider known.
// PUT /test/next { …options of samlp, key: 'second', replace: [[from, to]], error: { code, description }, sloBinding: 'post' (for logout messages
// to the service provider that this answer goes to), sessionStays (a logout fails here) }: for the next answer or logout message alone.
import { createHash, randomBytes, X509Certificate } from 'node:crypto';
import samlp from 'samlp';
import SessionParticipants from 'samlp/lib/sessionParticipants/index.js';
import { base, go, page, port, readBody, serve, settings } from './common.mjs';

const { people, keys, encrypt, validate, ...always } = settings;
const issuer = `${base}/idp`;
const providers = new Map();
const browsers = new Map();                         // cookie value -> { person, index, participants, what samlp notes of a logout under way }
const cookieName = `samlp${port}`;
const cookieOf = (req) => new RegExp(`(?:^|; )${cookieName}=([^;]+)`).exec(req.headers.cookie ?? '')?.[1];
const bindings = { redirect: 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect', post: 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST' };
const algorithms = { signatureAlgorithm: 'rsa-sha256', digestAlgorithm: 'sha256' };
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
const shim = (res) => ({
  type: 'text/html',
  set(_, type) { this.type = type; },
  redirect(url) { go(res, url); },
  // Its whole answer to a person who has signed out here is a status.
  send(body) { page(res, 200, body === 200 ? '<!doctype html><title>samlp</title><h1>Signed out</h1>' : body, { 'content-type': this.type }); },
});

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
  return { sp, id: bare.id, force: bare.forceAuthn === 'true' };
}

async function answer(res, { sp, id }, session, relayState, headers) {
  const { key = 'first', replace = [], error, sloBinding = 'redirect', ...once } = next;
  const { person, index } = session;
  next = {};
  const options = {
    issuer, ...keys[key], audience: sp.entityId, recipient: sp.acs, destination: sp.acs, inResponseTo: id,
    profileMapper: profile, includeAttributeNameFormat: true, ...algorithms,
    nameIdentifierFormat: 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent', sessionIndex: index,
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
  session.participants = session.participants.filter((p) => p.serviceProviderId !== sp.entityId).concat({
    serviceProviderId: sp.entityId, nameId: profile(person).getNameIdentifier(options).nameIdentifier, nameIdFormat: options.nameIdentifierFormat,
    sessionIndex: options.sessionIndex, serviceProviderLogoutURL: sp.slo?.[sloBinding], binding: bindings[sloBinding], cert: sp.signing,
  });
  console.log(`answered ${person.login} to ${sp.entityId}`);
  page(res, 200, post(sp.acs, { SAMLResponse: Buffer.from(xml).toString('base64'), RelayState: relayState }), headers);
}

/** Requests, answers and the person's own wish, each as samlp sees to it; a message that it does not take is shown to the person. */
function logout(req, res) {
  const { key = 'first', sessionStays } = next;
  next = {};
  const cookie = cookieOf(req);
  req.session = browsers.get(cookie) ?? { participants: [] };
  if (req.query.SAMLRequest || req.body.SAMLRequest) console.log(`asked to sign out by ${req.method}`);
  const clearIdPSession = (cb) => {
    const { status, subCode } = req.parsedSAMLResponse ?? {};
    if (status) console.log(`the last answer was ${status} ${subCode ?? ''}`);
    if (sessionStays) return cb(new Error('the session stays'));
    browsers.delete(cookie);
    console.log(`signed-out ${req.session.person?.login}`);
    cb();
  };
  samlp.logout({
    issuer, ...keys[key], ...algorithms, deflate: true, protocolBinding: bindings.redirect,
    sessionParticipants: new SessionParticipants(req.session.participants), clearIdPSession,
  })(req, shim(res), (e) => {
    console.log('logout refused', e.message);
    page(res, 400, `<!doctype html><title>samlp</title><h1>Sign-out refused</h1><p>${esc(e.message)}</p>`);
  });
}

serve('samlp', async (req, res, url) => {
  req.query = Object.fromEntries(url.searchParams);
  const body = req.method === 'GET' ? '' : await readBody(req);
  switch (url.pathname) {
    case '/metadata':
      return samlp.metadata({
        issuer, cert: keys.first.cert, redirectEndpointPath: '/sso', postEndpointPath: '/sso', logoutEndpointPaths: { redirect: '/slo', post: '/slo' }, profileMapper: profile,
      })(Object.assign(req, { protocol: 'http', originalUrl: req.url }), shim(res));
    case '/sso': {
      req.body = Object.fromEntries(new URLSearchParams(body));
      const { sp, id, force } = await asked(req);
      const relayState = req.query.RelayState ?? req.body.RelayState;
      const session = browsers.get(cookieOf(req));
      return session && !force ? answer(res, { sp, id }, session, relayState) : page(res, 200, signIn({ sp: sp.entityId, id, RelayState: relayState }));
    }
    case '/login': {
      const { login, password, ...fields } = Object.fromEntries(new URLSearchParams(body));
      const person = people.find((p) => p.login === login && p.password === password);
      if (!person) return page(res, 403, signIn(fields, true));
      const [cookie, session] = [randomBytes(16).toString('hex'), { person, index: `_${randomBytes(16).toString('hex')}`, participants: [] }];
      browsers.set(cookie, session);
      return answer(res, { sp: providers.get(fields.sp), id: fields.id }, session, fields.RelayState, { 'set-cookie': `${cookieName}=${cookie}; Path=/; HttpOnly; SameSite=Lax` });
    }
    case '/slo':
      req.body = Object.fromEntries(new URLSearchParams(body));
      return logout(req, res);
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
