/** Pages for those who run the installation: containers, queue, agents, usage, keys, and who did what. */
import { useCallback, useState } from "preact/hooks";
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
      {page === "agents" && <AgentsPage api={api} onProblem={fail} onChange={onAgents} />}
      {page === "usage" && <UsagePage api={api} onProblem={fail} />}
      {page === "keys" && <KeysPage api={api} onProblem={fail} />}
      {page === "audit" && <AuditPage api={api} onProblem={fail} />}
    </Overlay>
  );
}
