// One client library in one process: commands as JSON lines on stdin, answers as JSON lines on stdout.
//
//   node driver.mjs lanes/v7
//
// A command is {n, chat, do, ...}; its answer {n, ok} with a snapshot of that chat, or {n, failed}. Commands only start
// things; `wait` is the one that takes time. What a library prints goes to stderr.

import "./loopback.mjs";

import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

import { recordingFetch } from "./recorder.mjs";

const WAIT_MS = 15_000;
const SETTLE_MS = 250;
const chats = new Map();

console.log = console.error;
// A page goes on after one, and so do we.
process.on("unhandledRejection", (reason) => console.error("unhandled:", reason));
const { open } = await import(pathToFileURL(`${process.argv[2]}/client.mjs`).href);

const commands = {
  open(command) {
    const chat = { changed: new Set(), failures: [] };
    const changed = () => chat.changed.forEach((look) => look());
    chat.recorder = recordingFetch(changed);
    chat.client = open({ ...command, fetch: chat.recorder.fetch, changed });
    chats.set(command.chat, chat);
    return chat;
  },
  send: (command, chat) => begin(chat, chat.client.send(command.text)),
  edit: (command, chat) => begin(chat, chat.client.edit(command.index, command.text)),
  regenerate: (_, chat) => begin(chat, chat.client.regenerate()),
  decide: ({ approved, reason }, chat) => begin(chat, chat.client.decide(approved, reason)),
  resume: (_, chat) => begin(chat, chat.client.resume()),
  stop: (_, chat) => begin(chat, chat.client.stop()),
  look: (_, chat) => chat,
  wait: (command, chat) => waitFor(chat, command),
  close(command, chat) {
    chat.client.close?.();
    chats.delete(command.chat);
    return chat;
  },
};

// A client's own promise may be rejected where its error state says the same; both are told.
function begin(chat, promise) {
  chat.begun = true;
  chat.pending = (chat.pending ?? 0) + 1;
  Promise.resolve(promise)
    .catch((error) => chat.failures.push(told(error)))
    .finally(() => {
      chat.pending -= 1;
      chat.settled = Date.now();
      chat.changed.forEach((look) => look());
    });
  return chat;
}

// Until nothing is under way any more, so many requests are answered, or that many characters are shown.
// A screen may be a moment behind its promises. One that stays behind is told as it is.
function waitFor(chat, { requests, characters }) {
  const holds = () => {
    if (requests !== undefined) return chat.recorder.answered() >= requests;
    if (characters !== undefined) return chat.client.snapshot().text.length >= characters;
    return isIdle(chat) && !["submitted", "streaming"].includes(snapshot(chat).status);
  };
  return new Promise((resolve, reject) => {
    const begun = Date.now();
    const isInVain = () => Date.now() - begun > WAIT_MS || (isIdle(chat) && Date.now() - chat.settled > SETTLE_MS);
    const end = (settle) => {
      clearInterval(timer);
      chat.changed.delete(look);
      settle();
    };
    const look = () => {
      if (holds()) end(() => resolve(chat));
      else if (isInVain() && (requests ?? characters) === undefined && isIdle(chat)) end(() => resolve(chat));
      else if (isInVain()) end(() => reject(new Error(`waited in vain: ${JSON.stringify(snapshot(chat))}`)));
    };
    const timer = setInterval(look, SETTLE_MS);
    chat.changed.add(look);
    look();
  });
}

function isIdle(chat) {
  return chat.recorder.asksForEver() || (chat.begun && !chat.pending);
}

function snapshot({ client, recorder, failures }) {
  const { error, ...rest } = client.snapshot();
  if (recorder.asksForEver()) rest.status = "asks for ever";
  return { ...rest, error: error ? told(error) : null, failures, exchanges: recorder.exchanges() };
}

function told(error) {
  return { name: error.name ?? "", message: error.message ?? String(error), status: error.statusCode ?? null };
}

async function answer(line) {
  const command = JSON.parse(line);
  try {
    const chat = await commands[command.do](command, chats.get(command.chat));
    process.stdout.write(`${JSON.stringify({ n: command.n, ok: snapshot(chat) })}\n`);
  } catch (error) {
    process.stdout.write(`${JSON.stringify({ n: command.n, failed: String(error.stack ?? error) })}\n`);
  }
}

createInterface({ input: process.stdin }).on("line", answer).on("close", () => process.exit(0));
