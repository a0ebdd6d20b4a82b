/** Keys of the organization. */
import { useCallback, useEffect, useState } from "preact/hooks";
import type { KeyList, NewKeyBody } from "../../../../clients/typescript/crew-chat";
import { Confirmed } from "../confirmed";
import { t } from "../texts/texts";
import { type PageProps, when } from "./page";

export function KeysPage({ api, onProblem }: PageProps) {
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
