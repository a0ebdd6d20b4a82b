/** One message with what can be done with it. */
import { memo } from "preact/compat";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Reference } from "../../../../clients/typescript/crew-chat";
import type { Api } from "../api";
import { Boundary } from "../boundary";
import { copied } from "../clipboard";
import { focused } from "../focused";
import { Icon } from "../icon";
import { kindName } from "../parts/artifact";
import { Markdown } from "../parts/markdown";
import { OwnImage } from "../parts/own-image";
import { Json, toolName, Work } from "../parts/work";
import { count, money, t } from "../texts/texts";
import { type ArtifactLink, type Found, foundOf, type Message, referencesOf, textOf, type ToolCall, toolCall } from "./message";

export interface MessageActions {
  edit(messageId: string, text: string): void;
  regenerate(messageId: string): void;
  vote(messageId: string, vote: -1 | 0 | 1, comment?: string): void;
  showBranch(messageId: string): void;
  decide(approvalId: string, isApproved: boolean): void;
  openArtifact(link: ArtifactLink): void;
  openWaterfall(turnId: string): void;
}

interface Props {
  api: Api;
  message: Message;
  isAnswering: boolean;
  isLast: boolean;
  isBusy: boolean;
  isReader: boolean;
  actions: MessageActions;
}

interface BranchesProps {
  message: Message;
  isBusy: boolean;
  onShow(id: string): void;
}

function Branches({ message, isBusy, onShow }: BranchesProps) {
  const alternatives = message.metadata?.alternatives ?? [];
  const index = alternatives.indexOf(message.id);
  if (alternatives.length < 2 || index < 0) return null;
  const go = (to: number) => {
    const id = alternatives[to];
    if (id !== undefined) onShow(id);
  };
  return (
    <span class="branches" role="group" aria-label={t("branch", { index: index + 1, count: alternatives.length })}>
      <button type="button" class="icon" aria-label={t("previousBranch")} disabled={isBusy || index === 0} onClick={() => go(index - 1)}><Icon name="left" /></button>
      <span>{index + 1} / {alternatives.length}</span>
      <button type="button" class="icon" aria-label={t("nextBranch")} disabled={isBusy || index === alternatives.length - 1} onClick={() => go(index + 1)}><Icon name="right" /></button>
    </span>
  );
}

function Copy({ text }: { text: string }) {
  const [told, setTold] = useState<"copy" | "copied" | "notCopied">("copy");
  useEffect(() => {
    if (told === "copy") return undefined;
    const timer = setTimeout(() => setTold("copy"), 2_000);
    return () => clearTimeout(timer);
  }, [told]);
  return (
    <button type="button" onClick={() => void copied(text).then((is) => setTold(is ? "copied" : "notCopied"))}>
      {t(told)}
    </button>
  );
}

function Votes({ message, onVote }: { message: Message; onVote: MessageActions["vote"] }) {
  const vote = message.metadata?.vote ?? 0;
  const [isAsking, setAsking] = useState(false);
  return (
    <span class="votes">
      <button type="button" class="icon" aria-label={t("up")} aria-pressed={vote === 1} onClick={() => onVote(message.id, vote === 1 ? 0 : 1)}><Icon name="up" /></button>
      <button
        type="button" class="icon" aria-label={t("down")} aria-pressed={vote === -1}
        onClick={() => {
          onVote(message.id, vote === -1 ? 0 : -1);
          setAsking(vote !== -1);
        }}
      ><Icon name="down" /></button>
      {isAsking && (
        <form
          class="why"
          onSubmit={(event) => {
            event.preventDefault();
            const comment = String(new FormData(event.currentTarget).get("comment") ?? "").trim();
            if (comment) onVote(message.id, -1, comment);
            setAsking(false);
          }}
        >
          <input name="comment" maxLength={1_000} aria-label={t("whyDown")} placeholder={t("whyDown")} />
          <button type="submit">{t("submit")}</button>
        </form>
      )}
    </span>
  );
}

function Question({ api, message, isBusy, isReader, actions }: Props) {
  const [isEditing, setEditing] = useState(false);
  const text = textOf(message);
  const files = message.parts.flatMap((part) => (part.type === "file" ? [part] : []));
  if (isEditing)
    return (
      <form
        class="edit"
        onSubmit={(event) => {
          event.preventDefault();
          const changed = String(new FormData(event.currentTarget).get("text") ?? "").trim();
          setEditing(false);
          if (changed && changed !== text) actions.edit(message.id, changed);
        }}
      >
        <textarea
          name="text" rows={3} aria-label={t("edit")} defaultValue={text} ref={focused}
          onKeyDown={(event) => {
            if (event.key === "Escape") {
              event.stopPropagation();
              setEditing(false);
            }
            if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
              event.preventDefault();
              event.currentTarget.form?.requestSubmit();
            }
          }}
        />
        <button type="submit">{t("saveAndAsk")}</button>
        <button type="button" onClick={() => setEditing(false)}>{t("cancel")}</button>
      </form>
    );
  return (
    <>
      <div class="bubble" dir="auto">
        {files.map((file) =>
          file.mediaType.startsWith("image/") ? (
            <OwnImage key={file.url} api={api} address={file.url} label={file.filename ?? t("image")} />
          ) : (
            <span key={file.url} class="attached-name">{file.filename ?? t("file")}</span>
          ),
        )}
        {text}
      </div>
      <div class="actions">
        {!isReader && <button type="button" disabled={isBusy} onClick={() => setEditing(true)}>{t("edit")}</button>}
        <Copy text={text} />
        <Branches message={message} isBusy={isBusy} onShow={actions.showBranch} />
      </div>
    </>
  );
}

function Source({ found }: { found: Found }) {
  return (
    <div class="source">
      {found.text && <blockquote dir="auto">{found.text}</blockquote>}
      {found.source && <p>{found.source}</p>}
      {found.facts.length > 0 && (
        <dl>{found.facts.map(([name, value]) => <div key={name}><dt>{name}</dt><dd><bdi>{value}</bdi></dd></div>)}</dl>
      )}
    </div>
  );
}

interface SourcesProps {
  message: Message;
  references: Map<number, Reference>;
  marked: number | null;
  onMark(index: number | null): void;
}

function Sources({ message, references, marked, onMark }: SourcesProps) {
  const place = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    if (marked === null || place.current === null) return;
    place.current.open = true;
    place.current.querySelector(`[data-index="${marked}"]`)?.scrollIntoView({ block: "nearest" });
  }, [marked]);
  if (references.size === 0) return null;
  return (
    <details class="sources" ref={place}>
      <summary>{t("sources")} ({references.size})</summary>
      <ol>
        {[...references.values()].map((reference) => (
          <li key={reference.index} value={reference.index} data-index={reference.index} class={marked === reference.index ? "marked" : ""}>
            <button type="button" aria-expanded={marked === reference.index} onClick={() => onMark(marked === reference.index ? null : reference.index)}>
              <span class="kind">{reference.type.replace(/_/g, " ")}</span> <bdi>{reference.label}</bdi>
              {reference.at && <time dateTime={reference.at}> {new Date(reference.at).toLocaleDateString()}</time>}
            </button>
            {marked === reference.index && <Source found={foundOf(message, reference.index) ?? { facts: [] }} />}
          </li>
        ))}
      </ol>
    </details>
  );
}

/** What the answer cost, once that is known: asked for where somebody is likely to look. */
function Cost({ api, turnId }: { api: Api; turnId: string }) {
  const [cost, setCost] = useState("");
  useEffect(() => {
    let isOver = false;
    api.timeline(turnId)
      .then((timeline) => {
        if (!isOver && timeline.cost_micros !== null) setCost(money(timeline.cost_micros, timeline.currency));
      })
      .catch(() => undefined);
    return () => {
      isOver = true;
    };
  }, [api, turnId]);
  return cost === "" ? null : <span class="cost">{cost}</span>;
}

function End({ api, message, showsCost }: { api: Api; message: Message; showsCost: boolean }) {
  const { metadata } = message;
  const models = metadata?.models ?? [];
  return (
    <span class="end">
      {metadata?.agent && <span class="badge">{metadata.agent.name}</span>}
      {models.some((model) => model.startsWith("simulator/")) && (
        <span class="badge simulator" title={t("simulatorHint")}>{t("simulator")}</span>
      )}
      {metadata?.kept && <span class="badge">{t("keptAnswer")}</span>}
      {metadata?.usage && (
        <span class="usage" title={models.join(", ")}>
          {t("usage", { input: count(metadata.usage.inputTokens), output: count(metadata.usage.outputTokens) })}
        </span>
      )}
      {showsCost && metadata?.turnId && <Cost api={api} turnId={metadata.turnId} />}
      {(metadata?.skipped ?? []).length > 0 && <span class="usage">{t("timelineSkipped", { names: (metadata?.skipped ?? []).join(", ") })}</span>}
      {(metadata?.fallbacks ?? []).length > 0 && <span class="usage">{t("fellBack", { names: (metadata?.fallbacks ?? []).join(", ") })}</span>}
    </span>
  );
}

function Answer({ api, message, isAnswering, isLast, isBusy, isReader, actions }: Props) {
  const references = useMemo(() => referencesOf(message), [message]);
  const [marked, setMarked] = useState<number | null>(null);
  const status = message.metadata?.status;
  const turnId = message.metadata?.turnId;
  const calls = message.parts.map(toolCall).filter((call): call is ToolCall => call?.state === "waiting");
  const hasText = message.parts.some((part) => part.type === "text" && part.text !== "");
  return (
    <>
      <Work parts={message.parts} isAnswering={isAnswering} />
      {message.parts.map((part, index) => {
        if (part.type === "text")
          return (
            <Markdown
              key={index} text={part.text} isGrowing={isAnswering && part.state === "streaming"} references={references}
              onReference={(reference) => setMarked(reference.index)}
            />
          );
        if (part.type === "reasoning")
          return <details key={index} class="reasoning"><summary>{t("reasoning")}</summary><p dir="auto">{part.text}</p></details>;
        if (part.type === "data-memory" && part.data.memories.length > 0)
          return <p key={index} class="memory">{t("remembered", { count: part.data.memories.length })}</p>;
        if (part.type === "data-artifact")
          return (
            <button key={index} type="button" class="artifact-card" onClick={() => actions.openArtifact(part.data)}>
              {t("artifact", { kind: kindName(part.data.kind), title: part.data.title })}
            </button>
          );
        return null;
      })}
      {!isReader && calls.map((call) => call.approvalId !== undefined && (
        <div key={call.id} class="approval" role="group" aria-label={t("approval", { tool: toolName(call.name) })}>
          <p>{t("approval", { tool: toolName(call.name) })}</p>
          <Json label={t("arguments")} value={call.input} />
          <button type="button" class="approve" disabled={isBusy} onClick={() => actions.decide(call.approvalId ?? "", true)}>{t("approve")}</button>
          <button type="button" disabled={isBusy} onClick={() => actions.decide(call.approvalId ?? "", false)}>{t("deny")}</button>
        </div>
      ))}
      {isAnswering && !hasText && <p class="waiting" aria-hidden="true"><i /><i /><i /></p>}
      {(status === "stopped" || status === "interrupted" || status === "failed") && <p class={`outcome ${status}`}>{t(status)}</p>}
      <Sources message={message} references={references} marked={marked} onMark={setMarked} />
      {!isAnswering && (
        <div class="actions">
          <Copy text={textOf(message)} />
          {!isReader && (
            <>
              <button type="button" disabled={isBusy} onClick={() => actions.regenerate(message.id)}>{t("regenerate")}</button>
              <Votes message={message} onVote={actions.vote} />
            </>
          )}
          <Branches message={message} isBusy={isBusy} onShow={actions.showBranch} />
          {turnId && <button type="button" onClick={() => actions.openWaterfall(turnId)}>{t("waterfall")}</button>}
          {(isLast || status !== undefined) && <End api={api} message={message} showsCost={isLast && !isReader} />}
        </div>
      )}
    </>
  );
}

/** Far from what is seen a message is an empty frame of its last height, so that a long session stays small. */
export const MessageView = memo(
  (props: Props) => {
    const { message, isAnswering } = props;
    const frame = useRef<HTMLElement>(null);
    const [height, setHeight] = useState<number | null>(null);
    useEffect(() => {
      const element = frame.current;
      if (element === null || isAnswering) return undefined;
      const observer = new IntersectionObserver(
        ([entry]) => {
          if (entry === undefined) return;
          // What a person is writing stays, wherever they scroll.
          const stays = entry.isIntersecting || entry.boundingClientRect.height === 0 || element.querySelector("form") !== null;
          setHeight(stays ? null : entry.boundingClientRect.height);
        },
        { root: element.closest(".log"), rootMargin: "1500px 0px" },
      );
      observer.observe(element);
      return () => observer.disconnect();
    }, [isAnswering]);
    return (
      <article
        ref={frame} class={`message ${message.role}`} part={`message ${message.role}`} data-role={message.role} data-id={message.id}
        aria-label={t(message.role === "user" ? "you" : "assistant")}
        style={height === null ? {} : { height: `${height}px` }}
      >
        {height === null && <Boundary>{message.role === "user" ? <Question {...props} /> : <Answer {...props} />}</Boundary>}
      </article>
    );
  },
  (before, now) =>
    before.message === now.message && before.isAnswering === now.isAnswering && before.isLast === now.isLast &&
    before.isBusy === now.isBusy && before.isReader === now.isReader,
);
