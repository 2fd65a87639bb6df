import { useEffect, useRef, useState, type FormEvent } from "react";
import { useWords } from "../i18n/language";
import { ProblemLine } from "../parts/ProblemLine";
import { useTask } from "../parts/useTask";
import { useSessionState } from "./session";

// The next operator takes the desk: login, password, Enter. The wall stays as it stands; the server ends the session before
// in the same step, and a wrong password leaves it as it was.
export function ChangeOperator() {
  const { t } = useWords();
  const { changingOperator, signIn, keepOperator } = useSessionState();
  const dialog = useRef<HTMLDialogElement>(null);
  const task = useTask();
  const [login, setLogin] = useState("");
  const [password, setPassword] = useState("");
  useEffect(() => {
    if (changingOperator) dialog.current?.showModal();
    setLogin("");
    setPassword("");
  }, [changingOperator]);
  if (!changingOperator) return null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void task.run(() => signIn(login, password));
  };
  return (
    <dialog ref={dialog} className="change-operator" onClose={keepOperator} aria-labelledby="change-title">
      <h2 id="change-title">{t("screen.change_operator")}</h2>
      <form className="stack" onSubmit={submit}>
        <label>
          {t("screen.login")}
          <input name="next-login" autoFocus required autoComplete="off" value={login} onChange={(event) => setLogin(event.target.value)} />
        </label>
        <label>
          {t("screen.password")}
          <input name="next-password" type="password" required autoComplete="off" value={password} onChange={(event) => setPassword(event.target.value)} />
        </label>
        <ProblemLine problem={task.problem} />
        <p className="row">
          <button type="submit" className="main" disabled={task.busy}>
            {t("screen.take_desk")}
          </button>
          <button type="button" className="quiet" onClick={() => dialog.current?.close()}>
            {t("screen.cancel")} <kbd>Esc</kbd>
          </button>
        </p>
      </form>
    </dialog>
  );
}
