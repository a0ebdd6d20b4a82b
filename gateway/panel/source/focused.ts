/** As a `ref`: the field takes the focus when it appears. (One function for all: a new one each time would be called each time.) */
export function focused(field: HTMLElement | null): void {
  field?.focus();
}

/** The same, unless something else of the page has it. */
export function focusedIfFree(field: HTMLElement | null): void {
  const has = document.activeElement;
  if (has === null || has === document.body || has.contains(field) || has.shadowRoot?.contains(field)) field?.focus();
}
