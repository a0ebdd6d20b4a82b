/** The page at `/`: the panel alone, with the key of whoever opened it kept for this tab. */
import "./chat-panel";

const KEY = "crew-chat-key";
const PLACE = /^#key=([\w-]+)$/;

const panel = document.querySelector("chat-panel");
if (panel !== null) {
  // The key comes behind the #, which no server ever sees, and does not stay in the address.
  const given = PLACE.exec(location.hash)?.[1];
  if (given !== undefined) {
    sessionStorage.setItem(KEY, given);
    history.replaceState(null, "", location.pathname + location.search);
  }
  const session = new URLSearchParams(location.search).get("session");
  if (session !== null) panel.setAttribute("session", session);
  const key = sessionStorage.getItem(KEY);
  if (key !== null) panel.setAttribute("token", key);
  panel.addEventListener("chat-token", (event) => {
    sessionStorage.setItem(KEY, (event as CustomEvent<{ token: string }>).detail.token);
    panel.setAttribute("token", (event as CustomEvent<{ token: string }>).detail.token);
  });
  panel.addEventListener("chat-session", (event) => {
    const { session: open } = (event as CustomEvent<{ session: string | null }>).detail;
    history.replaceState(null, "", open === null ? location.pathname : `?session=${encodeURIComponent(open)}`);
  });
}
