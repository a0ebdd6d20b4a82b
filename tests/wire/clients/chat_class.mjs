// AI SDK 5, 6 and 7: the `Chat` behind `useChat`, without a page around it.

import { increments } from "./increments.mjs";

export function chatClass({
  Chat,
  DefaultChatTransport,
  lastAssistantMessageIsCompleteWithApprovalResponses = () => false,
  lastAssistantMessageIsCompleteWithToolCalls,
}) {
  return function open({ api, headers, chatId, messages, sendsLastOnly, knowsApprovals, fetch, changed }) {
    if (knowsApprovals) headers = { ...headers, accept: "text/event-stream; protocol=ui6" };
    let sent = 0;
    const data = [];
    const finishes = [];
    const grown = increments(text(messages));
    const counting = (...given) => ((sent += 1), fetch(...given));
    const chat = new Chat({
      id: chatId,
      messages,
      transport: new DefaultChatTransport({ api, headers, fetch: counting, ...(sendsLastOnly && { prepareSendMessagesRequest }) }),
      // A dashboard with tools of its own sets this; an answer whose parts are wrong makes it ask for ever.
      sendAutomaticallyWhen: (chat) =>
        lastAssistantMessageIsCompleteWithToolCalls(chat) || lastAssistantMessageIsCompleteWithApprovalResponses(chat),
      onData: (part) => data.push(part),
      onFinish: ({ message, isAbort, isError, isDisconnect, finishReason }) =>
        finishes.push({ id: message?.id, isAbort, isError, isDisconnect, finishReason }),
      onError: () => {},
    });
    const look = () => {
      grown.see(text(chat.messages));
      changed();
    };
    chat["~registerMessagesCallback"](look);
    chat["~registerStatusCallback"](changed);
    chat["~registerErrorCallback"](changed);
    return {
      send: (question) => chat.sendMessage({ text: question }),
      edit: (index, question) => chat.sendMessage({ text: question, messageId: chat.messages[index].id }),
      regenerate: () => chat.regenerate(),
      async decide(approved, reason) {
        const before = sent;
        for (const part of chat.messages.at(-1).parts.filter(({ state }) => state === "approval-requested")) {
          await chat.addToolApprovalResponse({ id: part.approval.id, approved, reason });
        }
        await new Promise((resolve) => setTimeout(resolve, 50));
        // The oldest send nothing by themselves about tools of the server's.
        if (sent === before) await chat.sendMessage();
      },
      resume: () => chat.resumeStream(),
      stop: () => chat.stop(),
      snapshot: () => ({
        status: chat.status,
        error: chat.error,
        messages: chat.messages,
        text: text(chat.messages),
        data,
        finishes,
        increments: grown.count,
      }),
    };
  };
}

// As docs/clients.md has it.
const prepareSendMessagesRequest = ({ id, messages, trigger, messageId }) => ({
  body: { id, messages: messages.slice(-1), trigger, messageId },
});

function text(messages) {
  const last = messages.at(-1);
  if (last?.role !== "assistant") return "";
  return last.parts.map((part) => (part.type === "text" ? part.text : "")).join("");
}
