import { useState, type FormEvent } from "react";
import { Problem } from "../api/client";
import { LanguageSwitch, useWords } from "../i18n/language";
import { useSessionState } from "./session";

export function SignIn() {
  const { t, code } = useWords();
  const { signIn } = useSessionState();
  const [login, setLogin] = useState("");
  const [password, setPassword] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<Problem | null>(null);

  async function submit(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    setError(null);
    try {
      await signIn(login, password);
    } catch (problem) {
      if (problem instanceof Problem) setError(problem);
      setBusy(false);
    }
  }

  return (
    <main className="sign-in">
      <form onSubmit={submit} aria-labelledby="sign-in-title">
        <div className="row spread">
          <h1 id="sign-in-title">{t("screen.product")}</h1>
          <LanguageSwitch />
        </div>
        <p className="soft">{t("screen.sign_in_intro")}</p>
        <label>
          {t("screen.login")}
          <input name="login" autoComplete="username" autoFocus required value={login} onChange={(event) => setLogin(event.target.value)} />
        </label>
        <label>
          {t("screen.password")}
          <input name="password" type="password" autoComplete="current-password" required value={password} onChange={(event) => setPassword(event.target.value)} />
        </label>
        <button type="submit" className="main" disabled={busy}>
          {busy ? t("screen.signing_in") : t("screen.sign_in")}
        </button>
        <p role="alert" className="error">
          {error ? code(error.code, error.params) : ""}
        </p>
        <p className="soft small">{t("screen.sign_in_help")}</p>
      </form>
    </main>
  );
}
