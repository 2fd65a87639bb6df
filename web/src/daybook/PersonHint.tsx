import { useWords } from "../i18n/language";
import { Shape } from "../parts/Shape";
import { namesPerson } from "./namesPerson";

export function PersonHint({ words }: { words: string }) {
  const { t } = useWords();
  const what = namesPerson(words);
  return (
    <p role="status" className={what ? "small mark person-hint" : "hidden"}>
      {what && (
        <>
          <Shape name="verify" size={12} /> {t("daybook.person_hint", { what })}
        </>
      )}
    </p>
  );
}
