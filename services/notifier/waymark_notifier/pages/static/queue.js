// Keeps an open queue page fresh: a thin event says that something changed, the page fetches what it may see.
// Without this file the Refresh link does the same.
const live = document.getElementById("live");
const said = document.getElementById("said");

async function refresh() {
  const answer = await fetch(live.dataset.fragment, { headers: { accept: "text/html" } });
  if (answer.status === 401) {
    location.reload();
    return;
  }
  if (!answer.ok) return;
  const fresh = document.createElement("div");
  fresh.innerHTML = await answer.text();
  const rows = (part) => [...part.querySelectorAll("[data-rows]")].map((each) => each.dataset.rows).join();
  const changed = rows(fresh) !== rows(live);
  const focused = live.contains(document.activeElement) ? document.activeElement.id : "";
  live.replaceChildren(...fresh.childNodes);
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  if (changed) said.textContent = `Your queue has changed. ${new Date().toLocaleTimeString("en-GB")}`;
}

if (live && "EventSource" in window) {
  let last = Promise.resolve();
  const source = new EventSource("/notifier/v1/stream");
  source.addEventListener("queue", () => {
    last = last.then(refresh, refresh).catch(() => {});
  });
}
