import { useEffect, useState } from "react";
import { serverClock } from "./clock";

// The server's time, renewed every `every` ms, for ages and countdowns on screen.
export function useNow(every = 1_000): number {
  const [now, set] = useState(() => serverClock.now());
  useEffect(() => {
    const timer = window.setInterval(() => set(serverClock.now()), every);
    return () => clearInterval(timer);
  }, [every]);
  return now;
}
