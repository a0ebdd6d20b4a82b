/** What is remembered of what the person said, to be read, corrected and forgotten. */
import { useCallback, useEffect, useState } from "preact/hooks";
import type { MemoryBody, MemoryList } from "../../../../clients/typescript/crew-chat";
import type { Api } from "../api";
import { explain } from "../chat/use-conversation";
import { Confirmed } from "../confirmed";
import { Overlay } from "../overlay";
import { focused } from "../focused";
import { t } from "../texts/texts";

function Row({ memory, onChange, onForget }: { memory: MemoryBody; onChange(text: string): void; onForget(): void }) {
  const [isEditing, setEditing] = useState(false);
  return (
    <li class="remembered">
      {isEditing ? (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            const text = String(new FormData(event.currentTarget).get("text") ?? "").trim();
            setEditing(false);
            if (text && text !== memory.text) onChange(text);
          }}
        >
          <input name="text" defaultValue={memory.text} maxLength={400} aria-label={t("edit")} ref={focused} />
          <button type="submit">{t("save")}</button>
        </form>
      ) : (
        <bdi>{memory.text}</bdi>
      )}
      <span class="room" />
      <span class="usage">{t("usedTimes", { count: memory.use_count })}</span>
      <button type="button" onClick={() => setEditing(!isEditing)}>{t(isEditing ? "cancel" : "edit")}</button>
      <button type="button" class="danger" onClick={onForget}>{t("forget")}</button>
    </li>
  );
}

export default function MemoryPage({ api, onClose }: { api: Api; onClose: () => void }) {
  const [memories, setMemories] = useState<MemoryBody[]>([]);
  const [after, setAfter] = useState<string | null>(null);
  const [problem, setProblem] = useState("");
  const fail = (error: unknown): void => setProblem(explain(error));
  const look = useCallback(
    (cursor?: string) =>
      api.get<MemoryList>("/memories", { after: cursor })
        .then((page) => {
          setMemories((known) => (cursor ? [...known, ...page.memories] : page.memories));
          setAfter(page.after);
        })
        .catch(fail),
    [api],
  );
  useEffect(() => void look(), [look]);
  return (
    <Overlay
      label={t("memory")} onClose={onClose}
      tools={memories.length > 0 && (
        <Confirmed text={t("forgetAll")} onConfirm={() => void api.remove("/memories").then(() => look()).catch(fail)} />
      )}
    >
      <p>{t("memoryHint")}</p>
      {problem && <p class="problem" role="alert">{problem}</p>}
      {memories.length === 0 && <p class="nothing">{t("memoryEmpty")}</p>}
      <ul>
        {memories.map((memory) => (
          <Row
            key={memory.id} memory={memory}
            onChange={(text) => void api.send("PATCH", `/memories/${memory.id}`, { text }).then(() => look()).catch(fail)}
            onForget={() => void api.remove(`/memories/${memory.id}`).then(() => look()).catch(fail)}
          />
        ))}
      </ul>
      {after !== null && <button type="button" onClick={() => void look(after)}>{t("more")}</button>}
    </Overlay>
  );
}
