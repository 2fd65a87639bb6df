import { Suspense, lazy, useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { Problem } from "../api/client";
import type { Camera, Incident } from "../api/types";
import { AlertColumn } from "../alerts/AlertColumn";
import { useJudging } from "../alerts/useJudging";
import { useCityStore, useSnapshot } from "../city/CityProvider";
import { camerasByNumber, openIncidents, waitingAlerts } from "../city/state";
import { serverClock } from "../city/clock";
import { useNow } from "../city/useNow";
import { EntryCard, type CardStart } from "../daybook/EntryCard";
import { HandOverNotice } from "../handover/HandOverNotice";
import { useWords } from "../i18n/language";
import { IncidentPanel } from "../incidents/IncidentPanel";
import type { Spot } from "../incidents/NewIncidentForm";
import { useIncidents } from "../incidents/useIncidents";
import { Legend } from "../map/Legend";
import { Guarded } from "../parts/Guarded";
import { ProblemLine } from "../parts/ProblemLine";
import { useAsked } from "../parts/useAsked";
import type { Protection } from "../protect/protect";
import { useMay, useSession, useSessionState } from "../signin/session";
import { OwnPicture } from "../test-source/OwnPicture";
import { removeSource, stopAllSources } from "../test-source/sources";
import { SavedViews } from "../wall/SavedViews";
import { Timeline } from "../wall/Timeline";
import { neighboursOf } from "../wall/neighbours";
import { resize, surround, wall_sizes } from "../wall/slots";
import { useWall } from "../wall/useWall";
import { WallView } from "../wall/WallView";
import { DigitStrip } from "./DigitStrip";
import { Help } from "./Help";
import { Lists } from "./Lists";
import { WhyForm } from "../why/WhyForm";
import { useDeskKeys } from "./useDeskKeys";
import { useLooking } from "./useLooking";
import "../style/desk.css";
import "../style/alerts.css";
import "../style/tile.css";
import "../style/map.css";

const MapView = lazy(() => import("../map/MapView"));
const no_routes: never[] = [];

export function Desk() {
  const { t } = useWords();
  const { account } = useSession();
  const may = useMay();
  const store = useCityStore();
  const { city, status, connection } = useSnapshot();
  const now = useNow();
  const cameras = useMemo(() => camerasByNumber(city), [city.cameras]);
  const incidents = useMemo(() => openIncidents(city), [city.incidents]);
  const units = useMemo(() => [...city.units.values()].sort((a, b) => a.name.localeCompare(b.name)), [city.units]);
  const waiting = useMemo(() => waitingAlerts(city, now), [city.alerts, now]);

  const [writing, setWriting] = useState(false);
  const [spot, setSpot] = useState<Spot | null>(null);
  const [card, setCard] = useState<CardStart | null>(null); // of the day-book
  const [entered, setEntered] = useState<number | null>(null); // the number of the entry just saved
  const [adding, setAdding] = useState(false);
  const [lost, setLost] = useState<Problem | null>(null); // one's own picture that stopped
  const [showBoxes, setShowBoxes] = useState(true);
  const [help, setHelp] = useState(false);
  const { changeOperator } = useSessionState();
  const kept = useAsked<{ protections: Protection[] }>(may("protect.write") ? "/protections" : null, 60_000);
  const wall = useWall(cameras, city.loaded);
  const work = useIncidents(incidents, city.units);
  const selected = city.cameras.get(wall.wall.slots[wall.wall.selected] ?? "");
  const looking = useLooking(wall, selected, kept.again);
  const neighbours = () => {
    if (!selected) return;
    const tiles = Math.max(4, wall.wall.slots.length);
    const wide = resize(wall.wall, tiles);
    wall.set(surround(wide, neighboursOf(selected, cameras, tiles - 1).map(({ id }) => id)));
  };
  const judging = useJudging(waiting, may("alert.judge"), work.select);
  const quietSince = useQuietSince(waiting.length);
  useEffect(() => stopAllSources, []);

  const write = useCallback((open: boolean) => {
    setWriting(open);
    setSpot(null);
  }, []);
  const book = (way: "entry" | "call") => {
    if (!may("entry.write") || card) return; // a card half written is given up by Esc alone
    write(false);
    setEntered(null);
    // What is looked at: the selected tile's camera, and the moment its picture shows. A caller speaks of now.
    const camera = way === "entry" ? city.cameras.get(wall.wall.slots[wall.wall.selected] ?? "") : undefined;
    setCard({ way, camera, at: (camera && wall.selectedTile()?.pictureAt()) || serverClock.now() });
  };
  const opened = (incident: Incident) => {
    store.learn("incident", incident);
    work.select(incident.id);
    write(false);
  };
  const ownCamera = (camera: Camera) => {
    store.learn("camera", camera);
    wall.bring(camera.id);
    setAdding(false);
    setLost(null);
  };
  const removeOwn = (camera: Camera) => void removeSource(camera.id).then(() => store.forget("camera", camera.id), () => undefined);

  const digits = useDeskKeys({
    judging,
    work,
    wall,
    looking,
    connected: connection.state !== "away",
    neighbours,
    changeOperator,
    cameraByNumber: (number) => cameras.find((camera) => camera.number === number),
    toggleBoxes: () => setShowBoxes((shown) => !shown),
    write: may("incident.work") ? () => write(true) : () => undefined,
    book,
    escape: () => {
      if (card) setCard(null);
      else if (writing) write(false);
      else if (adding) setAdding(false);
    },
    help: () => setHelp(true),
  });

  return (
    <main className="desk">
      <div className="desk-map">
        <div className="map-frame">
          <Guarded of="map">
            <Suspense fallback={<p className="soft pad">{t("screen.wait")}</p>}>
              <MapView
                cameras={cameras}
                units={units}
                incidents={incidents}
                alerts={waiting}
                routes={work.advice?.units.slice(0, 1) ?? no_routes}
                onCamera={wall.show}
                onIncident={work.select}
                onPlace={(lat, lon) => (writing || card) && setSpot({ lat, lon })}
              />
            </Suspense>
          </Guarded>
          <Legend />
        </div>
        <Lists cameras={cameras} units={units} onCamera={wall.show} protections={kept.answer?.protections ?? []} onProtections={kept.again} />
      </div>
      <div className="desk-wall">
        <div className="row toolbar">
          <span role="group" aria-label={t("screen.wall")} className="row">
            {wall_sizes.map((tiles) => (
              <button type="button" key={tiles} aria-pressed={wall.wall.slots.length === tiles} onClick={() => wall.resize(tiles)}>
                {t("screen.tiles", { n: tiles })}
              </button>
            ))}
            <kbd>W</kbd>
          </span>
          {may("view.boxes") && (
            <button type="button" aria-pressed={showBoxes} onClick={() => setShowBoxes(!showBoxes)}>
              {t("screen.boxes")} <kbd>B</kbd>
            </button>
          )}
          <button type="button" onClick={() => looking.goBack(30)}>
            {t("screen.go_back")} <kbd>R</kbd>
          </button>
          <button type="button" onClick={looking.goLive}>
            {t("screen.go_live")} <kbd>L</kbd>
          </button>
          {may("protect.write") && (
            <button type="button" onClick={looking.protect}>
              {t("screen.protect")} <kbd>P</kbd>
            </button>
          )}
          <button type="button" onClick={looking.snapshot}>
            {t("screen.snapshot")} <kbd>S</kbd>
          </button>
          <button type="button" onClick={neighbours}>
            {t("screen.neighbours")} <kbd>V</kbd>
          </button>
          <button type="button" onClick={() => window.open("/wall", "vigie-wall")}>
            {t("screen.open_second")}
          </button>
          <SavedViews control={wall} />
          {may("test_source.add") && (
            <button type="button" aria-expanded={adding} onClick={() => setAdding(!adding)}>
              {t("screen.own_picture")}
            </button>
          )}
        </div>
        <div>
          {adding && <OwnPicture onCamera={ownCamera} onLost={setLost} onClose={() => setAdding(false)} />}
          <ProblemLine problem={lost ?? looking.problem} />
          <WhyForm control={looking.why} />
          <p role="status" className={looking.said ? "said small" : "hidden"}>
            {looking.said}
          </p>
          {selected && may("view.replay") && <Timeline camera={selected} onGo={looking.goTo} />}
        </div>
        <Guarded of="wall">
          <WallView control={wall} cameras={city.cameras} showBoxes={showBoxes} digitsAreFree={digits.owner === "camera"} ownAccount={account.id} onRemove={removeOwn} />
        </Guarded>
        <div className="strip">
          <DigitStrip digits={digits} alert={judging.alert} incident={work.incident} />
          <button type="button" className="quiet small" onClick={() => setHelp(true)}>
            {t("screen.help")} <kbd>?</kbd>
          </button>
        </div>
      </div>
      <div className="desk-side">
        {card && (
          <EntryCard
            key={`${card.way}:${card.at}`}
            start={card}
            spot={spot}
            onSaved={(entry) => {
              setCard(null);
              setEntered(entry.number);
              if (entry.incident) work.select(entry.incident);
            }}
            onCancel={() => setCard(null)}
          />
        )}
        <p role="status" className={entered === null ? "hidden" : "small saved-line"}>
          {entered !== null && t("daybook.saved", { number: entered })}
        </p>
        <Guarded of="alerts">
          <AlertColumn waiting={waiting} judging={judging} quietSince={quietSince} analysisOff={status && !status.analysis.active ? (status.analysis.reason ?? "basis.none") : null} />
        </Guarded>
        <Guarded of="incidents">
          <IncidentPanel open={incidents} units={city.units} control={work} writing={writing} spot={spot} onWrite={write} onOpened={opened} />
        </Guarded>
      </div>
      <HandOverNotice />
      {help && <Help onClose={() => setHelp(false)} />}
    </main>
  );
}

// Since when the alert column has been empty.
function useQuietSince(waiting: number): number {
  const since = useRef(Date.now());
  const before = useRef(waiting);
  if (before.current > 0 && waiting === 0) since.current = Date.now();
  before.current = waiting;
  return since.current;
}
