import { useContext, useMemo, useRef, type ReactNode } from "react";
import type { NodeProps } from "./WidgetNodeView";
import { Children } from "./WidgetNodeView";
import { useDark } from "../theme/useDark";
import { readAction, type ActionConfig } from "./actions";
import { FormContext, useWidget } from "./context";
import { readFields, validate } from "./fields";
import { boxStyle } from "./style";

/** Box, Row and Col. */
export function Box({ node }: NodeProps) {
  const dark = useDark();
  return (
    <div className={`w-box ${isRow(node) ? "row" : "col"}`} style={boxStyle(node, dark)}>
      <Children of={node} />
    </div>
  );
}

function isRow(node: NodeProps["node"]): boolean {
  return node.type === "Row" || (node.type !== "Col" && node["direction"] === "row");
}

export function Form({ node }: NodeProps) {
  const dark = useDark();
  return (
    <FormFrame action={readAction(node["onSubmitAction"])} source="button" actionKey="form">
      <div className={`w-box ${isRow(node) ? "row" : "col"}`} style={boxStyle(node, dark)}>
        <Children of={node} />
      </div>
    </FormFrame>
  );
}

interface FormFrameProps {
  action: ActionConfig | null;
  source: "button" | "card";
  actionKey: string;
  children: ReactNode;
}

/** A form, or a mere group where there is one around it already: HTML has no forms within forms. */
export function FormFrame({ action, source, actionKey, children }: FormFrameProps) {
  const widget = useWidget();
  const outer = useContext(FormContext);
  const element = useRef<HTMLFormElement & HTMLDivElement>(null);
  const scope = useMemo(() => {
    const submit = () => {
      const form = element.current;
      if (!form || !action || !widget.available(action) || !validate(form)) return;
      void widget.run(action, source, actionKey, readFields(form));
    };
    return { element, submit, native: outer === null };
  }, [action, widget, source, actionKey, outer]);
  const content = <FormContext value={scope}>{children}</FormContext>;
  if (outer) {
    return (
      <div ref={element} role="group">
        {content}
      </div>
    );
  }
  return (
    <form
      ref={element}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        scope.submit();
      }}
    >
      {content}
    </form>
  );
}

export function Transition({ node }: NodeProps) {
  return (
    <div className="w-transition">
      <Children of={node} />
    </div>
  );
}
