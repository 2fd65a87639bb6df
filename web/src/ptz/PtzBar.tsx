import type { Camera } from "../api/types";
import { useWords } from "../i18n/language";
import { ProblemLine } from "../parts/ProblemLine";
import { Shape } from "../parts/Shape";
import { useSession } from "../signin/session";
import type { PtzState } from "./ptz";
import { usePtz } from "./usePtz";
import "../style/ptz.css";

// Under a camera that fills the wall: who holds its head, where it stands, its presets. Every key has a button beside it.
export function PtzBar({ camera, digitsAreFree }: { camera: Camera; digitsAreFree: boolean }) {
  const { t } = useWords();
  const { account } = useSession();
  const { state, problem, order } = usePtz(camera.id, account.id, digitsAreFree);
  const mine = state?.held_by === account.id && state.seconds_left > 0;
  return (
    <section className="ptz" aria-label={t("screen.ptz_of", { number: camera.number })}>
      <p className="ptz-state" role="status">
        <Where state={state} mine={mine} />
      </p>
      <ol className="ptz-presets">
        {state?.presets.slice(0, 9).map((preset, index) => (
          <li key={preset.token}>
            <button type="button" className="quiet small" disabled={!state.may_move} aria-pressed={state.view === preset.token} onClick={() => order({ act: "preset", preset: preset.token })}>
              {mine && digitsAreFree && <kbd>{index + 1}</kbd>} {preset.name}
            </button>
          </li>
        ))}
        <li>
          <button type="button" className="quiet small" disabled={!state?.may_move} aria-pressed={state?.view === ""} onClick={() => order({ act: "home" })}>
            {t("screen.ptz_home")} <kbd>Home</kbd>
          </button>
        </li>
        {mine && (
          <li>
            <button type="button" className="quiet small" onClick={() => order({ act: "release" })}>
              {t("screen.ptz_release")} <kbd>Esc</kbd>
            </button>
          </li>
        )}
      </ol>
      <p className="soft small">{t("screen.ptz_keys")}</p>
      <ProblemLine problem={problem} />
    </section>
  );
}

function Where({ state, mine }: { state: PtzState | null; mine: boolean }) {
  const { t, code } = useWords();
  if (!state) return <span className="soft">{t("screen.ptz_asking")}</span>;
  const preset = state.presets.find((one) => one.token === state.view);
  return (
    <>
      {state.trouble && (
        <span className="mark technical">
          <Shape name="technical" size={12} /> {code(state.trouble.code)}
        </span>
      )}
      {!state.may_move && state.why_not && <span className="mark technical">{code(state.why_not)}</span>}
      <span>{state.view === null ? t("screen.ptz_away") : preset ? t("screen.ptz_at", { preset: preset.name }) : t("screen.ptz_at_home")}</span>
      {mine && <span className="number">{t("screen.ptz_mine", { seconds: state.seconds_left })}</span>}
      {!mine && state.held_by_name && <span className="number">{t("screen.ptz_theirs", { name: state.held_by_name, seconds: state.seconds_left })}</span>}
    </>
  );
}
