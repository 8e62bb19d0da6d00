import { useContext, type CSSProperties } from "react";
import type { NodeProps } from "./WidgetNodeView";
import { Icon as NamedIcon } from "../components/Icon";
import { RemoteImage } from "../components/RemoteImage";
import { oneOf, text } from "../protocol/read";
import { useDark } from "../theme/useDark";
import { readAction } from "./actions";
import { FormContext, useWidget } from "./context";
import { validate, readFields } from "./fields";
import { blockStyle, color, length, spacing } from "./style";

export function Badge({ node }: NodeProps) {
  const tone = oneOf(
    node["color"],
    ["secondary", "success", "danger", "warning", "info", "discovery"],
    "secondary",
  );
  const variant = oneOf(node["variant"], ["soft", "solid", "outline"], "soft");
  const pill = node["pill"] === true ? "pill" : "";
  return (
    <span className={`w-badge tone-${tone} ${variant} size-${text(node["size"], "sm")} ${pill}`}>
      {text(node["label"])}
    </span>
  );
}

export function Icon({ node }: NodeProps) {
  const dark = useDark();
  return (
    <span className={`w-icon size-${text(node["size"], "md")}`} style={{ color: color(node["color"], dark) }}>
      <NamedIcon name={text(node["name"])} />
    </span>
  );
}

export function Image({ node }: NodeProps) {
  const dark = useDark();
  const src = text(node["src"]);
  const fit = oneOf(node["fit"], ["cover", "contain", "fill", "scale-down", "none"], "cover");
  const style: CSSProperties = {
    ...blockStyle(node),
    objectFit: fit,
    objectPosition: length(node["position"]),
    background: color(node["background"], dark),
  };
  const className = `w-image ${node["frame"] === true ? "frame" : ""} ${node["flush"] === true ? "flush" : ""}`;
  const alt = text(node["alt"]);
  // A `data:` image loads nothing.
  if (src.startsWith("data:image/")) return <img className={className} style={style} src={src} alt={alt} />;
  return <RemoteImage src={src} alt={alt} className={className} style={style} />;
}

export function Button({ node }: NodeProps) {
  const { available, run, running } = useWidget();
  const form = useContext(FormContext);
  const action = readAction(node["onClickAction"]);
  const submits = node["submit"] === true;
  const key = text(node["id"], text(node["label"], "button"));
  const label = text(node["label"]);
  const busy = running === key;
  // A submit button of HTML also answers to Enter in a field.
  const native = submits && !action && form?.native === true;
  const click = () => {
    const scope = form?.element.current;
    if (!action) form?.submit();
    else if (!submits || !scope || validate(scope)) {
      void run(action, "button", key, submits && scope ? readFields(scope) : []);
    }
  };
  return (
    <button
      type={native ? "submit" : "button"}
      className={buttonClass(node)}
      disabled={node["disabled"] === true || !available(action)}
      aria-busy={busy}
      aria-label={label === "" ? text(node["iconStart"]) : undefined}
      onClick={native ? undefined : click}
    >
      {busy ? <span className="spinner" aria-hidden /> : <ButtonIcon name={node["iconStart"]} />}
      {label !== "" && <span>{label}</span>}
      <ButtonIcon name={node["iconEnd"]} />
    </button>
  );
}

function ButtonIcon({ name }: { name: unknown }) {
  return typeof name === "string" ? <NamedIcon name={name} /> : null;
}

const TONES = [
  "primary",
  "secondary",
  "info",
  "discovery",
  "success",
  "caution",
  "warning",
  "danger",
] as const;

function buttonClass(node: NodeProps["node"]): string {
  const primary = node["style"] === "primary" || (node["style"] === undefined && node["submit"] === true);
  const tone = oneOf(node["color"], TONES, primary ? "primary" : "secondary");
  const variant = oneOf(
    node["variant"],
    ["solid", "soft", "outline", "ghost"],
    primary ? "solid" : "outline",
  );
  const pill = node["pill"] === true ? "pill" : "";
  const icons = typeof node["iconSize"] === "string" ? `icons-${node["iconSize"]}` : "";
  const shape = `${pill} ${icons} ${node["block"] === true ? "block" : ""} ${node["uniform"] === true ? "uniform" : ""}`;
  return `w-button tone-${tone} ${variant} size-${text(node["size"], "md")} ${shape}`;
}

export function Divider({ node }: NodeProps) {
  const dark = useDark();
  return (
    <hr
      className={node["flush"] === true ? "w-divider flush" : "w-divider"}
      style={{
        background: color(node["color"], dark),
        height: length(node["size"]),
        marginBlock: spacing(node["spacing"]),
      }}
    />
  );
}

export function Spacer({ node }: NodeProps) {
  return <span className="w-spacer" style={{ flexBasis: spacing(node["minSize"]) }} />;
}
