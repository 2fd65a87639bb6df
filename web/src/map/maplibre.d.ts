// MapLibre's build for a strict content-security policy: the same interface, its worker in a file of its own.
declare module "maplibre-gl/dist/maplibre-gl-csp" {
  export * from "maplibre-gl";
}
