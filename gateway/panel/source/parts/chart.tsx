/** A chart, drawn here from its Vega-Lite description; loaded with the first chart. No code is made from strings. */
import { useEffect, useRef, useState } from "preact/hooks";
import { expressionInterpreter } from "vega-interpreter";
import { parse, View, type Spec } from "vega";
import { compile, type TopLevelSpec } from "vega-lite";

/** A chart reads its own rows and nothing else. */
const nothing = {
  options: {},
  sanitize: () => Promise.reject(new Error("charts load nothing")),
  load: () => Promise.reject(new Error("charts load nothing")),
  http: () => Promise.reject(new Error("charts load nothing")),
  file: () => Promise.reject(new Error("charts load nothing")),
};

const DARK = "(prefers-color-scheme: dark)";

export default function Chart({ spec, label }: { spec: TopLevelSpec; label: string }) {
  const place = useRef<HTMLDivElement>(null);
  const [problem, setProblem] = useState("");
  const [isDark, setDark] = useState(matchMedia(DARK).matches);
  useEffect(() => {
    const query = matchMedia(DARK);
    const change = (): void => setDark(query.matches);
    query.addEventListener("change", change);
    return () => query.removeEventListener("change", change);
  }, []);
  useEffect(() => {
    const root = place.current;
    if (root === null) return undefined;
    const ink = getComputedStyle(root).color;
    const theme = {
      background: "transparent",
      view: { stroke: "transparent" },
      axis: { labelColor: ink, titleColor: ink, gridColor: ink, gridOpacity: 0.13, domainColor: ink, tickColor: ink },
      legend: { labelColor: ink, titleColor: ink },
      title: { color: ink },
    };
    let view: View | undefined;
    try {
      const sized = { ...spec, width: "container", config: { ...theme, ...spec.config } } as TopLevelSpec;
      const compiled = compile(sized, { logger: undefined as never }).spec as Spec;
      view = new View(parse(compiled, undefined, { ast: true }), {
        expr: expressionInterpreter, renderer: "canvas", container: root, loader: nothing as never, hover: true,
      });
      void view.runAsync().catch((error: unknown) => setProblem(String(error)));
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    }
    return () => {
      view?.finalize();
    };
    // Its colours are drawn: with others it is drawn anew.
  }, [spec, isDark]);
  return (
    <figure class="chart">
      <div ref={place} class="chart-canvas" role="img" aria-label={label} />
      {problem && <figcaption class="problem">{problem}</figcaption>}
    </figure>
  );
}
