/** One session as it is seen: what is stored, what is streamed, and how the two find together again after a loss. */
import { useChat } from "@ai-sdk/react";
import { convertFileListToFileUIParts, lastAssistantMessageIsCompleteWithApprovalResponses } from "ai";
import { useCallback, useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { SessionBody } from "../../../../clients/typescript/crew-chat";
import { type Api, Refused } from "../api";
import { t } from "../texts/texts";
import { fromHistory, type Message, type Part, type Place, textOf } from "./message";
import { transportTo } from "./transport";

/** How often a session is looked at in which nothing is streamed here: another tab may ask in it. */
const LOOK_MILLISECONDS = 3_000;
const LONGEST_PAUSE_MILLISECONDS = 8_000;
const SUGGESTION_LOOKS = 6;

export interface Loaded {
  session: SessionBody;
  messages: Message[];
  before: string | null;
}

export async function load(api: Api, sessionId: string): Promise<Loaded> {
  const [session, page] = await Promise.all([api.session(sessionId), api.history(sessionId)]);
  return { session, messages: page.messages.map(fromHistory), before: page.before };
}

export type Connection = "online" | "offline" | "reconnecting";

export interface Conversation {
  messages: Message[];
  isAnswering: boolean;
  isStopping: boolean;
  isReader: boolean;
  place: Place | null;
  problem: string | null;
  connection: Connection;
  hasOlder: boolean;
  suggestions: string[];
  ask(text: string, files?: FileList): void;
  edit(messageId: string, text: string): void;
  regenerate(messageId?: string): void;
  retry(): void;
  stop(): void;
  vote(messageId: string, vote: -1 | 0 | 1, comment?: string): void;
  showBranch(messageId: string): void;
  decide(approvalId: string, isApproved: boolean): void;
  loadOlder(): Promise<void>;
}

/** What to tell a person about a request that failed. */
export function explain(error: unknown): string {
  if (!(error instanceof Refused)) return error instanceof Error && error.message ? error.message : t("somethingWrong");
  if (error.status === 0) return t("unreachable");
  if (error.status === 401) return t("unauthorized");
  if (error.status === 429 && error.retryAfterSeconds) return t("tooMany", { seconds: error.retryAfterSeconds });
  return error.message || t("somethingWrong");
}

export function useConversation(api: Api, loaded: Loaded, onChange: () => void): Conversation {
  const sessionId = loaded.session.id;
  const transport = useMemo(() => transportTo(api), [api]);
  const [place, setPlace] = useState<Place | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [connection, setConnection] = useState<Connection>(navigator.onLine ? "online" : "offline");
  const [isStopping, setStopping] = useState(false);
  const [older, setOlder] = useState<Message[]>([]);
  const [before, setBefore] = useState(loaded.before);
  const [suggestions, setSuggestions] = useState<string[]>([]);
  const seenAt = useRef(loaded.session.updated_at);
  const isRecovering = useRef(false);
  const isGone = useRef(false);
  // The question that nobody has acknowledged yet. Asked again it keeps its id, so that it is never two questions.
  const unheard = useRef<{ id: string; role: "user"; parts: Part[] } | null>(null);
  const channel = useMemo(() => new BroadcastChannel("crew-chat"), []);

  const chat = useChat<Message>({
    id: sessionId,
    messages: loaded.messages,
    transport,
    experimental_throttle: 40,
    sendAutomaticallyWhen: lastAssistantMessageIsCompleteWithApprovalResponses,
    onData: (part) => {
      if (part.type === "data-queue") setPlace(part.data);
    },
    onFinish: ({ isDisconnect, isError, message }) => {
      setPlace(null);
      setStopping(false);
      onChange();
      if (isDisconnect) void recover();
      else if (!isError && message.metadata?.turnId) void lookForSuggestions(message.metadata.turnId);
    },
    onError: (error) => {
      if (error instanceof Refused && error.status === 0) void recover();
      else setProblem(explain(error));
    },
  });
  const { setMessages, resumeStream, sendMessage } = chat;
  if (chat.messages.at(-1)?.role === "assistant" && chat.status === "streaming") unheard.current = null;
  const isAnswering = chat.status === "submitted" || chat.status === "streaming";
  const answering = useRef(isAnswering);
  answering.current = isAnswering;

  const reload = useCallback(async (): Promise<Loaded> => {
    const fresh = await load(api, sessionId);
    seenAt.current = fresh.session.updated_at;
    setOlder([]);
    setBefore(fresh.before);
    setMessages(fresh.messages);
    return fresh;
  }, [api, sessionId, setMessages]);

  const follow = useCallback(async (): Promise<void> => {
    const { session, messages } = await reload();
    setConnection("online");
    const question = unheard.current;
    if (question === null) {
      if (session.status !== "idle") await resumeStream();
      return;
    }
    // Under its own id it is asked once: if it was heard after all, its answer is told again. Then its stored copy,
    // which looks the same, must not stand beside it.
    const last = messages.findLast(({ role }) => role === "user");
    if (last !== undefined && textOf(last) === textOf(question as Message)) setMessages(messages.slice(0, messages.indexOf(last)));
    void sendMessage(question);
  }, [reload, resumeStream, sendMessage, setMessages]);

  /** After a loss: what is stored is the truth, and what still runs is followed again. Goes on until it succeeds. */
  const recover = useCallback(async (): Promise<void> => {
    if (isRecovering.current) return;
    isRecovering.current = true;
    for (let pause = 500; !isGone.current; pause = Math.min(pause * 2, LONGEST_PAUSE_MILLISECONDS)) {
      setConnection(navigator.onLine ? "reconnecting" : "offline");
      await new Promise((resolve) => setTimeout(resolve, pause));
      try {
        isRecovering.current = false;
        await follow();
        setProblem(null);
        return;
      } catch (error) {
        isRecovering.current = true;
        if (error instanceof Refused && error.status !== 0 && error.status < 500) {
          isRecovering.current = false;
          setConnection("online");
          setProblem(explain(error));
          return;
        }
      }
    }
  }, [follow]);

  async function lookForSuggestions(turnId: string, first = 700): Promise<void> {
    for (let look = 0; look < SUGGESTION_LOOKS; look += 1) {
      await new Promise((resolve) => setTimeout(resolve, look === 0 ? first : 700 + look * 500));
      if (isGone.current || answering.current) return;
      const found = await api.suggestions(turnId).catch(() => null);
      if (found === null || answering.current) return;
      if (found.suggestions.length > 0) {
        setSuggestions(found.suggestions);
        onChange();
        return;
      }
    }
  }

  useEffect(() => {
    const last = loaded.messages.at(-1);
    if (loaded.session.status !== "idle") void resumeStream();
    else if (last?.role === "assistant" && last.metadata?.turnId) void lookForSuggestions(last.metadata.turnId, 0);
    const look = async (): Promise<void> => {
      // A question that was refused stays in view until the person has tried it again or asked another one.
      if (unheard.current !== null || answering.current || isRecovering.current || document.visibilityState !== "visible") return;
      try {
        const session = await api.session(sessionId);
        if (answering.current || isRecovering.current) return;
        if (session.status !== "idle") await follow();
        else if (session.updated_at !== seenAt.current) await reload();
        setConnection("online");
      } catch (error) {
        if (error instanceof Refused && error.status === 0) void recover();
      }
    };
    const timer = setInterval(() => void look(), LOOK_MILLISECONDS);
    channel.onmessage = (event: MessageEvent<unknown>) => {
      if (event.data === sessionId) setTimeout(() => void look(), 150);
    };
    const online = (): void => {
      setConnection(navigator.onLine ? "reconnecting" : "offline");
      if (navigator.onLine) void recover();
    };
    addEventListener("online", online);
    addEventListener("offline", online);
    return () => {
      isGone.current = true;
      clearInterval(timer);
      channel.close();
      removeEventListener("online", online);
      removeEventListener("offline", online);
    };
    // A session's element is made anew for another session.
  }, []);

  function begin(): void {
    setProblem(null);
    setSuggestions([]);
    setStopping(false);
    channel.postMessage(sessionId);
  }

  return {
    messages: older.length > 0 ? [...older, ...chat.messages] : chat.messages,
    isAnswering,
    isStopping,
    isReader: loaded.session.access === "reader",
    place: isAnswering ? place : null,
    problem,
    connection,
    hasOlder: before !== null,
    suggestions,
    ask: (text, files) => {
      begin();
      void convertFileListToFileUIParts(files).then((images) => {
        unheard.current = { id: crypto.randomUUID(), role: "user", parts: [...images, { type: "text", text }] };
        return sendMessage(unheard.current);
      });
    },
    edit: (messageId, text) => {
      begin();
      setMessages((messages) => (messages.some(({ id }) => id === messageId) ? messages : [...older, ...messages]));
      setOlder((messages) => (messages.some(({ id }) => id === messageId) ? [] : messages));
      void chat.sendMessage({ text, messageId });
    },
    regenerate: (messageId) => {
      begin();
      void chat.regenerate(messageId === undefined ? {} : { messageId });
    },
    retry: () => {
      begin();
      const question = unheard.current;
      if (question === null) void chat.regenerate();
      else {
        setMessages((messages) => messages.filter(({ id }) => id !== question.id));
        void sendMessage(question);
      }
    },
    stop: () => {
      setStopping(true);
      const turnId = chat.messages.at(-1)?.metadata?.turnId;
      const isOfAnswer = chat.messages.at(-1)?.role === "assistant" && turnId !== undefined;
      // The stream ends by itself once the turn is stopped: what was shown until then is what is kept.
      (isOfAnswer ? api.stopTurn(turnId) : api.stopSession(sessionId)).catch((error: unknown) => {
        setStopping(false);
        setProblem(explain(error));
      });
    },
    vote: (messageId, vote, comment) => {
      const mark = (messages: Message[]): Message[] =>
        messages.map((message) =>
          message.id === messageId ? { ...message, metadata: { ...message.metadata, vote } } : message,
        );
      setMessages(mark);
      setOlder(mark);
      api.vote(messageId, vote, comment).catch((error: unknown) => setProblem(explain(error)));
    },
    showBranch: (messageId) => {
      api.showBranch(sessionId, messageId).then(reload).catch((error: unknown) => setProblem(explain(error)));
    },
    decide: (id, approved) => {
      begin();
      void chat.addToolApprovalResponse({ id, approved });
    },
    loadOlder: async () => {
      if (before === null) return;
      const page = await api.history(sessionId, before);
      setOlder((messages) => [...page.messages.map(fromHistory), ...messages]);
      setBefore(page.before);
    },
  };
}
