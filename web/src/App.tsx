import { useWords } from "./i18n/language";
import { SignIn } from "./signin/SignIn";
import { useSessionState } from "./signin/session";

export function App() {
  const { t } = useWords();
  const { session, known } = useSessionState();
  if (!known) return <p className="soft pad">{t("screen.wait")}</p>;
  if (!session) return <SignIn />;
  return <p className="pad">{session.account.name}</p>;
}
