/** Pages for those who run the installation: containers, keys, agents, usage, and who did what. */
import { useCallback, useEffect, useState } from "preact/hooks";
import type { AgentBody, AuditList, BudgetBody, KeyList, NewKeyBody, PoolBody, QueueBody, UsageBody, UsageSumBody } from "../../../../clients/typescript/crew-chat";
import { type Api, Refused } from "../api";
import { explain } from "../chat/use-conversation";
import { Confirmed } from "../confirmed";
import { Overlay } from "../overlay";
import { count, duration, type Key, money, t } from "../texts/texts";

const PAGES = ["pool", "queue", "agents", "usage", "keys", "audit"] as const;
const GROUPINGS = ["day", "user", "agent", "model"] as const;
type Page = (typeof PAGES)[number];
const PAGE_NAMES: Record<Page, Key> = { pool: "pool", queue: "queuePage", agents: "agentsPage", usage: "usagePage", keys: "keys", audit: "audit" };
const LOOK_MILLISECONDS = 2_000;

interface PageProps {
  api: Api;
  onProblem(error: unknown): void;
}

const when = (time: string | null): string => (time === null ? "–" : new Date(time).toLocaleString());

function PoolPage({ api, onProblem }: PageProps) {
  const [pool, setPool] = useState<PoolBody | null>(null);
  const look = useCallback(() => api.admin<PoolBody>("GET", "/pool").then(setPool).catch(onProblem), [api]);
  useEffect(() => {
    void look();
    const timer = setInterval(() => void look(), LOOK_MILLISECONDS);
    return () => clearInterval(timer);
  }, [look]);
  if (pool === null) return null;
  return (
    <>
      <p>{t("poolState", { count: pool.workers.length, ceiling: pool.ceiling, waiting: pool.waiting })}</p>
      <div class="table-frame" tabIndex={0}>
        <table>
          <thead><tr><th>{t("container")}</th><th>{t("state")}</th><th>{t("slots")}</th><th>{t("runs")}</th><th>{t("since")}</th><th><span class="hidden">{t("drain")}</span></th></tr></thead>
          <tbody>
            {pool.workers.map((worker) => (
              <tr key={worker.id}>
                <td><code>{worker.id}</code></td>
                <td>{worker.state}</td>
                <td class="number">{worker.running} / {worker.slots}</td>
                <td class="number">{worker.runs_begun}</td>
                <td>{when(worker.registered_at)}</td>
                <td>
                  <Confirmed
                    text={t("drain")} isDisabled={worker.state !== "well"}
                    onConfirm={() => void api.admin("POST", `/pool/${worker.id}/drain`).then(look).catch(onProblem)}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

function QueuePage({ api, onProblem }: PageProps) {
  const [queue, setQueue] = useState<QueueBody | null>(null);
  useEffect(() => {
    const look = (): Promise<void> => api.admin<QueueBody>("GET", "/queue").then(setQueue).catch(onProblem);
    void look();
    const timer = setInterval(() => void look(), LOOK_MILLISECONDS);
    return () => clearInterval(timer);
  }, [api]);
  if (queue === null) return null;
  const now = Date.now();
  const waiting = queue.turns.filter((turn) => turn.status === "queued").length;
  return (
    <>
      <p>
        {t("queueState", { waiting, running: queue.turns.length - waiting, slots: queue.slots })}
        {queue.turn_seconds !== null && ` ${t("queuePace", { time: duration(queue.turn_seconds * 1_000) })}`}
      </p>
      {queue.turns.length === 0 && <p class="nothing">{t("queueEmpty")}</p>}
      {queue.turns.length > 0 && (
        <div class="table-frame" tabIndex={0}>
          <table>
            <thead><tr><th>{t("user")}</th><th>{t("question")}</th><th>{t("state")}</th><th>{t("since")}</th><th>{t("place")}</th><th>{t("eta")}</th></tr></thead>
            <tbody>
              {queue.turns.map((turn) => (
                <tr key={turn.turn_id}>
                  <td><bdi>{turn.user_id}</bdi></td>
                  <td><code>{turn.turn_id}</code></td>
                  <td>{t(turn.status === "queued" ? "turnQueued" : "turnRunning")}</td>
                  <td>{duration(now - Date.parse(turn.status === "running" && turn.started_at ? turn.started_at : turn.accepted_at))}</td>
                  <td class="number">{turn.position ?? "–"}</td>
                  <td class="number">{turn.eta_seconds === null ? "–" : duration(turn.eta_seconds * 1_000)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}

function AgentsPage({ api, onProblem }: PageProps) {
  const [agents, setAgents] = useState<AgentBody[]>([]);
  useEffect(() => void api.agents().then(setAgents).catch(onProblem), [api]);
  return (
    <div class="table-frame" tabIndex={0}>
      <table>
        <thead><tr><th>{t("agent")}</th><th>{t("knows")}</th><th>{t("tools")}</th><th>{t("examples")}</th></tr></thead>
        <tbody>
          {agents.map((agent) => (
            <tr key={agent.id}>
              <td><strong>{agent.name}</strong><br /><code>{agent.slug}</code></td>
              <td>{agent.description}</td>
              <td>{agent.tools.map((tool) => <div key={tool}><code>{tool}</code></div>)}</td>
              <td>{agent.examples.map((example) => <div key={example}>{example}</div>)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Sums({ sums, currency }: { sums: UsageSumBody; currency: string }) {
  return (
    <>
      <td class="number">{count(sums.calls)}</td>
      <td class="number">{count(sums["gen_ai.usage.input_tokens"])}</td>
      <td class="number">{count(sums["gen_ai.usage.output_tokens"])}</td>
      <td class="number">{money(sums.cost_micros, currency)}</td>
    </>
  );
}

function UsagePage({ api, onProblem }: PageProps) {
  const [by, setBy] = useState<(typeof GROUPINGS)[number]>("day");
  const [usage, setUsage] = useState<UsageBody | null>(null);
  const [budget, setBudget] = useState<BudgetBody | null>(null);
  useEffect(() => {
    api.usage(by).then(setUsage).catch(onProblem);
    api.admin<BudgetBody>("GET", "/budget").then(setBudget).catch(onProblem);
  }, [api, by]);
  if (usage === null) return null;
  return (
    <>
      {budget && (
        <p>
          {t("budget", {
            month: budget.month, spent: money(budget.spent_micros, budget.currency), limit: money(budget.limit_micros, budget.currency),
          })}
        </p>
      )}
      <label class="by">
        {t("by")}{" "}
        <select value={by} onChange={(event) => setBy(event.currentTarget.value as typeof by)}>
          {GROUPINGS.map((one) => <option key={one} value={one}>{t(one)}</option>)}
        </select>
      </label>
      <div class="table-frame" tabIndex={0}>
        <table>
          <thead><tr><th>{t(by)}</th><th>{t("calls")}</th><th>{t("tokensIn")}</th><th>{t("tokensOut")}</th><th>{t("cost")}</th></tr></thead>
          <tbody>
            {usage.groups.map((group) => (
              <tr key={group.key}><td><bdi>{group.key ?? "–"}</bdi></td><Sums sums={group} currency={usage.currency} /></tr>
            ))}
            <tr><td><strong>{t("total")}</strong></td><Sums sums={usage.total} currency={usage.currency} /></tr>
          </tbody>
        </table>
      </div>
    </>
  );
}

function KeysPage({ api, onProblem }: PageProps) {
  const [keys, setKeys] = useState<KeyList["keys"]>([]);
  const [fresh, setFresh] = useState("");
  const look = useCallback(() => api.admin<KeyList>("GET", "/keys").then((list) => setKeys(list.keys)).catch(onProblem), [api]);
  useEffect(() => void look(), [look]);
  return (
    <>
      <form
        class="new-key"
        onSubmit={(event) => {
          event.preventDefault();
          const given = new FormData(event.currentTarget);
          api.admin<NewKeyBody>("POST", "/keys", { user_id: String(given.get("user")), name: String(given.get("name")) })
            .then((made) => {
              setFresh(made.key);
              return look();
            })
            .catch(onProblem);
        }}
      >
        <label>{t("user")} <input name="user" required pattern="[A-Za-z0-9_\-]+" /></label>
        <label>{t("name")} <input name="name" required maxLength={100} /></label>
        <button type="submit">{t("makeKey")}</button>
      </form>
      {fresh && <p role="status">{t("keyOnce")} <code class="fresh-key">{fresh}</code></p>}
      <div class="table-frame" tabIndex={0}>
        <table>
          <thead><tr><th>{t("key")}</th><th>{t("user")}</th><th>{t("scopes")}</th><th>{t("made")}</th><th>{t("ends")}</th><th>{t("used")}</th><th><span class="hidden">{t("revoke")}</span></th></tr></thead>
          <tbody>
            {keys.map((key) => (
              <tr key={key.id}>
                <td><bdi>{key.name || key.id}</bdi></td><td><bdi>{key.user_id}</bdi></td><td>{key.scopes.join(", ")}</td>
                <td>{when(key.created_at)}</td><td>{when(key.expires_at)}</td><td>{when(key.last_used_at)}</td>
                <td><Confirmed text={t("revoke")} onConfirm={() => void api.admin("DELETE", `/keys/${key.id}`).then(look).catch(onProblem)} /></td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

function AuditPage({ api, onProblem }: PageProps) {
  const [entries, setEntries] = useState<AuditList["entries"]>([]);
  const [after, setAfter] = useState<string | null>(null);
  const more = (cursor?: string): void => {
    api.admin<AuditList>("GET", `/audit${cursor ? `?after=${encodeURIComponent(cursor)}` : ""}`)
      .then((page) => {
        setEntries((known) => (cursor ? [...known, ...page.entries] : page.entries));
        setAfter(page.after);
      })
      .catch(onProblem);
  };
  useEffect(() => more(), [api]);
  return (
    <>
      <div class="table-frame" tabIndex={0}>
        <table>
          <thead><tr><th>{t("time")}</th><th>{t("user")}</th><th>{t("action")}</th><th>{t("object")}</th></tr></thead>
          <tbody>
            {entries.map((entry) => (
              <tr key={entry.number}><td>{when(entry.at)}</td><td><bdi>{entry.user_id}</bdi></td><td>{entry.action}</td><td><bdi>{entry.object_id}</bdi></td></tr>
            ))}
          </tbody>
        </table>
      </div>
      {after !== null && <button type="button" onClick={() => more(after)}>{t("more")}</button>}
    </>
  );
}

export default function PlatformPages({ api, onClose }: { api: Api; onClose: () => void }) {
  const [page, setPage] = useState<Page>("pool");
  const [problem, setProblem] = useState("");
  const fail = useCallback((error: unknown): void => {
    setProblem(error instanceof Refused && error.status === 403 ? t("operatorOnly") : explain(error));
  }, []);
  return (
    <Overlay
      label={t("platform")} onClose={onClose}
      tools={(
        <nav aria-label={t("platform")}>
          {PAGES.map((one) => (
            <button
              key={one} type="button" aria-current={one === page ? "page" : undefined}
              onClick={() => {
                setProblem("");
                setPage(one);
              }}
            >{t(PAGE_NAMES[one])}</button>
          ))}
        </nav>
      )}
    >
      {problem && <p class="problem" role="alert">{problem}</p>}
      {page === "pool" && <PoolPage api={api} onProblem={fail} />}
      {page === "queue" && <QueuePage api={api} onProblem={fail} />}
      {page === "agents" && <AgentsPage api={api} onProblem={fail} />}
      {page === "usage" && <UsagePage api={api} onProblem={fail} />}
      {page === "keys" && <KeysPage api={api} onProblem={fail} />}
      {page === "audit" && <AuditPage api={api} onProblem={fail} />}
    </Overlay>
  );
}
