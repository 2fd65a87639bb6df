import { Component, useEffect, useRef, type ReactNode } from "react";
import { useWords } from "../i18n/language";
import { Shape } from "./Shape";

interface Props {
  // A broken part is tried again by itself when this changes, e.g. with the page that it stands on.
  of: string;
  children: ReactNode;
}

// A part of the screen that breaks says so and takes nothing else down: the wall goes on when the map cannot be drawn.
export class Guarded extends Component<Props, { broken: boolean }> {
  override state = { broken: false };

  static getDerivedStateFromError() {
    return { broken: true };
  }

  override componentDidUpdate(before: Props) {
    if (before.of !== this.props.of && this.state.broken) this.setState({ broken: false });
  }

  override render() {
    return this.state.broken ? <Broken onAgain={() => this.setState({ broken: false })} /> : this.props.children;
  }
}

// React itself writes the fault into the browser's console.
function Broken({ onAgain }: { onAgain: () => void }) {
  const { t } = useWords();
  const again = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    // Where the keyboard stood inside the broken part, it would otherwise be lost.
    if (document.activeElement === document.body) again.current?.focus();
  }, []);
  return (
    <div className="broken pad" role="alert">
      <p className="mark">
        <Shape name="technical" /> <strong>{t("screen.broken")}</strong>
      </p>
      <p>{t("screen.broken_hint")}</p>
      <p className="row">
        <button type="button" ref={again} onClick={onAgain}>
          {t("screen.try_again")}
        </button>
        <button type="button" className="quiet" onClick={() => location.reload()}>
          {t("screen.reload")}
        </button>
      </p>
    </div>
  );
}
