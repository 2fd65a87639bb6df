import type { Status } from "../api/types";
import type { Connection } from "../api/updates";
import { useNow } from "../city/useNow";
import { LanguageSwitch, useWords } from "../i18n/language";
import { clockTime, dayAndTime, duration } from "../i18n/time";
import { ExerciseMark } from "../parts/ExerciseMark";
import { NightSwitch } from "../parts/NightSwitch";
import { Shape } from "../parts/Shape";
import { useMay, useSession, useSessionState } from "../signin/session";
import { go, pages, type Page } from "./pages";

export function Header({ page, status, connection }: { page: Page; status: Status | null; connection: Connection | null }) {
  const { t, language } = useWords();
  const session = useSession();
  const { signOut, changeOperator } = useSessionState();
  const may = useMay();
  const now = useNow();
  return (
    <header className={session.exercise ? "top in-exercise" : "top"}>
      <strong>{t("screen.product")}</strong>
      <span>{session.city.name}</span>
      <time className="number clock">{clockTime(now, session.city.zone, language)}</time>
      {session.exercise && <ExerciseMark />}
      {status && status.simulated_share > 0 && (
        <span className="small">{t("screen.simulated_share", { share: status.simulated_share.toLocaleString(language, { style: "percent", maximumFractionDigits: 0 }) })}</span>
      )}
      <nav aria-label={t("screen.pages")}>
        {pages
          .filter((candidate) => !candidate.hidden && may(candidate.permission))
          .map((candidate) => (
            <a
              key={candidate.path}
              href={candidate.path}
              aria-current={candidate.path === page.path ? "page" : undefined}
              onClick={(event) => {
                event.preventDefault();
                go(candidate.path);
              }}
            >
              {t(candidate.title)}
            </a>
          ))}
      </nav>
      {connection && <ConnectionState connection={connection} now={now} />}
      <span className="who small" title={session.authorised_until && t("screen.authorised_until", { time: dayAndTime(session.authorised_until, session.city.zone, language) })}>
        {session.account.name}
      </span>
      <NightSwitch />
      <LanguageSwitch />
      {may("alert.judge") && (
        <button type="button" className="quiet" onClick={changeOperator}>
          {t("screen.change_operator")} <kbd>O</kbd>
        </button>
      )}
      <button type="button" className="quiet" onClick={() => void signOut()}>
        {t("screen.sign_out")}
      </button>
    </header>
  );
}

// Across the whole page: what is on screen is no longer the present, and no key acts.
export function LostBar({ connection }: { connection: Connection }) {
  const { t, language } = useWords();
  const { city } = useSession();
  if (connection.state !== "away") return null;
  return (
    <p className="lost" role="alert">
      <Shape name="technical" /> {t("screen.reconnecting", { time: clockTime(connection.lastData, city.zone, language) })}
    </p>
  );
}

function ConnectionState({ connection, now }: { connection: Connection; now: number }) {
  const { t, code, language } = useWords();
  const text = () => {
    switch (connection.state) {
      case "open":
        return t("screen.connected");
      case "connecting":
        return t("screen.connecting");
      case "away":
        return t("screen.away", { age: duration(now - connection.since, language) });
      case "closed":
        return code(connection.code);
    }
  };
  return (
    <span className="mark connection" role="status">
      <Shape name={connection.state === "open" ? "ok" : "technical"} size={14} /> {text()}
    </span>
  );
}
