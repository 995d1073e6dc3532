// Watches an order that may change: asks this mall (never the desk) whether
// anything did, and loads the page again when it did, or after half a minute,
// so that the mall asks the desk itself where an event was lost. Without it
// the page refreshes by itself, more roughly.
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

// What the reader folded or unfolded stays so when the page is loaded again.
// Kept as the page is left: then no press of theirs is missed.
const journey = document.querySelector("details.journey");
if (journey) {
  const key = `journey ${location.pathname}`;
  const kept = sessionStorage.getItem(key);
  if (kept) journey.open = kept === "open";
  addEventListener("pagehide", () => {
    const drawn = "unfolded" in journey.dataset;
    if (journey.open === drawn) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, journey.open ? "open" : "folded");
  });
}
