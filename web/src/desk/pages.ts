// The pages of the console, told apart by their path. The server gives the same index.html for all of them.
import { useSyncExternalStore } from "react";
import type { Key } from "../i18n/catalogue";

export interface Page {
  path: string;
  title: Key;
  permission: string;
  hidden?: boolean; // opened from elsewhere, not from the head of the page
}

export const pages: Page[] = [
  { path: "/", title: "screen.desk", permission: "alert.read" },
  { path: "/daybook", title: "screen.daybook", permission: "entry.read" },
  { path: "/handover", title: "screen.handover", permission: "entry.write" },
  { path: "/officer", title: "screen.officer", permission: "officer.read" },
  { path: "/auditor", title: "screen.auditor", permission: "audit.read" },
  { path: "/requisitions", title: "screen.requisitions", permission: "requisition.read" },
  { path: "/views", title: "screen.views", permission: "audit.read" },
  { path: "/crew", title: "screen.crew", permission: "unit.self" },
  { path: "/wall", title: "screen.second_wall", permission: "view.live", hidden: true },
];

const moved = "vigie:moved";

export function go(path: string): void {
  history.pushState(null, "", path);
  window.dispatchEvent(new Event(moved));
}

function subscribe(listener: () => void): () => void {
  window.addEventListener("popstate", listener);
  window.addEventListener(moved, listener);
  return () => {
    window.removeEventListener("popstate", listener);
    window.removeEventListener(moved, listener);
  };
}

export function usePath(): string {
  return useSyncExternalStore(subscribe, () => location.pathname.replace(/(.)\/$/, "$1"));
}

// Signing in at "/" leads to the first page that one's role opens: a crew has no desk, an auditor no crew.
export function pageFor(path: string, may: (permission: string) => boolean): Page | "unknown" | "forbidden" {
  const asked = pages.find((page) => page.path === path);
  if (!asked) return "unknown";
  if (may(asked.permission)) return asked;
  return (path === "/" && pages.find((page) => !page.hidden && may(page.permission))) || "forbidden";
}
