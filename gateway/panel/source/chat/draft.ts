/** A half-written question, kept in its tab. A page without storage keeps none. */
const DRAFT = "crew-chat-draft:";

export function draftOf(name: string): string {
  try {
    return sessionStorage.getItem(DRAFT + name) ?? "";
  } catch {
    return "";
  }
}

export function keepDraft(name: string, text: string): void {
  try {
    if (text === "") sessionStorage.removeItem(DRAFT + name);
    else sessionStorage.setItem(DRAFT + name, text);
  } catch {
    // As above.
  }
}
