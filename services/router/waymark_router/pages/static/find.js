// Leaving is one press: the page goes blank at once and its entry in the history becomes the harmless site's.
// What is found is fetched into this page, so that all of it is one entry. Everything works without this file.
const WITHIN_MS = 5000;
let shifts = [];

function leave() {
  document.documentElement.hidden = true;
  document.body.replaceChildren();
  document.title = "";
  location.replace("/router/find-support/leave");
}

// However this page is left, Back and Forward must not bring back what was looked for: a browser may keep pages whole.
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
  event.preventDefault();
  event.stopPropagation();
  if (form.dataset.sent) return;
  form.dataset.sent = "yes";
  try {
    const answer = await fetch(form.action, {
      method: "POST",
      body: new URLSearchParams(new FormData(form)),
      headers: { accept: "text/html" },
    });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (!page.getElementById("offline")) throw new Error("not this page");
    show(page);
  } catch {
    delete form.dataset.sent;
    document.getElementById("offline").hidden = false;
    scrollTo(0, 0);
  }
}, true);

function show(page) {
  document.title = page.title;
  document.body.replaceChildren(...page.body.childNodes);
  const first = document.querySelector(".govuk-error-message") ?? document.getElementById("found");
  const heading = first ?? document.getElementById("main");
  heading.tabIndex = -1;
  heading.focus();
}
