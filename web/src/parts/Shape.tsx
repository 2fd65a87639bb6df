// The marks of the house. Each has its own outline, so that no meaning hangs on colour alone.
export type ShapeName = "verify" | "life" | "incident" | "technical" | "ok";

const outlines: Record<ShapeName, JSX.Element> = {
  verify: <path d="M8 1.5 15 14.5H1z" />,
  life: <path d="M5 1h6l4 4v6l-4 4H5l-4-4V5z" />,
  incident: <path d="M5 1h6l4 4v6l-4 4H5l-4-4V5z" fill="none" stroke="var(--life)" strokeWidth="2" />,
  technical: <path d="M10.2 1.2a4.3 4.3 0 0 0-4 5.8L1.4 11.8a2 2 0 1 0 2.8 2.8L9 9.8a4.3 4.3 0 0 0 5.7-5.3L12 7.2 9 6.9 8.8 4z" />,
  ok: <path d="M2 8.5 6.2 13 14 3.5" fill="none" strokeWidth="2.6" />,
};
const colours: Record<ShapeName, string> = { verify: "var(--verify)", life: "var(--life)", incident: "none", technical: "var(--technical)", ok: "var(--good)" };

export function Shape({ name, size = 16 }: { name: ShapeName; size?: number }) {
  return (
    <svg className="shape" width={size} height={size} viewBox="0 0 16 16" fill={colours[name]} stroke={name === "ok" ? colours.ok : "none"} aria-hidden="true">
      {outlines[name]}
    </svg>
  );
}
