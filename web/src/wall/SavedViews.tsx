import { useEffect, useRef, useState } from "react";
import { useWords } from "../i18n/language";
import { useSession } from "../signin/session";
import type { WallControl } from "./useWall";
import { keepViews, readViews, withView, type SavedView } from "./views";

const slowest_s = 300;

// Walls under a name, and a tour that shows them one after the other.
export function SavedViews({ control }: { control: WallControl }) {
  const { t } = useWords();
  const { account } = useSession();
  const [views, setViews] = useState(() => readViews(account.id));
  const [name, setName] = useState("");
  const [seconds, setSeconds] = useState(15);
  const [touring, setTouring] = useState<number | null>(null); // which view is shown
  const keep = (next: SavedView[]) => {
    setViews(next);
    keepViews(account.id, next);
  };
  const show = ({ slots }: SavedView) => control.set({ slots, selected: 0 });

  const shown = useRef(show);
  shown.current = show;
  useEffect(() => {
    if (touring === null) return undefined;
    const view = views[touring % Math.max(1, views.length)];
    if (!view) return setTouring(null);
    shown.current(view);
    const timer = window.setTimeout(() => setTouring(touring + 1), seconds * 1_000);
    return () => clearTimeout(timer);
  }, [touring, views, seconds]);

  const current = touring === null ? undefined : views[touring % Math.max(1, views.length)];
  return (
    <details className="saved-views">
      <summary>
        {t("screen.saved_views")}
        {current && ` · ${t("screen.tour_runs", { name: current.name })}`}
      </summary>
      <ul>
        {views.map((view) => (
          <li key={view.name} className="row">
            <button type="button" className="grow" onClick={() => (setTouring(null), show(view))}>
              {view.name}
            </button>
            <button type="button" className="quiet" aria-label={`${t("screen.delete_view")} : ${view.name}`} onClick={() => keep(views.filter(({ name: other }) => other !== view.name))}>
              ×
            </button>
          </li>
        ))}
      </ul>
      <form
        className="row"
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim()) keep(withView(views, { name: name.trim(), slots: control.wall.slots }));
          setName("");
        }}
      >
        <input className="half" value={name} maxLength={60} aria-label={t("screen.view_name")} placeholder={t("screen.view_name")} onChange={(event) => setName(event.target.value)} />
        <button type="submit">{t("screen.save_view")}</button>
      </form>
      <div className="row">
        <label className="small">
          {t("screen.tour_seconds")}
          <input type="number" min={5} max={slowest_s} value={seconds} onChange={(event) => setSeconds(Math.min(slowest_s, Math.max(5, Number(event.target.value) || 5)))} />
        </label>
        <button type="button" disabled={views.length < 2} aria-pressed={touring !== null} onClick={() => setTouring(touring === null ? 0 : null)}>
          {t(touring === null ? "screen.start_tour" : "screen.stop_tour")}
        </button>
      </div>
    </details>
  );
}
