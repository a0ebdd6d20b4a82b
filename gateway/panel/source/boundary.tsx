/** What cannot be drawn must not take the rest of the panel with it. */
import { Component, type ComponentChildren } from "preact";
import { t } from "./texts/texts";

export class Boundary extends Component<{ children: ComponentChildren }, { hasFailed: boolean }> {
  override state = { hasFailed: false };

  override componentDidCatch(error: unknown): void {
    console.error(error);
    this.setState({ hasFailed: true });
  }

  override render(): ComponentChildren {
    return this.state.hasFailed ? <p class="problem" role="alert">{t("somethingWrong")}</p> : this.props.children;
  }
}
