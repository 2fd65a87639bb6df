import { useEffect, useRef, useState } from "react";
import type { Key } from "../i18n/catalogue";
import { useWords } from "../i18n/language";
import { keepKeys, keysOf, letterOf, originals, rebound, type Keys } from "../keys/bindings";
import { useSession } from "../signin/session";

const fixed: [string, Key][] = [
  ["Shift + R", "screen.help_back_far"],
  ["Space", "screen.help_pause"],
  ["↑ ↓", "screen.help_next"],
  ["1…9", "screen.help_digits"],
  ["Esc", "screen.help_escape"],
  ["?", "screen.help_help"],
];

// All keys, and changing the letters: the next one pressed is taken; an action that had it gets the one that becomes free.
export function Help({ onClose }: { onClose: () => void }) {
  const { t } = useWords();
  const { account } = useSession();
  const dialog = useRef<HTMLDialogElement>(null);
  const [keys, setKeys] = useState<Keys>(() => keysOf(account.id));
  const [changing, setChanging] = useState<string | null>(null);
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  const keep = (next: Keys) => {
    keepKeys(account.id, next);
    setKeys(next);
  };
  useEffect(() => {
    if (!changing) return undefined;
    const take = (event: KeyboardEvent) => {
      event.preventDefault();
      event.stopPropagation();
      if (/^[a-z]$/i.test(event.key) && !event.ctrlKey && !event.altKey && !event.metaKey) keep(rebound(keysOf(account.id), changing, event.key.toUpperCase()));
      setChanging(null);
    };
    window.addEventListener("keydown", take, { capture: true });
    return () => window.removeEventListener("keydown", take, { capture: true });
  }, [changing, account.id]);
  return (
    <dialog ref={dialog} onClose={onClose} aria-labelledby="help-title">
      <h2 id="help-title">{t("screen.help")}</h2>
      <table>
        <tbody>
          {originals.map(([letter, text]) => (
            <tr key={letter}>
              <th scope="row">
                <kbd>{letterOf(letter, keys)}</kbd>
              </th>
              <td>{t(text)}</td>
              <td>
                <button type="button" className="quiet small" aria-label={t("screen.help_change_of", { action: t(text) })} aria-pressed={changing === letter} onClick={() => setChanging(letter)}>
                  {t(changing === letter ? "screen.help_press" : "screen.help_change")}
                </button>
              </td>
            </tr>
          ))}
          {fixed.map(([key, text]) => (
            <tr key={key}>
              <th scope="row">
                <kbd>{key}</kbd>
              </th>
              <td colSpan={2}>{t(text)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="soft small">{t("screen.help_azerty")}</p>
      <p className="soft small">{t("screen.help_kept")}</p>
      <p className="row">
        <button type="button" onClick={() => dialog.current?.close()}>
          {t("screen.close")}
        </button>
        <button type="button" className="quiet" onClick={() => keep({})}>
          {t("screen.help_reset")}
        </button>
      </p>
    </dialog>
  );
}
