import { createContext, useContext, useEffect, useState, useSyncExternalStore, type ReactNode } from "react";
import { useMay } from "../signin/session";
import { CityStore, type Snapshot } from "./store";

const Context = createContext<CityStore | null>(null);

export function CityProvider({ children }: { children: ReactNode }) {
  const may = useMay();
  const [store, setStore] = useState<CityStore | null>(null);
  useEffect(() => {
    const made = new CityStore(may);
    made.start();
    setStore(made);
    return () => made.stop();
    // Rights change only with a new session, which mounts this provider anew.
  }, []);
  return store ? <Context.Provider value={store}>{children}</Context.Provider> : null;
}

export function useCityStore(): CityStore {
  const store = useContext(Context);
  if (!store) throw new Error("useCityStore outside CityProvider");
  return store;
}

export function useSnapshot(): Snapshot {
  const store = useCityStore();
  return useSyncExternalStore(store.subscribe, store.get);
}
