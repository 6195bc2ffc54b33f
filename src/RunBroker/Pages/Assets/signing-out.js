// Optional: the page has a button, and goes on by itself without script, too. This one says which frames have loaded, and goes on as soon as
// all have, or after five seconds (OIDC Front-Channel Logout 1.0, section 3).
(() => {
  const loaded = new Set();
  let gone = false;

  // load does not bubble, but it passes here on its way down
  document.addEventListener("load", event => {
    const leg = event.target.dataset?.leg;
    if (leg) loaded.add(leg);
  }, true);

  const go = async () => {
    if (gone) return;
    gone = true;
    const next = document.querySelector("a[data-report]");
    try {
      await fetch(next.dataset.report, {
        method: "POST",
        body: new URLSearchParams([...loaded].map(leg => ["leg", leg])),
        signal: AbortSignal.timeout(2000),
      });
    } catch {
      // not told: the receipt says that nobody saw them load
    }
    location.replace(next.href);
  };

  addEventListener("load", go);
  setTimeout(go, 5000);
})();
