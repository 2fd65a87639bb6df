// The only way to the server: same origin, JSON, the session's CSRF word on every change and a key that makes a repeated
// POST harmless.
import type { Session } from "./types";

const root = "/api/v1";

export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly detail: string,
    readonly params: Record<string, string | number> = {},
  ) {
    super(detail || code);
  }
}

let csrf = "";
let onSessionLost: () => void = () => undefined;

export function rememberSession(session: Session | null): void {
  csrf = session?.csrf ?? "";
}

// Called when an answer says that nobody is signed in any more.
export function whenSessionIsLost(call: () => void): void {
  onSessionLost = call;
}

async function problemOf(response: Response): Promise<Problem> {
  try {
    const body = await response.json();
    const wait = response.headers.get("Retry-After");
    return new Problem(response.status, body.code ?? "error.internal", body.detail ?? "", { ...(wait ? { seconds: wait } : {}), detail: body.detail ?? "", ...body.params });
  } catch {
    return new Problem(response.status, "error.internal", "");
  }
}

async function send(method: string, path: string, body?: unknown, key?: string): Promise<Response> {
  const headers: Record<string, string> = {};
  if (body !== undefined) headers["Content-Type"] = "application/json";
  if (method !== "GET" && csrf) headers["X-Vigie-CSRF"] = csrf;
  if (key) headers["Idempotency-Key"] = key;
  let response: Response;
  try {
    response = await fetch(root + path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body), credentials: "same-origin" });
  } catch {
    throw new Problem(0, "screen.no_answer", "");
  }
  if (!response.ok) {
    const problem = await problemOf(response);
    if (problem.status === 401 && path !== "/session") onSessionLost();
    throw problem;
  }
  return response;
}

async function json<T>(response: Response): Promise<T> {
  return response.status === 204 ? (undefined as T) : ((await response.json()) as T);
}

// randomUUID exists only in a secure context; a desk may reach its server over plain HTTP inside the house.
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

export async function get<T>(path: string): Promise<T> {
  return json<T>(await send("GET", path));
}

// One try again when the line broke: the key makes sure that the server does it once.
export async function post<T>(path: string, body: unknown = {}): Promise<T> {
  const key = newKey();
  try {
    return await json<T>(await send("POST", path, body, key));
  } catch (problem) {
    if (!(problem instanceof Problem) || problem.status !== 0) throw problem;
    return json<T>(await send("POST", path, body, key));
  }
}

// What it puts stands under an address of its own: the same again changes nothing, so it needs no key.
export async function put<T>(path: string, body: unknown): Promise<T> {
  return json<T>(await send("PUT", path, body));
}

export async function remove(path: string): Promise<void> {
  await send("DELETE", path);
}

export async function blob(path: string): Promise<Blob> {
  return (await send("GET", path)).blob();
}

export function socketUrl(path: string): string {
  const scheme = location.protocol === "https:" ? "wss" : "ws";
  return `${scheme}://${location.host}${root}${path}`;
}
