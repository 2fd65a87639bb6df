import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./App";
import { LanguageProvider } from "./i18n/language";
import { Guarded } from "./parts/Guarded";
import { SessionProvider } from "./signin/session";
import "./style/base.css";
import "./style/shell.css";

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");
createRoot(root).render(
  <StrictMode>
    <LanguageProvider>
      <Guarded of="app">
        <SessionProvider>
          <App />
        </SessionProvider>
      </Guarded>
    </LanguageProvider>
  </StrictMode>,
);
