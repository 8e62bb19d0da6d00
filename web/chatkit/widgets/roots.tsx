import { useState, type CSSProperties } from "react";
import type { NodeProps } from "./WidgetNodeView";
import { Children, childNodes, nodeKey, WidgetNodeView } from "./WidgetNodeView";
import { Icon as NamedIcon } from "../components/Icon";
import { RemoteImage } from "../components/RemoteImage";
import { useLanguage } from "../context";
import { isRecord, text, type Json } from "../protocol/read";
import { SchemeContext, useDark } from "../theme/useDark";
import { readAction } from "./actions";
import { useWidget } from "./context";
import { FormFrame } from "./layout";
import { borders, boxStyle, color, flexStyle, padding } from "./style";

export function Card({ node }: NodeProps) {
  const { confirm } = node;
  const { revision } = useWidget();
  const [open, setOpen] = useState(false);
  // The main action has run, or there is none to wait for.
  const collapsed = node["collapsed"] === true && !open && (revision > 0 || !isRecord(confirm));
  const size = text(node["size"], "md");
  return (
    <Themed node={node}>
      {(dark) => (
        <section className={`w-card size-${size}`} style={cardStyle(node, dark)}>
          <Status value={node["status"]} />
          {collapsed ? <CollapsedLine onOpen={() => setOpen(true)} /> : <CardBody node={node} />}
        </section>
      )}
    </Themed>
  );
}

function cardStyle(node: NodeProps["node"], dark: boolean): CSSProperties {
  return {
    background: color(node["background"], dark),
    ...padding(node["padding"]),
    ...borders(node["border"], dark),
  };
}

function CollapsedLine({ onOpen }: { onOpen: () => void }) {
  const { t } = useLanguage();
  return (
    <button type="button" className="button quiet small" onClick={onOpen}>
      {t("widget.show")}
    </button>
  );
}

function CardBody({ node }: NodeProps) {
  const confirm = isRecord(node["confirm"]) ? node["confirm"] : null;
  const cancel = isRecord(node["cancel"]) ? node["cancel"] : null;
  const body = (
    <>
      <div className="w-box col">
        <Children of={node} />
      </div>
      {(confirm || cancel) && (
        <footer className="w-card-actions">
          {cancel && <CardAction config={cancel} kind="cancel" asForm={false} />}
          {confirm && <CardAction config={confirm} kind="confirm" asForm={node["asForm"] === true} />}
        </footer>
      )}
    </>
  );
  if (node["asForm"] !== true) return body;
  return (
    <FormFrame action={readAction(confirm?.["action"])} source="card" actionKey="confirm">
      {body}
    </FormFrame>
  );
}

interface CardActionProps {
  config: Json;
  kind: "confirm" | "cancel";
  /** The button submits the form around it, which then runs the action. */
  asForm: boolean;
}

function CardAction({ config, kind, asForm }: CardActionProps) {
  const { available, run } = useWidget();
  const action = readAction(config["action"]);
  return (
    <button
      type={asForm ? "submit" : "button"}
      className={kind === "confirm" ? "button primary" : "button quiet"}
      disabled={!available(action)}
      onClick={asForm || !action ? undefined : () => void run(action, "card", kind, [])}
    >
      {text(config["label"])}
    </button>
  );
}

const AUTO_LIMIT = 5;

export function ListView({ node }: NodeProps) {
  const { t } = useLanguage();
  const [all, setAll] = useState(false);
  const rows = childNodes(node);
  const { limit } = node;
  const most = typeof limit === "number" ? limit : limit === "auto" ? AUTO_LIMIT : rows.length;
  const shown = all ? rows : rows.slice(0, most);
  return (
    <Themed node={node}>
      {() => (
        <section className="w-card w-list">
          <Status value={node["status"]} />
          <ul>
            {shown.map((row, position) => (
              <WidgetNodeView key={nodeKey(row, position)} node={row} />
            ))}
          </ul>
          {shown.length < rows.length && (
            <button type="button" className="button quiet wide" onClick={() => setAll(true)}>
              {t("widget.more", { count: rows.length - shown.length })}
            </button>
          )}
        </section>
      )}
    </Themed>
  );
}

export function ListViewItem({ node }: NodeProps) {
  const { available, run } = useWidget();
  const action = readAction(node["onClickAction"]);
  const style = flexStyle(node);
  if (!action) {
    return (
      <li className="w-list-item" style={style}>
        <Children of={node} />
      </li>
    );
  }
  return (
    <li>
      <button
        type="button"
        className="w-list-item"
        style={style}
        disabled={!available(action)}
        onClick={() => void run(action, "button", text(node["id"], "item"), [])}
      >
        <Children of={node} />
      </button>
    </li>
  );
}

export function Basic({ node }: NodeProps) {
  return (
    <Themed node={node}>
      {(dark) => (
        <div className={`w-box ${node["direction"] === "row" ? "row" : "col"}`} style={boxStyle(node, dark)}>
          <Children of={node} />
        </div>
      )}
    </Themed>
  );
}

/** A root may ask for a scheme of its own; everything inside then has it. */
function Themed({ node, children }: NodeProps & { children: (dark: boolean) => React.ReactNode }) {
  const outer = useDark();
  const { theme } = node;
  if (theme !== "light" && theme !== "dark") return children(outer);
  return (
    <SchemeContext value={theme}>
      <div className={`scheme ${theme}`}>{children(theme === "dark")}</div>
    </SchemeContext>
  );
}

function Favicon({ src, className }: { src: string; className: string }) {
  const size = { width: 16, height: 16 };
  // A `data:` image loads nothing.
  if (src.startsWith("data:image/")) return <img {...size} className={className} src={src} alt="" />;
  return <RemoteImage src={src} alt="" className={className} style={size} small />;
}

function Status({ value }: { value: unknown }) {
  if (!isRecord(value)) return null;
  return (
    <header className="w-status">
      {typeof value["favicon"] === "string" && (
        <Favicon src={value["favicon"]} className={value["frame"] === true ? "framed" : ""} />
      )}
      {typeof value["icon"] === "string" && <NamedIcon name={value["icon"]} />}
      <span>{text(value["text"])}</span>
    </header>
  );
}
