/** An agent as it is written down. */
import { useState } from "preact/hooks";
import type { AdminAgentBody, AdminAgentList } from "../../../../clients/typescript/crew-chat";
import { t } from "../texts/texts";

/** As the service tells it: nothing is left out. */
export type Definition = Required<AdminAgentBody["definition"]>;

export const EMPTY: Definition = {
  slug: "", name: "", description: "", role: "", goal: "", prompt: "", tools: [], approval: [], examples: [], model: null, roles: [], is_enabled: true,
};

interface Props {
  definition: Definition;
  list: AdminAgentList;
  isReadOnly: boolean;
  onSave(definition: Definition): Promise<void>;
  onCancel(): void;
  onProblem(error: unknown): void;
}

const linesOf = (text: string): string[] => text.split("\n").map((line) => line.trim()).filter(Boolean);

export function AgentForm({ definition, list, isReadOnly, onSave, onCancel, onProblem }: Props) {
  const [tools, setTools] = useState(new Set(definition.tools));
  const [approval, setApproval] = useState(new Set(definition.approval));
  const [isSaving, setSaving] = useState(false);
  const toggle = (set: (next: Set<string>) => void, before: Set<string>, name: string): void => {
    const next = new Set(before);
    if (!next.delete(name)) next.add(name);
    set(next);
  };
  // What an agent has and nobody may be given any more is shown, so that it can be taken away.
  const offered = [...list.offered_tools, ...definition.tools.filter((name) => !list.offered_tools.some((tool) => tool.name === name)).map((name) => ({ name, description: "" }))];
  const line = (name: "slug" | "name" | "description" | "role" | "goal", hint: string, more: object = {}) => (
    <label>
      {t(`agent_${name}`)}
      <input name={name} required defaultValue={definition[name]} placeholder={hint} readOnly={isReadOnly} maxLength={400} {...more} />
    </label>
  );
  return (
    <form
      class="agent-form"
      onSubmit={(event) => {
        event.preventDefault();
        const given = new FormData(event.currentTarget);
        const text = (name: string): string => String(given.get(name) ?? "").trim();
        setSaving(true);
        onSave({
          slug: text("slug"), name: text("name"), description: text("description"), role: text("role"), goal: text("goal"), prompt: text("prompt"),
          tools: [...tools], approval: [...approval].filter((name) => tools.has(name)), examples: linesOf(text("examples")),
          model: text("model") || null, roles: text("roles").split(",").map((role) => role.trim()).filter(Boolean), is_enabled: definition.is_enabled,
        }).catch((error: unknown) => {
          // What was written stays.
          setSaving(false);
          onProblem(error);
        });
      }}
    >
      <div class="two">
        {line("name", t("agentNameHint"), { maxLength: 80 })}
        {line("slug", "returns_analyst", { pattern: "[a-z][a-z0-9_]{0,63}", maxLength: 64, title: t("slugHint") })}
      </div>
      {line("description", t("agentDescriptionHint"))}
      <div class="two">
        {line("role", t("agentRoleHint"))}
        {line("goal", t("agentGoalHint"))}
      </div>
      <label>
        {t("agent_prompt")}
        <textarea name="prompt" rows={8} required defaultValue={definition.prompt} readOnly={isReadOnly} />
      </label>
      <fieldset disabled={isReadOnly}>
        <legend>{t("tools")}</legend>
        <ul class="tool-choice">
          {offered.map((tool) => (
            <li key={tool.name}>
              <label>
                <input type="checkbox" checked={tools.has(tool.name)} onChange={() => toggle(setTools, tools, tool.name)} />{" "}
                <span><code>{tool.name}</code> {tool.description}</span>
              </label>
              {tools.has(tool.name) && (
                <label class="asks">
                  <input type="checkbox" checked={approval.has(tool.name)} onChange={() => toggle(setApproval, approval, tool.name)} /> {t("asksFirst")}
                </label>
              )}
            </li>
          ))}
        </ul>
      </fieldset>
      <label>
        {t("agent_examples")}
        <textarea name="examples" rows={3} defaultValue={definition.examples.join("\n")} readOnly={isReadOnly} placeholder={t("agentExamplesHint")} />
      </label>
      <div class="two">
        <label>
          {t("agent_roles")}
          <input name="roles" defaultValue={definition.roles.join(", ")} placeholder={t("everybody")} readOnly={isReadOnly} list="roles" />
          <datalist id="roles">{list.roles.map((role) => <option key={role} value={role} />)}</datalist>
        </label>
        {(list.offered_models.length > 0 || definition.model !== null) && (
          <label>
            {t("model")}
            <select name="model" disabled={isReadOnly} value={definition.model ?? ""}>
              <option value="">{t("usualModel")}</option>
              {[...new Set([...list.offered_models, ...(definition.model === null ? [] : [definition.model])])].map((model) => <option key={model} value={model}>{model}</option>)}
            </select>
          </label>
        )}
      </div>
      <p class="form-actions">
        {!isReadOnly && <button type="submit" disabled={isSaving}>{t("save")}</button>}
        <button type="button" onClick={onCancel}>{t(isReadOnly ? "close" : "cancel")}</button>
      </p>
    </form>
  );
}
