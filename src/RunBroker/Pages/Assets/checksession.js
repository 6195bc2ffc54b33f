"use strict";
// OIDCSession-3.2. A message is `client_id session_state`; the answer goes to the origin it came from and to no other.
(() => {
  const cookie = "__Host-rb_state=";
  // Where the browser keeps cookies from frames of other sites, no cookie says nothing: "error" makes the app ask with the whole page,
  // and not believe in a sign-out. Looked up once: it does not change while the frame lives.
  const mayKnow = document.hasStorageAccess ? document.hasStorageAccess().catch(() => true) : Promise.resolve(true);
  // The caller must be of the page around us (OIDCSession-3.2); browsers that do not tell of what origin that is leave it to the hash.
  const around = location.ancestorOrigins ? location.ancestorOrigins[0] : undefined;
  // One value for each session that this browser has here, of whatever company.
  const states = () => (document.cookie.split("; ").find(pair => pair.startsWith(cookie)) || cookie).slice(cookie.length).split("~").filter(Boolean);
  const base64url = octets => btoa(String.fromCharCode(...new Uint8Array(octets))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");
  const hash = async text => base64url(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));

  const judge = async (origin, data) => {
    const message = typeof data === "string" && data.length <= 1024 ? /^(.+) ([\w-]{43})\.([\w-]{8,64})$/.exec(data) : null;
    if (!message || (around !== undefined && around !== origin) || !self.crypto?.subtle)
      return "error";
    const [, client, wanted, salt] = message;
    const held = states();
    for (const state of held) {
      if (await hash(`${client} ${origin} ${state} ${salt}`) === wanted)
        return "unchanged";
    }
    return held.length > 0 || await mayKnow ? "changed" : "error";
  };

  addEventListener("message", async event => {
    // Of a sandboxed page there is no origin to answer to.
    if (!event.source || event.source === self || event.origin === "null")
      return;
    // A frame in a sandbox may not even look for cookies.
    const answer = await judge(event.origin, event.data).catch(() => "error");
    event.source.postMessage(answer, event.origin);
  });
})();
