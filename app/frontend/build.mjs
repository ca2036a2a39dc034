// Bundles src/main.js into the folder that is the first argument, with the licences of what is in it.

import { build } from "esbuild";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const [out] = process.argv.slice(2);

// YASQE underlines what it expected by a style attribute, which our Content-Security-Policy refuses.
const withoutInlineStyle = {
  name: "without-inline-style",
  setup({ onLoad }) {
    onLoad({ filter: /yasqe\.esm\.js$/ }, ({ path }) => {
      const contents = readFileSync(path, "utf8");
      const cleaned = contents.replaceAll("<strong style='text-decoration:underline'>", "<strong>");
      if (cleaned === contents) {
        throw new Error("yasqe no longer has the style attribute that this build takes out");
      }
      return { contents: cleaned, loader: "js" };
    });
  },
};

await build({
  entryPoints: [{ in: "src/main.js", out: "editor" }],
  outdir: out,
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  loader: { ".rq": "text" },
  legalComments: "linked",
  plugins: [withoutInlineStyle],
  logLevel: "warning",
});

// YASQE comes bundled: what it was bundled from is what the lock installs with it.
const lock = JSON.parse(readFileSync("package-lock.json", "utf8"));
const notices = Object.entries(lock.packages)
  .filter(([path, { dev }]) => path && !dev)
  .map(([path, { version, license }]) => {
    const file = readdirSync(path).find((name) => /^(licen[cs]e|copying)/i.test(name));
    const { author = "" } = JSON.parse(readFileSync(join(path, "package.json"), "utf8"));
    const named = `Licence: ${license}. Copyright: ${author.name ?? author}`;
    const text = file ? readFileSync(join(path, file), "utf8").trim() : named;
    return `${path.replace(/^.*node_modules\//, "")} ${version} (${license})\n\n${text}\n`;
  });
writeFileSync(join(out, "LICENSES.txt"), notices.join(`\n${"-".repeat(72)}\n\n`));
