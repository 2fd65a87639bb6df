import { useWords } from "../i18n/language";
import { view_reasons } from "./reasons";
import type { WhyControl } from "./useWhy";

// The list that the digits answer; "other" needs words.
export function WhyForm({ control }: { control: WhyControl }) {
  const { t, word } = useWords();
  const { asking, words, write, choose, cancel } = control;
  if (!asking) return null;
  return (
    <fieldset className="why">
      <legend>{asking.title}</legend>
      <ol className="choices">
        {view_reasons.map((reason, index) => (
          <li key={reason}>
            <button type="button" disabled={reason === "other" && !words.trim()} onClick={() => choose(index)}>
              <kbd>{index + 1}</kbd> {word("view_reason", reason)}
            </button>
          </li>
        ))}
      </ol>
      <form
        className="row"
        onSubmit={(event) => {
          event.preventDefault();
          choose(view_reasons.indexOf("other"));
        }}
      >
        <label className="grow small">
          {t("screen.words_too")}
          <input value={words} maxLength={500} onChange={(event) => write(event.target.value)} />
        </label>
        <button type="button" className="quiet" onClick={cancel}>
          {t("screen.cancel")} <kbd>Esc</kbd>
        </button>
      </form>
    </fieldset>
  );
}
