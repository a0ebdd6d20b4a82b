// Only checked, never run: what our declaration file promises to openapi-fetch, and what it must refuse.
import createClient from "openapi-fetch";
import type { paths, SessionBody, StreamLine } from "../../../../../clients/typescript/crew-chat";

const api = createClient<paths>({ baseUrl: "http://127.0.0.1:8000", headers: { "X-API-Key": "key" } });

export async function use(): Promise<string> {
  const listed = await api.GET("/api/v1/chat/sessions", { params: { query: { limit: 5, archived: false } } });
  if (listed.error) {
    const code: string = listed.error.code;
    const detail: string = listed.error.detail;
    return `${code}: ${detail}`;
  }
  const first: SessionBody | undefined = listed.data.sessions[0];
  const title: string | null | undefined = first?.title;
  const vote = { params: { path: { message_id: "msg_1" } } };
  await api.PUT("/api/v1/chat/messages/{message_id}/vote", { ...vote, body: { vote: 1 } });
  // @ts-expect-error there is no vote of 2
  await api.PUT("/api/v1/chat/messages/{message_id}/vote", { ...vote, body: { vote: 2 } });
  // @ts-expect-error a text is no boolean
  await api.PATCH("/api/v1/chat/sessions/{session_id}", { params: { path: { session_id: "s" } }, body: { pinned: "yes" } });
  // @ts-expect-error the session is not named
  await api.GET("/api/v1/chat/sessions/{session_id}", {});
  // @ts-expect-error there is no such path
  await api.GET("/api/v1/nothing", {});
  return `${title} ${say({ type: "text-delta", part_id: "t1", text: "x", seq: 1 })}`;
}

function say(line: StreamLine): string {
  switch (line.type) {
    case "text-delta":
      return line.text;
    case "turn-finished":
      return line.error_message ?? line.outcome;
    default:
      // @ts-expect-error not every line has a text
      return line.text;
  }
}
