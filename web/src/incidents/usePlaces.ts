import { useEffect, useState } from "react";
import type { Place } from "../api/types";
import { findPlaces } from "./work";

const typing_ms = 250;
const shown = 6;

// What the gazetteer knows by these words, asked once the typing pauses.
export function usePlaces(words: string): Place[] {
  const [places, setPlaces] = useState<Place[]>([]);
  useEffect(() => {
    setPlaces([]);
    if (words.trim().length < 2) return undefined;
    let gone = false;
    const timer = window.setTimeout(() => {
      findPlaces(words).then(
        (found) => !gone && setPlaces(found.slice(0, shown)),
        () => undefined, // a name that is not found leaves the map to point at
      );
    }, typing_ms);
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [words]);
  return places;
}
