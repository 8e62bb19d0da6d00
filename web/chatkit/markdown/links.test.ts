import { expect, test } from "vitest";
import { imageSource, linkTarget, namesAnotherHost } from "./links";

test.each([
  "javascript:alert(1)",
  "JAVASCRIPT:alert(1)",
  "vbscript:x",
  "data:text/html,x",
  "file:///etc/passwd",
  "blob:x",
  "/api/tasks",
  "//evil.example/x",
  "ck:1",
  "",
  null,
])("a link to %s is inert", (href) => {
  expect(linkTarget(href)).toEqual({ kind: "inert" });
});

test("links to the web and to mail addresses open", () => {
  expect(linkTarget("https://example.com/a")).toMatchObject({ kind: "external", host: "example.com" });
  expect(linkTarget("http://127.0.0.1:99/")).toMatchObject({ kind: "external", host: "127.0.0.1:99" });
  expect(linkTarget("mailto:a@example.com")).toMatchObject({ kind: "mail" });
});

test("a host with foreign letters is named as it is on the wire", () => {
  expect(linkTarget("https://exаmple.com")).toMatchObject({ host: "xn--exmple-4nf.com" });
});

test("a deep link that is badly written harms nothing", () => {
  expect(linkTarget("chatkit-link://task/%zz")).toEqual({ kind: "deeplink", name: "task/%zz", data: {} });
});

test("a deep link carries its name and its values", () => {
  expect(linkTarget("chatkit-link://open/task?id=7")).toEqual({
    kind: "deeplink",
    name: "open/task",
    data: { id: "7" },
  });
});

test("a marker names sources by their numbers and by nothing else", () => {
  expect(linkTarget("#ck-source-2")).toEqual({ kind: "source", numbers: [2] });
  expect(linkTarget("#ck-source-2-5")).toEqual({ kind: "source", numbers: [2, 5] });
  expect(linkTarget("#ck-source-2-")).toEqual({ kind: "inert" });
  expect(linkTarget("#ck-source-0")).toEqual({ kind: "inert" });
  expect(linkTarget("#ck-source-x")).toEqual({ kind: "inert" });
});

test.each([
  ["www.bank.example", "evil.example", true],
  ["log in at bank.example now", "evil.example", true],
  ["example.com", "www.example.com", false],
  ["the docs", "example.com", false],
  ["https://example.com/page", "example.com:8080", false],
  ["example.com.evil.org", "example.com", true],
])("the words %s over the host %s name another host: %s", (words, host, expected) => {
  expect(namesAnotherHost(words, host)).toBe(expected);
});

const BASE = "http://127.0.0.1:8000/";

test("only images of the page itself and of allowed hosts are loaded unasked", () => {
  expect(imageSource("/attachments/1", [], BASE)).toMatchObject({ kind: "own" });
  expect(imageSource("https://cdn.example.com/a.png", [], BASE)).toMatchObject({
    kind: "foreign",
    host: "cdn.example.com",
  });
  expect(imageSource("https://cdn.example.com/a.png", ["example.com"], BASE)).toMatchObject({
    kind: "allowed",
  });
  expect(imageSource("https://cdn.example.com/a.png", ["*.example.com"], BASE)).toMatchObject({
    kind: "allowed",
  });
  expect(imageSource("https://notexample.com/a.png", ["example.com", ""], BASE)).toMatchObject({
    kind: "foreign",
  });
  expect(imageSource("http://127.0.0.1:9/a.png", [], BASE)).toMatchObject({ kind: "foreign" });
});

test.each(["data:image/svg+xml,x", "javascript:x", "file:///x.png", null, 7])(
  "no image comes from %s",
  (src) => {
    expect(imageSource(src, [], BASE)).toBeNull();
  },
);
