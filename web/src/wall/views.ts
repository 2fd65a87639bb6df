// Walls that a person has kept under a name, in this browser, for their account.
import type { Id } from "../api/types";

export interface SavedView {
  name: string;
  slots: (Id | null)[];
}

const storage = (account: Id) => `vigie.views.${account}`;
const most = 50;

function isView(value: unknown): value is SavedView {
  const view = value as SavedView;
  return !!view && typeof view.name === "string" && Array.isArray(view.slots) && view.slots.every((slot) => slot === null || typeof slot === "string");
}

export function readViews(account: Id): SavedView[] {
  try {
    const read: unknown = JSON.parse(localStorage.getItem(storage(account)) ?? "[]");
    return Array.isArray(read) ? read.filter(isView).slice(0, most) : [];
  } catch {
    return [];
  }
}

export function keepViews(account: Id, views: SavedView[]): void {
  localStorage.setItem(storage(account), JSON.stringify(views));
}

// Under a name that is there already it takes its place.
export function withView(views: readonly SavedView[], view: SavedView): SavedView[] {
  const others = views.filter(({ name }) => name !== view.name);
  return [...others, view].sort((a, b) => a.name.localeCompare(b.name)).slice(0, most);
}
