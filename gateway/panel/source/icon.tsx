/** Signs drawn here, since no font of the page need have them. */
const PATHS = {
  plus: "M8 3v10M3 8h10",
  close: "M4 4l8 8M12 4l-8 8",
  menu: "M2.5 4.5h11M2.5 8h11M2.5 11.5h11",
  more: "M3.5 8h.01M8 8h.01M12.5 8h.01",
  up: "M5 7v6.5H3V7h2zm0 .5L8 2.5c1.2 0 1.6 1 1.3 2L8.8 6.500H12.500c.8 0 1.200.6 1 1.400l-1.100 4.500c-.1.7-.6 1.100-1.300 1.100H5",
  down: "M11 9V2.500h2V9h-2zm0-.5L8 13.500c-1.200 0-1.600-1-1.300-2L7.200 9.500H3.500c-.8 0-1.200-.6-1-1.400l1.100-4.500c.1-.7.6-1.100 1.300-1.100H11",
  left: "M10 3L5 8l5 5",
  right: "M6 3l5 5-5 5",
  end: "M8 3v9M4 8.500L8 12.500l4-4",
  image: "M2.500 3h11v10h-11zM2.500 11l3.500-3.500 3 3 2-2 2.500 2.500M10.500 6h.01",
} as const;

export function Icon({ name }: { name: keyof typeof PATHS }) {
  return (
    <svg class="sign" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} fill="none" stroke="currentColor" stroke-width={name === "more" ? 2.4 : 1.5} stroke-linecap="round" stroke-linejoin="round" />
    </svg>
  );
}
