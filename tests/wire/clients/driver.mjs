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
  send: (command, chat) => begin(chat, chat.client.send(command.text, command.messageId)),
  regenerate: (_, chat) => begin(chat, chat.client.regenerate()),
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
  chat.pending = (chat.pending ?? 0) + 1;
  chat.settled = undefined;
  Promise.resolve(promise)
    .catch((error) => chat.failures.push(told(error)))
    .finally(() => {
      chat.pending -= 1;
      chat.changed.forEach((look) => look());
    });
  return chat;
}

// Until nothing is under way any more, so many requests are answered, or that many characters are shown.
// A screen may be a moment behind its promises. One that stays behind is told as it is.
function waitFor(chat, { requests, characters }) {
  const holds = () => {
    const { status, text } = chat.client.snapshot();
    if (requests !== undefined) return chat.recorder.answered() >= requests;
    if (characters !== undefined) return text.length >= characters;
    if (chat.pending) return false;
    chat.settled ??= Date.now();
    if (["submitted", "streaming"].includes(status) && Date.now() - chat.settled < SETTLE_MS) {
      setTimeout(look, SETTLE_MS);
      return false;
    }
    return true;
  };
  let look;
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      chat.changed.delete(look);
    };
    look = () => holds() && (stop(), resolve(chat));
    const timer = setTimeout(() => {
      stop();
      reject(new Error(`waited in vain: ${JSON.stringify(snapshot(chat))}`));
    }, WAIT_MS);
    chat.changed.add(look);
    look();
  });
}

function snapshot({ client, recorder, failures }) {
  const { error, ...rest } = client.snapshot();
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
