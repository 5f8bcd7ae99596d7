// Leaving is one press: the page goes blank at once and its entry in the history becomes the harmless site's.
// Steps are fetched into this page, so that the whole form is one entry. Everything works without this file.
const AWAY = "/intake/form/leave";
let shifts = [];

function leave() {
  document.body.replaceChildren();
  document.title = "";
  location.replace(AWAY);
}

document.addEventListener("click", (event) => {
  if (!event.target.closest("#leave")) return;
  event.preventDefault();
  leave();
});

document.addEventListener("keydown", (event) => {
  if (event.repeat) return;
  shifts = event.key === "Shift" ? [...shifts, Date.now()].filter((at) => Date.now() - at < 5000) : [];
  if (shifts.length >= 3) leave();
});

// Before the guard of waymark.js, which counts a form as sent.
window.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!event.submitter) return; // an older browser: it sends the form by itself
  event.preventDefault();
  event.stopPropagation();
  if (form.dataset.sent) return;
  form.dataset.sent = "yes";
  const fields = new URLSearchParams(new FormData(form));
  fields.set(event.submitter.name, event.submitter.value);
  try {
    const answer = await fetch(form.action, { method: "POST", body: fields, headers: { accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (!page.getElementById("leave")) throw new Error("not a page of the form");
    show(page);
  } catch {
    delete form.dataset.sent;
    document.getElementById("offline").hidden = false;
  }
}, true);

function show(page) {
  document.title = page.title;
  document.body.replaceChildren(...page.body.childNodes);
  scrollTo(0, 0);
  (document.getElementById("problem") ?? document.getElementById("main")).focus({ preventScroll: true });
}
