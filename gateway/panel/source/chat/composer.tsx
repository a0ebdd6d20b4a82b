/** Where a question is written: text, images by paste, drop or choice, and the button that sends or stops. */
import { useEffect, useRef, useState } from "preact/hooks";
import type { AgentBody } from "../../../../clients/typescript/crew-chat";
import { Icon } from "../icon";
import { t } from "../texts/texts";
import { draftOf, keepDraft } from "./draft";
import { MAX_IMAGES, shrunk } from "./images";

interface Props {
  /** Under which a half-written question is kept in this tab. */
  draft: string;
  /** A person has just asked for a place to write. */
  takesFocus?: boolean;
  isAnswering: boolean;
  isStopping: boolean;
  isDisabled: boolean;
  agents: AgentBody[];
  agent: string | null;
  onAgent(slug: string | null): void;
  /** False, later: it was not taken and is to be written again. */
  onAsk(text: string, files: FileList | undefined): void | Promise<boolean>;
  onStop(): void;
}

export function Composer({ draft, takesFocus = false, isAnswering, isStopping, isDisabled, agents, agent, onAgent, onAsk, onStop }: Props) {
  const area = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useState(() => draftOf(draft));
  const [images, setImages] = useState<File[]>([]);
  const [problem, setProblem] = useState("");

  useEffect(() => {
    // Not on phones, where it would bring up the keyboard.
    if (takesFocus && matchMedia("(pointer: fine)").matches) area.current?.focus();
  }, []);
  useEffect(() => {
    const field = area.current;
    keepDraft(draft, text);
    if (field === null) return;
    field.style.height = "auto";
    field.style.height = `${Math.min(field.scrollHeight, 240)}px`;
  }, [text]);

  const add = (files: Iterable<File>): void => {
    const chosen = [...files].filter((file) => file.type.startsWith("image/"));
    if (chosen.length === 0) return;
    setProblem("");
    Promise.all(chosen.map(shrunk))
      .then((small) => setImages((kept) => [...kept, ...small].slice(0, MAX_IMAGES)))
      .catch(() => setProblem(t("imageTooLarge")));
  };
  const send = (): void => {
    if (text.trim() === "" || isDisabled) return;
    const list = new DataTransfer();
    for (const image of images) list.items.add(image);
    const [written, added] = [text, images];
    setText("");
    setImages([]);
    void Promise.resolve(onAsk(text.trim(), images.length > 0 ? list.files : undefined)).then((isTaken) => {
      if (isTaken !== false) return;
      setText((newer) => newer || written);
      setImages((newer) => (newer.length > 0 ? newer : added));
    });
  };
  return (
    <form
      class="composer" part="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        if ((event.dataTransfer?.files.length ?? 0) === 0) return;
        event.preventDefault();
        add(event.dataTransfer?.files ?? []);
      }}
    >
      {images.length > 0 && (
        <ul class="images">
          {images.map((image, index) => (
            <li key={index}>
              {image.name}
              <button
                type="button" class="icon" aria-label={t("removeImage", { name: image.name })}
                onClick={() => setImages((kept) => kept.filter((one) => one !== image))}
              ><Icon name="close" /></button>
            </li>
          ))}
        </ul>
      )}
      {problem && <p class="problem" role="alert">{problem}</p>}
      <textarea
        ref={area} rows={1} value={text} aria-label={t("ask")} placeholder={t("ask")} dir="auto" maxLength={32_000}
        onInput={(event) => {
          // At once: an effect may come too late for a page that is about to go.
          keepDraft(draft, event.currentTarget.value);
          setText(event.currentTarget.value);
        }}
        onPaste={(event) => {
          // Cells of a table come as a picture, too: the text is meant.
          if (!event.clipboardData?.types.includes("text/plain")) add(event.clipboardData?.files ?? []);
        }}
        onKeyDown={(event) => {
          if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
            event.preventDefault();
            send();
          }
          if (event.key === "Escape" && isAnswering && !event.isComposing) {
            event.stopPropagation();
            onStop();
          }
        }}
      />
      <div class="composer-line">
        <label class="icon attach">
          <Icon name="image" />
          <span class="hidden">{t("attach")}</span>
          <input
            class="hidden" type="file" accept="image/png,image/jpeg,image/webp,image/gif" multiple
            onChange={(event) => {
              add(event.currentTarget.files ?? []);
              event.currentTarget.value = "";
            }}
          />
        </label>
        <select
          class="agent-picker" aria-label={t("agent")} value={agent ?? ""} title={agent === null ? t("automaticHint") : ""}
          onChange={(event) => onAgent(event.currentTarget.value || null)}
        >
          <option value="">{t("automatic")}</option>
          {agents.map((one) => <option key={one.slug} value={one.slug} title={one.description}>{one.name}</option>)}
        </select>
        <span class="room" />
        {isAnswering && (
          <button type="button" class="stop" disabled={isStopping} onClick={onStop}>{t(isStopping ? "stopping" : "stop")}</button>
        )}
        <button type="submit" class="send" part="send" disabled={text.trim() === "" || isDisabled}>{t("send")}</button>
      </div>
    </form>
  );
}
