// Pages that use the element as others would. Only tests build them.
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig({
  root: "judges",
  plugins: [react()],
  build: {
    target: "es2023",
    assetsInlineLimit: 0,
    minify: false,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 4096,
  },
});
