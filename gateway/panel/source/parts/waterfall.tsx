/** What happened in a turn and when: agents, calls of models and tools, drawn from the turn's own log. */
import { useEffect, useState } from "preact/hooks";
import type { Api } from "../api";
import { explain } from "../chat/use-conversation";
import { Icon } from "../icon";
import { count, duration, t } from "../texts/texts";
import { save } from "./artifact";
import { toolName } from "./work";

interface Bar {
  kind: "agent" | "llm" | "tool";
  name: string;
  detail: string;
  from: number;
  to: number;
  state: string;
}

type Event = Record<string, unknown> & { type: string };

/** The bars of a log, agents first and then what they did, in the order of their beginning. */
export function barsOf(log: Event[]): { bars: Bar[]; from: number; to: number } {
  const agents = new Map<string, Bar>();
  const tools = new Map<string, Bar & { agent: string }>();
  const calls: (Bar & { agent: string })[] = [];
  let last = 0;
  let end: number | undefined;
  const times = log.map((event) => event["at"]);
  for (const [index, event] of log.entries()) {
    // An event without a time of its own, as the end of a model's call, came just before the next one that has one.
    const at = Number(event["at"] ?? times.slice(index).find((time) => typeof time === "number") ?? last);
    last = Math.max(last, at);
    const agent = String(event["agent"] ?? "");
    if (event.type === "agent-started")
      agents.set(agent, { kind: "agent", name: String(event["name"]), detail: "", from: at, to: at, state: "running" });
    else if (event.type === "agent-finished") {
      const bar = agents.get(agent);
      if (bar) Object.assign(bar, { to: at, state: String(event["outcome"]), detail: String(event["note"] ?? "") });
    } else if (event.type === "llm-called") {
      const took = Number(event["duration_ms"] ?? 0);
      const tokens = `${count(Number(event["input_tokens"]))} → ${count(Number(event["output_tokens"]))} tokens`;
      calls.push({
        kind: "llm", agent, name: String(event["model"]), detail: tokens, from: Math.max(last - took, 0), to: last, state: "done",
      });
    } else if (event.type === "tool-called")
      tools.set(String(event["call_id"]), {
        kind: "tool", agent, name: toolName(String(event["tool"])), detail: "", from: at, to: at, state: "running",
      });
    else if (event.type === "tool-returned" || event.type === "tool-failed") {
      const bar = tools.get(String(event["call_id"]));
      const detail = event["deduplicated"] === true ? t("repeated") : String(event["message"] ?? "");
      if (bar) Object.assign(bar, { to: at, state: event.type === "tool-failed" ? "failed" : "done", detail });
    } else if (event.type === "turn-finished") end = at;
  }
  const owned = [...calls, ...tools.values()].sort((one, other) => one.from - other.from);
  const bars: Bar[] = [...agents].flatMap(([agent, bar]) => [
    { ...bar, to: bar.state === "running" ? (end ?? last) : bar.to },
    ...owned.filter((one) => one.agent === agent),
  ]);
  bars.push(...owned.filter((one) => !agents.has(one.agent)));
  const from = Math.min(...bars.map((bar) => bar.from), Number(log.find((event) => event.type === "turn-started")?.["at"] ?? Infinity));
  return { bars, from, to: Math.max(end ?? last, from + 1) };
}

const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** One file that shows the same without us. */
function page(title: string, bars: Bar[], from: number, to: number): string {
  const rows = bars.map((bar) => {
    const left = (((bar.from - from) / (to - from)) * 100).toFixed(2);
    const width = Math.max(((bar.to - bar.from) / (to - from)) * 100, 0.4).toFixed(2);
    return `<tr><th class="${bar.kind}">${escaped(bar.name)}<small>${escaped(bar.detail)}</small></th><td><i class="${bar.kind} ${escaped(bar.state)}" ` +
      `style="margin-left:${left}%;width:${width}%"></i></td><td class="n">${duration(bar.to - bar.from)}</td></tr>`;
  });
  return `<!doctype html><meta charset="utf-8"><meta http-equiv="content-security-policy" content="default-src 'none'; style-src 'unsafe-inline'">` +
    `<title>${escaped(title)}</title><style>body{font:14px system-ui;margin:2rem}table{border-collapse:collapse;width:100%}th{text-align:left;font-weight:500;width:18rem;padding-right:1rem}` +
    `th.llm,th.tool{padding-left:1.2rem;font-weight:400}small{display:block;color:#666}i{display:block;height:.8rem;border-radius:3px;background:#3867d6}` +
    `i.llm{background:#8854d0}i.tool{background:#20a070}i.failed,i.timeout{background:#d33}.n{text-align:right;width:5rem}</style>` +
    `<h1>${escaped(title)}</h1><table>${rows.join("")}</table>`;
}

export function Waterfall({ api, turnId, onClose }: { api: Api; turnId: string; onClose: () => void }) {
  const [log, setLog] = useState<Event[] | null>(null);
  const [problem, setProblem] = useState("");
  useEffect(() => {
    setLog(null);
    api.log(turnId).then((events) => setLog(events as Event[])).catch((error: unknown) => setProblem(explain(error)));
  }, [api, turnId]);
  const drawn = log === null ? null : barsOf(log);
  return (
    <aside class="artifact-panel" aria-label={t("waterfall")}>
      <header>
        <h2>{t("waterfall")}</h2>
        <button type="button" class="icon" aria-label={t("close")} onClick={onClose}><Icon name="close" /></button>
      </header>
      {problem && <p class="problem" role="alert">{problem}</p>}
      {drawn && drawn.bars.length === 0 && <p>{t("noLog")}</p>}
      {drawn && drawn.bars.length > 0 && (
        <>
          <div class="artifact-tools">
            <button
              type="button"
              onClick={() => save(new Blob([page(t("waterfall"), drawn.bars, drawn.from, drawn.to)], { type: "text/html" }), `${turnId}.html`)}
            >
              {t("waterfallExport")}
            </button>
          </div>
          <ol class="waterfall">
            {drawn.bars.map((bar, index) => (
              <li key={index} data-kind={bar.kind} data-state={bar.state}>
                <span class="bar-name">
                  {bar.kind === "agent" ? <strong>{bar.name}</strong> : `${t(bar.kind === "llm" ? "modelCall" : "toolCall")}: ${bar.name}`}
                  {bar.detail && <small>{bar.detail}</small>}
                </span>
                <span class="bar-room" aria-hidden="true">
                  <span
                    class="bar"
                    style={{
                      marginInlineStart: `${((bar.from - drawn.from) / (drawn.to - drawn.from)) * 100}%`,
                      width: `${Math.max(((bar.to - bar.from) / (drawn.to - drawn.from)) * 100, 0.5)}%`,
                    }}
                  />
                </span>
                <span class="time">{duration(bar.to - bar.from)}</span>
              </li>
            ))}
          </ol>
        </>
      )}
    </aside>
  );
}
