import { defineConfig } from "vite";

// Everything is served from /panel/ under hashed names, but for the one file that other people's pages name.
export default defineConfig({
  base: "/panel/",
  publicDir: false,
  resolve: {
    alias: [
      { find: /^react\/jsx-runtime$/, replacement: "preact/jsx-runtime" },
      { find: /^react(-dom)?$/, replacement: "preact/compat" },
    ],
    dedupe: ["preact"],
  },
  build: {
    outDir: "bundle",
    emptyOutDir: true,
    target: "es2022",
    // Browsers that know `light-dark()` themselves: rewritten, it would not follow the colour scheme of the page around.
    cssTarget: ["chrome123", "edge123", "firefox120", "safari17.5"],
    modulePreload: false,
    chunkSizeWarningLimit: 1_000,
    rollupOptions: {
      input: { page: "index.html", "chat-panel": "source/chat-panel.tsx" },
      preserveEntrySignatures: "allow-extension",
      output: {
        entryFileNames: (chunk) => (chunk.name === "chat-panel" ? "chat-panel.js" : "assets/[name]-[hash].js"),
        chunkFileNames: "assets/[name]-[hash].js",
        assetFileNames: "assets/[name]-[hash][extname]",
      },
    },
  },
});
