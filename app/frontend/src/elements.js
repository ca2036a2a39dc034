// Makes elements of the page, without markup in strings: text stays text.

export const SVG = "http://www.w3.org/2000/svg";
const CONTROLS = /[\u202a-\u202e\u2066-\u2069]/g; // https://www.unicode.org/reports/tr9/#Explicit_Directional_Embeddings

/** Returns a text without what would turn around the text after it, as the server's pages show it. */
export function undirected(text) {
  return text.replace(CONTROLS, "");
}

/** Returns an HTML element with properties (or attributes, where there is no such property). */
export function element(name, properties = {}, ...children) {
  return filled(document.createElement(name), properties, children);
}

/** Returns an SVG element with attributes. */
export function drawn(name, attributes = {}, ...children) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) {
    made.setAttribute(key, value);
  }
  fill(made, children);
  return made;
}

/** Returns a select element; ``options`` are pairs of value and label. */
export function choice(label, options, selected, onChange) {
  const select = element("select", {}, ...options.map(([value, text]) => element("option", { value }, text)));
  select.value = selected;
  select.addEventListener("change", () => onChange(select.value));
  return element("label", { className: "choice" }, `${label} `, select);
}

/** Returns a text field with its label; `onInput` is told what is written. */
export function field(label, onInput) {
  const input = element("input", { type: "text" });
  input.addEventListener("input", () => onInput(input.value.trim()));
  return { input, label: element("label", { className: "choice" }, `${label} `, input) };
}

function filled(made, properties, children) {
  for (const [key, value] of Object.entries(properties)) {
    if (key in made) {
      made[key] = value;
    } else {
      made.setAttribute(key, value);
    }
  }
  fill(made, children);
  return made;
}

function fill(made, children) {
  made.append(...children.map((each) => (typeof each === "string" ? undirected(each) : each)));
}
