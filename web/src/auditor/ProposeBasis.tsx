import { useState, type FormEvent } from "react";
import { post } from "../api/client";
import { useSnapshot } from "../city/CityProvider";
import { camerasByNumber } from "../city/state";
import { useWords } from "../i18n/language";
import { ProblemLine } from "../parts/ProblemLine";
import { useTask } from "../parts/useTask";
import { useSession } from "../signin/session";
import { sha256Hex } from "./documentHash";

const processings = ["view", "replay", "record", "analyse", "statistics"] as const;
const kinds = ["intrusion", "line_crossing", "direction", "density", "crowd_movement", "abandoned_object", "person_on_ground", "fire"] as const;

function Choices({ legend, group, values, chosen, onChange }: { legend: string; group: string; values: readonly string[]; chosen: string[]; onChange: (next: string[]) => void }) {
  const { word } = useWords();
  return (
    <fieldset>
      <legend>{legend}</legend>
      {values.map((value) => (
        <label key={value} className="inline">
          <input type="checkbox" checked={chosen.includes(value)} onChange={(event) => onChange(event.target.checked ? [...chosen, value] : chosen.filter((other) => other !== value))} />
          {word(group, value)}
        </label>
      ))}
    </fieldset>
  );
}

// The order itself is chosen as a file: only its hash leaves the browser.
export function ProposeBasis({ onDone }: { onDone: () => void }) {
  const { t } = useWords();
  const { profile } = useSession();
  const { city } = useSnapshot();
  const { busy, problem, run } = useTask();
  const [title, setTitle] = useState("");
  const [authority, setAuthority] = useState("");
  const [regime, setRegime] = useState(profile === "exercise" ? "exercise" : "supervision");
  const [hash, setHash] = useState("");
  const [register, setRegister] = useState("");
  const [days, setDays] = useState(30);
  const [allowed, setAllowed] = useState<string[]>(["view", "record"]);
  const [alertKinds, setAlertKinds] = useState<string[]>([]);
  const [sources, setSources] = useState<string[]>([]);
  const cameras = camerasByNumber(city);

  function submit(event: FormEvent) {
    event.preventDefault();
    void run(async () => {
      const from = Date.now() + 60_000; // a basis cannot begin before it is approved, so never in the past
      await post("/bases", {
        title,
        authority,
        regime,
        document_hash: hash,
        register_entry: register,
        processings: allowed,
        kinds: alertKinds,
        sources: sources.length > 0 ? sources : cameras.map((camera) => camera.id),
        valid_from: new Date(from).toISOString(),
        valid_to: new Date(from + days * 86_400_000).toISOString(),
      });
      onDone();
    });
  }

  return (
    <form className="stack propose" onSubmit={submit} aria-label={t("screen.propose_basis")}>
      <div className="row">
        <label className="half">
          {t("screen.basis_title")}
          <input required maxLength={200} value={title} onChange={(event) => setTitle(event.target.value)} />
        </label>
        <label className="half">
          {t("screen.basis_authority")}
          <input required maxLength={200} value={authority} onChange={(event) => setAuthority(event.target.value)} />
        </label>
        <label className="half">
          {t("screen.basis_regime")}
          <input required value={regime} onChange={(event) => setRegime(event.target.value)} />
        </label>
        <label className="half">
          {t("screen.basis_days")}
          <input type="number" min={1} max={366} required value={days} onChange={(event) => setDays(Number(event.target.value))} />
        </label>
      </div>
      <label>
        {t("screen.basis_register")}
        <input required maxLength={400} value={register} onChange={(event) => setRegister(event.target.value)} />
      </label>
      <label>
        {t("screen.basis_file")}
        <input
          type="file"
          onChange={(event) => {
            const file = event.target.files?.[0];
            if (file) void run(async () => setHash(await sha256Hex(await file.arrayBuffer())));
          }}
        />
      </label>
      <label>
        {t("screen.basis_document")}
        <input required pattern="[0-9a-f]{64}" value={hash} onChange={(event) => setHash(event.target.value)} className="hash" />
      </label>
      <Choices legend={t("screen.basis_allows")} group="processing" values={processings} chosen={allowed} onChange={setAllowed} />
      <Choices legend={t("screen.basis_kinds")} group="kind" values={kinds} chosen={alertKinds} onChange={setAlertKinds} />
      <fieldset>
        <legend>{t("screen.basis_sources_all")}</legend>
        {cameras.map((camera) => (
          <label key={camera.id} className="inline">
            <input
              type="checkbox"
              checked={sources.includes(camera.id)}
              onChange={(event) => setSources(event.target.checked ? [...sources, camera.id] : sources.filter((other) => other !== camera.id))}
            />
            {camera.number} {camera.name}
          </label>
        ))}
      </fieldset>
      <ProblemLine problem={problem} />
      <button type="submit" className="main" disabled={busy}>
        {t("screen.propose")}
      </button>
    </form>
  );
}
