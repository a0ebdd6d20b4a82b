/**
 * `<chat-panel>`: the chat as an element for any page.
 *
 * Attributes: `api` (where the service is; by default where the page is), `token` (an API key or a token of the identity
 * provider), `session` (the one to open; it follows what is open). Property `tokenSource`: a function that gives a token
 * whenever one is needed. Events, all bubbling: `chat-session` {session}, `chat-token` {token} when a person entered a key,
 * `chat-answer` {session} at the end of an answer. Style: the custom properties and parts named in styles.css.
 */
import { render } from "preact";
import type { Token } from "./api";
import { Panel } from "./panel";
import styles from "./styles.css?inline";
import { speak } from "./texts/texts";

const sheet = new CSSStyleSheet();
sheet.replaceSync(styles);

export class ChatPanel extends HTMLElement {
  static readonly observedAttributes = ["api", "token", "session"];
  private source: (() => string | Promise<string>) | null = null;
  private entered: string | null = null;
  private root: ShadowRoot | null = null;
  private readonly tell = (name: string, detail: unknown): void => {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  };
  private readonly enter = (token: string): void => {
    this.entered = token;
    this.tell("chat-token", { token });
    this.draw();
  };
  private readonly move = (id: string | null): void => {
    if (id === null) this.removeAttribute("session");
    else this.setAttribute("session", id);
    this.tell("chat-session", { session: id });
  };

  /** Other texts than the English ones, by the keys of `texts/en.json`. */
  static speak = speak;

  get tokenSource(): (() => string | Promise<string>) | null {
    return this.source;
  }

  set tokenSource(source: (() => string | Promise<string>) | null) {
    this.source = source;
    this.entered = null;
    this.draw();
  }

  connectedCallback(): void {
    // Set before the element was defined: then it is the instance's own, and hides ours.
    if (Object.hasOwn(this, "tokenSource")) {
      const early = this.tokenSource;
      delete (this as Partial<ChatPanel>).tokenSource;
      this.tokenSource = early;
    }
    if (this.root === null) {
      this.root = this.attachShadow({ mode: "open" });
      this.root.adoptedStyleSheets = [sheet];
    }
    this.draw();
  }

  disconnectedCallback(): void {
    if (this.root !== null) render(null, this.root);
  }

  attributeChangedCallback(name: string): void {
    // `session` is where it begins; from then on it tells where it is.
    if (name === "token") this.entered = null;
    if (name !== "session") this.draw();
  }

  private draw(): void {
    if (this.root === null || !this.isConnected) return;
    // What a person entered counts until the page gives something else.
    const token: Token | null = this.entered ?? this.source ?? this.getAttribute("token");
    render(
      <Panel
        base={this.getAttribute("api") ?? ""} token={token} session={this.getAttribute("session")} onToken={this.enter}
        onSession={this.move} tell={this.tell}
      />,
      this.root,
    );
  }
}

if (customElements.get("chat-panel") === undefined) customElements.define("chat-panel", ChatPanel);
