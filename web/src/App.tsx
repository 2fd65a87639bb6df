import { Suspense, lazy, type ReactNode } from "react";
import { CityProvider, useSnapshot } from "./city/CityProvider";
import { Desk } from "./desk/Desk";
import { Header, LostBar } from "./desk/Header";
import { pageFor, usePath, type Page } from "./desk/pages";
import { useWords } from "./i18n/language";
import { Guarded } from "./parts/Guarded";
import { ChangeOperator } from "./signin/ChangeOperator";
import { SignIn } from "./signin/SignIn";
import { useMay, useSessionState } from "./signin/session";
import { BellBar } from "./sound/BellBar";

const DayBook = lazy(() => import("./daybook/DayBook"));
const HandOver = lazy(() => import("./handover/HandOver"));
const Officer = lazy(() => import("./officer/Officer"));
const Requisitions = lazy(() => import("./requisitions/Requisitions"));
const Auditor = lazy(() => import("./auditor/Auditor"));
const Crew = lazy(() => import("./crew/Crew"));
const Views = lazy(() => import("./views/Views"));
const SecondScreen = lazy(() => import("./wall/SecondScreen"));

export function App() {
  const { t } = useWords();
  const { session, known } = useSessionState();
  const may = useMay();
  const path = usePath();
  if (!known) return <p className="soft pad">{t("screen.wait")}</p>;
  if (!session) return <SignIn />;
  const page = pageFor(path, may);
  const wait = <p className="soft pad">{t("screen.wait")}</p>;
  if (page === "unknown" || page === "forbidden") {
    return (
      <div className="shell">
        <Header page={{ path, title: "screen.desk", permission: "" }} status={null} connection={null} />
        <main className="pad">
          <p>{t(page === "unknown" ? "screen.no_page" : "screen.not_for_you")}</p>
        </main>
      </div>
    );
  }
  if (page.path === "/crew") {
    return (
      <Guarded of={page.path}>
        <Suspense fallback={wait}>
          <Crew />
        </Suspense>
      </Guarded>
    );
  }
  return (
    <CityProvider key={session.csrf}>
      <Shell page={page}>
        <Guarded of={page.path}>
          <Suspense fallback={wait}>
            {page.path === "/" && <Desk />}
            {page.path === "/daybook" && <DayBook />}
            {page.path === "/handover" && <HandOver />}
            {page.path === "/officer" && <Officer />}
            {page.path === "/requisitions" && <Requisitions />}
            {page.path === "/auditor" && <Auditor />}
            {page.path === "/views" && <Views />}
            {page.path === "/wall" && <SecondScreen />}
          </Suspense>
        </Guarded>
      </Shell>
    </CityProvider>
  );
}

function Shell({ page, children }: { page: Page; children: ReactNode }) {
  const { connection, status } = useSnapshot();
  return (
    <div className="shell">
      <Header page={page} status={status} connection={connection} />
      <div className="bars">
        <LostBar connection={connection} />
        {!page.hidden && <BellBar />}
      </div>
      {children}
      <ChangeOperator />
    </div>
  );
}
