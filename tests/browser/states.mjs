// Every state that a person may see, in a real browser, against the whole product. One line of JSON per state on stdout;
// the supervising process reads `{"want": …}` as a request (kill and start the gateway) and answers on stdin.
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { ask, answered, launch, open, panel } from "./browser.mjs";

const { BASE: base, KEY: key, OTHER_KEY: otherKey, SHOTS: shots } = process.env;
const AXE = readFileSync(new URL("./node_modules/axe-core/axe.min.js", import.meta.url), "utf8");
const SLOW = "Why did checkout conversion drop, and what do people say about delivery?";
const QUICK = "How many interactions per channel do we have?";
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const only = process.argv.slice(2);
const faults = [];
let failures = 0;

const say = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);
const must = (holds, what) => {
  if (!holds) throw new Error(what);
};
async function want(what) {
  say({ want: what });
  await lines.next();
}

/** No serious or critical violation of what axe knows. The page's policy would not let its script in by itself. */
async function accessible(page) {
  const session = await page.context().newCDPSession(page);
  await session.send("Runtime.evaluate", { expression: AXE });
  const { result } = await session.send("Runtime.evaluate", {
    expression: "axe.run(document, {resultTypes: ['violations']}).then((r) => JSON.stringify(r.violations.map((v) => ({id: v.id, impact: v.impact, nodes: v.nodes.map((n) => n.target.flat().join(' ') + ' ' + n.html.slice(0, 160)).slice(0, 3)}))))",
    awaitPromise: true, returnByValue: true,
  });
  const bad = JSON.parse(result.value).filter(({ impact }) => impact === "serious" || impact === "critical");
  must(bad.length === 0, `not accessible: ${JSON.stringify(bad)}`);
}

async function shoot(page, name) {
  for (const scheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
    await page.waitForTimeout(60);
    await page.screenshot({ path: `${shots}/${name}-${scheme}.png` });
    await accessible(page);
  }
  const size = page.viewportSize();
  await page.setViewportSize({ width: 360, height: 740 });
  await page.waitForTimeout(120);
  await page.screenshot({ path: `${shots}/${name}-phone.png` });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
  must(!wide, "wider than a phone");
  await page.setViewportSize(size);
  await page.waitForTimeout(60);
}

const browser = await launch();
async function state(name, act, { persons = key, elsewhere } = {}) {
  if (only.length > 0 && !only.includes(name)) return;
  const from = Date.now();
  const page = await open(browser, { base, key: persons, faults, elsewhere });
  try {
    await act(page);
    must(faults.length === 0, faults.splice(0).join("; "));
    say({ state: name, ok: true, ms: Date.now() - from });
  } catch (error) {
    failures += 1;
    faults.length = 0;
    await page.screenshot({ path: `${shots}/${name}-failed.png` }).catch(() => undefined);
    say({ state: name, ok: false, why: String(error.message ?? error).slice(0, 1_500) });
  } finally {
    await page.context().close();
  }
}

await state("locked", async (page) => {
  await page.goto(base);
  await panel(page, ".key").waitFor();
  await shoot(page, "locked");
  page.expectsLoss = true;
  await panel(page, "input[name=key]").fill("ck_wrong");
  await page.keyboard.press("Enter");
  await panel(page, ".problem").waitFor();
  await panel(page, "input[name=key]").fill(key);
  await page.keyboard.press("Enter");
  await panel(page, ".welcome .suggestions button").first().waitFor();
}, { persons: null });

await state("empty", async (page) => {
  await panel(page, ".welcome .suggestions button").first().waitFor();
  must(!page.url().includes("key"), "the key stays in the address");
  await shoot(page, "empty");
});

await state("tokens", async (page) => {
  await panel(page, ".composer textarea").waitFor();
  await page.evaluate(() => {
    window.sizes = new Set();
    window.frames = [];
    let before = 0;
    const look = (now) => {
      if (before > 0 && window.sizes.size > 0) window.frames.push(now - before);
      before = now;
      const texts = document.querySelector("chat-panel").shadowRoot.querySelectorAll(".message.assistant .markdown");
      const size = [...texts].at(-1)?.textContent.length ?? 0;
      if (size > 0) window.sizes.add(size);
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
  await ask(page, SLOW);
  await panel(page, ".work[open] .agent").nth(1).waitFor();
  await page.screenshot({ path: `${shots}/working.png` });
  const text = await answered(page);
  const sizes = await page.evaluate(() => window.sizes.size);
  must(sizes >= 10, `the answer came in ${sizes} pieces`);
  const frames = (await page.evaluate(() => window.frames)).sort((one, other) => one - other);
  say({ figure: "95th percentile of frames while 200 tokens a second come", ms: Math.round(frames[Math.floor(frames.length * 0.95)]) });
  must(text.length > 200, "a short answer");
  must((await panel(page, ".citation").count()) > 0, "no citation");
  await panel(page, ".citation").first().click();
  await panel(page, ".sources li.marked .source").filter({ hasText: /\S/ }).waitFor();
  must((await panel(page, ".badge.simulator").count()) === 1, "the simulator is not named");
  await panel(page, ".suggestions button").first().waitFor({ timeout: 15_000 });
  await panel(page, ".end .cost", { hasText: "$0." }).waitFor();
  await shoot(page, "answered");
  await panel(page, ".work > summary").click();
  await panel(page, ".tool summary").first().click();
  await shoot(page, "work");
  await panel(page, ".message.assistant .actions button", { hasText: "Timeline" }).click();
  await panel(page, ".waterfall li").nth(3).waitFor();
  await panel(page, ".waterfall li[data-kind=wait]").first().waitFor();
  await panel(page, ".waterfall li[data-kind=model]", { hasText: "$0." }).first().waitFor();
  must((await panel(page, ".waterfall li[data-kind=agent]").count()) === 3, "not every agent has a bar");
  const downloads = page.waitForEvent("download");
  await panel(page, ".artifact-tools button", { hasText: "HTML" }).click();
  const file = readFileSync(await (await downloads).path(), "utf8");
  must(file.includes("Interaction analyst") && file.includes("$0.") && !file.includes("<script"), "the file does not show the same");
  await shoot(page, "waterfall");
});

await state("stop", async (page) => {
  await ask(page, SLOW);
  await panel(page, ".message.assistant .markdown").first().waitFor();
  await panel(page, ".stop").click();
  await panel(page, ".outcome.stopped").waitFor({ timeout: 15_000 });
  const text = await answered(page);
  await page.waitForTimeout(1_500);
  must((await answered(page)) === text, "it goes on after it was stopped");
  await page.reload();
  must((await answered(page)) === text, "what was shown is not what is kept");
  await shoot(page, "stopped");
});

await state("reload", async (page) => {
  await ask(page, SLOW);
  await panel(page, ".message.assistant .markdown").first().waitFor();
  await page.reload();
  await panel(page, ".message.assistant .markdown").first().waitFor();
  const text = await answered(page);
  await page.reload();
  must((await answered(page)) === text, "a reload changes the answer");
  must((await panel(page, ".message").count()) === 2, "messages twice");
});

await state("second-tab", async (page) => {
  await ask(page, QUICK);
  const first = await answered(page);
  const second = await page.context().newPage();
  await second.addInitScript((value) => sessionStorage.setItem("crew-chat-key", value), key);
  await second.goto(page.url());
  must((await answered(second)) === first, "the second tab shows something else");
  await ask(page, SLOW);
  await panel(second, ".message.user").nth(1).waitFor({ timeout: 10_000 });
  await panel(second, ".message.assistant").nth(1).locator(".markdown").first().waitFor({ timeout: 20_000 });
  const [here, there] = [await answered(page), await answered(second)];
  must(here === there, "the tabs differ");
});

await state("vote", async (page) => {
  await ask(page, QUICK);
  await answered(page);
  await panel(page, "[aria-label='Bad answer']").click();
  await panel(page, ".why input").fill("too short");
  await page.keyboard.press("Enter");
  await page.reload();
  await panel(page, "[aria-label='Bad answer'][aria-pressed=true]").waitFor();
});

await state("branches", async (page) => {
  await ask(page, QUICK);
  const first = await answered(page);
  await panel(page, ".message.user .actions button", { hasText: "Edit" }).click();
  await panel(page, ".edit textarea").fill("Which five products sold most units?");
  await page.keyboard.press("Enter");
  await panel(page, ".message.user", { hasText: "five products" }).waitFor();
  const second = await answered(page);
  must(first !== second, "the same answer");
  await panel(page, ".message.user .branches").waitFor({ timeout: 10_000 });
  await shoot(page, "branches");
  await panel(page, ".message.user [aria-label='Previous version']").click();
  await panel(page, ".message.user", { hasText: "interactions per channel" }).waitFor();
  must((await answered(page)) === first, "the first branch is not as it was");
  await panel(page, ".message.assistant .actions button", { hasText: "Answer again" }).click();
  await panel(page, ".message.assistant .branches").waitFor({ timeout: 20_000 });
});

await state("history", async (page) => {
  await ask(page, "What do people say about delivery?");
  await answered(page);
  await panel(page, ".sessions input[type=search]").fill("deliv");
  await panel(page, ".found mark").first().waitFor();
  await shoot(page, "search");
  await panel(page, ".sessions input[type=search]").fill("");
  await panel(page, ".found").waitFor({ state: "detached" });
  const rows = await panel(page, ".session").count();
  await panel(page, ".session .menu summary").first().click();
  await shoot(page, "menu");
  await panel(page, ".menu-items button", { hasText: "Rename" }).first().click();
  await panel(page, ".rename input").fill("My own title");
  await page.keyboard.press("Enter");
  await panel(page, ".session-title", { hasText: "My own title" }).waitFor();
  await panel(page, ".session", { hasText: "My own title" }).locator(".menu summary").click();
  await panel(page, ".session", { hasText: "My own title" }).locator("button", { hasText: "Delete" }).click();
  await panel(page, ".notice").waitFor();
  await panel(page, ".notice button").click();
  await panel(page, ".session-title", { hasText: "My own title" }).waitFor();
  must((await panel(page, ".session").count()) === rows, "undo did not bring it back");
});

await state("agents", async (page) => {
  await panel(page, ".agent-picker option").nth(1).waitFor({ state: "attached" });
  await panel(page, ".agent-picker").selectOption({ label: "Product analyst" });
  await ask(page, "Which five products sold most units?");
  await answered(page);
  must((await panel(page, ".end .badge").first().innerText()) === "Product analyst", "somebody else answered");
});

await state("two-organizations", async (page) => {
  await ask(page, "a secret word of the first organization: halibut");
  await answered(page);
  const address = page.url();
  const other = await open(browser, { base, key: otherKey, faults });
  other.expectsLoss = true;
  await panel(other, ".composer textarea").waitFor();
  await other.goto(address);
  await panel(other, ".notice").waitFor();
  await panel(other, ".sessions input[type=search]").fill("halibut");
  await panel(other, ".found").waitFor();
  must(!(await panel(other, "main").innerText()).includes("secret word"), "a foreign message is shown");
  must((await panel(other, ".session").count()) === 0, "a foreign session is shown");
  await other.context().close();
});

const PAYLOADS = [
  "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg onload=alert(1)>", "<svg><script>alert(1)</script></svg>",
  "[a](javascript:alert(1))", "[a](JaVaScRiPt:alert(1))", "[a](data:text/html,<script>alert(1)</script>)", "[a](vbscript:alert(1))",
  "![a](javascript:alert(1))", "![a](https://evil.invalid/track.png)", "<a href='javascript:alert(1)'>a</a>",
  "<iframe src=javascript:alert(1)></iframe>", "<object data='data:text/html,<script>alert(1)</script>'>",
  "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>", "<details open ontoggle=alert(1)>x</details>",
  "<input autofocus onfocus=alert(1)>", "<style>@import 'https://evil.invalid/x.css'</style>", "<link rel=stylesheet href=https://evil.invalid/x.css>",
  "`<img src=x onerror=alert(1)>`", "```html\n<script>alert(1)</script>\n```", "$$\\href{javascript:alert(1)}{x}$$",
  "\\(\\htmlClass{x}{<img src=x onerror=alert(1)>}\\)", "<form action=javascript:alert(1)><button>x</button></form>",
  "<base href=https://evil.invalid/>", "<meta http-equiv=refresh content='0;url=https://evil.invalid/'>", "<a href=\"https://ok.example\" onmouseover=alert(1)>x</a>",
  "| <img src=x onerror=alert(1)> | b |\n|---|---|\n| <svg onload=alert(1)> | d |", "</textarea></title><script>alert(1)</script>",
  "\u202etxt.exe<script>alert(1)</script>", "&lt;img src=x onerror=alert(1)&gt; &#60;script&#62;alert(1)&#60;/script&#62;",
  "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
];

async function imported(page, document) {
  const answer = await page.request.post(`${base}/api/v1/chat/sessions/import`, {
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" }, data: document,
  });
  must(answer.ok(), `the import is refused: ${await answer.text()}`);
  return (await answer.json()).id;
}

const question = (number, text) => ({
  id: `msg_q${number}`, role: "user", status: "complete", parts: [{ type: "text", text }], references: [], metadata: {},
  created_at: "2026-11-01T08:00:00Z",
});
const answer = (number, text, { label = "a source", tool = {}, agent = "Analyst" } = {}) => ({
  id: `msg_a${number}`, role: "assistant", status: "complete",
  parts: [
    { type: "step-start" },
    { type: "data-agent", id: "one", data: { agent: "one", name: agent, state: "done", startedAt: 1, finishedAt: 2, toolCallIds: ["call"], note: agent } },
    { type: "tool-search", toolCallId: "call", input: { q: agent }, providerExecuted: true, state: "output-available", output: tool },
    { type: "text", text, state: "done" },
    { type: "data-references", id: "references", data: { references: [{ index: 1, type: "pattern", label, id: "p", tool_call_id: "call" }] } },
  ],
  references: [{ index: 1, type: "pattern", label, id: "p", tool_call_id: "call" }],
  metadata: { finishReason: "stop", usage: { inputTokens: 1, outputTokens: 1, totalTokens: 2, calls: 1 }, models: ["m"] }, created_at: "2026-11-01T08:00:00Z",
});
const session = (title, messages) => ({
  format: "crew-chat-session", version: 1, exported_at: "2026-11-02T08:00:00Z",
  session: { title, created_at: "2026-11-01T08:00:00Z", updated_at: "2026-11-01T09:00:00Z" }, messages,
});

/** Nothing of what was sent became markup, and nothing of it ran (a dialog, a foreign request and the policy are watched). */
async function harmless(page) {
  const risky = await page.evaluate(() => {
    const root = document.querySelector("chat-panel").shadowRoot;
    const bad = [...root.querySelectorAll("script, iframe, object, embed, base, meta, link, form[action], .message img:not(.attached)")].map((one) => one.outerHTML);
    for (const element of root.querySelectorAll("*"))
      for (const { name, value } of element.attributes)
        if (/^on/i.test(name) || /^\s*(javascript|vbscript|data):/i.test(value)) bad.push(`${element.localName} ${name}=${value}`);
    return bad;
  });
  must(risky.length === 0, `in the page: ${risky.join(" | ").slice(0, 500)}`);
}

await state("hostile", async (page) => {
  await panel(page, ".composer textarea").waitFor();
  const messages = PAYLOADS.flatMap((text, index) => [
    question(index, text), answer(index, `${text} [1]`, { label: text.slice(0, 200), tool: { text }, agent: text.slice(0, 200) }),
  ]);
  const id = await imported(page, session(PAYLOADS[1], messages));
  await page.goto(`${base}/?session=${id}`);
  await panel(page, ".message.assistant .markdown").last().waitFor();
  for (const selector of [".work > summary", ".tool > details > summary", ".json > summary", ".sources > summary"])
    await page.evaluate((each) => document.querySelector("chat-panel").shadowRoot.querySelectorAll(each).forEach((one) => one.click()), selector);
  await page.waitForTimeout(500);
  await harmless(page);
  await shoot(page, "hostile");
});

async function everyVersion(page) {
  const numbers = await panel(page, ".artifact-tools select option").evaluateAll((all) => all.map(({ value }) => value));
  must(numbers.length > PAYLOADS.length / 2, `only ${numbers.length} versions; ${await panel(page, ".artifact-panel").innerText()}`);
  for (const number of numbers) {
    await panel(page, ".artifact-tools select").selectOption(number);
    await page.waitForTimeout(80);
    await harmless(page);
  }
}

await state("hostile-artifacts", async (page) => {
  const headers = { authorization: `Bearer ${key}` };
  const send = async (method, path, data) => {
    const answer = await page.request.fetch(`${base}/api/v1/chat${path}`, { method, headers, ...(data === undefined ? {} : { data }) });
    must(answer.ok(), `${method} ${path}: ${answer.status()} ${await answer.text()}`);
    return answer.json();
  };
  await ask(page, SLOW);
  await answered(page);
  const session = new URL(page.url()).searchParams.get("session");
  const { artifacts } = await send("GET", `/artifacts?session_id=${session}`);
  const summary = artifacts.find(({ kind }) => kind === "summary");
  const chart = await send("POST", "/sessions", {});
  await page.goto(`${base}/?session=${chart.id}`);
  await ask(page, "Show a bar chart of our interactions per channel");
  await answered(page);
  const drawn = (await send("GET", `/artifacts?session_id=${chart.id}`)).artifacts.find(({ kind }) => kind === "chart");
  let refused = 0;
  for (const text of PAYLOADS) {
    const title = text.replace(/\s+/g, " ").slice(0, 100);
    const tried = [
      [summary.id, { title, content: { kind: "summary", text } }],
      [drawn.id, { title, content: { kind: "chart", chart: { kind: "bar", x_label: title, y_label: title, series_label: title, points: [{ x: title, y: 3, series: title }] } } }],
    ];
    for (const [id, data] of tried) {
      const answer = await page.request.post(`${base}/api/v1/chat/artifacts/${id}/versions`, { headers, data });
      must(answer.ok() || answer.status() === 422, `${answer.status()} ${await answer.text()}`);
      if (!answer.ok()) refused += 1;
    }
    await send("PATCH", `/sessions/${chart.id}`, { title: text.slice(0, 100) });
  }
  say({ figure: "versions refused", refused });
  must(refused < PAYLOADS.length * 2, "every version was refused: nothing was shown");
  await page.goto(`${base}/?session=${session}`);
  await panel(page, ".artifact-card", { hasText: "Summary" }).first().waitFor();
  const cards = await panel(page, ".artifact-card").count();
  for (let index = 0; index < cards; index += 1) {
    await panel(page, ".artifact-card").nth(index).click();
    await page.waitForTimeout(500);
  const versions = panel(page, ".artifact-tools select");
    if ((await versions.count()) === 0) continue;
    await everyVersion(page);
  }
  await shoot(page, "hostile-summary");
  await page.goto(`${base}/?session=${chart.id}`);
  await panel(page, ".artifact-card").first().click();
  await panel(page, ".artifact-tools select").waitFor();
  await everyVersion(page);
  await shoot(page, "hostile-chart");
  // File names: of images that come with questions.
  const pixel = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64");
  for (const text of PAYLOADS.slice(0, 4)) {
    const name = encodeURIComponent(text.slice(0, 100));
    const kept = await page.request.post(`${base}/api/v1/chat/uploads?name=${name}`, { headers: { ...headers, "content-type": "image/png" }, data: pixel });
    must(kept.ok(), `${kept.status()} ${await kept.text()}`);
    const file = await kept.json();
    const asked = await page.request.post(`${base}/api/v1/chat/messages`, { headers, data: {
      id: chart.id, trigger: "submit-message", messages: [{ id: `m${name.length}${file.id}`, role: "user", parts: [
        { type: "text", text }, { type: "file", mediaType: file.media_type, filename: file.name, url: file.url },
      ] }],
    } });
    must(asked.ok(), `${asked.status()} ${await asked.text()}`);
  }
  await page.goto(`${base}/?session=${chart.id}`);
  await panel(page, ".message.user img.attached").nth(3).waitFor();
  await harmless(page);
});

await state("ten-thousand", async (page) => {
  await panel(page, ".composer textarea").waitFor();
  const messages = Array.from({ length: 5_000 }, (_, index) => [
    question(index, `Question ${index} about the shop`), { ...answer(index, `Answer **${index}**: one, two, three.`), parts: [{ type: "step-start" }, { type: "text", text: `Answer **${index}**: one, two, three.`, state: "done" }], references: [] },
  ]).flat();
  const id = await imported(page, session("Ten thousand messages", messages));
  await page.goto("about:blank");
  const from = Date.now();
  await page.goto(`${base}/?session=${id}`);
  await panel(page, ".message.assistant", { hasText: "Answer 4999" }).waitFor();
  say({ figure: "a session of 10,000 messages opens", ms: Date.now() - from });
  for (let turn = 0; turn < 12; turn += 1) {
    await page.evaluate(() => (document.querySelector("chat-panel").shadowRoot.querySelector(".log").scrollTop = 0));
    await page.waitForTimeout(250);
  }
  const { elements, messages: shown } = await page.evaluate(() => {
    const root = document.querySelector("chat-panel").shadowRoot;
    return { elements: root.querySelectorAll("*").length, messages: root.querySelectorAll(".message").length };
  });
  must(shown >= 300, `only ${shown} messages were loaded`);
  say({ figure: `elements with ${shown} messages loaded`, elements });
  must(elements < 40 * 60 + shown, `${elements} elements for ${shown} messages`);
  await shoot(page, "ten-thousand");
});

await state("chart", async (page) => {
  await ask(page, "Show a bar chart of our interactions per channel");
  await answered(page);
  await panel(page, ".artifact-card").first().click();
  await panel(page, ".chart-canvas canvas").waitFor({ timeout: 20_000 });
  const ink = await page.evaluate(() => {
    const canvas = document.querySelector("chat-panel").shadowRoot.querySelector(".chart-canvas canvas");
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    return data.filter((value, index) => index % 4 === 3 && value > 0).length;
  });
  must(ink > 1_000, "nothing is drawn");
  await shoot(page, "chart");
  await ask(page, "Give me a table of our five cheapest shirts");
  // The product analyst asks first, here.
  await panel(page, ".approval").waitFor({ timeout: 30_000 });
  await shoot(page, "approval");
  await page.reload();
  await panel(page, ".approval .approve").click();
  await panel(page, ".artifact-card", { hasText: "Table" }).waitFor({ timeout: 30_000 });
  await panel(page, ".approval").waitFor({ state: "detached" });
  must((await panel(page, ".message").count()) === 4, "the answer became two");
  await panel(page, ".artifact-card").last().click();
  await panel(page, ".artifact-panel th button").first().click();
  await panel(page, ".artifact-panel th[aria-sort=ascending]").waitFor();
  await shoot(page, "table");
});

await state("image", async (page) => {
  await panel(page, ".composer textarea").waitFor();
  const photo = await page.evaluate(async () => {
    const canvas = new OffscreenCanvas(3_000, 2_000);
    const pen = canvas.getContext("2d");
    for (let x = 0; x < 3_000; x += 30) {
      pen.fillStyle = `hsl(${x / 9} 70% 50%)`;
      pen.fillRect(x, 0, 30, 2_000);
    }
    const blob = await canvas.convertToBlob({ type: "image/jpeg" });
    return [...new Uint8Array(await blob.arrayBuffer())].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  });
  await panel(page, "input[type=file]").setInputFiles({ name: "photo.jpg", mimeType: "image/jpeg", buffer: Buffer.from(photo, "hex") });
  await panel(page, ".images li").waitFor();
  // One dropped, one pasted, and something that is no image.
  await panel(page, ".composer").evaluate(async (composer) => {
    const canvas = new OffscreenCanvas(40, 30);
    canvas.getContext("2d").fillRect(0, 0, 40, 30);
    const file = (name, type, blob) => new File([blob], name, { type });
    const blob = await canvas.convertToBlob({ type: "image/png" });
    const given = (...files) => {
      const data = new DataTransfer();
      for (const one of files) data.items.add(one);
      return data;
    };
    const dropped = given(file("dropped.png", "image/png", blob), file("evil.html", "text/html", new Blob(["<script>"])));
    composer.dispatchEvent(new DragEvent("drop", { dataTransfer: dropped, bubbles: true, cancelable: true }));
    const pasted = new ClipboardEvent("paste", { clipboardData: given(file("pasted.png", "image/png", blob)), bubbles: true });
    composer.querySelector("textarea").dispatchEvent(pasted);
  });
  await panel(page, ".images li", { hasText: "dropped" }).waitFor();
  await panel(page, ".images li", { hasText: "pasted" }).waitFor();
  must((await panel(page, ".images li").count()) === 3, "what is no image was taken");
  await panel(page, ".images li", { hasText: "pasted" }).locator("button").click();
  await shoot(page, "image-chosen");
  await ask(page, QUICK);
  await answered(page);
  await page.reload();
  await panel(page, ".message.user img.attached").nth(1).waitFor();
  const width = await panel(page, ".message.user img.attached").first().evaluate(async (image) => {
    await image.decode();
    return image.naturalWidth;
  });
  must(width === 1_568, `the stored image is ${width} pixels wide`);
  await panel(page, ".message.user .actions button", { hasText: "Edit" }).click();
  await panel(page, ".edit textarea").fill("Which five products sold most units?");
  await page.keyboard.press("Enter");
  await panel(page, ".message.user .branches").waitFor({ timeout: 30_000 });
  await page.reload();
  await panel(page, ".message.user img.attached").nth(1).waitFor();
  await shoot(page, "image");
});

await state("memory", async (page) => {
  await ask(page, "My name is Robin and I look after the Fernhill store. How many interactions per channel do we have?");
  await answered(page);
  const pages = panel(page, ".pages button", { hasText: "Memory" });
  await pages.click();
  for (let look = 0; look < 20 && (await panel(page, ".remembered").count()) === 0; look += 1) {
    await panel(page, ".platform .icon").click();
    await page.waitForTimeout(500);
    await pages.click();
    await page.waitForTimeout(300);
  }
  await panel(page, ".remembered").first().waitFor();
  await shoot(page, "memory");
  await panel(page, ".remembered button", { hasText: "Edit" }).first().click();
  await panel(page, ".remembered input").fill("Looks after the Oakdale store");
  await page.keyboard.press("Enter");
  await panel(page, ".remembered", { hasText: "Oakdale" }).waitFor();
  await panel(page, "button", { hasText: "Forget everything" }).click();
  must((await panel(page, ".remembered").count()) > 0, "forgotten at the first press");
  await panel(page, "button", { hasText: "Forget everything: sure?" }).click();
  await panel(page, ".platform .nothing").waitFor();
});

await state("refused", async (page) => {
  await ask(page, QUICK);
  const first = await answered(page);
  page.expectsLoss = true;
  const messages = /\/api\/v1\/chat\/messages$/;
  await page.route(messages, (route) => route.fulfill({
    status: 429, contentType: "application/problem+json", headers: { "retry-after": "1" },
    body: JSON.stringify({ type: "about:blank", title: "Too Many Requests", status: 429, code: "organization_queue_full", detail: "Too many questions wait." }),
  }));
  await ask(page, "Which five products sold most units?");
  await panel(page, ".problem").waitFor();
  // Longer than the session is left unlooked at.
  await page.waitForTimeout(4_000);
  must((await panel(page, ".message.user").count()) === 2, "the refused question is gone");
  await shoot(page, "refused");
  await page.unroute(messages);
  await panel(page, ".problem button").click();
  await panel(page, ".message.assistant").nth(1).locator("> .actions").waitFor({ timeout: 30_000 });
  await page.reload();
  await panel(page, ".message.assistant").nth(1).waitFor();
  const told = await panel(page, ".message.user .bubble").allInnerTexts();
  must(told.length === 2 && told[1].includes("five products"), `the questions are ${JSON.stringify(told)}`);
  must((await panel(page, ".message.assistant .markdown").first().innerText()) === first, "another answer was made again");
});

await state("twice", async (page) => {
  await ask(page, QUICK);
  await answered(page);
  page.expectsLoss = true;
  const messages = /\/api\/v1\/chat\//;
  await page.route(messages, (route) => route.abort("connectionrefused"));
  await ask(page, QUICK);
  await panel(page, ".connection").waitFor();
  await page.unroute(messages);
  await panel(page, ".connection").waitFor({ state: "detached", timeout: 30_000 });
  await panel(page, ".message.assistant").nth(1).locator("> .actions").waitFor({ timeout: 30_000 });
  must((await panel(page, ".message").count()) === 4, "the same question a second time is not a second question");
});

await state("platform", async (page) => {
  await panel(page, ".pages button", { hasText: "Platform" }).click();
  await panel(page, ".platform tbody tr").first().waitFor();
  await shoot(page, "pool");
  const asked = page.request.post(`${base}/api/v1/chat/messages`, {
    headers: { authorization: `Bearer ${key}` }, data: { message: SLOW },
  });
  await panel(page, ".platform nav button", { hasText: "Queue" }).click();
  await panel(page, ".platform tbody tr", { hasText: "turn_" }).first().waitFor();
  await shoot(page, "queue");
  await asked;
  await panel(page, ".platform nav button", { hasText: "Agents" }).click();
  await panel(page, ".platform tbody tr", { hasText: "pattern_analyst" }).waitFor();
  await shoot(page, "agents");
  await panel(page, "button", { hasText: "New agent" }).click();
  for (const [name, text] of Object.entries({
    name: "Returns analyst", slug: "returns_analyst", description: "returned orders and their reasons", role: "the analyst of returned goods",
    goal: "say what comes back and why", prompt: "Answer in exact numbers.", examples: "Which products come back most often?",
  })) await panel(page, `.agent-form [name=${name}]`).fill(text);
  await panel(page, ".tool-choice li", { hasText: "list_interactions" }).locator("input").first().check();
  await shoot(page, "agent-form");
  await panel(page, ".agent-form button[type=submit]").click();
  const made = panel(page, ".platform tbody tr", { hasText: "returns_analyst" });
  await made.waitFor();
  // Somebody else changes it meanwhile: what is written here is not lost, nor is what they wrote.
  await made.locator("button", { hasText: "Edit" }).click();
  await panel(page, ".agent-form [name=goal]").fill("my goal");
  const headers = { authorization: `Bearer ${key}` };
  const { agents: kept } = await (await page.request.get(`${base}/api/v1/admin/agents`, { headers })).json();
  const { id, version, definition } = kept.find((one) => one.definition.slug === "returns_analyst");
  const theirs = await page.request.put(`${base}/api/v1/admin/agents/${id}`, {
    headers: { ...headers, "if-match": `"${version}"` }, data: { ...definition, goal: "their goal" },
  });
  must(theirs.ok(), `the other change is refused: ${await theirs.text()}`);
  page.expectsLoss = true;
  await panel(page, ".agent-form button[type=submit]").click();
  await panel(page, ".platform .problem").waitFor();
  must((await panel(page, ".agent-form [name=goal]").inputValue()) === "my goal", "what was written is gone");
  await panel(page, ".agent-form button", { hasText: "Cancel" }).click();
  await panel(page, ".platform .close").click();
  await panel(page, ".agent-picker option", { hasText: "Returns analyst" }).waitFor({ state: "attached" });
  await panel(page, ".agent-picker").selectOption({ label: "Returns analyst" });
  await ask(page, QUICK);
  await answered(page);
  must((await panel(page, ".end .badge").first().innerText()) === "Returns analyst", "somebody else answered");
  await panel(page, ".pages button", { hasText: "Platform" }).click();
  await panel(page, ".platform nav button", { hasText: "Agents" }).click();
  await made.locator("button", { hasText: "Delete" }).click();
  await made.locator("button", { hasText: "Delete: sure?" }).click();
  await made.waitFor({ state: "detached" });
  await panel(page, ".platform nav button", { hasText: "Usage" }).click();
  await panel(page, ".by select").selectOption("agent");
  await panel(page, ".platform tbody tr", { hasText: "Total" }).waitFor();
  await shoot(page, "usage");
  await panel(page, ".platform nav button", { hasText: "Keys" }).click();
  await panel(page, "input[name=user]").fill("usr_made_here");
  await panel(page, "input[name=name]").fill("made here");
  await panel(page, ".new-key button").click();
  await panel(page, ".fresh-key").waitFor();
  await shoot(page, "keys");
  await panel(page, ".platform nav button", { hasText: "Audit log" }).click();
  await panel(page, ".platform tbody tr", { hasText: "key.issued" }).first().waitFor();
  await shoot(page, "audit");
});

await state("keyboard", async (page) => {
  const focused = () => page.evaluate(() => {
    const { activeElement } = document.querySelector("chat-panel").shadowRoot;
    return activeElement === null ? "" : `${activeElement.localName}.${activeElement.className} ${activeElement.getAttribute("aria-label") ?? activeElement.textContent}`;
  });
  const tabTo = async (what, key = "Tab") => {
    for (let press = 0; press < 80; press += 1) {
      if ((await focused()).includes(what)) return;
      await page.keyboard.press(key);
    }
    throw new Error(`no ${key} leads to ${what}: ${await focused()}`);
  };
  await panel(page, ".welcome .suggestions button").first().waitFor();
  await tabTo("Ask about");
  await page.keyboard.type("How many interactions");
  await page.keyboard.press("Shift+Enter");
  await page.keyboard.type("per channel do we have?");
  await page.keyboard.press("Enter");
  await answered(page);
  must((await panel(page, ".message.user .bubble").innerText()).includes("\n"), "no second line");
  must((await focused()).includes("Ask about"), `the focus is at ${await focused()}`);
  await tabTo("Timeline", "Shift+Tab");
  await page.keyboard.press("Enter");
  await panel(page, ".waterfall li").first().waitFor();
  await page.keyboard.press("Escape");
  await panel(page, ".waterfall").waitFor({ state: "detached" });
  must((await focused()).includes("Timeline"), `the focus comes back to ${await focused()}`);
  await page.keyboard.press("Control+k");
  await page.waitForTimeout(100);
  must((await focused()).includes("Search"), `the focus is at ${await focused()}`);
  await tabTo("Memory");
  await page.keyboard.press("Enter");
  await panel(page, ".platform").waitFor();
  for (let press = 0; press < 12; press += 1) {
    await page.keyboard.press("Tab");
    const behind = await page.evaluate(() => document.querySelector("chat-panel").shadowRoot.activeElement?.closest(".panel") !== null
      && document.querySelector("chat-panel").shadowRoot.activeElement !== null);
    must(!behind, "the focus goes behind the page");
  }
  await panel(page, ".platform .close").focus();
  await page.keyboard.press("Escape");
  await panel(page, ".platform").waitFor({ state: "detached" });
  must((await focused()).includes("Memory"), `the focus comes back to ${await focused()}`);
  await tabTo("Ask about", "Shift+Tab");
  await page.keyboard.type("Why did checkout conversion drop, and what do people say about delivery?");
  await page.keyboard.press("Enter");
  await panel(page, ".stop").waitFor();
  await page.keyboard.press("Escape");
  await panel(page, ".outcome.stopped").waitFor({ timeout: 15_000 });
});

await state("draft", async (page) => {
  await panel(page, ".composer textarea").fill("half of a quest");
  await page.reload();
  await panel(page, ".composer textarea").waitFor();
  must((await panel(page, ".composer textarea").inputValue()) === "half of a quest", "a half-written question is gone");
  page.expectsLoss = true;
  await page.route(/\/sessions$/, (route) => route.abort("connectionrefused"));
  await page.keyboard.press("Tab");
  await panel(page, ".composer textarea").press("Enter");
  await panel(page, ".notice").waitFor();
  must((await panel(page, ".composer textarea").inputValue()) === "half of a quest", "a question that could not be asked is gone");
});

await state("edit-refused", async (page) => {
  await page.addInitScript(() => delete Crypto.prototype.randomUUID);
  await page.reload();
  await ask(page, QUICK);
  await answered(page);
  page.expectsLoss = true;
  const messages = /\/api\/v1\/chat\/messages$/;
  const refusal = { type: "about:blank", title: "Too Many Requests", status: 429, code: "organization_queue_full", detail: "Too many questions wait." };
  await page.route(messages, (route) => route.fulfill({ status: 429, contentType: "application/problem+json", body: JSON.stringify(refusal) }));
  await panel(page, ".message.user .actions button", { hasText: "Edit" }).click();
  await panel(page, ".edit textarea").fill("Which five products sold most units?");
  // Longer than the session is left unlooked at, while somebody writes.
  await page.waitForTimeout(3_500);
  must((await panel(page, ".edit textarea").inputValue()).includes("five products"), "what was being written is gone");
  await page.keyboard.press("Enter");
  await panel(page, ".problem button").waitFor();
  await page.unroute(messages);
  await panel(page, ".problem button").click();
  await panel(page, ".message.user .branches").waitFor({ timeout: 30_000 });
  await page.reload();
  await panel(page, ".message.user", { hasText: "five products" }).waitFor();
  must((await panel(page, ".message").count()) === 2, "the edit became a question of its own");
});

await state("another-person", async (page) => {
  await ask(page, "a secret word of the first organization: turbot");
  await answered(page);
  page.expectsLoss = true;
  await page.evaluate((token) => document.querySelector("chat-panel").setAttribute("token", token), otherKey);
  await panel(page, ".welcome .suggestions button").first().waitFor();
  const shown = await page.evaluate(() => document.querySelector("chat-panel").shadowRoot.textContent);
  must(!shown.includes("turbot"), "the next person reads what the one before asked");
  await page.evaluate(() => document.querySelector("chat-panel").removeAttribute("token"));
  await panel(page, ".key").waitFor();
});

await state("once", async (page) => {
  const before = await panel(page, ".session").count();
  await panel(page, ".welcome .suggestions button").first().dblclick();
  await answered(page);
  await page.reload();
  await panel(page, ".session").first().waitFor();
  must((await panel(page, ".session").count()) === before + 1, "two clicks are two questions");
  // What moves on elsewhere is unread, also after a reload.
  const here = new URL(page.url()).searchParams.get("session");
  await panel(page, ".new").click();
  await page.waitForTimeout(300);
  const asked = await page.request.post(`${base}/api/v1/chat/messages`, {
    headers: { authorization: `Bearer ${key}` }, data: { message: QUICK, session_id: here },
  });
  must(asked.ok(), await asked.text());
  await page.reload();
  await panel(page, ".session .unread").waitFor({ timeout: 15_000 });
});

await state("large", async (page) => {
  await page.setViewportSize({ width: 3_840, height: 2_160 });
  await ask(page, "Show a bar chart of our interactions per channel");
  await answered(page);
  await panel(page, ".artifact-card").first().click();
  await panel(page, ".chart-canvas canvas").waitFor({ timeout: 20_000 });
  const line = await panel(page, ".message.assistant .markdown").first().evaluate((element) => element.getBoundingClientRect().width);
  must(line < 1_000, `a line of text is ${line} pixels wide`);
  await page.screenshot({ path: `${shots}/large.png` });
});

await state("right-to-left", async (page) => {
  await page.evaluate(() => (document.documentElement.dir = "rtl"));
  await ask(page, QUICK);
  await answered(page);
  await shoot(page, "right-to-left");
});

await state("embedded", async (page) => {
  await page.addInitScript(() => sessionStorage.clear());
  await page.goto(`${process.env.DASHBOARD}/embed.html#api=${encodeURIComponent(base)}&token=${key}`);
  await panel(page, ".composer textarea").waitFor();
  await ask(page, QUICK);
  await answered(page);
  await page.locator("#told", { hasText: "ses_" }).waitFor();
  const accent = await page.evaluate(() => getComputedStyle(document.querySelector("chat-panel").shadowRoot.querySelector(".send")).backgroundColor);
  must(accent === "rgb(122, 31, 92)", `the page's colour is not taken: ${accent}`);
  const edge = await page.evaluate(() => getComputedStyle(document.querySelector("chat-panel").shadowRoot.querySelector(".pages button")).borderTopColor);
  must(edge === "rgb(213, 218, 227)", `a light page does not get the light colours: ${edge}`);
  await page.screenshot({ path: `${shots}/embedded.png` });
}, { elsewhere: process.env.DASHBOARD });

await state("lost-and-found", async (page) => {
  await ask(page, QUICK);
  const text = await answered(page);
  page.expectsLoss = true;
  await want("kill");
  await ask(page, SLOW);
  await panel(page, ".connection").waitFor();
  await shoot(page, "reconnecting");
  await want("start");
  await panel(page, ".connection").waitFor({ state: "detached", timeout: 60_000 });
  must((await panel(page, ".message.assistant .markdown").first().innerText()) === text, "the first answer is gone");
  await page.reload();
  await panel(page, ".composer textarea").waitFor();
  await ask(page, QUICK);
  await answered(page);
});

await browser.close();
say({ failures });
process.exit(failures === 0 ? 0 : 1);
