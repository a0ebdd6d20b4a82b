/** The chat API as the panel uses it. Types come from the API's own description. */
import type {
  AgentBody, AgentList, MessageList, NewShareBody, Problem, SearchResults, SessionAgentBody, SessionBody, SessionList, StoppedTurns,
  SuggestionsBody, TimelineBody, UsageBody, VoteBody, Whoami,
} from "../../../clients/typescript/crew-chat";

export type Token = string | (() => string | Promise<string>);

/** A request that was refused, in the words of the service; status 0 when there was no answer at all. */
export class Refused extends Error {
  constructor(readonly status: number, readonly code: string, detail: string, readonly retryAfterSeconds?: number) {
    super(detail);
  }
}

const CHAT = "/api/v1/chat";
const ADMIN = "/api/v1/admin";

export class Api {
  constructor(private readonly base: string, private readonly token: Token) {}

  /** The address of a path of the chat API. */
  url(path: string): string {
    return this.base.replace(/\/$/, "") + CHAT + path;
  }

  async headers(): Promise<Record<string, string>> {
    const token = typeof this.token === "function" ? await this.token() : this.token;
    return token ? { authorization: `Bearer ${token}` } : {};
  }

  sessions(after?: string, query?: string, archived = false): Promise<SessionList> {
    return this.get("/sessions", { after, q: query, archived: archived ? "true" : undefined, limit: "50" });
  }

  session(id: string): Promise<SessionBody> {
    return this.get(`/sessions/${id}`);
  }

  createSession(): Promise<SessionBody> {
    return this.send("POST", "/sessions", {});
  }

  changeSession(id: string, change: { title?: string; pinned?: boolean; archived?: boolean }): Promise<SessionBody> {
    return this.send("PATCH", `/sessions/${id}`, change);
  }

  async deleteSession(id: string): Promise<void> {
    await this.request("DELETE", `/sessions/${id}`, {}, undefined, true);
  }

  history(sessionId: string, before?: string): Promise<MessageList> {
    return this.get("/history", { session_id: sessionId, before, limit: "50" });
  }

  search(words: string): Promise<SearchResults> {
    return this.get("/search", { q: words, limit: "20" });
  }

  async agents(): Promise<AgentBody[]> {
    return (await this.get<AgentList>("/agents")).agents;
  }

  agentOf(sessionId: string): Promise<SessionAgentBody> {
    return this.get(`/sessions/${sessionId}/agent`, { limit: "1" });
  }

  switchAgent(sessionId: string, agent: string | null): Promise<SessionAgentBody> {
    return this.send("POST", `/sessions/${sessionId}/agent`, { agent, reason: "user_switch" });
  }

  vote(messageId: string, vote: -1 | 0 | 1, comment?: string): Promise<VoteBody> {
    return this.send("PUT", `/messages/${messageId}/vote`, comment ? { vote, comment } : { vote });
  }

  suggestions(turnId: string): Promise<SuggestionsBody> {
    return this.get(`/turns/${turnId}/suggestions`);
  }

  stopTurn(turnId: string): Promise<unknown> {
    return this.request("POST", `/turns/${turnId}/stop`);
  }

  async stopSession(sessionId: string): Promise<StoppedTurns> {
    return (await (await this.request("POST", `/sessions/${sessionId}/stop`)).json()) as StoppedTurns;
  }

  async showBranch(sessionId: string, messageId: string): Promise<void> {
    await this.request("PUT", `/sessions/${sessionId}/branch`, {}, { message_id: messageId });
  }

  share(sessionId: string): Promise<NewShareBody> {
    return this.send("POST", `/sessions/${sessionId}/shares`, {});
  }

  /** The bytes of something that only the credential opens. */
  async download(path: string, query: Record<string, string> = {}): Promise<Blob> {
    return (await this.request("GET", path, query)).blob();
  }

  timeline(turnId: string): Promise<TimelineBody> {
    return this.get(`/turns/${turnId}/timeline`);
  }

  async whoami(): Promise<Whoami> {
    return (await (await this.request("GET", "", {}, undefined, false, "/api/v1/me")).json()) as Whoami;
  }

  /** The organization's model calls, added up. */
  async usage(by: UsageBody["by"]): Promise<UsageBody> {
    const query = { by, scope: "organization" };
    return (await (await this.request("GET", "", query, undefined, false, "/api/v1/usage")).json()) as UsageBody;
  }

  /** Something that only administrators may do. */
  async admin<T>(method: string, path: string, body?: unknown, more: Record<string, string> = {}): Promise<T> {
    const response = await this.request(method, path, {}, body, false, ADMIN, more);
    return (response.status === 204 ? undefined : await response.json()) as T;
  }

  async remove(path: string): Promise<void> {
    await this.request("DELETE", path);
  }

  async get<T>(path: string, query: Record<string, string | undefined> = {}): Promise<T> {
    return (await (await this.request("GET", path, query)).json()) as T;
  }

  async send<T>(method: string, path: string, body: unknown): Promise<T> {
    return (await (await this.request(method, path, {}, body)).json()) as T;
  }

  private async request(
    method: string, path: string, query: Record<string, string | undefined> = {}, body?: unknown, keepalive = false,
    root = CHAT, more: Record<string, string> = {},
  ): Promise<Response> {
    const asked = new URLSearchParams(Object.entries(query).filter((entry): entry is [string, string] => !!entry[1]));
    const address = this.base.replace(/\/$/, "") + root + path + (asked.size > 0 ? `?${asked}` : "");
    const headers = { ...(await this.headers()), ...more };
    if (body !== undefined) headers["content-type"] = "application/json";
    let response: Response;
    try {
      response = await fetch(address, { method, headers, body: body === undefined ? null : JSON.stringify(body), keepalive });
    } catch {
      throw new Refused(0, "unreachable", "");
    }
    if (!response.ok) throw await refusal(response);
    return response;
  }
}

/** What a response that is no success says, without trusting that it is ours. */
export async function refusal(response: Response): Promise<Refused> {
  const retryAfter = Number(response.headers.get("retry-after")) || undefined;
  const problem = (await response.json().catch(() => ({}))) as Partial<Problem>;
  return new Refused(response.status, problem.code ?? "unknown", problem.detail ?? "", retryAfter);
}
