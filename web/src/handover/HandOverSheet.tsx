import type { HandOverDraft } from "../daybook/types";
import { useWords } from "../i18n/language";
import { dayAndTime } from "../i18n/time";
import { Shape } from "../parts/Shape";
import { useSession } from "../signin/session";

const figures = ["entries", "calls", "incidents", "alerts", "not_seen"] as const;

// What the facts say of a shift: the same before and after it is signed.
export function HandOverSheet({ draft }: { draft: HandOverDraft }) {
  const { t, word, code, language } = useWords();
  const { city } = useSession();
  const at = (time: string) => dayAndTime(time, city.zone, language);
  const line = (...parts: (string | false | undefined)[]) => parts.filter(Boolean).join(" · ");
  return (
    <div className="stack handover-sheet">
      <p className="small soft number">{t("handover.since", { time: at(draft.since) })}</p>
      <dl className="figures number">
        {figures.map((name) => (
          <div key={name}>
            <dt>{t(`handover.shift_${name}`)}</dt>
            <dd>{draft.shift[name]}</dd>
          </div>
        ))}
      </dl>
      <Part title={t("handover.instructions")} none={t("handover.none")}>
        {draft.instructions.map((one) => (
          <li key={one.id} className="item">
            {line(one.words, one.until && t("screen.until", { time: at(one.until) }))}
          </li>
        ))}
      </Part>
      <Part title={t("screen.incidents", { n: draft.open_incidents.length })} none={t("screen.no_incident")}>
        {draft.open_incidents.map((one) => (
          <li key={one.id} className="item">
            <Shape name={one.urgency === 1 ? "life" : "incident"} />{" "}
            {line(
              t("screen.no", { n: one.number }),
              word("kind", one.kind),
              one.place,
              word("urgency", String(one.urgency)),
              at(one.opened_at),
              one.crews.map((crew) => `${crew.name} (${word("unit_state", crew.state)})`).join(", "),
              one.words,
            )}
          </li>
        ))}
      </Part>
      <Part title={t("handover.open_entries", { n: draft.open_entries.length })} none={t("handover.none")}>
        {draft.open_entries.map((one) => (
          <li key={one.id} className="item">
            {line(t("screen.no", { n: one.number }), word("kind", one.kind), one.place, at(one.entered_at), one.words)}
          </li>
        ))}
      </Part>
      <Part title={t("screen.cameras_down", { n: draft.cameras_down.length })} none={t("screen.all_cameras_live")}>
        {draft.cameras_down.map((one) => (
          <li key={one.camera} className="item">
            <Shape name="technical" /> {line([one.number, one.name].filter(Boolean).join(" "), code(one.reason || "camera.lost"), one.since ? t("screen.since_time", { time: at(one.since) }) : undefined)}
          </li>
        ))}
      </Part>
      <Part title={t("screen.bases_ending")} none={t("screen.no_base_ending")}>
        {draft.bases_ending.map((one) => (
          <li key={one.id} className="item">
            {line(one.title, t("screen.until", { time: at(one.valid_to) }))}
          </li>
        ))}
      </Part>
    </div>
  );
}

function Part({ title, none, children }: { title: string; none: string; children: JSX.Element[] }) {
  return (
    <section>
      <h3>{title}</h3>
      {children.length === 0 ? <p className="soft">{none}</p> : <ul>{children}</ul>}
    </section>
  );
}
