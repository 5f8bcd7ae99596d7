// Builds ../static/public.css, public.rtl.css and public.js, with a stamp of what they were made from (ADR 0024).
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { build } from "esbuild";
import rtlcss from "rtlcss";
import * as sass from "sass";

const FROM = ["build.mjs", "package-lock.json", "package.json", "public.js", "public.scss"];
const INTO = ["public.css", "public.js", "public.rtl.css"];
const STATIC = "../static/";
const NOTICE = "/*! GOV.UK Frontend 6.3.0, MIT, see public.licence.txt; without GOV.UK's brand */\n";

// A chosen line of a list keeps GOV.UK's blue, whatever is set.
const made = sass.compile("public.scss", { loadPaths: ["node_modules"], style: "compressed", charset: false }).css;
const styled = made.replaceAll("#1d70b8", "#123f4f");
writeFileSync(`${STATIC}public.css`, NOTICE + styled);
writeFileSync(`${STATIC}public.rtl.css`, NOTICE + rtlcss.process(styled));
await build({
  entryPoints: ["public.js"],
  outfile: `${STATIC}public.js`,
  bundle: true,
  minify: true,
  format: "iife",
  target: "es2020",
  legalComments: "none",
  banner: { js: NOTICE.trim() },
});

const hashed = (path) => createHash("sha256").update(readFileSync(path)).digest("hex");
const stamp = {
  made_from: Object.fromEntries(FROM.map((name) => [name, hashed(name)])),
  made: Object.fromEntries(INTO.map((name) => [name, hashed(STATIC + name)])),
};
writeFileSync(`${STATIC}public.stamp.json`, `${JSON.stringify(stamp, null, 2)}\n`);
