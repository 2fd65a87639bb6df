import { useCallback, useState } from "react";
import { Problem } from "../api/client";

export interface Task {
  busy: boolean;
  problem: Problem | null;
  run: (work: () => Promise<void>) => Promise<boolean>;
  clear: () => void;
}

// One thing asked of the server at a time: busy while it runs, and its problem as a code for the screen.
export function useTask(): Task {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const run = useCallback(async (work: () => Promise<void>) => {
    setBusy(true);
    setProblem(null);
    try {
      await work();
      return true;
    } catch (error) {
      setProblem(error instanceof Problem ? error : new Problem(0, "error.internal", String(error)));
      return false;
    } finally {
      setBusy(false);
    }
  }, []);
  const clear = useCallback(() => setProblem(null), []);
  return { busy, problem, run, clear };
}
