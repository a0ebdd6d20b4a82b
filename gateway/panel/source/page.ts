/** The page at `/`: the panel alone, with the key of whoever opened it kept for this tab. */
import "./chat-panel";
import { t } from "./texts/texts";

const KEY = "crew-chat-key";
const PLACE = /^#key=([\w-]+)$/;

function held(): string | null {
  try {
    return sessionStorage.getItem(KEY);
  } catch {
    return null;
  }
}

function hold(key: string): void {
  try {
    sessionStorage.setItem(KEY, key);
  } catch {
    // A page without storage asks for the key again after a reload.
  }
}

const panel = document.querySelector("chat-panel");
if (panel !== null) {
  // The key comes behind the #, which no server ever sees, and does not stay in the address.
  const given = PLACE.exec(location.hash)?.[1];
  if (given !== undefined) history.replaceState(null, "", location.pathname + location.search);
  const session = new URLSearchParams(location.search).get("session");
  if (session !== null) panel.setAttribute("session", session);
  const known = held();
  // Nobody is made somebody else by a link, unless they say so.
  const key = given !== undefined && (known === null || known === given || confirm(t("otherKey"))) ? given : known;
  if (key !== null) {
    hold(key);
    panel.setAttribute("token", key);
  }
  panel.addEventListener("chat-token", (event) => {
    const { token } = (event as CustomEvent<{ token: string }>).detail;
    hold(token);
    panel.setAttribute("token", token);
  });
  panel.addEventListener("chat-session", (event) => {
    const { session: open } = (event as CustomEvent<{ session: string | null }>).detail;
    history.replaceState(null, "", open === null ? location.pathname : `?session=${encodeURIComponent(open)}`);
  });
}
