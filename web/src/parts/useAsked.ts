import { useCallback, useEffect, useState } from "react";
import { Problem, get } from "../api/client";

export interface Asked<T> {
  answer: T | null;
  problem: Problem | null;
  again: () => void;
}

// A GET whose answer stays on screen while it is asked for again, every `every_ms` where given.
export function useAsked<T>(path: string | null, every_ms = 0): Asked<T> {
  const [answer, setAnswer] = useState<T | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [asked, setAsked] = useState(0);
  const again = useCallback(() => setAsked((times) => times + 1), []);
  useEffect(() => {
    if (!path) return undefined;
    let gone = false;
    get<T>(path).then(
      (got) => {
        if (gone) return;
        setAnswer(got);
        setProblem(null);
      },
      (error: unknown) => !gone && setProblem(error instanceof Problem ? error : new Problem(0, "error.internal", String(error))),
    );
    const timer = every_ms ? window.setTimeout(again, every_ms) : 0;
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [path, every_ms, asked, again]);
  return { answer, problem, again };
}
