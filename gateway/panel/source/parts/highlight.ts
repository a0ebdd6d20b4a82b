/** Colours for code; loaded with the first piece of code. */
import core from "highlight.js/lib/core";
import bash from "highlight.js/lib/languages/bash";
import css from "highlight.js/lib/languages/css";
import javascript from "highlight.js/lib/languages/javascript";
import json from "highlight.js/lib/languages/json";
import markdown from "highlight.js/lib/languages/markdown";
import python from "highlight.js/lib/languages/python";
import sql from "highlight.js/lib/languages/sql";
import typescript from "highlight.js/lib/languages/typescript";
import xml from "highlight.js/lib/languages/xml";
import yaml from "highlight.js/lib/languages/yaml";

for (const [name, language] of Object.entries({
  bash, css, javascript, json, markdown, python, sql, typescript, xml, yaml,
})) core.registerLanguage(name, language);

export function highlight(code: HTMLElement): void {
  const language = code.dataset["language"] ?? "";
  if (core.getLanguage(language) === undefined || code.dataset["highlighted"] !== undefined) return;
  // The library escapes the text itself and adds nothing but spans with classes.
  code.innerHTML = core.highlight(code.textContent ?? "", { language, ignoreIllegals: true }).value;
  code.dataset["highlighted"] = "yes";
}
