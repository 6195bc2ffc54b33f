// Optional: every page works without this file. It copies values, and shows times in the reader's own zone.
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

  // As the server writes them, but here: "today, 09:31", "Wed, 18 Nov, 10:45", the year only where it differs.
  const lang = document.documentElement.lang;
  const now = new Date();
  const part = (date, options) => new Intl.DateTimeFormat(lang, options).format(date);
  const midnight = date => new Date(date.getFullYear(), date.getMonth(), date.getDate());
  const day = (date, mayBeNear) => {
    const ago = Math.round((midnight(now) - midnight(date)) / 86400000);
    if (mayBeNear && (ago === 0 || ago === 1)) return new Intl.RelativeTimeFormat(lang, { numeric: "auto" }).format(-ago, "day");
    const year = date.getFullYear() === now.getFullYear() ? "" : ` ${date.getFullYear()}`;
    return `${part(date, { weekday: "short" })}, ${date.getDate()} ${part(date, { month: "short" })}${year}`;
  };
  for (const time of document.querySelectorAll("time[data-local]")) {
    const date = new Date(time.dateTime);
    time.title = time.textContent;
    time.textContent = `${day(date, time.dataset.local === "past")}, ${part(date, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" })}`;
  }
})();
