import type { Problem } from "../api/client";
import { useWords } from "../i18n/language";
import { Shape } from "./Shape";

// One sentence on what went wrong, read out when it appears.
export function ProblemLine({ problem }: { problem: Problem | null }) {
  const { code } = useWords();
  return (
    <p role="alert" className={problem ? "error mark" : "hidden"}>
      {problem && (
        <>
          <Shape name="technical" /> <span>{code(problem.code, problem.params)}</span>
        </>
      )}
    </p>
  );
}
