// Optional: shows what happened as soon as somebody comes back to this page, by tab or by the back button.
document.addEventListener("visibilitychange", () => { if (!document.hidden) location.reload(); });
addEventListener("pageshow", event => { if (event.persisted) location.reload(); });
