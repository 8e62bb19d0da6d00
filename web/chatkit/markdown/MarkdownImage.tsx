import { RemoteImage } from "../components/RemoteImage";
import type { ElementProps } from "./element";

export function MarkdownImage({ node }: ElementProps) {
  const alt = node?.properties["alt"];
  return <RemoteImage src={node?.properties["src"]} alt={typeof alt === "string" ? alt : ""} />;
}
