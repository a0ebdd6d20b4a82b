/** What models were asked, added up, and the budget. */
import { useEffect, useState } from "preact/hooks";
import type { BudgetBody, UsageBody, UsageSumBody } from "../../../../clients/typescript/crew-chat";
import { count, money, t } from "../texts/texts";
import type { PageProps } from "./page";

const GROUPINGS = ["day", "user", "agent", "model"] as const;

function Sums({ sums, currency }: { sums: UsageSumBody; currency: string }) {
  return (
    <>
      <td class="number">{count(sums.calls)}</td>
      <td class="number">{count(sums["gen_ai.usage.input_tokens"])}</td>
      <td class="number">{count(sums["gen_ai.usage.output_tokens"])}</td>
      <td class="number">{money(sums.cost_micros, currency)}</td>
    </>
  );
}

export function UsagePage({ api, onProblem }: PageProps) {
  const [by, setBy] = useState<(typeof GROUPINGS)[number]>("day");
  const [usage, setUsage] = useState<UsageBody | null>(null);
  const [budget, setBudget] = useState<BudgetBody | null>(null);
  useEffect(() => {
    api.usage(by).then(setUsage).catch(onProblem);
    api.admin<BudgetBody>("GET", "/budget").then(setBudget).catch(onProblem);
  }, [api, by]);
  if (usage === null) return null;
  return (
    <>
      {budget && (
        <p>
          {t("budget", {
            month: budget.month, spent: money(budget.spent_micros, budget.currency), limit: money(budget.limit_micros, budget.currency),
          })}
        </p>
      )}
      <label class="by">
        {t("by")}{" "}
        <select value={by} onChange={(event) => setBy(event.currentTarget.value as typeof by)}>
          {GROUPINGS.map((one) => <option key={one} value={one}>{t(one)}</option>)}
        </select>
      </label>
      <div class="table-frame" tabIndex={0}>
        <table>
          <thead><tr><th>{t(by)}</th><th>{t("calls")}</th><th>{t("tokensIn")}</th><th>{t("tokensOut")}</th><th>{t("cost")}</th></tr></thead>
          <tbody>
            {usage.groups.map((group) => (
              <tr key={group.key}><td><bdi>{group.key ?? "–"}</bdi></td><Sums sums={group} currency={usage.currency} /></tr>
            ))}
            <tr><td><strong>{t("total")}</strong></td><Sums sums={usage.total} currency={usage.currency} /></tr>
          </tbody>
        </table>
      </div>
    </>
  );
}
