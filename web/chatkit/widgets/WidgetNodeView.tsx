import type { ComponentType } from "react";
import { lazy, Suspense } from "react";
import type { WidgetNode } from "../protocol/items";
import { useLanguage } from "../context";
import { isNode } from "../state/widgetTree";
import { Card, Basic, ListView, ListViewItem } from "./roots";
import { Badge, Button, Divider, Icon, Image, Spacer } from "./content";
import { Checkbox, RadioGroup } from "./choices";
import { DatePicker } from "./DatePicker";
import { Input, Label, Textarea } from "./inputs";
import { Select } from "./select";
import { Box, Form, Transition } from "./layout";
import { Caption, MarkdownText, Text, Title } from "./text";
import { Table, TableCell, TableRow } from "./table";

export interface NodeProps {
  node: WidgetNode;
}

const LazyChart = lazy(() => import("./Chart"));

function Chart({ node }: NodeProps) {
  return (
    <Suspense fallback={<div className="w-chart usual" />}>
      <LazyChart node={node} />
    </Suspense>
  );
}

const COMPONENTS: Readonly<Record<string, ComponentType<NodeProps>>> = {
  Badge,
  Basic,
  Box,
  Button,
  Caption,
  Card,
  Chart,
  Checkbox,
  Col: Box,
  DatePicker,
  Divider,
  Form,
  Icon,
  Image,
  Input,
  Label,
  ListView,
  ListViewItem,
  Markdown: MarkdownText,
  RadioGroup,
  Row: Box,
  Select,
  Spacer,
  Table,
  "Table.Cell": TableCell,
  "Table.Row": TableRow,
  Text,
  Textarea,
  Title,
  Transition,
};

/** Draws a node by its type; one of an unknown type shows its children, or at least its name. */
export function WidgetNodeView({ node }: NodeProps) {
  const Known = Object.hasOwn(COMPONENTS, node.type) ? COMPONENTS[node.type] : undefined;
  return Known ? <Known node={node} /> : <Unknown node={node} />;
}

function Unknown({ node }: NodeProps) {
  const { t } = useLanguage();
  if (childNodes(node).length > 0) return <Children of={node} />;
  const { value } = node;
  if (typeof value === "string") return <span>{value}</span>;
  return <p className="muted">{t("widget.unknown", { type: node.type || "?" })}</p>;
}

/** The children of a node; `Transition` carries one that is not in a list. */
export function childNodes(node: WidgetNode): WidgetNode[] {
  const { children } = node;
  if (Array.isArray(children)) return children.filter(isNode);
  return isNode(children) ? [children] : [];
}

export function Children({ of: node }: { of: WidgetNode }) {
  return childNodes(node).map((child, position) => (
    <WidgetNodeView key={nodeKey(child, position)} node={child} />
  ));
}

export function nodeKey(node: WidgetNode, position: number): string {
  const given = node["key"] ?? node["id"];
  return typeof given === "string" ? given : `${node.type}-${position}`;
}
