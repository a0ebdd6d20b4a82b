/** What the pages for those who run the installation have in common. */
import type { Api } from "../api";

export const LOOK_MILLISECONDS = 2_000;

export interface PageProps {
  api: Api;
  onProblem(error: unknown): void;
}

export const when = (time: string | null): string => (time === null ? "–" : new Date(time).toLocaleString());
