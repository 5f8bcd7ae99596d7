// Takes an open page away at once when what it shows is no longer so: a thin event says that something changed, the
// version says whether it was this. Without this file the next click does the same.
const shown = document.getElementById("allocation");
const said = document.getElementById("said");
let touched = false;

function again() {
  location.replace(location.pathname);
}

function hide() {
  document.getElementById("person-and-contact")?.remove();
  again();
}

async function look() {
  const answer = await fetch(`/notifier/v1/allocations/${shown.dataset.id}`, { headers: { accept: "application/json" } });
  if ([401, 403, 404].includes(answer.status)) {
    hide();
    return;
  }
  if (!answer.ok) return;
  const now = await answer.json();
  if (String(now.version) === shown.dataset.version) return;
  if (shown.dataset.open === "yes" && !now.in_hand) {
    hide();
    return;
  }
  if (!touched) {
    again();
    return;
  }
  said.hidden = false;
  said.innerHTML = 'This referral has changed since you opened it. <a href="">Show it as it is now</a>';
}

if (shown && "EventSource" in window) {
  document.addEventListener("input", () => { touched = true; });
  let last = Promise.resolve();
  const source = new EventSource("/notifier/v1/stream");
  source.addEventListener("queue", () => {
    last = last.then(look, look).catch(() => {});
  });
  document.addEventListener("submit", () => source.close());
}
