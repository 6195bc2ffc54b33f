// Optional: every page works without this file. It copies values and moves on where a page says so.
(() => {
  const copy = async field => {
    const text = "value" in field ? field.value : field.textContent;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // no clipboard API over plain http: mark the value and let the browser copy it
      if (field.select) field.select(); else getSelection().selectAllChildren(field);
      document.execCommand("copy");
    }
  };

  for (const button of document.querySelectorAll("[data-copy]")) {
    button.addEventListener("click", async () => {
      const field = document.getElementById(button.dataset.copy);
      if (!field) return;
      await copy(field);
      const said = document.getElementById(button.dataset.says);
      if (said) said.hidden = false;
    });
  }

  // Front-channel logout: go on once every frame has answered, or after five seconds (OIDC Front-Channel Logout 1.0, section 2).
  const next = document.querySelector("a[data-onward]");
  if (next) {
    let gone = false;
    const go = () => { if (!gone) { gone = true; location.replace(next.href); } };
    addEventListener("load", go);
    setTimeout(go, 5000);
  }
})();
