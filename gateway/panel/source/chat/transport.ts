/** How `useChat` reaches the service: only the last message is sent, and a refusal keeps its code. */
import { DefaultChatTransport } from "ai";
import { type Api, Refused, refusal } from "../api";
import type { Message } from "./message";

async function ask(address: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(address, init);
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new Refused(0, "unreachable", "");
  }
  if (!response.ok) throw await refusal(response);
  return response;
}

export function transportTo(api: Api): DefaultChatTransport<Message> {
  return new DefaultChatTransport<Message>({
    api: api.url("/messages"),
    // The stream with the approvals that this SDK knows.
    headers: async () => ({ ...(await api.headers()), accept: "text/event-stream; protocol=ui6" }),
    fetch: ask as typeof fetch,
    prepareSendMessagesRequest: ({ id, messages, trigger, messageId, body }) => ({
      body: { ...body, id, trigger, ...(messageId === undefined ? {} : { messageId }), messages: messages.slice(-1) },
    }),
  });
}
