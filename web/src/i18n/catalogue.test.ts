import { describe, expect, it } from "vitest";
import en from "../../../src/api/catalogue/en.json";
import fr from "../../../src/api/catalogue/fr.json";
import { codeText, fill } from "./catalogue";

const placeholders = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort();

describe("the catalogue", () => {
  it("has every code in both languages, none empty", () => {
    expect(Object.keys(en)).toEqual(Object.keys(fr));
    for (const text of [...Object.values(fr), ...Object.values(en)]) expect(text.trim()).not.toBe("");
  });

  it("has the same placeholders in both languages", () => {
    const english: Record<string, string> = en;
    for (const [code, text] of Object.entries(fr)) expect(placeholders(english[code] ?? ""), code).toEqual(placeholders(text));
  });

  // RULES L29: the program never speaks of people as suspects.
  it("speaks in neutral words", () => {
    for (const text of [...Object.values(fr), ...Object.values(en)]) expect(text).not.toMatch(/suspect|suspici|individu\b|criminal|délinquan/i);
  });

  it("fills placeholders and shows unknown codes as they are", () => {
    expect(fill("pris par {by}", { by: "Ana" })).toBe("pris par Ana");
    expect(fill("pris par {by}")).toBe("pris par {by}");
    expect(codeText("fr", "alert.taken", { by: "Ana" })).toContain("Ana");
    expect(codeText("en", "learnt.later")).toBe("learnt.later");
  });
});
