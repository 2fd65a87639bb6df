import { describe, expect, it } from "vitest";
import { strokeOf, typeNumber, type KeyPress } from "./keymap";

const press = (more: Partial<KeyPress>): KeyPress => ({ key: "", code: "", ctrlKey: false, altKey: false, metaKey: false, repeat: false, inTextField: false, ...more });

describe("keys", () => {
  it("take letters by character, so AZERTY and QWERTY agree", () => {
    expect(strokeOf(press({ key: "a", code: "KeyQ" }))).toEqual({ kind: "letter", letter: "A" });
    expect(strokeOf(press({ key: "?", code: "Comma" }))).toEqual({ kind: "letter", letter: "?" });
  });
  it("take digits by place, with or without Shift", () => {
    expect(strokeOf(press({ key: "&", code: "Digit1" }))).toEqual({ kind: "digit", digit: 1 });
    expect(strokeOf(press({ key: "1", code: "Digit1" }))).toEqual({ kind: "digit", digit: 1 });
    expect(strokeOf(press({ key: "7", code: "Numpad7" }))).toEqual({ kind: "digit", digit: 7 });
  });
  it("know Shift with a letter, and the space bar", () => {
    expect(strokeOf(press({ key: "R", code: "KeyR", shiftKey: true }))).toEqual({ kind: "letter", letter: "R", shift: true });
    expect(strokeOf(press({ key: "?", code: "Comma", shiftKey: true }))).toEqual({ kind: "letter", letter: "?" });
    expect(strokeOf(press({ key: " ", code: "Space" }))).toEqual({ kind: "named", name: "Space" });
  });
  it("rest in text fields, with modifiers and while held down", () => {
    expect(strokeOf(press({ key: "c", inTextField: true }))).toBeNull();
    expect(strokeOf(press({ key: "Escape", inTextField: true }))).toEqual({ kind: "named", name: "Escape" });
    expect(strokeOf(press({ key: "c", ctrlKey: true }))).toBeNull();
    expect(strokeOf(press({ key: "c", repeat: true }))).toBeNull();
  });
});

describe("calling a camera by number", () => {
  it("adds digits, corrects, calls and forgets", () => {
    const one = typeNumber("", { kind: "digit", digit: 1 });
    const twelve = typeNumber(one.typed, { kind: "digit", digit: 2 });
    expect(twelve.typed).toBe("12");
    expect(typeNumber("12", { kind: "named", name: "Backspace" }).typed).toBe("1");
    expect(typeNumber("12", { kind: "named", name: "Enter" })).toEqual({ typed: "", called: 12 });
    expect(typeNumber("12", { kind: "named", name: "Escape" })).toEqual({ typed: "" });
    expect(typeNumber("", { kind: "named", name: "Enter" })).toEqual({ typed: "" });
  });
});
