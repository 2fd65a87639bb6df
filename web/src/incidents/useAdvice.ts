import { useEffect, useState } from "react";
import { Problem } from "../api/client";
import type { Advice, Id } from "../api/types";
import { adviceFor } from "./work";

const again_ms = 15_000;

// The nearest crews of the open card, renewed while it is open and whenever a crew's state changes (`changed`).
export function useAdvice(incident: Id | null, changed: string): { advice: Advice | null; problem: Problem | null } {
  const [advice, setAdvice] = useState<{ of: Id; advice: Advice } | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  useEffect(() => {
    if (!incident) return undefined;
    let gone = false;
    const ask = () =>
      adviceFor(incident).then(
        (answer) => {
          if (gone) return;
          setAdvice({ of: incident, advice: answer });
          setProblem(null);
        },
        (error: unknown) => !gone && error instanceof Problem && setProblem(error),
      );
    void ask();
    const timer = window.setInterval(() => void ask(), again_ms);
    return () => {
      gone = true;
      clearInterval(timer);
    };
  }, [incident, changed]);
  return { advice: advice && advice.of === incident ? advice.advice : null, problem };
}
