/** Pages for those who run the installation: containers, queue, agents, usage, keys, and who did what. */
import { useMemo, useRef, useState } from "preact/hooks";
import { type Api, Refused } from "../api";
import { explain } from "../chat/use-conversation";
import { Overlay } from "../overlay";
import { type Key, t } from "../texts/texts";
import { AgentsPage } from "./agents-page";
import { AuditPage } from "./audit-page";
import { KeysPage } from "./keys-page";
import { PoolPage } from "./pool-page";
import { QueuePage } from "./queue-page";
import { UsagePage } from "./usage-page";

const PAGES = ["pool", "queue", "agents", "usage", "keys", "audit"] as const;
type Page = (typeof PAGES)[number];
const PAGE_NAMES: Record<Page, Key> = {
  pool: "pool", queue: "queuePage", agents: "agentsPage", usage: "usagePage", keys: "keys", audit: "audit",
};

interface Props {
  api: Api;
  /** The agents that may be asked are others now. */
  onAgents(): void;
  onClose(): void;
}

export default function PlatformPages({ api, onAgents, onClose }: Props) {
  const [page, setPage] = useState<Page>("pool");
  const [problem, setProblem] = useState("");
  const shown = useRef(page);
  shown.current = page;
  const failOn = (of: Page) => (error: unknown): void => {
    // A page that was left has nothing to say any more.
    if (shown.current !== of) return;
    setProblem(error instanceof Refused && error.status === 403 ? t("operatorOnly") : explain(error));
  };
  // The same function each time: pages look again when it changes.
  const fails = useMemo(() => Object.fromEntries(PAGES.map((one) => [one, failOn(one)])) as Record<Page, (error: unknown) => void>, []);
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
      {page === "pool" && <PoolPage api={api} onProblem={fails.pool} />}
      {page === "queue" && <QueuePage api={api} onProblem={fails.queue} />}
      {page === "agents" && <AgentsPage api={api} onProblem={fails.agents} onChange={onAgents} />}
      {page === "usage" && <UsagePage api={api} onProblem={fails.usage} />}
      {page === "keys" && <KeysPage api={api} onProblem={fails.keys} />}
      {page === "audit" && <AuditPage api={api} onProblem={fails.audit} />}
    </Overlay>
  );
}
