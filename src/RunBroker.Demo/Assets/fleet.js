// Fleet Map: a public client with PKCE. Tokens live in this page's memory: a reload asks the broker again, silently.
const { issuer, client } = document.body.dataset;
const show = id => { for (const part of document.querySelectorAll("[data-part]")) part.hidden = part.dataset.part !== id; };
const put = (id, text) => { document.getElementById(id).textContent = text; };
const pretty = json => JSON.stringify(json, null, 2);
const base64url = bytes => btoa(String.fromCharCode(...new Uint8Array(bytes))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");
const octets = text => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), c => c.charCodeAt(0));
const part = (jwt, n) => JSON.parse(new TextDecoder().decode(octets(jwt.split(".")[n])));
const unguessable = () => base64url(crypto.getRandomValues(new Uint8Array(32)));

let provider, tokens;

// --- asking ---
const begin = async (redirect, extra) => {
  const pending = { state: unguessable(), nonce: unguessable(), verifier: unguessable(), redirect: location.origin + redirect, silent: extra.prompt === "none" };
  const challenge = base64url(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(pending.verifier)));
  const url = new URL(provider.authorization_endpoint);
  url.search = new URLSearchParams({
    client_id: client, response_type: "code", redirect_uri: pending.redirect, scope: "openid profile email roles tags",
    state: pending.state, nonce: pending.nonce, code_challenge: challenge, code_challenge_method: "S256", ...extra,
  });
  return { pending, url };
};

const leaveFor = async extra => {
  const { pending, url } = await begin("/callback", extra);
  sessionStorage.setItem("pending", JSON.stringify(pending));
  location.assign(url);
};

// A hidden frame asks without anybody noticing. Where a browser keeps cookies from frames the answer is always "no session".
const askInFrame = async extra => {
  const { pending, url } = await begin("/silent", { ...extra, prompt: "none" });
  const frame = document.createElement("iframe");
  frame.hidden = true;
  frame.title = "Silent sign-in";
  const answer = new Promise((done, failed) => {
    addEventListener("message", function hear(message) {
      if (message.origin !== location.origin || message.source !== frame.contentWindow) return;
      removeEventListener("message", hear);
      done(new URLSearchParams(message.data));
    });
    setTimeout(() => failed(new Error("no answer within 5 seconds")), 5000);
  });
  frame.src = url;
  document.body.append(frame);
  try {
    return await finish(await answer, pending);
  } finally {
    frame.remove();
  }
};

// --- believing ---
const finish = async (answer, pending) => {
  if (!pending || answer.get("state") !== pending.state) throw new Error("this sign-in was not begun here");
  if (answer.get("iss") !== issuer) throw new Error("the answer is not from RunBroker");
  if (!answer.get("code")) throw Object.assign(new Error(answer.get("error_description") ?? "no code"), { code: answer.get("error") });
  const response = await fetch(provider.token_endpoint, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "authorization_code", client_id: client, code: answer.get("code"), redirect_uri: pending.redirect, code_verifier: pending.verifier,
    }),
  });
  const got = await response.json();
  if (!response.ok) throw Object.assign(new Error(got.error_description ?? "no tokens"), { code: got.error });
  got.claims = await verify(got.id_token, pending.nonce);
  got.session_state = answer.get("session_state");
  return got;
};

// OIDCC-3.1.3.7
const verify = async (jwt, nonce) => {
  const header = part(jwt, 0);
  const { keys } = await (await fetch(provider.jwks_uri)).json();
  const jwk = keys.find(key => key.kid === header.kid);
  if (header.alg !== "RS256" || !jwk) throw new Error("the ID token's key is unknown");
  const rsa = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("jwk", { kty: jwk.kty, n: jwk.n, e: jwk.e }, rsa, false, ["verify"]);
  const [head, body, signature] = jwt.split(".");
  if (!await crypto.subtle.verify(rsa, key, octets(signature), new TextEncoder().encode(`${head}.${body}`))) throw new Error("the ID token's signature is wrong");
  const claims = part(jwt, 1);
  const good = claims.iss === issuer && claims.aud === client && claims.nonce === nonce && Date.now() / 1000 < claims.exp;
  if (!good) throw new Error("the ID token is not for this sign-in");
  return claims;
};

// --- showing ---
const api = (method, path) => fetch(path, { method, headers: { authorization: `Bearer ${tokens.access_token}` } });

const signedIn = async (got, how) => {
  tokens = got;
  const { claims } = got;
  localStorage.setItem("tenant", claims.tenant);
  const userinfo = await (await fetch(provider.userinfo_endpoint, { headers: { authorization: `Bearer ${got.access_token}` } })).json();
  const vehicles = await (await api("GET", "/api/vehicles")).json();
  put("person", claims.name ?? claims.sub);
  put("face", (claims.name ?? claims.sub)[0]);
  put("tenant", claims.tenant);
  put("email", claims.email ?? "");
  put("roles", (claims.roles ?? []).join(", "));
  put("how", how);
  put("id-claims", pretty(claims));
  put("userinfo", pretty(userinfo));
  put("access-claims", pretty(part(got.access_token, 1)));
  put("id-raw", got.id_token);
  put("access-raw", got.access_token);
  document.getElementById("vehicles").replaceChildren(...vehicles.map(text => Object.assign(document.createElement("li"), { textContent: text })));
  show("in");
  watch();
};

const signedOut = (said, isProblem) => {
  tokens = null;
  unwatch();
  put("said", said ?? "");
  const note = document.getElementById("said");
  note.hidden = !said;
  note.classList.toggle("bad", Boolean(isProblem));
  show("out");
};

const problem = error => signedOut(`Not signed in: ${error.message}`, true);

// --- noticing that the session ended elsewhere, two ways side by side ---
let unwatch = () => {};

const ended = async how => {
  const token = tokens.access_token;
  signedOut(`You signed out in another place, so you are signed out here. Fleet Map noticed ${how}.`);
  await fetch("/api/ended", { method: "POST", headers: { authorization: `Bearer ${token}` } });
};

const watch = () => {
  unwatch();
  const watched = tokens;
  const poll = pollStatus(watched);
  const frame = watched.session_state ? askFrame(watched) : () => {};
  unwatch = () => { poll(); frame(); };
};

// AU-16: every five seconds. Only "not signed in" signs out; an error, whatever it is, changes nothing.
const pollStatus = watched => {
  let answeredYes = false;
  const timer = setInterval(async () => {
    try {
      const url = `${issuer}/connect/ssodata?${new URLSearchParams({ client_id: client, organization: watched.claims.tenant })}`;
      const { sso } = await (await fetch(url, { credentials: "include", signal: AbortSignal.timeout(3000) })).json();
      // Where the browser keeps cookies from requests of other sites every answer is "no": until it said yes once, it says nothing.
      if (sso) answeredYes = true;
      else if (answeredYes && tokens === watched) await ended("by asking every five seconds");
    } catch { /* nothing known, nothing done */ }
  }, 5000);
  return () => clearInterval(timer);
};

// OIDCSession-3.1: a frame of RunBroker's compares, without any request. "changed" is a reason to ask, not yet a sign-out.
const askFrame = watched => {
  const frame = document.createElement("iframe");
  frame.hidden = true;
  frame.title = "Session check";
  const hear = async message => {
    if (message.origin !== issuer || message.source !== frame.contentWindow || message.data === "unchanged") return;
    stop();
    if (message.data !== "changed" || tokens !== watched) return; // "error": nothing can be told here
    try {
      const got = await askInFrame({ organization: watched.claims.tenant });
      if (tokens !== watched) return;
      if (got.claims.sub === watched.claims.sub) await signedIn(got, "You signed in again elsewhere, and go on here.");
      else await ended("by its frame");
    } catch (error) {
      if (tokens === watched && error.code === "login_required") await ended("by its frame");
    }
  };
  const timer = setInterval(() => frame.contentWindow?.postMessage(`${client} ${watched.session_state}`, issuer), 2000);
  const stop = () => {
    clearInterval(timer);
    removeEventListener("message", hear);
    frame.remove();
  };
  addEventListener("message", hear);
  frame.src = provider.check_session_iframe;
  document.body.append(frame);
  return stop;
};

// --- acting ---
const organization = () => localStorage.getItem("tenant") ? { organization: localStorage.getItem("tenant") } : {};

document.getElementById("sign-in").addEventListener("click", () => leaveFor({}));
document.getElementById("by-mail").addEventListener("submit", event => {
  event.preventDefault();
  leaveFor({ login_hint: document.getElementById("mail").value });
});
document.getElementById("other").addEventListener("submit", event => {
  event.preventDefault();
  leaveFor({ login_hint: document.getElementById("other-mail").value });
});
document.getElementById("renew").addEventListener("click", async () => {
  try {
    await signedIn(await askInFrame(organization()), "New tokens, asked for in a hidden frame.");
  } catch (error) {
    problem(error);
  }
});
document.getElementById("sign-out").addEventListener("click", async () => {
  const hint = tokens.id_token;
  await api("POST", "/api/leave");
  localStorage.removeItem("tenant");
  const url = new URL(provider.end_session_endpoint);
  url.search = new URLSearchParams({ id_token_hint: hint, post_logout_redirect_uri: `${location.origin}/signed-out` });
  location.assign(url);
});

const start = async () => {
  provider = await (await fetch(`${issuer}/.well-known/openid-configuration`)).json();
  const pending = JSON.parse(sessionStorage.getItem("pending"));
  sessionStorage.removeItem("pending");
  if (location.pathname === "/callback") {
    const answer = new URLSearchParams(location.search);
    history.replaceState(null, "", "/"); // the code leaves the address bar and the history
    try {
      return await signedIn(await finish(answer, pending), pending.silent ? "Signed in without a question: RunBroker knew you." : "You came back from RunBroker.");
    } catch (error) {
      return pending?.silent ? signedOut() : problem(error);
    }
  }
  if (location.pathname === "/signed-out") {
    history.replaceState(null, "", "/");
    return signedOut("You are signed out.");
  }
  try {
    await signedIn(await askInFrame(organization()), "Signed in without a question, in a hidden frame: RunBroker knew you.");
  } catch (error) {
    // Once per tab the whole page asks: that works even where frames get no cookies (Safari, Firefox, other sites in Chrome).
    if (error.code !== "login_required" || sessionStorage.getItem("asked")) return signedOut();
    sessionStorage.setItem("asked", "1");
    await leaveFor({ ...organization(), prompt: "none" });
  }
};

start().catch(problem);
