/** The whole panel: sessions at the side, one of them open, results beside it. */
import { lazy, Suspense } from "preact/compat";
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import type { AgentBody, SearchResult, SessionBody } from "../../../clients/typescript/crew-chat";
import { Api, Refused, type Token } from "./api";
import { Composer } from "./chat/composer";
import { ConversationView, type First } from "./chat/conversation-view";
import type { ArtifactLink } from "./chat/message";
import { explain, load, type Loaded } from "./chat/use-conversation";
import { type SessionActions, SessionListView } from "./history/session-list";
import { Boundary } from "./boundary";
import { copied } from "./clipboard";
import { focusedIfFree } from "./focused";
import { Icon } from "./icon";
import { ArtifactPanel, save } from "./parts/artifact";
import { Waterfall } from "./parts/waterfall";
import { t } from "./texts/texts";

interface Props {
  base: string;
  token: Token | null;
  session: string | null;
  onToken(token: string): void;
  onSession(id: string | null): void;
  tell(name: string, detail: unknown): void;
}

interface Open {
  loaded: Loaded;
  first?: First;
}

type Aside = { kind: "artifact"; link: ArtifactLink } | { kind: "waterfall"; turnId: string } | null;

const MemoryPage = lazy(() => import("./memory/memory-page"));
const PlatformPages = lazy(() => import("./platform/platform-pages"));

const UNDO_MILLISECONDS = 6_000;
const LOOK_MILLISECONDS = 10_000;
const SEEN = "crew-chat-seen";
const MOST_SEEN = 500;
const PAGE_SESSIONS = 50;

function KeyForm({ problem, onToken }: { problem: string; onToken: (token: string) => void }) {
  return (
    <form
      class="key"
      onSubmit={(event) => {
        event.preventDefault();
        const token = String(new FormData(event.currentTarget).get("key") ?? "").trim();
        if (token) onToken(token);
      }}
    >
      <p>{t("missingToken")}</p>
      {problem && <p class="problem" role="alert">{problem}</p>}
      <input class="hidden" autocomplete="username" value="key" readOnly tabIndex={-1} aria-hidden="true" />
      <label>{t("key")} <input name="key" type="password" autocomplete="current-password" ref={focusedIfFree} /></label>
      <button type="submit">{t("open")}</button>
    </form>
  );
}

const seenBefore = (): Record<string, string> => {
  try {
    return JSON.parse(localStorage.getItem(SEEN) ?? "{}") as Record<string, string>;
  } catch {
    return {};
  }
};

export function Panel({ base, token, session, onToken, onSession, tell }: Props) {
  const api = useMemo(() => new Api(base, token ?? ""), [base, token]);
  const [isLocked, setLocked] = useState(token === null);
  const [keyProblem, setKeyProblem] = useState("");
  const [sessions, setSessions] = useState<SessionBody[]>([]);
  const [after, setAfter] = useState<string | null>(null);
  const [found, setFound] = useState<SearchResult[] | null>(null);
  const [agents, setAgents] = useState<AgentBody[]>([]);
  const [agent, setAgent] = useState<string | null>(null);
  const [open, setOpen] = useState<Open | null>(null);
  const [aside, setAside] = useState<Aside>(null);
  const [notice, setNotice] = useState<{ text: string; undo?: () => void } | null>(null);
  const [isListShown, setListShown] = useState(false);
  const [isAdmin, setAdmin] = useState(false);
  const [page, setPage] = useState<"memory" | "platform" | null>(null);
  const [seen, setSeen] = useState<Record<string, string>>(seenBefore);
  const [fresh, setFresh] = useState(0);
  // Before that the page around has the focus, and keeps it.
  const hasActed = useRef(false);
  const main = useRef<HTMLElement>(null);
  const opener = useRef<HTMLElement | null>(null);
  const sideOpener = useRef<HTMLElement | null>(null);
  const words = useRef("");
  const current = useRef(api);
  current.current = api;
  const counted = useRef(0);
  counted.current = sessions.length;
  const wished = useRef(0);
  const isBeginning = useRef(false);
  const who = useRef<string | null>(null);
  const [attempt, setAttempt] = useState(0);
  const leaving = useRef(new Map<string, ReturnType<typeof setTimeout>>());
  const openId = open?.loaded.session.id ?? null;

  const fail = useCallback((error: unknown): void => {
    if (error instanceof Refused && error.status === 401) {
      setKeyProblem(explain(error));
      setLocked(true);
    } else setNotice({ text: explain(error) });
  }, []);

  const list = useCallback(async (): Promise<void> => {
    const asked = words.current;
    const page = await api.sessions(undefined, asked || undefined);
    const results = asked ? (await api.search(asked)).results : null;
    if (asked !== words.current || current.current !== api) return;
    const fresh = page.sessions.filter(({ id }) => !leaving.current.has(id));
    const ids = new Set(page.sessions.map(({ id }) => id));
    // Who has scrolled further down keeps what is there.
    setSessions((known) => (asked || known.length <= PAGE_SESSIONS ? fresh : [...fresh, ...known.slice(PAGE_SESSIONS).filter(({ id }) => !ids.has(id))]));
    setAfter((cursor) => (asked || counted.current <= PAGE_SESSIONS ? page.after : cursor));
    setFound(results);
  }, [api]);

  const show = useCallback(
    async (id: string): Promise<void> => {
      const wish = (wished.current += 1);
      const [loaded, chosen] = await Promise.all([load(api, id), api.agentOf(id)]);
      // Somebody has wished for another one meanwhile.
      if (wish !== wished.current || current.current !== api) return;
      setAside(null);
      setAgent(chosen.agent?.slug ?? null);
      setOpen({ loaded });
      setListShown(false);
      onSession(id);
    },
    [api, onSession],
  );

  useEffect(() => {
    const forget = (): void => {
      wished.current += 1;
      setOpen(null);
      setAside(null);
      setPage(null);
      setSessions([]);
      setFound(null);
      setAdmin(false);
    };
    if (token === null) {
      if (who.current !== null) forget();
      who.current = null;
      setLocked(true);
      return undefined;
    }
    setLocked(false);
    api.agents().then(setAgents).catch(fail);
    api.whoami()
      .then(({ organization_id, user_id, role }) => {
        if (current.current !== api) return;
        const name = `${organization_id} ${user_id}`;
        // Another person at the same page sees nothing of the one before.
        if (who.current !== null && who.current !== name) {
          forget();
          list().catch(fail);
        }
        who.current = name;
        setAdmin(role === "admin");
      })
      .catch(() => undefined);
    list().catch(fail);
    if (session !== null) show(session).catch((error: unknown) => {
      onSession(null);
      fail(error);
    });
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") list().catch(() => undefined);
    }, LOOK_MILLISECONDS);
    return () => clearInterval(timer);
  }, [api, token, attempt]);

  // What is open is seen; what has moved on since it was seen last is unread.
  useEffect(() => {
    const current = sessions.find(({ id }) => id === openId);
    setSeen((before) => {
      // Before the list has come nothing is known; what a search leaves out stays known.
      if (sessions.length === 0) return before;
      const kept = Object.entries(before).slice(-MOST_SEEN);
      const now = { ...Object.fromEntries(kept), ...Object.fromEntries(sessions.map(({ id, updated_at }) => [id, before[id] ?? updated_at])) };
      if (current) now[current.id] = current.updated_at;
      try {
        localStorage.setItem(SEEN, JSON.stringify(now));
      } catch {
        // A page without storage marks nothing.
      }
      return now;
    });
  }, [sessions, openId]);
  // The focus goes back to what opened a page or a side, once it may be there again.
  useLayoutEffect(() => {
    if (page === null) opener.current?.focus();
  }, [page]);
  useLayoutEffect(() => {
    if (aside !== null) return;
    sideOpener.current?.focus();
    sideOpener.current = null;
  }, [aside === null]);
  const openSide = (side: NonNullable<Aside>): void => {
    const root = main.current?.getRootNode() as ShadowRoot | undefined;
    if (aside === null) sideOpener.current = (root?.activeElement ?? null) as HTMLElement | null;
    setAside(side);
  };
  const unread = new Set(sessions.filter(({ id, updated_at }) => id !== openId && (seen[id] ?? updated_at) < updated_at).map(({ id }) => id));

  useEffect(() => {
    if (notice === null) return undefined;
    const timer = setTimeout(() => setNotice(null), UNDO_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [notice]);

  const changed = useCallback((): void => {
    list().catch(() => undefined);
    setTimeout(() => void list().catch(() => undefined), 2_500);
  }, [list]);
  const answered = useCallback((): void => tell("chat-answer", { session: openId }), [openId, tell]);

  const actions: SessionActions = {
    open: (id) => {
      hasActed.current = true;
      void show(id).catch(fail);
    },
    rename: (one, title) => void api.changeSession(one.id, { title }).then(list).catch(fail),
    pin: (one) => void api.changeSession(one.id, { pinned: !one.pinned }).then(list).catch(fail),
    share: (one) =>
      void api.share(one.id)
        .then(async ({ url }) => {
          const address = new URL(url, base || location.href).href;
          setNotice({ text: (await copied(address)) ? t("shared") : t("shareLink", { url: address }) });
        })
        .catch(fail),
    export: (one, format) =>
      void api.download(`/sessions/${one.id}/export`, { format })
        .then((blob) => save(blob, `${one.title ?? "chat"}.${format === "json" ? "json" : "md"}`))
        .catch(fail),
    remove: (one) => {
      // Deleting cannot be taken back, so it waits until nobody wants to.
      const erase = (): void => {
        clearTimeout(leaving.current.get(one.id));
        api.deleteSession(one.id).then(() => leaving.current.delete(one.id)).then(list).catch(fail);
      };
      leaving.current.set(one.id, setTimeout(erase, UNDO_MILLISECONDS));
      setSessions((kept) => kept.filter(({ id }) => id !== one.id));
      if (openId === one.id) {
        setOpen(null);
        onSession(null);
      }
      setNotice({
        text: t("deleted", { title: one.title ?? t("untitled") }),
        undo: () => {
          clearTimeout(leaving.current.get(one.id));
          leaving.current.delete(one.id);
          setNotice(null);
          list().catch(fail);
        },
      });
    },
  };
  useEffect(() => {
    const eraseNow = (): void => {
      for (const [id, timer] of leaving.current) {
        clearTimeout(timer);
        void api.deleteSession(id).catch(() => undefined);
      }
      leaving.current.clear();
    };
    addEventListener("pagehide", eraseNow);
    return () => {
      removeEventListener("pagehide", eraseNow);
      eraseNow();
    };
  }, [api]);

  // Its code could not be loaded, or it broke: the chat must not stay out of reach behind it.
  const pageFailed = (): void => {
    setPage(null);
    setNotice({ text: t("somethingWrong") });
  };
  const choose = (slug: string | null): void => {
    setAgent(slug);
    if (openId !== null) api.switchAgent(openId, slug).catch(fail);
  };
  const begin = async (text: string, files: FileList | undefined): Promise<boolean> => {
    if (isBeginning.current) return false;
    isBeginning.current = true;
    try {
      const made = await api.createSession();
      if (agent !== null) await api.switchAgent(made.id, agent);
      hasActed.current = true;
      setOpen({ loaded: { session: made, messages: [], before: null }, first: { text, files } });
      onSession(made.id);
      return true;
    } catch (error) {
      fail(error);
      return false;
    } finally {
      isBeginning.current = false;
    }
  };

  if (isLocked)
    return (
      <main class="panel locked">
        <KeyForm
          problem={keyProblem}
          onToken={(entered) => {
            setKeyProblem("");
            onToken(entered);
            // The same key once more, too.
            setAttempt((count) => count + 1);
          }}
        />
      </main>
    );
  return (
    <div class="whole">
    <main
      class={`panel ${isListShown ? "with-list" : ""} ${aside ? "with-aside" : ""}`} ref={main} inert={page !== null}
      onKeyDown={(event) => {
        if (event.key === "k" && (event.ctrlKey || event.metaKey)) {
          event.preventDefault();
          setListShown(true);
          // Once it is shown: on a phone it is not yet.
          requestAnimationFrame(() => main.current?.querySelector<HTMLElement>(".sessions input[type=search]")?.focus());
        } else if (event.key === "Escape" && !event.defaultPrevented) {
          if (isListShown) setListShown(false);
          else setAside(null);
        }
      }}
    >
      <button
        type="button" class="icon list-toggle" aria-expanded={isListShown} aria-label={t(isListShown ? "closeList" : "openList")}
        onClick={() => setListShown(!isListShown)}
      ><Icon name="menu" /></button>
      <SessionListView
        sessions={sessions.filter((one) => one.message_count > 0 || one.id === openId)} found={found} active={openId} unread={unread} hasMore={after !== null}
        actions={actions}
        onNew={() => {
          hasActed.current = true;
          setFresh((count) => count + 1);
          setOpen(null);
          setAside(null);
          setAgent(null);
          setListShown(false);
          onSession(null);
        }}
        onMore={() => {
          if (after === null) return;
          setAfter(null);
          api.sessions(after, words.current || undefined)
            .then((page) => {
              setSessions((known) => [...known, ...page.sessions.filter(({ id }) => !known.some((one) => one.id === id))]);
              setAfter(page.after);
            })
            .catch(fail);
        }}
        onSearch={(text) => {
          words.current = text.trim();
          setTimeout(() => {
            if (words.current === text.trim()) list().catch(fail);
          }, 200);
        }}
      />
      {open === null ? (
        <div class="conversation empty">
          <div class="welcome">
            <h1>{t("welcome")}</h1>
            {agents.length > 0 && (
              <nav class="suggestions" aria-label={t("examples")}>
                {agents.flatMap((one) => one.examples.slice(0, 2)).slice(0, 6).map((text) => (
                  <button key={text} type="button" onClick={() => void begin(text, undefined)}>{text}</button>
                ))}
              </nav>
            )}
          </div>
          <Composer
            key={fresh} draft="new" takesFocus={hasActed.current} isAnswering={false} isStopping={false} isDisabled={false}
            agents={agents} agent={agent} onAgent={choose} onAsk={begin} onStop={() => undefined}
          />
        </div>
      ) : (
        <ConversationView
          key={openId} takesFocus={hasActed.current} api={api} loaded={open.loaded} first={open.first} agents={agents} agent={agent} onAgent={choose}
          onChange={changed} onAnswer={answered} onArtifact={(link) => openSide({ kind: "artifact", link })}
          onWaterfall={(turnId) => openSide({ kind: "waterfall", turnId })} onProblem={(text) => setNotice({ text })}
        />
      )}
      {aside?.kind === "artifact" && (
        <ArtifactPanel api={api} id={aside.link.artifactId} version={aside.link.version} onClose={() => setAside(null)} />
      )}
      {aside?.kind === "waterfall" && <Waterfall api={api} turnId={aside.turnId} onClose={() => setAside(null)} />}
      <nav class="pages" aria-label={t("pages")}>
        {(isAdmin ? ["memory", "platform"] as const : ["memory"] as const).map((one) => (
          <button
            key={one} type="button"
            onClick={(event) => {
              opener.current = event.currentTarget;
              setPage(one);
            }}
          >{t(one)}</button>
        ))}
      </nav>
      {notice && (
        <p class="notice" role="status">
          {notice.text} {notice.undo && <button type="button" onClick={notice.undo}>{t("undo")}</button>}
        </p>
      )}
    </main>
    {page === "memory" && (
      <Boundary onFail={pageFailed}><Suspense fallback={null}><MemoryPage api={api} onClose={() => setPage(null)} /></Suspense></Boundary>
    )}
    {page === "platform" && (
      <Boundary onFail={pageFailed}><Suspense fallback={null}><PlatformPages api={api} onAgents={() => void api.agents().then(setAgents).catch(fail)} onClose={() => setPage(null)} /></Suspense></Boundary>
    )}
    </div>
  );
}
