import { useState, type FormEvent } from "react";
import { post } from "../api/client";
import { sha256Hex } from "../auditor/documentHash";
import { useSnapshot } from "../city/CityProvider";
import { camerasByNumber } from "../city/state";
import { useWords } from "../i18n/language";
import { ProblemLine } from "../parts/ProblemLine";
import { useTask } from "../parts/useTask";
import type { Requisition } from "./types";

const words = ["reference", "article", "authority", "unit", "officer"] as const;
const times = ["from", "to", "deadline", "until"] as const;

// The paper, once. Times are typed in this computer's zone and sent with their offset; the scan's hash alone leaves the browser.
export function EnterRequisition({ onDone }: { onDone: (id: string) => void }) {
  const { t } = useWords();
  const { city } = useSnapshot();
  const { busy, problem, run } = useTask();
  const [form, setForm] = useState<Record<string, string>>({});
  const [cameras, setCameras] = useState<string[]>([]);
  const set = (name: string, value: string) => setForm((before) => ({ ...before, [name]: value }));

  function submit(event: FormEvent) {
    event.preventDefault();
    void run(async () => {
      const body: Record<string, unknown> = { ...form, cameras };
      for (const name of times) body[name] = new Date(form[name] ?? "").toISOString();
      onDone((await post<Requisition>("/requisitions", body)).id);
    });
  }

  return (
    <form className="sheet stack" onSubmit={submit} aria-label={t("screen.requisition_enter")}>
      {words.map((name) => (
        <label key={name}>
          {t(`screen.requisition_${name}`)}
          <input required maxLength={name === "article" ? 100 : 200} value={form[name] ?? ""} onChange={(event) => set(name, event.target.value)} />
        </label>
      ))}
      {times.map((name) => (
        <label key={name}>
          {t(name === "deadline" ? "screen.requisition_deadline_field" : `screen.requisition_${name}`)}
          <input required type="datetime-local" step={1} value={form[name] ?? ""} onChange={(event) => set(name, event.target.value)} />
        </label>
      ))}
      <label>
        {t("screen.requisition_scan")}
        <input
          type="file"
          onChange={(event) => {
            const file = event.target.files?.[0];
            if (file) void run(async () => set("document_hash", await sha256Hex(await file.arrayBuffer())));
          }}
        />
      </label>
      <label>
        {t("screen.basis_document")}
        <input required pattern="[0-9a-f]{64}" className="hash" value={form.document_hash ?? ""} onChange={(event) => set("document_hash", event.target.value)} />
      </label>
      <fieldset>
        <legend>{t("screen.requisition_cameras")}</legend>
        {camerasByNumber(city).map((camera) => (
          <label key={camera.id} className="inline">
            <input type="checkbox" checked={cameras.includes(camera.id)} onChange={(event) => setCameras(event.target.checked ? [...cameras, camera.id] : cameras.filter((other) => other !== camera.id))} />
            {camera.number} {camera.name}
          </label>
        ))}
      </fieldset>
      <ProblemLine problem={problem} />
      <button type="submit" className="main" disabled={busy || cameras.length === 0}>
        {t("screen.requisition_enter")}
      </button>
    </form>
  );
}
