// AG-UI: an `HttpAgent` and what its subscriber hears.

import { AsyncLocalStorage } from "node:async_hooks";

import { increments } from "./increments.mjs";

// The oldest take no `fetch` of ours: theirs is made to be that of the chat that calls it.
const calling = new AsyncLocalStorage();
const realFetch = globalThis.fetch;
globalThis.fetch = (...given) => (calling.getStore() ?? realFetch)(...given);

export function agent({ HttpAgent, randomUUID }) {
  return function open({ api, headers, chatId, messages, fetch, changed }) {
    const data = [];
    const finishes = [];
    const grown = increments(text(messages));
    let status = "ready";
    let error;
    let stopped = false;
    const running = new HttpAgent({ url: api, headers, fetch, threadId: chatId, initialMessages: messages });
    const look = () => {
      grown.see(text(running.messages));
      changed();
    };
    running.subscribe({
      onCustomEvent: ({ event }) => void data.push({ name: event.name, value: event.value }),
      onRunFinishedEvent: ({ event }) => void finishes.push(event),
      onRunErrorEvent: ({ event }) => void (error = new Error(event.message)),
      onMessagesChanged: look,
    });
    async function run() {
      stopped = false;
      status = "streaming";
      error = undefined;
      try {
        await calling.run(fetch, () => running.runAgent());
      } catch (thrown) {
        error ??= thrown;
      }
      if (stopped) error = undefined; // our own stop is told like an error
      status = error ? "error" : "ready";
      look();
    }
    return {
      async send(question) {
        running.addMessage({ id: randomUUID(), role: "user", content: question });
        await run();
      },
      async edit(index, question) {
        running.setMessages(running.messages.slice(0, index));
        await this.send(question);
      },
      async regenerate() {
        const last = running.messages.findLastIndex(({ role }) => role === "user");
        running.setMessages(running.messages.slice(0, last + 1));
        await run();
      },
      stop() {
        stopped = status === "streaming";
        running.abortRun();
      },
      snapshot: () => ({
        status,
        error,
        messages: running.messages,
        text: text(running.messages),
        data,
        finishes,
        increments: grown.count,
      }),
    };
  };
}

function text(messages) {
  const last = messages.at(-1);
  return last?.role === "assistant" ? (last.content ?? "") : "";
}
