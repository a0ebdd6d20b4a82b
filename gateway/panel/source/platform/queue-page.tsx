/** What waits in the organization, and what is being answered. */
import { useEffect, useState } from "preact/hooks";
import type { QueueBody } from "../../../../clients/typescript/crew-chat";
import { duration, t } from "../texts/texts";
import { LOOK_MILLISECONDS, type PageProps } from "./page";

export function QueuePage({ api, onProblem }: PageProps) {
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
