/** A table artifact: sortable, as it was stored. */
import { useMemo, useState } from "preact/hooks";
import { t } from "../texts/texts";

export interface TableContent {
  columns: { key: string; type?: string; label?: string }[];
  rows: Record<string, unknown>[];
}

const collator = new Intl.Collator(undefined, { numeric: true });

function compare(one: unknown, other: unknown): number {
  if (typeof one === "number" && typeof other === "number") return one - other;
  return collator.compare(String(one ?? ""), String(other ?? ""));
}

export function Table({ content, label }: { content: TableContent; label: string }) {
  const [sort, setSort] = useState<{ key: string; isUp: boolean } | null>(null);
  const rows = useMemo(() => {
    if (sort === null) return content.rows;
    const sorted = [...content.rows].sort((one, other) => compare(one[sort.key], other[sort.key]));
    return sort.isUp ? sorted : sorted.reverse();
  }, [content, sort]);
  return (
    <div class="table-frame" tabIndex={0}>
      <table aria-label={label}>
        <thead>
          <tr>
            {content.columns.map(({ key, label: name }) => {
              const isSorted = sort?.key === key;
              return (
                <th key={key} aria-sort={isSorted ? (sort.isUp ? "ascending" : "descending") : "none"}>
                  <button
                    type="button"
                    aria-label={t("sortBy", { column: name ?? key })}
                    onClick={() => setSort({ key, isUp: isSorted ? !sort.isUp : true })}
                  >
                    {name ?? key} <span aria-hidden="true">{isSorted ? (sort.isUp ? "↑" : "↓") : ""}</span>
                  </button>
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={index}>
              {content.columns.map(({ key }) => (
                <td key={key} class={typeof row[key] === "number" ? "number" : ""}>{String(row[key] ?? "")}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
