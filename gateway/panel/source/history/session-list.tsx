/** The list of sessions: searched, pinned and by day, with what can be done with each. */
import { useEffect, useRef, useState } from "preact/hooks";
import type { SearchResult, SessionBody } from "../../../../clients/typescript/crew-chat";
import { focused } from "../focused";
import { Icon } from "../icon";
import { type Key, t } from "../texts/texts";

export interface SessionActions {
  open(id: string): void;
  rename(session: SessionBody, title: string): void;
  pin(session: SessionBody): void;
  remove(session: SessionBody): void;
  share(session: SessionBody): void;
  export(session: SessionBody, format: "markdown" | "json"): void;
}

interface Props {
  sessions: SessionBody[];
  found: SearchResult[] | null;
  active: string | null;
  unread: Set<string>;
  hasMore: boolean;
  actions: SessionActions;
  onNew(): void;
  onMore(): void;
  onSearch(words: string): void;
}

const DAY = 86_400_000;

function groupOf(session: SessionBody, midnight: number): Key {
  if (session.pinned) return "pinned";
  const at = Date.parse(session.updated_at);
  if (at >= midnight) return "today";
  if (at >= midnight - DAY) return "yesterday";
  return at >= midnight - 7 * DAY ? "week" : "older";
}

function Snippet({ result }: { result: SearchResult }) {
  const pieces = [];
  let at = 0;
  for (const [start, end] of result.matches) {
    pieces.push(result.snippet.slice(at, start), <mark key={start}>{result.snippet.slice(start, end)}</mark>);
    at = end;
  }
  return <span class="snippet" dir="auto">{pieces}{result.snippet.slice(at)}</span>;
}

function Row({ session, isActive, isUnread, actions }: { session: SessionBody; isActive: boolean; isUnread: boolean; actions: SessionActions }) {
  const [isRenaming, setRenaming] = useState(false);
  const menu = useRef<HTMLDetailsElement>(null);
  const title = session.title ?? t("untitled");
  const act = (what: () => void) => () => {
    if (menu.current) menu.current.open = false;
    what();
  };
  useEffect(() => {
    const close = (event: Event): void => {
      if (menu.current && !event.composedPath().includes(menu.current)) menu.current.open = false;
    };
    document.addEventListener("pointerdown", close);
    return () => document.removeEventListener("pointerdown", close);
  }, []);
  if (isRenaming)
    return (
      <li>
        <form
          class="rename"
          onSubmit={(event) => {
            event.preventDefault();
            const changed = String(new FormData(event.currentTarget).get("title") ?? "").trim();
            setRenaming(false);
            if (changed && changed !== title) actions.rename(session, changed);
          }}
        >
          <input
            name="title" defaultValue={title} maxLength={200} aria-label={t("rename")} ref={focused}
            onKeyDown={(event) => {
              if (event.key !== "Escape") return;
              event.stopPropagation();
              setRenaming(false);
            }}
          />
        </form>
      </li>
    );
  return (
    <li class={`session ${isActive ? "active" : ""}`}>
      <button type="button" class="session-title" aria-current={isActive} onClick={() => actions.open(session.id)}>
        {isUnread && <span class="unread" role="img" aria-label={t("unread")} />}
        {session.status !== "idle" && <span class="dot running" role="img" aria-label={t("thinking")} />}
        <bdi>{title}</bdi>
      </button>
      {session.access === "owner" && (
        <details
          class="menu" ref={menu}
          onKeyDown={(event) => {
            if (event.key === "Escape" && menu.current?.open) {
              event.stopPropagation();
              menu.current.open = false;
            }
          }}
        >
          <summary aria-label={t("menuOf", { title })}><Icon name="more" /></summary>
          <div class="menu-items">
            <button type="button" onClick={act(() => setRenaming(true))}>{t("rename")}</button>
            <button type="button" onClick={act(() => actions.pin(session))}>{t(session.pinned ? "unpin" : "pin")}</button>
            <button type="button" onClick={act(() => actions.share(session))}>{t("share")}</button>
            <button type="button" onClick={act(() => actions.export(session, "markdown"))}>{t("exportMarkdown")}</button>
            <button type="button" onClick={act(() => actions.export(session, "json"))}>{t("exportJson")}</button>
            <button type="button" class="danger" onClick={act(() => actions.remove(session))}>{t("delete")}</button>
          </div>
        </details>
      )}
    </li>
  );
}

export function SessionListView({ sessions, found, active, unread, hasMore, actions, onNew, onMore, onSearch }: Props) {
  const midnight = new Date().setHours(0, 0, 0, 0);
  const groups = new Map<Key, SessionBody[]>();
  for (const session of sessions) {
    const key = groupOf(session, midnight);
    groups.set(key, [...(groups.get(key) ?? []), session]);
  }
  return (
    <nav class="sessions" part="sessions" aria-label={t("sessions")}>
      <button type="button" class="new" onClick={onNew}><Icon name="plus" /> {t("newSession")}</button>
      <input type="search" aria-label={t("search")} placeholder={t("search")} onInput={(event) => onSearch(event.currentTarget.value)} />
      <div
        class="session-scroll"
        onScroll={({ currentTarget: list }) => {
          if (hasMore && list.scrollHeight - list.scrollTop - list.clientHeight < 200) onMore();
        }}
      >
        {found !== null && (
          <ul class="found" aria-label={t("search")}>
            {found.length === 0 && sessions.length === 0 && <li>{t("searchNothing")}</li>}
            {found.map((result) => (
              <li key={result.message_id}>
                <button type="button" onClick={() => actions.open(result.session_id)}>
                  <strong><bdi>{result.session_title ?? t("untitled")}</bdi></strong>
                  <Snippet result={result} />
                </button>
              </li>
            ))}
          </ul>
        )}
        {found === null && sessions.length === 0 && <p class="nothing">{t("noSessions")}</p>}
        {[...groups].map(([key, members]) => (
          <section key={key}>
            <h3>{t(key)}</h3>
            <ul>
              {members.map((session) => (
                <Row
                  key={session.id} session={session} isActive={session.id === active} isUnread={unread.has(session.id)} actions={actions}
                />
              ))}
            </ul>
          </section>
        ))}
      </div>
    </nav>
  );
}
