import {
  Area,
  Bar,
  CartesianGrid,
  ComposedChart,
  Legend,
  Line,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from "recharts";
import { isRecord, list, numberOrNull, oneOf, text, textOrNull } from "../protocol/read";
import { useDark } from "../theme/useDark";
import { blockStyle, color } from "./style";
import type { NodeProps } from "./WidgetNodeView";

const SEQUENCE = ["blue", "orange", "green", "purple", "red", "yellow", "pink"];
const CURVES = [
  "basis",
  "basisClosed",
  "basisOpen",
  "bump",
  "bumpX",
  "bumpY",
  "linear",
  "linearClosed",
  "monotone",
  "monotoneX",
  "monotoneY",
  "natural",
  "step",
  "stepBefore",
  "stepAfter",
] as const;

interface Series {
  type: "bar" | "area" | "line";
  label: string;
  dataKey: string;
  stack: string | null;
  color: unknown;
  curve: (typeof CURVES)[number];
}

/** Bars, areas and lines over one axis. The data is only ever text and numbers. */
export default function Chart({ node }: NodeProps) {
  const dark = useDark();
  const data = list(node["data"], (row) => (isRecord(row) ? row : null));
  const series = list(node["series"], readSeries);
  const axis = isRecord(node["xAxis"]) ? node["xAxis"] : { dataKey: node["xAxis"] };
  const labels = isRecord(axis["labels"]) ? axis["labels"] : {};
  return (
    <div className={chartClass(node)} style={blockStyle(node)}>
      <ResponsiveContainer width="100%" height="100%">
        <ComposedChart data={data} {...gaps(node)}>
          <CartesianGrid vertical={false} stroke="var(--line)" />
          <XAxis
            dataKey={text(axis["dataKey"])}
            hide={axis["hide"] === true}
            tickFormatter={(value) => text(labels[String(value)], String(value))}
            tickLine={false}
            stroke="var(--muted)"
            fontSize={12}
          />
          {node["showYAxis"] === true && (
            <YAxis tickLine={false} axisLine={false} stroke="var(--muted)" fontSize={12} width={40} />
          )}
          {node["showTooltip"] !== false && (
            <Tooltip contentStyle={TOOLTIP} cursor={{ fill: "var(--fill)" }} />
          )}
          {node["showLegend"] === true && <Legend />}
          {series.map((entry, position) => drawSeries(entry, position, dark))}
        </ComposedChart>
      </ResponsiveContainer>
    </div>
  );
}

const HEIGHTS = ["height", "size", "aspectRatio"];
const LIMITS = ["minHeight", "minSize", "maxHeight", "maxSize"];

/** As high as is usual where nothing says how high, and not less where nothing limits that. */
function chartClass(node: NodeProps["node"]): string {
  const given = (names: readonly string[]) => names.some((name) => name in node);
  if (given(HEIGHTS)) return "w-chart";
  return given(LIMITS) ? "w-chart usual" : "w-chart usual least";
}

const TOOLTIP = {
  border: "1px solid var(--line)",
  borderRadius: 8,
  background: "var(--raised)",
  color: "var(--text)",
};

function gaps(node: NodeProps["node"]) {
  const between = numberOrNull(node["barGap"]);
  const categories = numberOrNull(node["barCategoryGap"]);
  return {
    ...(between !== null && { barGap: between }),
    ...(categories !== null && { barCategoryGap: categories }),
  };
}

function readSeries(value: unknown): Series | null {
  if (!isRecord(value)) return null;
  const dataKey = text(value["dataKey"]);
  return {
    type: oneOf(value["type"], ["bar", "area", "line"], "bar"),
    label: text(value["label"], dataKey),
    dataKey,
    stack: textOrNull(value["stack"]),
    color: value["color"],
    curve: oneOf(value["curveType"], CURVES, "monotone"),
  };
}

/** A function and not a component: the chart looks at its children to know what they are. */
function drawSeries(series: Series, position: number, dark: boolean) {
  const tone = color(series.color ?? SEQUENCE[position % SEQUENCE.length], dark) ?? "var(--accent)";
  const shared = { name: series.label, dataKey: series.dataKey, isAnimationActive: false };
  const stack = series.stack === null ? {} : { stackId: series.stack };
  switch (series.type) {
    case "bar":
      return <Bar key={series.dataKey} {...shared} {...stack} fill={tone} radius={4} />;
    case "area":
      return (
        <Area
          key={series.dataKey}
          {...shared}
          {...stack}
          type={series.curve}
          stroke={tone}
          fill={tone}
          fillOpacity={0.2}
        />
      );
    case "line":
      return (
        <Line
          key={series.dataKey}
          {...shared}
          type={series.curve}
          stroke={tone}
          strokeWidth={2}
          dot={false}
        />
      );
  }
}
