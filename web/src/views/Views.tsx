import { useState } from "react";
import { useWords } from "../i18n/language";
import { useSession } from "../signin/session";
import { ViewList } from "./ViewList";
import { Watched } from "./Watched";
import { query, today, type Filter } from "./filter";
import "../style/sheets.css";

// For the data-protection officer: who looked at which camera, when, how long and why; and minutes by camera.
export default function Views() {
  const { t, word } = useWords();
  const { city } = useSession();
  const [filter, setFilter] = useState<Filter>(() => today(city.zone));
  const [asked, setAsked] = useState(filter);
  const change = (name: keyof Filter) => (event: { target: { value: string } }) => setFilter({ ...filter, [name]: event.target.value });
  return (
    <main className="sheets">
      <form
        className="sheet wide views-filter"
        onSubmit={(event) => {
          event.preventDefault();
          setAsked(filter);
        }}
      >
        <label>
          {t("screen.views_from")}
          <input type="date" required value={filter.from} onChange={change("from")} />
        </label>
        <label>
          {t("screen.views_to")}
          <input type="date" required value={filter.to} onChange={change("to")} />
        </label>
        <label>
          {t("screen.views_camera")}
          <input value={filter.camera} placeholder={t("screen.views_all_cameras")} inputMode="numeric" onChange={change("camera")} />
        </label>
        <label>
          {t("screen.views_action")}
          <select value={filter.action} onChange={change("action")}>
            <option value="">{t("screen.views_all_cameras")}</option>
            {["view.live", "view.back", "view.replay", "view.clip", "view.snapshot"].map((action) => (
              <option key={action} value={action}>
                {word("action", action)}
              </option>
            ))}
          </select>
        </label>
        <label>
          {t("screen.views_who")}
          <input value={filter.who} maxLength={100} onChange={change("who")} />
        </label>
        <button type="submit" className="main">
          {t("screen.views_search")}
        </button>
      </form>
      <ViewList asked={query(asked, city.zone)} />
      <Watched asked={query({ ...asked, camera: "", action: "", who: "" }, city.zone)} />
    </main>
  );
}
