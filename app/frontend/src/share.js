// Short links to what is in the editor; the server makes them, and stores nothing.

import { element } from "./elements.js";
import { say } from "./messages.js";

/**
 * Takes over the form's button for a short link.
 *
 * `text` returns the query, `onChange` tells a function when that is another: a link that stays
 * beside it would be taken for its own.
 */
export function shareButton(form, settings, text, onChange) {
  let changes = 0;
  const button = form.querySelector("button[formaction]");
  const link = element("input", { type: "url", readOnly: true, ariaLabel: say("share.link") });
  const copy = element("button", { type: "button", className: "quiet" }, say("copy"));
  const told = element("span", { role: "status" });
  const shared = element("div", { className: "shared", hidden: true }, link, copy, told);
  form.append(shared);
  button.type = "button";
  button.addEventListener("click", async () => {
    const address = new URL(settings.share, location.href);
    address.searchParams.set("query", text());
    const asked = changes;
    const response = await fetch(address, { headers: { accept: "application/sparql-query" } }).catch(() => null);
    if (asked !== changes) {
      return;
    }
    shared.hidden = false;
    link.hidden = copy.hidden = !response?.ok;
    told.textContent = response?.ok ? "" : say(response ? "share.long" : "unreachable");
    if (response?.ok) {
      link.value = response.url;
      link.select();
    }
  });
  onChange(() => {
    changes += 1;
    shared.hidden = true;
  });
  copy.addEventListener("click", async () => {
    link.select();
    await navigator.clipboard.writeText(link.value);
    told.textContent = say("copied");
  });
  return button;
}
