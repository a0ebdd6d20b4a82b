// Debian's Chromium, driven by playwright-core, and what must never happen in it.
import { chromium } from "playwright-core";

// Without these it looks for hosts of its maker at every start.
const FLAGS = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync",
];

export const launch = () => chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: FLAGS });

/** A page of a person with this key; whatever goes wrong in it is noted in `faults`. */
export async function open(browser, { base, key, faults, elsewhere = base, ...options }) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const page = await context.newPage();
  page.on("pageerror", (error) => faults.push(`error in the page: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error" && !page.expectsLoss) faults.push(`console: ${message.text()}`);
    if (/Content Security Policy/.test(message.text())) faults.push(`policy: ${message.text()}`);
  });
  page.on("request", (request) => {
    if (!/^(data|blob):/.test(request.url()) && ![base, elsewhere].some((host) => request.url().startsWith(host))) faults.push(`asked elsewhere: ${request.url()}`);
  });
  page.on("dialog", (dialog) => {
    faults.push(`a dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  if (key != null) await page.goto(`${base}/#key=${key}`);
  return page;
}

export const panel = (page, selector, options) => page.locator(`chat-panel ${selector}`, options);

export async function ask(page, text) {
  await panel(page, ".composer textarea").fill(text);
  await page.keyboard.press("Enter");
}

/** Wait until nothing is answered any more: the text of the last answer. */
export async function answered(page, { timeout = 60_000 } = {}) {
  await panel(page, ".message.assistant").last().waitFor({ timeout });
  await panel(page, ".message.assistant").last().locator("> .actions").waitFor({ timeout });
  return (await panel(page, ".message.assistant .markdown").allInnerTexts()).at(-1) ?? "";
}
