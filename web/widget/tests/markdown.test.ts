import { describe, expect, it } from "vitest";

import { parseMarkdown, type Block, type Inline } from "../src/markdown";

function inline(part: Inline): string {
  switch (part.type) {
    case "text":
      return part.text;
    case "break":
      return "⏎";
    case "bold":
      return `<b>${part.parts.map(inline).join("")}</b>`;
    case "link":
      return `<a ${part.href}>${part.text}</a>`;
  }
}

function block(one: Block): string {
  if (one.type === "paragraph") return one.parts.map(inline).join("");
  const items = one.items.map((parts) => parts.map(inline).join("")).join(" | ");
  return one.ordered ? `${one.start}. ${items}` : `- ${items}`;
}

function parsed(source: string): string[] {
  return parseMarkdown(source).map(block);
}

describe("markdown-lite", () => {
  it.each<[string, string, string[]]>([
    ["plain text", "Hallo daar", ["Hallo daar"]],
    ["an amount", "Het is € 63,00 of 63 €", ["Het is €\u00a063,00 of 63 €"]],
    ["nothing", "", []],
    ["paragraphs", "een\n\ntwee\n\n\n\ndrie", ["een", "twee", "drie"]],
    ["line breaks", "een\r\ntwee", ["een⏎twee"]],
    ["bold", "zet het **echt uit** nu", ["zet het <b>echt uit</b> nu"]],
    ["bold with a link in it", "**[x](https://x.nl)**", ["<b><a https://x.nl>x</a></b>"]],
    ["unpaired stars", "2 ** 3 is 8", ["2 ** 3 is 8"]],
    ["a list", "- een\n- **twee**\n* drie", ["- een | <b>twee</b> | drie"]],
    ["a numbered list", "1. een\n2) twee", ["1. een | twee"]],
    ["a numbered list that goes on after other text", "1. een\n\nlet op\n\n2. twee", ["1. een", "let op", "2. twee"]],
    ["a list below a sentence", "Doe dit:\n- een\n- twee\n\nKlaar.", ["Doe dit:", "- een | twee", "Klaar."]],
    ["a list with blank lines", "- een\n\n- twee", ["- een | twee"]],
    ["an indented second line of an item", "- een\n  nog wat\n- twee", ["- een⏎nog wat | twee"]],
    ["a dash in a sentence", "ja - nee", ["ja - nee"]],
    ["an amount is no list", "12.50 euro", ["12.50 euro"]],
    ["a link", "[Onze site](https://polderlink.example/a?b=c)", ["<a https://polderlink.example/a?b=c>Onze site</a>"]],
    ["a link with brackets in it", "[x](https://a.nl/b_(c))", ["<a https://a.nl/b_(c)>x</a>"]],
    ["phone and mail", "[bel](tel:08001234) [mail](mailto:a@b.nl)", ["<a tel:08001234>bel</a> <a mailto:a@b.nl>mail</a>"]],
    ["a bare address", "zie https://a.nl/x.", ["zie <a https://a.nl/x>https://a.nl/x</a>."]],
    ["a bare address in brackets", "(https://a.nl)", ["(<a https://a.nl>https://a.nl</a>)"]],
    ["script links stay text", "[x](javascript:alert(1))", ["[x](javascript:alert(1))"]],
    ["data links stay text", "[x](data:text/html,hoi)", ["[x](data:text/html,hoi)"]],
    ["disguised script links stay text", "[x](JaVaScRiPt:alert)", ["[x](JaVaScRiPt:alert)"]],
    ["relative links stay text", "[x](//evil.example)", ["[x](//evil.example)"]],
    ["HTML stays text", '<img src=x onerror="alert(1)">', ['<img src=x onerror="alert(1)">']],
  ])("%s", (_name, source, expected) => {
    expect(parsed(source)).toEqual(expected);
  });

  it("is quick on hostile text", () => {
    const started = performance.now();
    for (const piece of ["**", "[", "[a](", "https://(", "- ", "1. "]) parseMarkdown(piece.repeat(4_000));
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});
