/** Who did what. */
import { useEffect, useState } from "preact/hooks";
import type { AuditList } from "../../../../clients/typescript/crew-chat";
import { t } from "../texts/texts";
import { type PageProps, when } from "./page";

export function AuditPage({ api, onProblem }: PageProps) {
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
