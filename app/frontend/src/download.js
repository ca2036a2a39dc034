// Answers as files, in every format that the endpoint writes.

import { element } from "./elements.js";
import { GRAPHS, Refusal, SOLUTIONS, fetched } from "./endpoint.js";
import { say } from "./messages.js";

/** Returns a list of buttons, one for each format in which the answer can be had. */
export function downloads(address, query, answer, onRefusal) {
  const formats = Object.entries("graph" in answer ? GRAPHS : SOLUTIONS);
  const buttons = formats.map(([label, [mediaType, extension]]) => {
    const button = element("button", { type: "button", className: "quiet" }, label);
    button.addEventListener("click", async () => {
      button.disabled = true;
      try {
        const response = await fetched(address, query, mediaType);
        save(await response.blob(), `regeerakkoord.${extension}`);
      } catch (error) {
        onRefusal(error instanceof Refusal ? error : new Refusal(say("unreachable")));
      }
      button.disabled = false;
    });
    return button;
  });
  return element("div", { className: "downloads", role: "group", ariaLabel: say("download") },
    element("span", {}, say("download")), ...buttons);
}

/** Gives the reader a file. */
export function save(blob, name) {
  const link = element("a", { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
