import { expect, it } from "vitest";
import { pageFor } from "./pages";

const crew = (permission: string) => permission === "unit.self";

it("opens the page asked for, or the first one of one's role from the root", () => {
  expect(pageFor("/", () => true)).toMatchObject({ path: "/" });
  expect(pageFor("/", crew)).toMatchObject({ path: "/crew" });
  expect(pageFor("/officer", crew)).toBe("forbidden");
  expect(pageFor("/nowhere", () => true)).toBe("unknown");
});
