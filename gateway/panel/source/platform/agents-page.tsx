/** The agents of the organization: those that come with the product, and its own, which are made and changed here. */
import { useCallback, useEffect, useState } from "preact/hooks";
import type { AdminAgentBody, AdminAgentList } from "../../../../clients/typescript/crew-chat";
import { Confirmed } from "../confirmed";
import { t } from "../texts/texts";
import { AgentForm, type Definition, EMPTY } from "./agent-form";
import type { PageProps } from "./page";

/** What is being written: a new agent, or another version of one. */
interface Draft {
  definition: Definition;
  agent?: AdminAgentBody;
  isReadOnly?: boolean;
}

export function AgentsPage({ api, onProblem, onChange }: PageProps & { onChange(): void }) {
  const [list, setList] = useState<AdminAgentList | null>(null);
  const [draft, setDraft] = useState<Draft | null>(null);
  const look = useCallback(() => api.admin<AdminAgentList>("GET", "/agents").then(setList).catch(onProblem), [api]);
  useEffect(() => void look(), [look]);
  if (list === null) return null;

  const after = (done: Promise<unknown>): void =>
    void done.then(look).then(onChange).catch((error: unknown) => {
      onProblem(error);
      // Somebody else may have been faster: show how it stands now.
      void look();
    });
  const save = async (definition: Definition): Promise<void> => {
    const agent = draft?.agent;
    if (agent) await api.admin("PUT", `/agents/${agent.id}`, definition, { "if-match": `"${agent.version}"` });
    else await api.admin("POST", "/agents", definition);
    setDraft(null);
    await look();
    onChange();
  };
  if (draft !== null)
    return (
      <AgentForm
        definition={draft.definition} list={list} isReadOnly={draft.isReadOnly === true} onSave={save} onCancel={() => setDraft(null)}
        onProblem={onProblem}
      />
    );
  const own = list.agents.filter((agent) => agent.kind === "own").length;
  return (
    <>
      <p class="agents-head">
        <span>{t("ownAgents", { count: own, most: list.most_own })}</span>
        <button type="button" disabled={own >= list.most_own} onClick={() => setDraft({ definition: EMPTY })}>{t("newAgent")}</button>
      </p>
      <div class="table-frame" tabIndex={0}>
        <table>
          <thead><tr><th>{t("agent")}</th><th class="knows">{t("knows")}</th><th class="tool-names">{t("tools")}</th><th>{t("forWhom")}</th><th>{t("state")}</th><th><span class="hidden">{t("action")}</span></th></tr></thead>
          <tbody>
            {list.agents.map((agent) => {
              const definition = agent.definition as Definition;
              return (
                <tr key={agent.id}>
                  <td><strong><bdi>{definition.name}</bdi></strong><br /><code>{definition.slug}</code>{agent.kind === "system" && <> <span class="badge">{t("systemAgent")}</span></>}</td>
                  <td class="knows"><bdi>{definition.description}</bdi></td>
                  <td class="tool-names">{definition.tools.map((tool) => <div key={tool}><code>{tool}</code></div>)}</td>
                  <td>{definition.roles.length > 0 ? definition.roles.join(", ") : t("everybody")}</td>
                  <td>{t(agent.is_active ? "agentActive" : definition.is_enabled ? "agentBlocked" : "agentOff")}</td>
                  <td class="row-actions">
                    <button
                      type="button"
                      onClick={() => setDraft({ definition, agent, isReadOnly: agent.kind === "system" })}
                    >{t(agent.kind === "own" ? "edit" : "look")}</button>
                    <button type="button" disabled={own >= list.most_own} onClick={() => setDraft({ definition: { ...definition, slug: "", name: "" } })}>{t("copy")}</button>
                    <button
                      type="button" aria-pressed={definition.is_enabled}
                      onClick={() => after(api.admin("PATCH", `/agents/${agent.id}`, { is_enabled: !definition.is_enabled }))}
                    >{t(definition.is_enabled ? "switchOff" : "switchOn")}</button>
                    {agent.kind === "own" && <Confirmed text={t("delete")} onConfirm={() => after(api.admin("DELETE", `/agents/${agent.id}`))} />}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </>
  );
}
