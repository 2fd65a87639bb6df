import { useRef, useState, type DragEvent } from "react";
import { Problem } from "../api/client";
import type { Camera } from "../api/types";
import { useWords } from "../i18n/language";
import { ProblemLine } from "../parts/ProblemLine";
import { useTask } from "../parts/useTask";
import { addFile, addRtsp, addWebcam } from "./sources";

interface Props {
  onCamera: (camera: Camera) => void;
  onLost: (problem: Problem) => void; // later, when the panel may be closed
  onClose: () => void;
}

// "Your own picture": the newcomer's camera, file or test camera, declared as not watching a public place.
export function OwnPicture({ onCamera, onLost, onClose }: Props) {
  const { t } = useWords();
  const { busy, problem, run } = useTask();
  const [declared, setDeclared] = useState(false);
  const [over, setOver] = useState(false);
  const [url, setUrl] = useState("rtsp://");
  const picker = useRef<HTMLInputElement>(null);

  const lost = (code: string) => onLost(new Problem(0, code, ""));
  const bring = (add: () => Promise<Camera>) =>
    void run(async () => {
      if (!declared) throw new Problem(0, "declaration.missing", "");
      onCamera(await add());
    });
  const file = (chosen: File | undefined) => chosen && bring(() => addFile(chosen, lost));

  function drop(event: DragEvent) {
    event.preventDefault();
    setOver(false);
    file(event.dataTransfer.files[0]);
  }

  return (
    <section className="own-picture stack" aria-labelledby="own-picture-title">
      <div className="row spread">
        <h2 id="own-picture-title">{t("screen.own_picture")}</h2>
        <button type="button" className="quiet" onClick={onClose}>
          {t("screen.close")}
        </button>
      </div>
      <label className="declaration">
        <input type="checkbox" checked={declared} onChange={(event) => setDeclared(event.target.checked)} />
        {t("screen.declaration")}
      </label>
      <div className="choices">
        <button type="button" disabled={busy} onClick={() => bring(() => addWebcam(t("screen.webcam_name"), lost))}>
          {t("screen.use_webcam")}
        </button>
        <div
          className={over ? "drop over" : "drop"}
          onDragOver={(event) => {
            event.preventDefault();
            setOver(true);
          }}
          onDragLeave={() => setOver(false)}
          onDrop={drop}
        >
          <span>{t("screen.drop_file")}</span>{" "}
          <button type="button" disabled={busy} onClick={() => picker.current?.click()}>
            {t("screen.choose_file")}
          </button>
          <input
            ref={picker}
            type="file"
            accept="video/*,.mkv,.avi,.mp4,.webm"
            className="hidden"
            tabIndex={-1}
            aria-label={t("screen.choose_file")}
            onChange={(event) => {
              file(event.target.files?.[0]);
              event.target.value = "";
            }}
          />
        </div>
        <form
          className="row"
          onSubmit={(event) => {
            event.preventDefault();
            bring(() => addRtsp(t("screen.rtsp_name"), url));
          }}
        >
          <label className="grow">
            {t("screen.rtsp_address")}
            <input type="text" inputMode="url" required pattern="rtsps?://.+" value={url} onChange={(event) => setUrl(event.target.value)} />
          </label>
          <button type="submit" disabled={busy}>
            {t("screen.open")}
          </button>
        </form>
      </div>
      <ProblemLine problem={problem} />
    </section>
  );
}
