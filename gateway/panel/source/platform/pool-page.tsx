/** The crew containers, and a button that drains one. */
import { useCallback, useEffect, useState } from "preact/hooks";
import type { PoolBody } from "../../../../clients/typescript/crew-chat";
import { Confirmed } from "../confirmed";
import { t } from "../texts/texts";
import { LOOK_MILLISECONDS, type PageProps, when } from "./page";

export function PoolPage({ api, onProblem }: PageProps) {
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
