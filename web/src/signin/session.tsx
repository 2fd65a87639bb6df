import { createContext, useCallback, useContext, useEffect, useMemo, useState, type ReactNode } from "react";
import { Problem, get, post, rememberSession, remove, whenSessionIsLost } from "../api/client";
import type { Session } from "../api/types";

interface SessionState {
  session: Session | null;
  known: boolean; // the server has answered whether somebody is signed in
  signIn: (login: string, password: string) => Promise<void>;
  signOut: () => Promise<void>;
  changingOperator: boolean; // the next one signs in over the open desk
  changeOperator: () => void;
  keepOperator: () => void;
}

const Context = createContext<SessionState | null>(null);

export function SessionProvider({ children }: { children: ReactNode }) {
  const [session, set] = useState<Session | null>(null);
  const [known, setKnown] = useState(false);
  const [changingOperator, setChanging] = useState(false);

  const accept = useCallback((next: Session | null) => {
    rememberSession(next);
    set(next);
    setKnown(true);
    setChanging(false);
  }, []);

  useEffect(() => {
    whenSessionIsLost(() => accept(null));
    get<Session>("/session").then(accept, (problem: unknown) => {
      // A server that is not there yet is told by the sign-in form itself, when it is used.
      if (problem instanceof Problem) accept(null);
    });
  }, [accept]);

  const state = useMemo<SessionState>(
    () => ({
      session,
      known,
      signIn: async (login, password) => accept(await post<Session>("/session", { login, password })),
      signOut: async () => {
        await remove("/session").catch(() => undefined);
        accept(null);
      },
      changingOperator,
      changeOperator: () => setChanging(true),
      keepOperator: () => setChanging(false),
    }),
    [session, known, accept, changingOperator],
  );
  return <Context.Provider value={state}>{children}</Context.Provider>;
}

export function useSessionState(): SessionState {
  const state = useContext(Context);
  if (!state) throw new Error("useSessionState outside SessionProvider");
  return state;
}

// For pages that are shown only when somebody is signed in.
export function useSession(): Session {
  const { session } = useSessionState();
  if (!session) throw new Error("useSession while nobody is signed in");
  return session;
}

export function useMay(): (permission: string) => boolean {
  const { session } = useSessionState();
  return (permission) => session?.permissions.includes(permission) ?? false;
}
