import { expect, test } from "vitest";
import { borders, boxStyle, color, edges, length, spacing } from "./style";

test.each([
  "url(http://evil.example/x)",
  "image-set('x' 1x)",
  "red; background: url(x)",
  "u\\72l(x)",
  "-webkit-image(x)",
  "var(--secret)",
  'attr("x")',
])("the value %s never reaches a style", (value) => {
  expect(color(value, false)).toBeUndefined();
  expect(length(value)).toBeUndefined();
  expect(spacing(value)).toBeUndefined();
});

test("colours are tokens, steps of the palette, CSS, or a pair for the two schemes", () => {
  expect(color("secondary", false)).toBe("var(--muted)");
  expect(color("blue-500", false)).toMatch(/^oklch\(/);
  expect(color("#0a0", false)).toBe("#0a0");
  expect(color("rgb(1 2 3 / 50%)", false)).toBe("rgb(1 2 3 / 50%)");
  expect(color({ light: "#fff", dark: "#000" }, true)).toBe("#000");
  expect(color("constructor", false)).toBe("constructor");
  expect(color(7, false)).toBeUndefined();
});

test("numbers are steps of the grid for distances and pixels for sizes", () => {
  expect(spacing(3)).toBe("12px");
  expect(length(3)).toBe("3px");
  expect(length("50%")).toBe("50%");
});

test("sides follow the direction of the text", () => {
  expect(edges("padding", { left: 1, y: 2 })).toMatchObject({
    paddingInlineStart: "4px",
    paddingBlock: "8px",
  });
  expect(edges("margin", 2)).toEqual({ margin: "8px" });
});

test("a side that is not given sets nothing, and a side on its own comes after both", () => {
  expect(Object.keys(edges("padding", { top: 1, y: 2 }))).toEqual(["paddingBlock", "paddingBlockStart"]);
});

test("borders take a thickness, a border, or one for each side", () => {
  expect(borders(1, false)).toEqual({ border: "1px solid var(--line)" });
  expect(borders({ size: 2, style: "dashed", color: "danger" }, false)).toEqual({
    border: "2px dashed var(--danger)",
  });
  expect(borders({ top: 1 }, false)).toMatchObject({ borderBlockStart: "1px solid var(--line)" });
});

test("a box without fields has no style of its own", () => {
  const styles = Object.values(boxStyle({ type: "Box" }, false));
  expect(styles.every((value) => value === undefined)).toBe(true);
});
