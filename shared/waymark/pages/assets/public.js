// The public pages' script: GOV.UK Frontend's parts that these pages use. Everything works without it.
// A page that puts new content into itself tells it by the event `waymark:shown`.
import { Button, Checkboxes, ErrorSummary, NotificationBanner, Radios, createAll, isSupported } from "govuk-frontend";

const PARTS = [Button, Checkboxes, ErrorSummary, NotificationBanner, Radios];

function begin() {
  document.body.classList.add("js-enabled");
  if (isSupported() || "noModule" in HTMLScriptElement.prototype) {
    document.body.classList.add("govuk-frontend-supported");
  }
  for (const part of PARTS) createAll(part);
}

document.addEventListener("waymark:shown", begin);
begin();
