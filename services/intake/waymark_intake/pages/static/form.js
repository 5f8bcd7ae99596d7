// Leaving is one press: the page goes blank at once and its entry in the history becomes the harmless site's.
// Steps are fetched into this page, so that the whole form is one entry. Everything works without this file.
const FORM = "/intake/form";
const AWAY = `${FORM}/leave`;
const WITHIN_MS = 5000;
let shifts = [];
let forgetting;

function leave() {
  document.documentElement.hidden = true;
  document.body.replaceChildren();
  document.title = "";
  location.replace(AWAY);
}

// However this page is left, Back and Forward must not bring back what was typed: a browser may keep pages whole.
window.addEventListener("pagehide", () => document.body.replaceChildren());
window.addEventListener("pageshow", (event) => {
  if (event.persisted) location.replace(location.pathname);
});

document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-leave]")) return;
  event.preventDefault();
  leave();
});

document.addEventListener("keydown", (event) => {
  if (event.repeat) return;
  const now = Date.now();
  shifts = event.key === "Shift" ? [...shifts, now].filter((at) => now - at < WITHIN_MS) : [];
  if (shifts.length >= 3) leave();
});

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
    if (!page.getElementById("offline")) throw new Error("not a page of the form");
    await show(page);
    forget(Number.parseInt(answer.headers.get("refresh"), 10));
  } catch {
    delete form.dataset.sent;
    document.getElementById("offline").hidden = false;
    scrollTo(0, 0);
  }
}, true);

async function show(page) {
  await styled(page.getElementById("styles").getAttribute("href"));
  const { lang, dir } = page.documentElement;
  Object.assign(document.documentElement, { lang, dir });
  document.title = page.title;
  document.body.replaceChildren(...page.body.childNodes);
  document.dispatchEvent(new Event("waymark:shown"));
  scrollTo(0, 0);
  (document.getElementById("problem") ?? document.getElementById("main")).focus({ preventScroll: true });
}

// Once its state opens no more a page left on the screen shows the first one; without scripts the browser sees to it.
function forget(seconds) {
  clearTimeout(forgetting);
  if (seconds > 0) forgetting = setTimeout(() => location.replace(FORM), seconds * 1000);
}

// Another direction of writing has another style sheet; the page is not shown before it is there.
async function styled(href) {
  const old = document.getElementById("styles");
  if (old.getAttribute("href") === href) return;
  const link = Object.assign(old.cloneNode(), { href });
  await new Promise((resolve) => {
    link.onload = link.onerror = resolve;
    old.after(link);
  });
  old.remove();
}
