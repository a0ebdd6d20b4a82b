/** A button for what cannot be taken back: the first press asks, the second one does it. */
import { useEffect, useState } from "preact/hooks";
import { t } from "./texts/texts";

const ASKS_MILLISECONDS = 4_000;

interface Props {
  text: string;
  isDisabled?: boolean;
  onConfirm(): void;
}

export function Confirmed({ text, isDisabled = false, onConfirm }: Props) {
  const [asks, setAsks] = useState(false);
  useEffect(() => {
    if (!asks) return undefined;
    const timer = setTimeout(() => setAsks(false), ASKS_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [asks]);
  return (
    <button
      type="button" class="danger" disabled={isDisabled} data-asks={asks}
      onClick={() => {
        setAsks(!asks);
        if (asks) onConfirm();
      }}
      onBlur={() => setAsks(false)}
    >{asks ? t("sure", { what: text }) : text}</button>
  );
}
