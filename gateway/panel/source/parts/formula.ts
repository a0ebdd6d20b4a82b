/** Formulas as MathML, which needs no styles of its own; loaded with the first formula. */
import katex from "katex";

export function draw(place: HTMLElement): void {
  const source = place.textContent ?? "";
  try {
    place.innerHTML = katex.renderToString(source, {
      output: "mathml", displayMode: place.dataset["block"] === "1", throwOnError: true, trust: false, maxExpand: 100,
    });
    place.classList.replace("formula", "formula-drawn");
  } catch {
    place.classList.replace("formula", "formula-source");
  }
}
