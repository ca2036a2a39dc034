// The words of the editor, in the language of the page.

import words from "./messages.json";

const language = document.documentElement.lang === "en" ? "en" : "nl";
const numbers = new Intl.NumberFormat(language === "en" ? "en-GB" : "nl-BE");

/** Returns a message; ``n`` chooses between its two forms, for one and for any other number. */
export function say(key, values = {}) {
  const forms = words[key][language];
  const form = Array.isArray(forms) ? forms[values.n === 1 ? 0 : 1] : forms;
  return form.replace(/\{(\w+)\}/g, (_, name) => shown(values[name]));
}

/** Tells whether there is a message. */
export function known(key) {
  return Object.hasOwn(words, key);
}

/** Returns a number as the page's language writes it. */
export function shown(value) {
  return typeof value === "number" ? numbers.format(value) : value;
}

export { language };
