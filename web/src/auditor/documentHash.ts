import { Problem } from "../api/client";

// Browsers offer hashing only on HTTPS and localhost; elsewhere the field takes the hash by hand (sha256sum FILE).
export async function sha256Hex(bytes: ArrayBuffer): Promise<string> {
  if (!crypto.subtle) throw new Problem(0, "screen.hash_by_hand", "");
  return Array.from(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
