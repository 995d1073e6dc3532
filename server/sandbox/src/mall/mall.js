// Watches a waiting order: asks this mall (never the desk) whether anything
// changed, and loads the page again when it did, or after half a minute, so
// that the mall asks the desk itself where an event was lost. Without it the
// page refreshes by itself, more roughly.
const live = document.querySelector("[data-live]");
if (live) {
  const began = Date.now();
  const look = async () => {
    if (document.visibilityState === "visible") {
      try {
        const answer = await fetch(live.dataset.live, { cache: "no-store" });
        const changed = answer.ok && (await answer.text()) !== live.dataset.state;
        if (changed || Date.now() - began > 30000) return location.reload();
      } catch {
        // Offline for a moment: look again.
      }
    }
    setTimeout(look, 2000);
  };
  setTimeout(look, 2000);
}
