// Keeps the count on an open petition's page fresh; without it the page is whole, only older.
(() => {
  const shown = document.querySelector("[data-count-from]");
  if (!shown) return;
  const bar = document.querySelector("#count-bar progress");
  const write = new Intl.NumberFormat(document.documentElement.lang);

  const show = ({ signatures: count }) => {
    if (!Number.isInteger(count)) return;
    shown.textContent = write.format(count);
    if (bar) {
      bar.value = Math.min(count, bar.max);
      bar.classList.toggle("is-full", count >= bar.max);
    }
  };

  let pause = 20000;
  const ask = async () => {
    if (document.visibilityState === "visible") {
      try {
        const reply = await fetch(shown.dataset.countFrom, { credentials: "omit" });
        if (reply.ok) show(await reply.json());
        pause = reply.ok ? 20000 : Math.min(pause * 2, 300000);
      } catch {
        pause = Math.min(pause * 2, 300000);
      }
    }
    setTimeout(ask, pause);
  };
  setTimeout(ask, pause);
})();
