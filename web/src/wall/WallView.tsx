import type { Camera, Id } from "../api/types";
import { useWords } from "../i18n/language";
import { Tile } from "../tile/Tile";
import type { WallControl } from "./useWall";

interface Props {
  control: WallControl;
  cameras: ReadonlyMap<Id, Camera>;
  showBoxes: boolean;
  digitsAreFree: boolean;
  ownAccount: Id;
  onRemove?: (camera: Camera) => void;
  readOnly?: boolean; // a second screen
}

export function WallView({ control, cameras, showBoxes, digitsAreFree, ownAccount, onRemove, readOnly }: Props) {
  const { t } = useWords();
  const { wall } = control;
  return (
    <div className={`wall of-${wall.slots.length}`}>
      {wall.slots.map((slot, index) => {
        const camera = slot === null ? undefined : cameras.get(slot);
        if (!camera && readOnly) return <div key={index} className="slot empty" />;
        if (!camera) {
          return (
            <button type="button" key={index} className="slot empty soft" aria-pressed={index === wall.selected} onClick={() => control.select(index)}>
              {t("screen.empty_tile")}
            </button>
          );
        }
        return (
          <div className="slot" key={`${index}:${camera.id}`}>
            <Tile
              ref={control.handleOf(index)}
              camera={camera}
              selected={index === wall.selected}
              alone={wall.slots.length === 1}
              digitsAreFree={digitsAreFree}
              showBoxes={showBoxes}
              onSelect={() => control.select(index)}
              onClose={readOnly ? undefined : () => control.close(index)}
              onRemove={onRemove && camera.owner === ownAccount ? () => onRemove(camera) : undefined}
            />
          </div>
        );
      })}
    </div>
  );
}
