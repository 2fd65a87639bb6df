import { useCallback, useState } from "react";
import { post, remove } from "../api/client";
import { useWords } from "../i18n/language";
import { ProblemLine } from "../parts/ProblemLine";
import { useAsked } from "../parts/useAsked";
import { useTask } from "../parts/useTask";
import { Strip } from "./Strip";
import type { Finding, Job, Moment, Requisition } from "./types";
import { useJob } from "./useJob";

const vehicles = ["car", "truck", "bus", "motorcycle", "bicycle"] as const;
const colours = ["white", "silver", "grey", "black", "red", "orange", "yellow", "green", "blue", "brown"] as const;

// Search, skim, package.
export function Answer({ path, requisition, onChanged }: { path: string; requisition: Requisition; onChanged: () => void }) {
  const { t, code } = useWords();
  const { busy, problem, run } = useTask();
  const [failed, setFailed] = useState("");
  const found = useAsked<{ findings: Finding[]; kept: Moment[] }>(`${path}/findings`);
  const { again } = found;
  const onEnd = useCallback(
    (job: Job) => {
      setFailed(job.state === "failed" ? (job.error ?? "") : "");
      again();
      onChanged();
    },
    [again, onChanged],
  );
  const { job, follow } = useJob(onEnd);
  const [medium, setMedium] = useState("");
  const start = (verb: "search" | "package", body: unknown) => void run(async () => follow((await post<{ job: string }>(`${path}/${verb}`, body)).job));
  return (
    <div className="stack">
      <SearchForm cameras={requisition.cameras} busy={busy || job !== null} onSearch={(body) => start("search", body)} />
      <ProblemLine problem={problem ?? found.problem} />
      {failed && <p role="alert">{failed}</p>}
      {job && (
        <p className="row" role="status">
          <progress value={job.progress} max={1} /> {job.step && code(job.step)}
          <button type="button" onClick={() => void run(() => remove(`/jobs/${job.id}`))}>
            {t("screen.requisition_cancel")}
          </button>
        </p>
      )}
      {found.answer && (
        <Strip
          path={path}
          findings={found.answer.findings}
          onKeep={(moments) =>
            void run(async () => {
              await post(`${path}/keep`, { moments });
              again();
              onChanged();
            })
          }
        />
      )}
      <form
        className="row"
        onSubmit={(event) => {
          event.preventDefault();
          start("package", { medium });
        }}
      >
        <span>{t("screen.requisition_kept", { n: found.answer?.kept.length ?? 0 })}</span>
        <label className="inline">
          {t("screen.requisition_medium")} <input required maxLength={100} value={medium} onChange={(event) => setMedium(event.target.value)} />
        </label>
        <button type="submit" className="main" disabled={busy || job !== null || !found.answer || found.answer.kept.length === 0}>
          {t("screen.requisition_package")}
        </button>
      </form>
    </div>
  );
}

function SearchForm({ cameras, busy, onSearch }: { cameras: string[]; busy: boolean; onSearch: (body: unknown) => void }) {
  const { t, word } = useWords();
  const [camera, setCamera] = useState(cameras[0] ?? "");
  const [vehicle, setVehicle] = useState("");
  const [colour, setColour] = useState("");
  const [area, setArea] = useState("");
  const numbers = area.split(",").map(Number);
  const points = numbers.flatMap((x, i) => (i % 2 === 0 ? [[x, numbers[i + 1]]] : []));
  const question = { ...(area.trim() ? { area: points } : {}), ...(vehicle ? { vehicle } : {}), ...(vehicle && colour ? { colour } : {}) };
  return (
    <form
      className="row"
      onSubmit={(event) => {
        event.preventDefault();
        onSearch({ camera, question });
      }}
    >
      <select aria-label={t("screen.requisition_col_camera")} value={camera} onChange={(event) => setCamera(event.target.value)}>
        {cameras.map((one) => (
          <option key={one}>{one}</option>
        ))}
      </select>
      <select aria-label={t("screen.requisition_vehicle")} value={vehicle} onChange={(event) => setVehicle(event.target.value)}>
        <option value="">{t("screen.requisition_anything")}</option>
        {vehicles.map((one) => (
          <option key={one} value={one}>
            {word("object", one)}
          </option>
        ))}
      </select>
      <select aria-label={t("screen.requisition_colour")} value={colour} disabled={!vehicle} onChange={(event) => setColour(event.target.value)}>
        <option value="">{t("screen.requisition_any_colour")}</option>
        {colours.map((one) => (
          <option key={one} value={one}>
            {word("colour", one)}
          </option>
        ))}
      </select>
      <input aria-label={t("screen.requisition_area")} placeholder={t("screen.requisition_area")} pattern="\s*-?\d+(\s*,\s*-?\d+)*\s*" required={!vehicle} value={area} onChange={(event) => setArea(event.target.value)} />
      <button type="submit" className="main" disabled={busy}>
        {t("screen.requisition_search")}
      </button>
    </form>
  );
}
