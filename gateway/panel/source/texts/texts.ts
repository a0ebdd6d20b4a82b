/** The panel's texts. `en.json` is the message file; a page may give another one to `speak`. */
import english from "./en.json";

export type Key = keyof typeof english;
let messages: Partial<Record<Key, string>> = english;

/** Use other texts; what is missing stays English. */
export function speak(other: Partial<Record<Key, string>>): void {
  messages = { ...english, ...other };
}

/** The text of this key with its `{places}` filled in. */
export function t(key: Key, values: Record<string, string | number> = {}): string {
  const message = messages[key] ?? english[key];
  return message.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** A duration for people. */
export function duration(milliseconds: number): string {
  if (milliseconds < 1_000) return `${Math.max(0, Math.round(milliseconds))} ms`;
  if (milliseconds < 60_000) return `${(milliseconds / 1_000).toFixed(1)} s`;
  return `${Math.floor(milliseconds / 60_000)} min ${Math.round((milliseconds % 60_000) / 1_000)} s`;
}

/** A whole number with separators. */
export function count(value: number): string {
  return new Intl.NumberFormat().format(value);
}

/** Millionths of a currency for people; an unknown price is no zero. */
export function money(micros: number | null, currency: string): string {
  if (micros === null) return "–";
  return new Intl.NumberFormat(undefined, { style: "currency", currency, maximumFractionDigits: 4 }).format(micros / 1e6);
}
