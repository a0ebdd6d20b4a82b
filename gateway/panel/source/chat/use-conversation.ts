/** One session as it is seen: what is stored, what is streamed, and how the two find together again after a loss. */
import { useChat } from "@ai-sdk/react";
import { convertFileListToFileUIParts, generateId, lastAssistantMessageIsCompleteWithApprovalResponses } from "ai";
import { useCallback, useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { SessionBody } from "../../../../clients/typescript/crew-chat";
import { type Api, Refused } from "../api";
import { t } from "../texts/texts";
import { keepDraft } from "./draft";
import { fromHistory, type Message, type Part, type Place, textOf } from "./message";
import { transportTo } from "./transport";

/** How often a session is looked at in which nothing is streamed here: another tab may ask in it. */
const LOOK_MILLISECONDS = 3_000;
const LONGEST_PAUSE_MILLISECONDS = 8_000;
const SUGGESTION_LOOKS = 6;
const STOP_LOOKS = 60;
const STOP_PAUSE_MILLISECONDS = 250;

export interface Loaded {
  session: SessionBody;
  messages: Message[];
  before: string | null;
}

export async function load(api: Api, sessionId: string): Promise<Loaded> {
  const [session, page] = await Promise.all([api.session(sessionId), api.history(sessionId)]);
  return { session, messages: page.messages.map(fromHistory), before: page.before };
}

/** A question that nobody has acknowledged yet; asked again it keeps its id and its key, so that it is never two. */
interface Unheard {
  id: string;
  key: string;
  role: "user";
  parts: Part[];
  /** It takes the place of the stored question of this id. */
  isEdit: boolean;
}

export interface Surroundings {
  /** Something has changed that the list of sessions shows. */
  onChange(): void;
  /** An answer has come to its end. */
  onAnswer(): void;
  /** Something failed that has nothing to do with the question. */
  onProblem(text: string): void;
  /** A person is writing in the log: nothing in it may be made anew. */
  isWriting(): boolean;
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

export function useConversation(api: Api, loaded: Loaded, { onChange, onAnswer, onProblem, isWriting }: Surroundings): Conversation {
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
  const all = useRef<Message[]>(loaded.messages);
  const isRecovering = useRef(false);
  const isGone = useRef(false);
  const unheard = useRef<Unheard | null>(null);
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
      else if (!isError) {
        onAnswer();
        if (message.metadata?.turnId) void lookForSuggestions(message.metadata.turnId);
      }
    },
    onError: (error) => {
      // A browser tells a connection that broke in the middle as a TypeError.
      if ((error instanceof Refused && error.status === 0) || error instanceof TypeError) void recover();
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
    // What was loaded above stays, as long as the new page goes on where it ends.
    const known = all.current;
    const at = known.findIndex(({ id }) => id === fresh.messages[0]?.id);
    setOlder(at > 0 ? known.slice(0, at) : []);
    if (at <= 0) setBefore(fresh.before);
    setMessages(fresh.messages);
    return fresh;
  }, [api, sessionId, setMessages]);

  const send = useCallback((question: Unheard): void => {
    const { id, key, parts, isEdit } = question;
    if (isEdit) void sendMessage({ parts, messageId: id }, { headers: { "idempotency-key": key } });
    else void sendMessage({ id, role: "user", parts });
  }, [sendMessage]);

  const follow = useCallback(async (): Promise<void> => {
    const { session, messages } = await reload();
    setConnection("online");
    setProblem(null);
    let question = unheard.current;
    // An edit that was heard has taken the place of what it edits.
    if (question?.isEdit && !messages.some(({ id }) => id === question?.id)) question = unheard.current = null;
    if (question === null) {
      if (session.status !== "idle") await resumeStream();
      return;
    }
    // Under its own id it is asked once: if it was heard after all, its answer is told again. Then its stored copy,
    // which looks the same, must not stand beside it.
    const last = messages.findLast(({ role }) => role === "user");
    if (!question.isEdit && last !== undefined && textOf(last) === textOf(question as unknown as Message))
      setMessages(messages.slice(0, messages.indexOf(last)));
    send(question);
  }, [reload, resumeStream, send, setMessages]);

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

  // What a timer calls is what there is then: a token may have been renewed meanwhile.
  const now = useRef({ api, follow, reload, recover, isWriting });
  now.current = { api, follow, reload, recover, isWriting };

  useEffect(() => {
    const last = loaded.messages.at(-1);
    if (loaded.session.status !== "idle") void resumeStream();
    else if (last?.role === "assistant" && last.metadata?.turnId) void lookForSuggestions(last.metadata.turnId, 0);
    const look = async (): Promise<void> => {
      // A question that was refused stays in view until the person has tried it again or asked another one.
      if (unheard.current !== null || answering.current || isRecovering.current || document.visibilityState !== "visible") return;
      if (now.current.isWriting()) return;
      try {
        const session = await now.current.api.session(sessionId);
        if (answering.current || isRecovering.current || now.current.isWriting()) return;
        if (session.status !== "idle") await now.current.follow();
        else if (session.updated_at !== seenAt.current) await now.current.reload();
        setConnection("online");
      } catch (error) {
        if (error instanceof Refused && error.status === 0) void now.current.recover();
      }
    };
    const timer = setInterval(() => void look(), LOOK_MILLISECONDS);
    channel.onmessage = (event: MessageEvent<unknown>) => {
      if (event.data === sessionId) setTimeout(() => void look(), 150);
    };
    const online = (): void => {
      setConnection(navigator.onLine ? "reconnecting" : "offline");
      if (navigator.onLine) void now.current.recover();
    };
    // A question that nobody heard is written again where it was written.
    const keep = (): void => {
      const question = unheard.current;
      if (question !== null && !question.isEdit) keepDraft(sessionId, textOf(question as unknown as Message));
    };
    addEventListener("online", online);
    addEventListener("offline", online);
    addEventListener("pagehide", keep);
    return () => {
      keep();
      removeEventListener("pagehide", keep);
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

  const messages = older.length > 0 ? [...older, ...chat.messages] : chat.messages;
  all.current = messages;
  const newest = chat.messages.at(-1);
  const hasBegun = newest?.role === "assistant" && newest.parts.some(({ type }) => type !== "step-start");

  /** The SDK knows only what it holds: what was loaded above joins that first. */
  function hold(messageId: string): void {
    if (chat.messages.some(({ id }) => id === messageId)) return;
    setMessages([...older, ...chat.messages]);
    setOlder([]);
  }

  return {
    messages,
    isAnswering,
    isStopping,
    isReader: loaded.session.access === "reader",
    place: isAnswering && !hasBegun ? place : null,
    problem,
    connection,
    hasOlder: before !== null,
    suggestions,
    ask: (text, files) => {
      begin();
      void convertFileListToFileUIParts(files).then((images) => {
        // No `crypto.randomUUID`: a page that came by plain http has none.
        unheard.current = { id: generateId(), key: "", role: "user", parts: [...images, { type: "text", text }], isEdit: false };
        send(unheard.current);
      });
    },
    edit: (messageId, text) => {
      begin();
      hold(messageId);
      const files = messages.find(({ id }) => id === messageId)?.parts.filter(({ type }) => type === "file") ?? [];
      unheard.current = { id: messageId, key: generateId(), role: "user", parts: [...files, { type: "text", text }], isEdit: true };
      send(unheard.current);
    },
    regenerate: (messageId) => {
      begin();
      if (messageId !== undefined) hold(messageId);
      void chat.regenerate(messageId === undefined ? {} : { messageId });
    },
    retry: () => {
      begin();
      const question = unheard.current;
      if (question === null) void chat.regenerate();
      else {
        if (!question.isEdit) setMessages((known) => known.filter(({ id }) => id !== question.id));
        send(question);
      }
    },
    stop: () => {
      setStopping(true);
      const turnId = chat.messages.at(-1)?.metadata?.turnId;
      const isOfAnswer = chat.messages.at(-1)?.role === "assistant" && turnId !== undefined;
      // The stream ends by itself once the turn is stopped: what was shown until then is what is kept.
      const stop = async (): Promise<void> => {
        if (isOfAnswer) return void (await api.stopTurn(turnId));
        // The question may still be on its way: then there is nothing yet that could be stopped.
        for (let look = 0; look < STOP_LOOKS && answering.current; look += 1) {
          if ((await api.stopSession(sessionId)).turns.length > 0) return;
          await new Promise((resolve) => setTimeout(resolve, STOP_PAUSE_MILLISECONDS));
        }
      };
      stop().catch((error: unknown) => {
        setStopping(false);
        onProblem(explain(error));
      });
    },
    vote: (messageId, vote, comment) => {
      const had = messages.find(({ id }) => id === messageId)?.metadata?.vote ?? 0;
      const mark = (value: -1 | 0 | 1) => (known: Message[]): Message[] =>
        known.map((message) =>
          message.id === messageId ? { ...message, metadata: { ...message.metadata, vote: value } } : message,
        );
      setMessages(mark(vote));
      setOlder(mark(vote));
      api.vote(messageId, vote, comment).catch((error: unknown) => {
        setMessages(mark(had));
        setOlder(mark(had));
        onProblem(explain(error));
      });
    },
    showBranch: (messageId) => {
      api.showBranch(sessionId, messageId).then(reload).catch((error: unknown) => onProblem(explain(error)));
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
