import { useSnapshot } from "../city/CityProvider";
import { useWords } from "../i18n/language";
import { Shape } from "../parts/Shape";
import { useMay } from "../signin/session";
import { AuditList } from "./AuditList";
import { Bases } from "./Bases";
import { Chain } from "./Chain";
import "../style/sheets.css";

export default function Auditor() {
  const { t, code } = useWords();
  const { status } = useSnapshot();
  const may = useMay();
  return (
    <main className="sheets">
      {status && !status.analysis.active && (
        <section className="sheet wide notice">
          <p className="mark">
            <Shape name="technical" /> <strong>{t("screen.analysis_off", { reason: code(status.analysis.reason ?? "basis.none") })}</strong>
          </p>
          <p>{t("screen.off_and_on")}</p>
        </section>
      )}
      {may("basis.read") && <Bases />}
      <Chain />
      <AuditList />
    </main>
  );
}
