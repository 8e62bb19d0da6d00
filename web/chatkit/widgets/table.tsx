import type { CSSProperties } from "react";
import { useContext, createContext } from "react";
import type { NodeProps } from "./WidgetNodeView";
import { Children } from "./WidgetNodeView";
import { numberOrNull } from "../protocol/read";
import { edges, length } from "./style";

const HeaderRow = createContext(false);

export function Table({ node }: NodeProps) {
  return (
    <div className="table-scroll">
      <table>
        <tbody>
          <Children of={node} />
        </tbody>
      </table>
    </div>
  );
}

export function TableRow({ node }: NodeProps) {
  return (
    <HeaderRow value={node["header"] === true}>
      <tr>
        <Children of={node} />
      </tr>
    </HeaderRow>
  );
}

export function TableCell({ node }: NodeProps) {
  const header = useContext(HeaderRow);
  const Tag = header ? "th" : "td";
  return (
    <Tag
      colSpan={numberOrNull(node["colSpan"]) ?? 1}
      rowSpan={numberOrNull(node["rowSpan"]) ?? 1}
      style={cellStyle(node)}
    >
      <Children of={node} />
    </Tag>
  );
}

const VERTICAL: Record<string, string> = { start: "top", center: "middle", end: "bottom" };

function cellStyle(node: NodeProps["node"]): CSSProperties {
  const { align, vAlign } = node;
  return {
    width: length(node["width"]),
    textAlign: align === "center" || align === "end" ? align : undefined,
    verticalAlign:
      typeof vAlign === "string" && Object.hasOwn(VERTICAL, vAlign) ? VERTICAL[vAlign] : undefined,
    ...edges("padding", node["padding"]),
  };
}
