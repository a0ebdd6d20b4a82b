/** The log of a session and what is under it. */
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import type { AgentBody } from "../../../../clients/typescript/crew-chat";
import type { Api } from "../api";
import { Icon } from "../icon";
import { t } from "../texts/texts";
import { Composer } from "./composer";
import type { ArtifactLink } from "./message";
import { MessageView, type MessageActions } from "./message-view";
import { explain, type Loaded, useConversation } from "./use-conversation";

/** The question with which a session begins. */
export interface First {
  text: string;
  files: FileList | undefined;
  isAsked?: boolean;
}

interface Props {
  api: Api;
  loaded: Loaded;
  agents: AgentBody[];
  agent: string | null;
  first?: First | undefined;
  takesFocus: boolean;
  onAgent(slug: string | null): void;
  onChange(): void;
  onAnswer(): void;
  onArtifact(link: ArtifactLink): void;
  onWaterfall(turnId: string): void;
  onProblem(text: string): void;
}

const NEAR_END_PIXELS = 80;

export function ConversationView({ api, loaded, agents, agent, first, takesFocus, onAgent, onChange, onAnswer, onArtifact, onWaterfall, onProblem }: Props) {
  const log = useRef<HTMLDivElement>(null);
  const chat = useConversation(api, loaded, {
    onChange, onAnswer, onProblem, isWriting: () => log.current?.querySelector("form") != null,
  });
  const isAtEnd = useRef(true);
  const [isAway, setAway] = useState(false);
  const [isLoading, setLoading] = useState(false);
  const now = useRef(chat);
  now.current = chat;

  useEffect(() => {
    // Once, also where this is made anew for the same session.
    if (first === undefined || first.isAsked) return;
    first.isAsked = true;
    chat.ask(first.text, first.files);
  }, []);

  // New words keep the end in view, unless the person has gone up to read.
  useLayoutEffect(() => {
    const element = log.current;
    if (element !== null && isAtEnd.current) element.scrollTop = element.scrollHeight;
  }, [chat.messages, chat.suggestions, chat.place]);
  useEffect(() => {
    const element = log.current;
    const content = element?.firstElementChild;
    if (!element || !content) return undefined;
    const observer = new ResizeObserver(() => {
      if (isAtEnd.current) element.scrollTop = element.scrollHeight;
    });
    observer.observe(content);
    return () => observer.disconnect();
  }, []);

  const loadOlder = useCallback(async (): Promise<void> => {
    const element = log.current;
    if (element === null || isLoading || !now.current.hasOlder) return;
    setLoading(true);
    const fromEnd = element.scrollHeight - element.scrollTop;
    try {
      await now.current.loadOlder();
      requestAnimationFrame(() => {
        element.scrollTop = element.scrollHeight - fromEnd;
      });
    } catch (error) {
      onProblem(explain(error));
    } finally {
      setLoading(false);
    }
  }, [isLoading, onProblem]);

  const actions = useMemo<MessageActions>(
    () => ({
      edit: (id, text) => now.current.edit(id, text),
      regenerate: (id) => now.current.regenerate(id),
      vote: (id, vote, comment) => now.current.vote(id, vote, comment),
      decide: (id, isApproved) => now.current.decide(id, isApproved),
      showBranch: (id) => now.current.showBranch(id),
      openArtifact: onArtifact,
      openWaterfall: onWaterfall,
    }),
    [onArtifact, onWaterfall],
  );
  const last = chat.messages.at(-1);
  const isWaiting = chat.isAnswering && last?.role === "user";
  return (
    <div class="conversation">
      <div
        class="log" part="log" ref={log} role="log" aria-live="polite" aria-busy={chat.isAnswering} aria-label={t("sessions")} tabIndex={0}
        onScroll={(event) => {
          const element = event.currentTarget;
          isAtEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_END_PIXELS;
          setAway(!isAtEnd.current);
          if (element.scrollTop < 400) void loadOlder();
        }}
      >
        <div class="log-content">
          {chat.hasOlder && (
            <button type="button" class="older" onClick={() => void loadOlder()}>{t("loadingOlder")}</button>
          )}
          {chat.messages.map((message, index) => (
            <MessageView
              key={message.id} api={api} message={message} isAnswering={chat.isAnswering && message === last && message.role === "assistant"}
              isLast={index === chat.messages.length - 1} isBusy={chat.isAnswering} isReader={chat.isReader} actions={actions}
            />
          ))}
          {isWaiting && <p class="waiting" role="status"><span class="hidden">{t("thinking")}</span><i /><i /><i /></p>}
          {chat.place && (
            <p class="place" role="status">
              {chat.place.etaSeconds === undefined
                ? t("queued", { position: chat.place.position })
                : t("queuedEta", { position: chat.place.position, seconds: Math.ceil(chat.place.etaSeconds) })}
            </p>
          )}
          {chat.problem && (
            <p class="problem" role="alert">
              {chat.problem}{" "}
              {!chat.isReader && <button type="button" onClick={chat.retry}>{t("retry")}</button>}
            </p>
          )}
          {!chat.isAnswering && chat.suggestions.length > 0 && (
            <nav class="suggestions" aria-label={t("suggestions")}>
              {chat.suggestions.map((text) => <button key={text} type="button" onClick={() => chat.ask(text)}>{text}</button>)}
            </nav>
          )}
        </div>
      </div>
      {isAway && (
        <button
          type="button" class="to-end"
          onClick={() => {
            const element = log.current;
            if (element !== null) element.scrollTop = element.scrollHeight;
          }}
        ><Icon name="end" /> {t("newest")}</button>
      )}
      {chat.connection !== "online" && (
        <p class="connection" role="status">{t(chat.connection === "offline" ? "offline" : "reconnecting")}</p>
      )}
      {!chat.isReader && (
        <Composer
          draft={loaded.session.id} takesFocus={takesFocus} isAnswering={chat.isAnswering} isStopping={chat.isStopping} isDisabled={false} agents={agents} agent={agent}
          onAgent={onAgent} onAsk={chat.ask} onStop={chat.stop}
        />
      )}
    </div>
  );
}
