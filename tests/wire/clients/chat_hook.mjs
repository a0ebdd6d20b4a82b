// AI SDK 4: the hook `useChat` itself, rendered without a page.

import { increments } from "./increments.mjs";

export function chatHook({ useChat, createElement, create, SWRConfig }, { sendsChatId }) {
  return function open({ api, headers, chatId, messages, fetch, changed }) {
    const finishes = [];
    const grown = increments(text(messages));
    let hook;
    function Panel() {
      hook = useChat({
        api,
        headers,
        fetch,
        id: chatId,
        initialMessages: messages,
        maxSteps: 3, // a dashboard with tools of its own sets this; a wrong answer makes it ask again
        onFinish: (message, { usage, finishReason }) => finishes.push({ id: message.id, usage, finishReason }),
        onError: () => {},
        ...(sendsChatId ? {} : { body: { id: chatId } }),
      });
      grown.see(text(hook.messages));
      setImmediate(changed);
      return null;
    }
    // A page of its own: the hook keeps chats in a cache for as long as the page lives.
    const root = create(createElement(SWRConfig, { value: { provider: () => new Map() } }, createElement(Panel)));
    return {
      send: (question) => hook.append({ role: "user", content: question }),
      edit(index, question) {
        hook.setMessages(hook.messages.slice(0, index));
        return new Promise((resolve) => setImmediate(resolve)).then(() => this.send(question)); // once it is rendered
      },
      regenerate: () => hook.reload(),
      resume: () => hook.experimental_resume(),
      stop: () => hook.stop(),
      close: () => root.unmount(),
      snapshot: () => ({
        status: hook.status ?? (hook.error ? "error" : hook.isLoading ? "streaming" : "ready"),
        error: hook.error,
        messages: hook.messages,
        text: text(hook.messages),
        data: hook.data ?? [],
        finishes,
        increments: grown.count,
      }),
    };
  };
}

function text(messages) {
  const last = messages.at(-1);
  return last?.role === "assistant" ? last.content : "";
}
