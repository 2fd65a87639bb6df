import { useEffect, useState } from "react";
import { useAsked } from "../parts/useAsked";
import type { Job } from "./types";

// One's own job until it has ended; `onEnd` once, with the last that was heard of it.
export function useJob(onEnd: (job: Job) => void): { job: Job | null; follow: (id: string) => void } {
  const [id, setId] = useState<string | null>(null);
  const { answer } = useAsked<{ jobs: Job[] }>(id ? "/jobs" : null, 1_000);
  const job = (id && answer?.jobs.find((one) => one.id === id)) || null;
  const ended = job && ["done", "failed", "cancelled"].includes(job.state);
  useEffect(() => {
    if (!job || !ended) return;
    setId(null);
    onEnd(job);
  }, [job, ended, onEnd]);
  return { job: ended ? null : job, follow: setId };
}
