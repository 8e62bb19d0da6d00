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

const COLUMNS: Record<string, string> = { xs: "3rem", sm: "5rem", md: "8rem", lg: "12rem", xl: "18rem" };

function columnWidth(size: unknown): string | undefined {
  return typeof size === "string" && Object.hasOwn(COLUMNS, size) ? COLUMNS[size] : undefined;
}

const VERTICAL: Record<string, string> = { start: "top", center: "middle", end: "bottom" };

function cellStyle(node: NodeProps["node"]): CSSProperties {
  const { align, vAlign } = node;
  const width = length(node["width"]) ?? columnWidth(node["colSize"]);
  return {
    width,
    // What is asked for counts more than what is usual.
    minWidth: width === undefined ? undefined : 0,
    textAlign: align === "center" || align === "end" ? align : undefined,
    verticalAlign:
      typeof vAlign === "string" && Object.hasOwn(VERTICAL, vAlign) ? VERTICAL[vAlign] : undefined,
    ...edges("padding", node["padding"]),
  };
}
