// Refreshes the part of the page marked data-live every five seconds, as long as it is shown and says so.
(function () {
  "use strict";
  async function refresh() {
    const part = document.querySelector("[data-live]");
    if (!part) return;
    if (!document.hidden) {
      try {
        const answer = await fetch(location.href, { credentials: "same-origin" });
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const fresh = page.getElementById(part.id);
        if (answer.ok && fresh) part.replaceWith(fresh);
      } catch {
        // The network is away for a moment; the next turn tries again.
      }
    }
    setTimeout(refresh, 5000);
  }
  setTimeout(refresh, 5000);
})();
