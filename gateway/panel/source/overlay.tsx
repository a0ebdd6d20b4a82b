/** Something that lies over the panel for a while: it takes the focus, and Escape closes it. */
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { Icon } from "./icon";
import { t } from "./texts/texts";

interface Props {
  label: string;
  /** Stands in the heading's line. */
  tools?: ComponentChildren;
  children: ComponentChildren;
  onClose(): void;
}

export function Overlay({ label, tools, children, onClose }: Props) {
  const section = useRef<HTMLElement>(null);
  useEffect(() => section.current?.focus(), []);
  return (
    <section
      class="platform" aria-label={label} ref={section} tabIndex={-1}
      onKeyDown={(event) => {
        if (event.key === "Escape" && !event.defaultPrevented) onClose();
      }}
    >
      <header>
        <h2>{label}</h2>
        {tools}
        <button type="button" class="icon close" aria-label={t("close")} onClick={onClose}><Icon name="close" /></button>
      </header>
      {children}
    </section>
  );
}
