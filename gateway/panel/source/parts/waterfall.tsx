/** What happened in a turn and when: waits, agents, calls of models and tools; as one file, too. */
import { useEffect, useState } from "preact/hooks";
import type { SpanBody, TimelineBody } from "../../../../clients/typescript/crew-chat";
import type { Api } from "../api";
import { explain } from "../chat/use-conversation";
import { focused } from "../focused";
import { Icon } from "../icon";
import { count, duration, type Key, money, t } from "../texts/texts";
import { save } from "./artifact";
import { toolName } from "./work";

const LOOK_MILLISECONDS = 1_500;

interface Bar {
  kind: SpanBody["kind"];
  state: SpanBody["state"];
  name: string;
  detail: string;
  from: number;
  to: number;
}

interface Drawn {
  facts: string[];
  bars: Bar[];
  from: number;
  to: number;
}

const STATES: Partial<Record<SpanBody["state"], Key>> = {
  running: "spanRunning", failed: "spanFailed", timeout: "spanTimeout", stopped: "spanStopped", denied: "spanDenied", lost: "spanLost",
};

function nameOf(span: SpanBody): string {
  if (span.kind === "wait") return t("waited");
  if (span.kind === "model") return `${t("modelCall")}: ${span.name}`;
  if (span.kind === "tool") return `${t("toolCall")}: ${toolName(span.name)}`;
  return span.name;
}

/** What is worth knowing of a span beside its time. */
function detailOf(span: SpanBody, currency: string): string {
  const told = [STATES[span.state] ? t(STATES[span.state] as Key) : "", span.repeated ? t("repeated") : "", span.cached ? t("fromCache") : "", span.note ?? ""];
  const usage = span.usage;
  if (usage?.kept) told.push(t("keptAnswer"));
  else if (usage) {
    told.push(t("spanTokens", { in: count(usage.input_tokens), out: count(usage.output_tokens) }));
    if (usage.cached_tokens) told.push(t("spanCached", { count: count(usage.cached_tokens) }));
    if (usage.first_token_ms !== null) told.push(t("spanFirst", { time: duration(usage.first_token_ms) }));
    told.push(usage.cost_micros === null ? t("spanUnpriced") : money(usage.cost_micros, currency));
    if (usage.failed_providers.length > 0) told.push(t("spanFellBack", { names: usage.failed_providers.join(", ") }));
    if (usage.estimated) told.push(t("spanEstimated"));
  }
  return told.filter(Boolean).join(" · ");
}

/** Agents with what they did behind them; waits where they were, and what belongs to no agent at the end. */
function drawn(timeline: TimelineBody, now: number): Drawn {
  const from = Date.parse(timeline.accepted_at);
  const finished = timeline.finished_at === null ? now : Date.parse(timeline.finished_at);
  const bars: Bar[] = [];
  const add = (span: SpanBody, purpose?: string): void => {
    const began = Date.parse(span.began_at);
    const ended = span.ended_at === null ? Math.max(finished, began) : Date.parse(span.ended_at);
    bars.push({
      kind: span.kind, state: span.state, name: nameOf(span), from: began, to: ended,
      detail: [purpose && t("spanFor", { what: purpose }), detailOf(span, timeline.currency)].filter(Boolean).join(" · "),
    });
  };
  const own = (kind: SpanBody["kind"]): SpanBody[] => timeline.spans.filter((span) => span.kind === kind);
  const slugs = new Set(own("agent").map((span) => span.agent));
  const inner = timeline.spans.filter((span) => span.kind === "model" || span.kind === "tool");
  const shown = new Set<SpanBody>();
  for (const span of [...own("wait"), ...own("agent")].sort((one, other) => Date.parse(one.began_at) - Date.parse(other.began_at))) {
    add(span);
    if (span.kind === "wait") continue;
    const ended = span.ended_at === null ? Infinity : Date.parse(span.ended_at);
    for (const act of inner)
      if (act.agent === span.agent && !shown.has(act) && Date.parse(act.began_at) <= ended) {
        shown.add(act);
        add(act);
      }
  }
  // Titles, suggestions and what was decided before anybody set to work.
  for (const act of inner) if (!shown.has(act)) add(act, act.agent !== null && !slugs.has(act.agent) ? act.agent : undefined);
  const facts = [t("timelineTook", { time: duration(finished - from) })];
  if (timeline.cost_micros !== null) facts.push(money(timeline.cost_micros, timeline.currency));
  if (timeline.unpriced_calls > 0) facts.push(t("timelineUnpriced", { count: timeline.unpriced_calls }));
  const { assessment } = timeline;
  if (assessment) {
    facts.push(t("timelineAssessed", { level: assessment.level, action: assessment.action, by: assessment.assessed_by, routed: assessment.routed_by }));
    if (assessment.skipped.length > 0) facts.push(t("timelineSkipped", { names: assessment.skipped.join(", ") }));
  }
  if (timeline.memories > 0) facts.push(t("timelineMemories", { count: timeline.memories }));
  if (timeline.pruned_results > 0) facts.push(t("timelinePruned", { count: timeline.pruned_results }));
  return { facts, bars, from, to: Math.max(finished, ...bars.map((bar) => bar.to), from + 1) };
}

const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** One file that shows the same without us. */
function page(title: string, { facts, bars, from, to }: Drawn): string {
  const rows = bars.map((bar) => {
    const left = (((bar.from - from) / (to - from)) * 100).toFixed(2);
    const width = Math.max(((bar.to - bar.from) / (to - from)) * 100, 0.4).toFixed(2);
    return `<tr><th class="${bar.kind}">${escaped(bar.name)}<small>${escaped(bar.detail)}</small></th><td><i class="${bar.kind} ${escaped(bar.state)}" ` +
      `style="margin-left:${left}%;width:${width}%"></i></td><td class="n">${duration(bar.to - bar.from)}</td></tr>`;
  });
  return `<!doctype html><meta charset="utf-8"><meta http-equiv="content-security-policy" content="default-src 'none'; style-src 'unsafe-inline'">` +
    `<title>${escaped(title)}</title><style>body{font:14px system-ui;margin:2rem}table{border-collapse:collapse;width:100%}th{text-align:left;font-weight:500;width:24rem;padding:.15rem 1rem .15rem 0}` +
    `th.model,th.tool{padding-left:1.2rem;font-weight:400}small{display:block;color:#666}i{display:block;height:.8rem;border-radius:3px;background:#3867d6}` +
    `i.wait{background:#bbb}i.model{background:#8854d0}i.tool{background:#20a070}i.failed,i.timeout,i.lost{background:#d33}.n{text-align:right;width:5rem}</style>` +
    `<h1>${escaped(title)}</h1><p>${escaped(facts.join(" · "))}</p><table>${rows.join("")}</table>`;
}

export function Waterfall({ api, turnId, onClose }: { api: Api; turnId: string; onClose: () => void }) {
  const [timeline, setTimeline] = useState<TimelineBody | null>(null);
  const [problem, setProblem] = useState("");
  useEffect(() => {
    setTimeline(null);
    setProblem("");
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isOver = false;
    const look = async (): Promise<void> => {
      try {
        const read = await api.timeline(turnId);
        if (isOver) return;
        setTimeline(read);
        // An open turn goes on.
        if (read.finished_at === null) timer = setTimeout(() => void look(), LOOK_MILLISECONDS);
      } catch (error) {
        if (!isOver) setProblem(explain(error));
      }
    };
    void look();
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [api, turnId]);
  const shown = timeline === null ? null : drawn(timeline, Date.now());
  return (
    <aside class="artifact-panel" part="side" tabIndex={-1} ref={focused} aria-label={t("waterfall")}>
      <header>
        <h2>{t("waterfall")}</h2>
        <button type="button" class="icon" aria-label={t("close")} onClick={onClose}><Icon name="close" /></button>
      </header>
      {problem && <p class="problem" role="alert">{problem}</p>}
      {shown && (
        <>
          <div class="artifact-tools">
            <button
              type="button"
              onClick={() => save(new Blob([page(t("waterfall"), shown)], { type: "text/html" }), `${turnId}.html`)}
            >
              {t("waterfallExport")}
            </button>
          </div>
          <p class="waterfall-facts">{shown.facts.map((fact) => <span key={fact}>{fact}</span>)}</p>
          <ol class="waterfall">
            {shown.bars.map((bar, index) => (
              <li key={index} data-kind={bar.kind} data-state={bar.state}>
                <span class="bar-name">
                  {bar.kind === "agent" ? <strong>{bar.name}</strong> : bar.name}
                  {bar.detail && <small>{bar.detail}</small>}
                </span>
                <span class="bar-room" aria-hidden="true">
                  <span
                    class="bar"
                    style={{
                      marginInlineStart: `${((bar.from - shown.from) / (shown.to - shown.from)) * 100}%`,
                      width: `${Math.max(((bar.to - bar.from) / (shown.to - shown.from)) * 100, 0.5)}%`,
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
