// Apart from vite.config.ts, which is read when the app is installed and no test tool is there.
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [react()],
  test: { include: ["{chatkit,shell}/**/*.test.{ts,tsx}"] },
});
