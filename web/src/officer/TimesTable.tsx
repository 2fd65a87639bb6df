import type { OfficerView, TimeName } from "../api/types";
import { useNow } from "../city/useNow";
import { useWords } from "../i18n/language";
import { clockTime, duration } from "../i18n/time";
import { useSession } from "../signin/session";
import { cellOf } from "./times";

const names: TimeName[] = ["fact", "seen", "told", "acknowledged", "on_scene", "closed"];

// The times of the last 24 h by incident, never by person. What is not finished says so and since when it runs.
export function TimesTable({ times }: { times: OfficerView["times"] }) {
  const { t, word, language } = useWords();
  const { city } = useSession();
  const now = useNow();
  return (
    <section aria-labelledby="times-title" className="sheet wide">
      <h2 id="times-title">{t("screen.times_title")}</h2>
      {times.length === 0 ? (
        <p className="soft">{t("screen.no_times")}</p>
      ) : (
        <div className="scroll" tabIndex={0} role="region" aria-labelledby="times-title">
          <table>
            <thead>
              <tr>
                <th scope="col">{t("screen.incident")}</th>
                {names.map((name) => (
                  <th key={name} scope="col">
                    {t(`screen.time_${name}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {times.map((row) => (
                <tr key={row.incident}>
                  <th scope="row">
                    {t("screen.no", { n: row.number })} {word("kind", row.kind)}
                  </th>
                  {names.map((name) => {
                    const cell = cellOf(names, row, name, now);
                    return (
                      <td key={name} className="number">
                        {cell.kind === "done" && (
                          <>
                            {clockTime(cell.at, city.zone, language)} {cell.after_ms !== null && <span className="soft">+{duration(cell.after_ms, language)}</span>}
                            <br />
                            <span className="small soft">{word("fact_source", cell.source)}</span>
                          </>
                        )}
                        {cell.kind === "running" && t("screen.running", { age: duration(cell.since_ms, language) })}
                        {cell.kind === "none" && "—"}
                      </td>
                    );
                  })}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
