// Optional: every page works without this file. It copies values.
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
})();
