/** A table artifact: sortable, as it was stored. */
import { useMemo, useState } from "preact/hooks";
import { t } from "../texts/texts";

export interface TableContent {
  columns: { label: string; type: string }[];
  rows: (string | number | boolean | null)[][];
}

const collator = new Intl.Collator(undefined, { numeric: true });

function compare(one: unknown, other: unknown): number {
  if (typeof one === "number" && typeof other === "number") return one - other;
  return collator.compare(String(one ?? ""), String(other ?? ""));
}

export function Table({ content, label }: { content: TableContent; label: string }) {
  const [sort, setSort] = useState<{ column: number; isUp: boolean } | null>(null);
  const rows = useMemo(() => {
    if (sort === null) return content.rows;
    const sorted = [...content.rows].sort((one, other) => compare(one[sort.column], other[sort.column]));
    return sort.isUp ? sorted : sorted.reverse();
  }, [content, sort]);
  return (
    <div class="table-frame" tabIndex={0}>
      <table aria-label={label}>
        <thead>
          <tr>
            {content.columns.map(({ label: name }, column) => {
              const isSorted = sort?.column === column;
              return (
                <th key={column} aria-sort={isSorted ? (sort.isUp ? "ascending" : "descending") : "none"}>
                  <button
                    type="button"
                    aria-label={t("sortBy", { column: name })}
                    onClick={() => setSort({ column, isUp: isSorted ? !sort.isUp : true })}
                  >
                    {name} <span aria-hidden="true">{isSorted ? (sort.isUp ? "↑" : "↓") : ""}</span>
                  </button>
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={index}>
              {row.map((cell, column) => (
                <td key={column} class={typeof cell === "number" ? "number" : ""}>{String(cell ?? "")}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
