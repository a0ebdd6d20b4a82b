/** Markdown that a model wrote: shown as it grows, and never more than text, tables, code, formulas and safe links. */
import DOMPurify from "dompurify";
import { marked, type Token, type TokenizerAndRendererExtension } from "marked";
import { memo } from "preact/compat";
import { useLayoutEffect, useMemo, useRef } from "preact/hooks";
import type { Reference } from "../../../../clients/typescript/crew-chat";
import { copied } from "../clipboard";
import { t } from "../texts/texts";

const SAFE_LINK = /^(?:https?:|mailto:)/i;
const CITATION = /\[(\d{1,3})\]/g;

const escaped = (text: string): string =>
  text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** `$$…$$`, `\[…\]` and `\(…\)`: kept as text until the formula is drawn. */
const formula: TokenizerAndRendererExtension = {
  name: "formula",
  level: "inline",
  start: (source) => source.search(/\$\$|\\\(|\\\[/),
  tokenizer: (source) => {
    const match = /^(?:\$\$([^$]+)\$\$|\\\[([^]+?)\\\]|\\\(([^]+?)\\\))/.exec(source);
    if (match === null) return undefined;
    return { type: "formula", raw: match[0], text: match[1] ?? match[2] ?? match[3] ?? "", block: match[3] === undefined };
  },
  renderer: (token) => `<span class="formula" data-block="${token.block ? 1 : 0}">${escaped(String(token.text))}</span>`,
};

marked.use({
  gfm: true,
  extensions: [formula],
  renderer: {
    // What looks like markup is what the model wrote, not markup.
    html: ({ text }) => escaped(text),
    // Nothing is fetched from elsewhere: an image of another host is a link to it.
    image: ({ href, text }) => `<a href="${escaped(href)}">${escaped(text || href)}</a>`,
    code: ({ text, lang }) =>
      `<div class="code"><button type="button" class="copy-code"></button>` +
      `<pre tabindex="0"><code data-language="${escaped(lang?.split(/\s/)[0] ?? "")}">${escaped(text)}</code></pre></div>`,
  },
});

/** The elements of one block of Markdown. */
function elementsOf(raw: string): DocumentFragment {
  const html = marked.parse(raw, { async: false });
  const fragment = DOMPurify.sanitize(html, {
    ALLOWED_TAGS: [
      "p", "br", "hr", "strong", "em", "del", "code", "pre", "a", "ul", "ol", "li", "blockquote", "h1", "h2", "h3", "h4",
      "h5", "h6", "table", "thead", "tbody", "tr", "th", "td", "div", "span", "button", "input",
    ],
    ALLOWED_ATTR: ["href", "class", "type", "checked", "disabled", "start", "align", "tabindex", "data-language", "data-block"],
    RETURN_DOM_FRAGMENT: true,
  });
  for (const link of fragment.querySelectorAll("a")) {
    if (!SAFE_LINK.test(link.getAttribute("href") ?? "")) link.removeAttribute("href");
    else {
      link.target = "_blank";
      link.rel = "noopener noreferrer nofollow";
    }
  }
  for (const table of fragment.querySelectorAll("table")) {
    const frame = document.createElement("div");
    frame.className = "table-frame";
    frame.tabIndex = 0;
    table.replaceWith(frame);
    frame.append(table);
  }
  return fragment;
}

function cite(root: Node, references: Map<number, Reference>, open: (reference: Reference) => void): void {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const texts: Text[] = [];
  while (walker.nextNode()) {
    const node = walker.currentNode as Text;
    if (node.parentElement?.closest("code, a, .formula") == null && node.data.includes("[")) texts.push(node);
  }
  for (const node of texts) {
    const pieces: (string | Node)[] = [];
    let at = 0;
    for (const match of node.data.matchAll(CITATION)) {
      const reference = references.get(Number(match[1]));
      if (reference === undefined) continue;
      const button = document.createElement("button");
      button.type = "button";
      button.className = "citation";
      button.textContent = match[1] ?? "";
      button.title = reference.label;
      button.setAttribute("aria-label", `${t("source", { index: reference.index })}: ${reference.label}`);
      button.addEventListener("click", () => open(reference));
      pieces.push(node.data.slice(at, match.index), button);
      at = match.index + match[0].length;
    }
    if (pieces.length > 0) node.replaceWith(...pieces, node.data.slice(at));
  }
}

/** Colours and formulas come later: their code is loaded when there is something for it. */
async function embellish(root: HTMLElement): Promise<void> {
  const codes = root.querySelectorAll<HTMLElement>("code[data-language]:not([data-language=''])");
  if (codes.length > 0) {
    const { highlight } = await import("./highlight");
    for (const code of codes) highlight(code);
  }
  const formulas = root.querySelectorAll<HTMLElement>(".formula");
  if (formulas.length > 0) {
    const { draw } = await import("./formula");
    for (const place of formulas) draw(place);
  }
}

interface BlockProps {
  raw: string;
  isWhole: boolean;
  references: Map<number, Reference>;
  onReference: (reference: Reference) => void;
}

const Block = memo(
  ({ raw, isWhole, references, onReference }: BlockProps) => {
    const place = useRef<HTMLDivElement>(null);
    useLayoutEffect(() => {
      const root = place.current;
      if (root === null) return;
      const fragment = elementsOf(raw);
      cite(fragment, references, onReference);
      root.replaceChildren(fragment);
      for (const button of root.querySelectorAll<HTMLButtonElement>(".copy-code")) {
        button.textContent = t("copy");
        button.setAttribute("aria-label", t("copyCode"));
        button.addEventListener("click", () => {
          void copied(button.parentElement?.querySelector("code")?.textContent ?? "").then((is) => {
            button.textContent = t(is ? "copied" : "notCopied");
            setTimeout(() => (button.textContent = t("copy")), 2_000);
          });
        });
      }
      // An answer may be made to carry something out: where a link leads is said before anybody goes there.
      for (const link of root.querySelectorAll<HTMLAnchorElement>("a[href^='http']"))
        link.addEventListener("click", (event) => {
          if (link.host !== location.host && !confirm(t("leaves", { host: link.host, address: link.href }))) event.preventDefault();
        });
      if (isWhole) void embellish(root);
    }, [raw, isWhole, references.size]);
    return <div class="block" ref={place} />;
  },
  (before, now) =>
    before.raw === now.raw && before.isWhole === now.isWhole && before.references.size === now.references.size,
);

interface MarkdownProps {
  text: string;
  isGrowing: boolean;
  references: Map<number, Reference>;
  onReference: (reference: Reference) => void;
}

/** Only the last block changes while a text grows; the others keep their elements. */
export function Markdown({ text, isGrowing, references, onReference }: MarkdownProps) {
  const blocks = useMemo(() => marked.lexer(text).filter((token: Token) => token.type !== "space"), [text]);
  return (
    <div class="markdown" dir="auto">
      {blocks.map((token, index) => (
        <Block
          key={index}
          raw={token.raw}
          isWhole={!isGrowing || index < blocks.length - 1}
          references={references}
          onReference={onReference}
        />
      ))}
    </div>
  );
}
