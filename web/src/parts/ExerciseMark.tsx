import { useWords } from "../i18n/language";

export function ExerciseMark() {
  const { t } = useWords();
  return (
    <span className="exercise" title={t("screen.exercise_hint")}>
      {t("screen.exercise")}
    </span>
  );
}
