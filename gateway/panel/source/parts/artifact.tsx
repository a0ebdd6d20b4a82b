/** An artifact in the side panel: drawn, read or downloaded, in any of its versions. */
import { lazy, Suspense } from "preact/compat";
import { useEffect, useMemo, useState } from "preact/hooks";
import type { Api } from "../api";
import { Boundary } from "../boundary";
import { explain } from "../chat/use-conversation";
import { focused } from "../focused";
import { Icon } from "../icon";
import { type Key, t } from "../texts/texts";
import { Markdown } from "./markdown";
import { Table, type TableContent } from "./table";

const Chart = lazy(() => import("./chart"));

interface Version {
  version: number;
  title: string;
  file_name: string | null;
  created_at: string;
}

interface Artifact {
  id: string;
  kind: "chart" | "table" | "summary" | "file" | "image";
  formats: string[];
  latest: Version;
}

type Content = { kind: "chart" | "table"; value: unknown } | { kind: "summary"; value: string } | { kind: "image"; value: string } | null;

const NO_REFERENCES = new Map<number, never>();

const ENDINGS: Record<string, string> = { "image/png": "png", "image/jpeg": "jpg", "image/webp": "webp", "image/gif": "gif" };

/** Hand a blob to the person. */
export function save(blob: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

const fileName = (title: string, format: string): string =>
  `${title.replace(/[^\p{L}\p{N} ._-]/gu, "").trim() || "artifact"}.${format}`;

export function kindName(kind: string | undefined): string {
  return t(kind !== undefined && ["chart", "table", "summary", "image"].includes(kind) ? (kind as Key) : "file");
}

async function contentOf(api: Api, artifact: Artifact, version: number): Promise<Content> {
  const path = `/artifacts/${artifact.id}/versions/${version}/content`;
  if (artifact.kind === "chart") {
    return { kind: "chart", value: JSON.parse(await (await api.download(path, { format: "json" })).text()) };
  }
  if (artifact.kind === "table") {
    return { kind: "table", value: JSON.parse(await (await api.download(path, { format: "json" })).text()) };
  }
  if (artifact.kind === "summary") return { kind: "summary", value: await (await api.download(path)).text() };
  if (artifact.kind === "image") return { kind: "image", value: URL.createObjectURL(await api.download(path)) };
  return null;
}

export function ArtifactPanel({ api, id, version, onClose }: { api: Api; id: string; version: number; onClose: () => void }) {
  const [artifact, setArtifact] = useState<Artifact | null>(null);
  const [versions, setVersions] = useState<Version[]>([]);
  const [shown, setShown] = useState(version);
  const [content, setContent] = useState<Content>(null);
  const [problem, setProblem] = useState("");

  useEffect(() => setShown(version), [id, version]);
  useEffect(() => {
    setArtifact(null);
    setProblem("");
    let isOver = false;
    Promise.all([api.get<Artifact>(`/artifacts/${id}`), api.get<{ versions: Version[] }>(`/artifacts/${id}/versions`)])
      .then(([found, listed]) => {
        if (isOver) return;
        setArtifact(found);
        setVersions(listed.versions);
      })
      .catch((error: unknown) => !isOver && setProblem(explain(error)));
    return () => {
      isOver = true;
    };
  }, [api, id, version]);
  useEffect(() => {
    setContent(null);
    if (artifact === null) return undefined;
    let isOver = false;
    contentOf(api, artifact, shown)
      .then((read) => !isOver && setContent(read))
      .catch((error: unknown) => !isOver && setProblem(explain(error)));
    return () => {
      isOver = true;
    };
  }, [artifact, shown]);
  useEffect(() => () => void (content?.kind === "image" && URL.revokeObjectURL(content.value)), [content]);

  const title = versions.find((one) => one.version === shown)?.title ?? artifact?.latest.title ?? "";
  const path = `/artifacts/${id}/versions/${shown}/content`;
  const none = useMemo(() => NO_REFERENCES, []);
  return (
    <aside class="artifact-panel" part="side" tabIndex={-1} ref={focused} aria-label={t("artifact", { kind: kindName(artifact?.kind), title })}>
      <header>
        <h2>{title}</h2>
        <button type="button" class="icon" aria-label={t("close")} onClick={onClose}><Icon name="close" /></button>
      </header>
      <div class="artifact-tools">
        {versions.length > 1 && (
          <select aria-label={t("versions")} value={shown} onChange={(event) => setShown(Number(event.currentTarget.value))}>
            {versions.map((one) => (
              <option key={one.version} value={one.version}>{t("version", { version: one.version })}</option>
            ))}
          </select>
        )}
        {artifact?.formats.map((format) => (
          <button
            key={format}
            type="button"
            onClick={() => {
              api.download(path, { format })
                .then((blob) => save(blob, artifact.latest.file_name ?? fileName(title, ENDINGS[blob.type] ?? format)))
                .catch((error: unknown) => setProblem(explain(error)));
            }}
          >
            {t("download")} {format.toUpperCase()}
          </button>
        ))}
      </div>
      {problem && <p class="problem" role="alert">{problem}</p>}
      <Boundary key={`${id} ${shown}`}>
      <div class="artifact-content">
        {content?.kind === "chart" && (
          <Suspense fallback={<p>{t("thinking")}</p>}><Chart spec={content.value as never} label={title} /></Suspense>
        )}
        {content?.kind === "table" && <Table content={content.value as TableContent} label={title} />}
        {content?.kind === "summary" && (
          <Markdown text={content.value} isGrowing={false} references={none} onReference={() => undefined} />
        )}
        {content?.kind === "image" && <img src={content.value} alt={title} />}
      </div>
      </Boundary>
    </aside>
  );
}
