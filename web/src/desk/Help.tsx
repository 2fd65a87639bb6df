import { useEffect, useRef } from "react";
import type { Key } from "../i18n/catalogue";
import { useWords } from "../i18n/language";

const keys: [string, Key][] = [
  ["T", "screen.help_take"],
  ["C", "screen.help_confirm"],
  ["D", "screen.help_dismiss"],
  ["E", "screen.help_escalate"],
  ["Z", "screen.help_undo"],
  ["↑ ↓", "screen.help_next"],
  ["N", "screen.help_entry"],
  ["K", "screen.help_call"],
  ["I", "screen.help_new"],
  ["J", "screen.help_daybook"],
  ["H", "screen.help_handover"],
  ["A", "screen.help_assign"],
  ["1…9", "screen.help_digits"],
  ["R", "screen.help_back"],
  ["L", "screen.help_live"],
  ["B", "screen.help_boxes"],
  ["Esc", "screen.help_escape"],
  ["?", "screen.help_help"],
];

export function Help({ onClose }: { onClose: () => void }) {
  const { t } = useWords();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  return (
    <dialog ref={dialog} onClose={onClose} aria-labelledby="help-title">
      <h2 id="help-title">{t("screen.help")}</h2>
      <table>
        <tbody>
          {keys.map(([key, text]) => (
            <tr key={key}>
              <th scope="row">
                <kbd>{key}</kbd>
              </th>
              <td>{t(text)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="soft small">{t("screen.help_azerty")}</p>
      <button type="button" onClick={() => dialog.current?.close()}>
        {t("screen.close")}
      </button>
    </dialog>
  );
}
