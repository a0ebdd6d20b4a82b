/** Who works on an answer and with which tools: a live timeline that folds once the answer is there. */
import { useEffect, useState } from "preact/hooks";
import { type AgentWork, type Part, type ToolCall, toolCall } from "../chat/message";
import { duration, type Key, t } from "../texts/texts";

const LONGEST_JSON = 20_000;

/** A tool's name for people: `list_products` is "list products". */
export const toolName = (name: string): string => name.replace(/_/g, " ");

export function Json({ label, value }: { label: string; value: unknown }) {
  const text = JSON.stringify(value, null, 2) ?? "";
  return (
    <details class="json">
      <summary>{label}</summary>
      <pre tabIndex={0}>{text.length > LONGEST_JSON ? `${text.slice(0, LONGEST_JSON)}…` : text}</pre>
    </details>
  );
}

const TOLD: Record<ToolCall["state"], Key> = {
  running: "toolRunning", done: "toolDone", failed: "toolFailed", waiting: "toolWaiting", denied: "toolDenied",
};

type Times = NonNullable<AgentWork["toolTimes"]>[string];

/** How long it took, or takes so far; nothing where nobody wrote it down, or while a person is waited for. */
function Took({ times, isRunning }: { times: Times | undefined; isRunning: boolean }) {
  if (times?.finishedAt !== undefined) return <span class="time">{duration(times.finishedAt - times.startedAt)}</span>;
  return times && isRunning ? <Clock since={times.startedAt} /> : null;
}

function ToolCard({ call, times, isAnswering }: { call: ToolCall; times?: Times | undefined; isAnswering: boolean }) {
  const key = TOLD[call.state];
  return (
    <li class="tool" data-state={call.state}>
      <details>
        <summary>
          <span class="dot" aria-hidden="true" />
          {t(key, { tool: toolName(call.name) })}
          <Took times={times} isRunning={isAnswering && call.state === "running"} />
        </summary>
        {times?.repeated && <p class="note">{t("repeated")}</p>}
        <Json label={t("arguments")} value={call.input} />
        {call.output !== undefined && <Json label={t("result")} value={call.output} />}
        {call.error !== undefined && <p class="tool-error">{call.error}</p>}
      </details>
    </li>
  );
}

function Clock({ since }: { since: number }) {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 200);
    return () => clearInterval(timer);
  }, []);
  return <span class="time">{duration(now - since)}</span>;
}

export function Work({ parts, isAnswering }: { parts: Part[]; isAnswering: boolean }) {
  const agents: AgentWork[] = parts.flatMap((part) => (part.type === "data-agent" ? [part.data] : []));
  const calls = parts.map(toolCall).filter((call): call is ToolCall => call !== undefined);
  const hasText = parts.some((part) => part.type === "text" && part.text !== "");
  const [choice, setChoice] = useState<boolean | null>(null);
  if (agents.length === 0 && calls.length === 0) return null;

  const isOpen = choice ?? (isAnswering && !hasText);
  const working = agents.filter((agent) => agent.state === "running");
  const began = Math.min(...agents.map((agent) => agent.startedAt));
  const ended = Math.max(...agents.map((agent) => agent.finishedAt ?? agent.startedAt));
  const byId = new Map(calls.map((call) => [call.id, call]));
  const owned = new Set(agents.flatMap((agent) => agent.toolCallIds));
  const rest = calls.filter((call) => !owned.has(call.id));
  const time = duration(ended - began);
  const summary =
    working.length > 0 && isAnswering
      ? t("atWork", { names: working.map((agent) => agent.name).join(", ") })
      : agents.length === 1 && agents[0]
        ? t("oneAgent", { name: agents[0].name, time })
        : t("worked", { count: agents.length, time });
  return (
    <details class="work" open={isOpen}>
      <summary
        onClick={(event) => {
          event.preventDefault();
          setChoice(!isOpen);
        }}
      >
        {summary}
      </summary>
      <ul class="agents">
        {agents.map((agent) => (
          <li class="agent" data-state={isAnswering || agent.state !== "running" ? agent.state : "stopped"} key={agent.agent}>
            <span class="agent-line">
              <span class="dot" aria-hidden="true" />
              <strong>{agent.name}</strong>
              {agent.state === "running" && isAnswering ? (
                <Clock since={agent.startedAt} />
              ) : (
                <span class="time">{duration((agent.finishedAt ?? agent.startedAt) - agent.startedAt)}</span>
              )}
            </span>
            {agent.note && <p class="note">{agent.note}</p>}
            <ul class="tools">
              {agent.toolCallIds.map((id) => byId.get(id)).map((call) => call && (
                <ToolCard call={call} times={agent.toolTimes?.[call.id]} isAnswering={isAnswering} key={call.id} />
              ))}
            </ul>
          </li>
        ))}
      </ul>
      {rest.length > 0 && <ul class="tools">{rest.map((call) => <ToolCard call={call} isAnswering={isAnswering} key={call.id} />)}</ul>}
    </details>
  );
}
