/** Messages as the panel holds them: those of the AI SDK, with what our service says of them. */
import type { UIMessage } from "ai";
import type { MessageBody, Reference } from "../../../../clients/typescript/crew-chat";

export interface Usage {
  inputTokens: number;
  outputTokens: number;
  totalTokens: number;
  calls: number;
  estimated?: boolean;
  costMicros?: number | null;
}

export interface Metadata {
  sessionId?: string;
  turnId?: string;
  createdAt?: number;
  finishReason?: string;
  usage?: Usage;
  models?: string[];
  agent?: { id?: string; slug: string; name: string };
  /** An answer to the same words, told again. */
  kept?: boolean;
  /** Helpers that the answer was made without. */
  skipped?: string[];
  /** Providers that stood in for one that failed. */
  fallbacks?: string[];
  /** Of stored messages only. */
  status?: MessageBody["status"];
  vote?: -1 | 0 | 1;
  alternatives?: string[];
}

export interface AgentWork {
  agent: string;
  name: string;
  state: "running" | "done" | "failed" | "timeout" | "stopped";
  startedAt: number;
  finishedAt?: number;
  toolCallIds: string[];
  /** Of messages of today's service. */
  toolTimes?: Record<string, { startedAt: number; finishedAt?: number; repeated?: boolean }>;
  note?: string;
}

export interface ArtifactLink {
  artifactId: string;
  version: number;
  kind: string;
  title: string;
}

export interface Place {
  position: number;
  etaSeconds?: number;
}

// A type, since the SDK asks for an index signature.
export type DataParts = {
  agent: AgentWork;
  references: { references: Reference[] };
  artifact: ArtifactLink;
  memory: { memories: { id: string; kind: string; scope: string }[]; matched: number; skipped?: string };
  queue: Place;
};

export type Message = UIMessage<Metadata, DataParts>;
export type Part = Message["parts"][number];

export interface ToolCall {
  id: string;
  name: string;
  state: "running" | "done" | "failed" | "waiting" | "denied";
  /** What is to be decided, or was. */
  approvalId?: string;
  input: unknown;
  output?: unknown;
  error?: string;
}

/** A stored message. */
export function fromHistory(stored: MessageBody): Message {
  const metadata: Metadata = {
    ...(stored.metadata as Metadata),
    turnId: stored.turn_id,
    status: stored.status,
    vote: stored.vote,
    alternatives: stored.alternatives,
    createdAt: Date.parse(stored.created_at),
  };
  return { id: stored.id, role: stored.role, parts: stored.parts as unknown as Part[], metadata };
}

const STATES: Record<string, ToolCall["state"]> = {
  "output-available": "done", "output-error": "failed", "approval-requested": "waiting", "output-denied": "denied",
};

/** The tool call that a part is, if it is one. */
export function toolCall(part: Part): ToolCall | undefined {
  if (!part.type.startsWith("tool-")) return undefined;
  const tool = part as unknown as {
    type: string; toolCallId: string; state: string; input?: unknown; output?: unknown; errorText?: string;
    approval?: { id: string };
  };
  return {
    id: tool.toolCallId,
    name: tool.type.slice("tool-".length),
    state: STATES[tool.state] ?? "running",
    ...(tool.approval === undefined ? {} : { approvalId: tool.approval.id }),
    input: tool.input,
    ...(tool.output === undefined ? {} : { output: tool.output }),
    ...(tool.errorText === undefined ? {} : { error: tool.errorText }),
  };
}

/** All that a message says, as text. */
export function textOf(message: Message): string {
  return message.parts.map((part) => (part.type === "text" ? part.text : "")).filter(Boolean).join("\n\n");
}

/** What a tool found, as far as it is shown: words, and facts by their names. */
export interface Found {
  text?: string;
  source?: string;
  facts: [string, string][];
}

/** What stands behind a number, in the result of the tool that found it. A result may be anything. */
export function foundOf(message: Message, number: number): Found | undefined {
  for (const part of message.parts) {
    const items = (toolCall(part)?.output as { items?: unknown } | undefined)?.items;
    if (!Array.isArray(items)) continue;
    for (const item of items as unknown[]) {
      const { n, text, source, facts } = (item ?? {}) as Record<string, unknown>;
      if (n !== number) continue;
      const told = Object.entries(facts !== null && typeof facts === "object" ? facts : {});
      return {
        ...(typeof text === "string" ? { text } : {}),
        ...(typeof source === "string" ? { source } : {}),
        facts: told.filter(([, value]) => value !== null && typeof value !== "object").map(([name, value]) => [name.replace(/_/g, " "), String(value)]),
      };
    }
  }
  return undefined;
}

/** What the `[n]` of a message stand for. */
export function referencesOf(message: Message): Map<number, Reference> {
  const found = new Map<number, Reference>();
  for (const part of message.parts)
    if (part.type === "data-references")
      for (const reference of part.data.references) found.set(reference.index, reference);
  return found;
}
