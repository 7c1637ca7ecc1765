import { defineConfig } from "vite";

// Everything is written below static_built/anlan/built; the manifest tells templates the hashed names. `base` is
// relative, so that the address of static files is the centre's own matter.
export default defineConfig({
  base: "./",
  resolve: {
    // The build of MapLibre whose worker is a file: the content policy allows no scripts from text.
    alias: [{ find: /^maplibre-gl$/, replacement: "maplibre-gl/dist/maplibre-gl-csp.js" }],
  },
  build: {
    outDir: "../src/anlan_center/static_built/anlan/built",
    emptyOutDir: true,
    manifest: "manifest.json",
    assetsInlineLimit: 0,
    modulePreload: false,
    chunkSizeWarningLimit: 1200,
    rollupOptions: {
      input: { center: "src/center.ts", public: "src/public.ts", subscribe: "src/subscribe.ts" },
    },
  },
});
