import { describe, expect, it } from "vitest";
import { Overlays } from "./overlays";

const box = (kind: string) => ({ kind, x: 0, y: 0, width: 0.1, height: 0.2, confidence: 0.9 });

describe("boxes of the instant", () => {
  it("belong to the picture shown, not to a later one", () => {
    const overlays = new Overlays();
    overlays.add(1_000, [box("person")]);
    overlays.add(1_200, [box("car")]);
    expect(overlays.at(1_100)[0]?.kind).toBe("person");
    expect(overlays.at(1_200)[0]?.kind).toBe("car");
    expect(overlays.at(900)).toEqual([]);
  });
  it("are dropped when older than a second", () => {
    const overlays = new Overlays();
    overlays.add(1_000, [box("person")]);
    expect(overlays.at(2_000)).toHaveLength(1);
    expect(overlays.at(2_001)).toEqual([]);
  });
});
