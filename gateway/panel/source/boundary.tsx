/** What cannot be drawn must not take the rest of the panel with it. */
import { Component, type ComponentChildren } from "preact";
import { t } from "./texts/texts";

interface Props {
  children: ComponentChildren;
  onFail?: () => void;
}

export class Boundary extends Component<Props, { hasFailed: boolean }> {
  override state = { hasFailed: false };

  override componentDidCatch(error: unknown): void {
    console.error(error);
    this.setState({ hasFailed: true });
    this.props.onFail?.();
  }

  override render(): ComponentChildren {
    return this.state.hasFailed ? <p class="problem" role="alert">{t("somethingWrong")}</p> : this.props.children;
  }
}
