import { useEffect, useMemo, useState } from "react";
import { useSnapshot } from "../city/CityProvider";
import { useWords } from "../i18n/language";
import { useSession } from "../signin/session";
import { WallView } from "./WallView";
import { followWall } from "./second_screen";
import type { Wall } from "./slots";
import type { WallControl } from "./useWall";
import "../style/tile.css";

const ignore = () => undefined;

// The wall of the desk, once more, on a screen of its own: it shows and takes no orders.
export default function SecondScreen() {
  const { t } = useWords();
  const { account } = useSession();
  const { city } = useSnapshot();
  const [wall, setWall] = useState<Wall | null>(null);
  useEffect(() => followWall(setWall), []);
  const control = useMemo<WallControl | null>(
    () =>
      wall && { wall, show: ignore, bring: ignore, close: ignore, select: ignore, resize: ignore, set: ignore, handleOf: () => ignore, selectedTile: () => null },
    [wall],
  );
  if (!control) return <p className="soft pad">{t("screen.second_waits")}</p>;
  return (
    <main className="second-screen">
      <WallView control={control} cameras={city.cameras} showBoxes={true} digitsAreFree={false} ownAccount={account.id} readOnly />
    </main>
  );
}
