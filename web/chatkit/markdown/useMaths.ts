import { useContext, useEffect, useState } from "react";
import { ShadowContext } from "../context";
import type { MathsPlugins } from "./maths";
import { mayHoldMaths } from "./source";

let loading: Promise<MathsPlugins> | null = null;
let loaded: MathsPlugins | null = null;

async function load(): Promise<MathsPlugins> {
  loading ??= import("./maths").then(({ mathsPlugins }) => mathsPlugins());
  loaded = await loading;
  return loaded;
}

/** The plugins for formulas once a text has one, else null: they are too large for the first load. */
export function useMaths(text: string): MathsPlugins | null {
  const shadow = useContext(ShadowContext);
  const [plugins, setPlugins] = useState(loaded);
  const wanted = plugins === null && mayHoldMaths(text);
  useEffect(() => {
    if (!wanted) return undefined;
    let current = true;
    const show = (next: MathsPlugins) => {
      if (current) setPlugins(next);
    };
    // Without the plugins a formula stays as it was written.
    load().then(show, () => undefined);
    return () => {
      current = false;
    };
  }, [wanted]);
  useEffect(() => {
    if (plugins && shadow) adopt(shadow, plugins.styles);
  }, [plugins, shadow]);
  return plugins;
}

function adopt(shadow: ShadowRoot, styles: CSSStyleSheet): void {
  if (!shadow.adoptedStyleSheets.includes(styles)) shadow.adoptedStyleSheets.push(styles);
}
