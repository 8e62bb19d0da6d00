import { useEffect, useState } from "react";
import { useLanguage } from "../context";
import { useDark } from "../theme/useDark";
import { CodeBlock } from "./CodeBlock";

type Drawing = { source: string; dark: boolean; image: string | null };

/** A mermaid diagram as an image; its source where it cannot be drawn or is still being written. */
export function Diagram({ source, complete }: { source: string; complete: boolean }) {
  const { t } = useLanguage();
  const dark = useDark();
  const [drawing, setDrawing] = useState<Drawing | null>(null);
  useEffect(() => {
    if (!complete) return undefined;
    let current = true;
    const show = (image: string | null) => {
      if (current) setDrawing({ source, dark, image });
    };
    import("./diagram").then(({ drawDiagram }) => drawDiagram(source, dark)).then(show, () => show(null));
    return () => {
      current = false;
    };
  }, [source, complete, dark]);
  if (drawing?.source === source && drawing.image) {
    return <img className="diagram" src={drawing.image} alt={`${t("diagram.label")}: ${source}`} />;
  }
  return (
    <>
      <CodeBlock code={source} language="mermaid" complete={complete} />
      {drawing?.source === source && <p className="muted">{t("diagram.failed")}</p>}
    </>
  );
}
