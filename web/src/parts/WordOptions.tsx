import { useWords } from "../i18n/language";

// The options of a select whose values are words of one group of the catalogue.
export function WordOptions({ group, values }: { group: string; values: readonly (string | number)[] }) {
  const { word } = useWords();
  return (
    <>
      {values.map((value) => (
        <option key={value} value={value}>
          {word(group, String(value))}
        </option>
      ))}
    </>
  );
}
