// A single-page RUN application on oidc-client-ts, a public client in a real browser: code flow with PKCE, silent sign-in
// in an iframe or by refresh token, RP-initiated logout. SETTINGS: { issuer, clientId, scope, userManager }.
// With userManager.monitorSession it watches its session in the provider's frame, and app.signedOut tells.
// Paths: /home, /login, /logout, /callback, /silent, /bye; window.app tells what happened.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { base, serve, settings } from './common.mjs';

const library = path.join(path.dirname(createRequire(import.meta.url).resolve('oidc-client-ts/package.json')), 'dist/browser/oidc-client-ts.min.js');
const userManager = {
  authority: settings.issuer, client_id: settings.clientId, redirect_uri: `${base}/callback`, post_logout_redirect_uri: `${base}/bye`,
  silent_redirect_uri: `${base}/silent`, response_type: 'code', scope: settings.scope ?? 'openid profile email',
  automaticSilentRenew: false, loadUserInfo: true, ...(settings.userManager ?? {}),
};
const document = `<!doctype html><html lang="en"><meta charset="utf-8"><title>single-page app</title><h1>oidc-client-ts</h1>
<script src="/oidc-client-ts.js"></script><script>
// The hidden frame of a silent sign-in watches nothing.
const um = new oidc.UserManager({ ...${JSON.stringify(userManager)}, ...(location.pathname === '/silent' ? { monitorSession: false } : {}), userStore: new oidc.WebStorageStateStore({ store: window.localStorage }) });
const app = window.app = { ready: false, user: null, error: null, signedOut: false, unchanged: 0 };
um.events.addUserSignedOut(() => { app.signedOut = true; });
addEventListener('message', (e) => { if (e.data === 'unchanged') app.unchanged += 1; });
const show = (u) => { app.user = u ? { profile: u.profile, scope: u.scope, expires_in: u.expires_in, refresh_token: u.refresh_token, session_state: u.session_state, access_token: u.access_token } : null; };
const attempt = (work) => work.then(() => null, (e) => e.error || e.message);
app.silent = () => attempt(um.signinSilent().then(show));
const signIn = () => um.signinRedirect({ nonce: crypto.randomUUID(), extraQueryParams: Object.fromEntries(new URLSearchParams(location.search)) });
(async () => {
  try {
    switch (location.pathname) {
      case '/login': return await signIn();
      case '/logout': return await um.signoutRedirect();
      case '/silent': return await um.signinSilentCallback();
      case '/callback': await um.signinRedirectCallback(); break;
      case '/bye': await um.signoutRedirectCallback(); break;
    }
  } catch (e) { app.error = String(e.error || e.message || e); }
  show(await um.getUser());
  app.ready = true;
  document.body.append(Object.assign(document.createElement('p'), { id: 'ready', textContent: 'ready' }));
})();
</script></html>`;

serve('oidc-client-ts', (req, res, url) => {
  if (url.pathname === '/favicon.ico') return res.writeHead(204).end();
  if (url.pathname === '/oidc-client-ts.js') return fs.createReadStream(library).pipe(res.writeHead(200, { 'content-type': 'text/javascript' }));
  return res.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' }).end(document);
});
